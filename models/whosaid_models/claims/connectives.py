"""What ties a sentence to its neighbours and asserts nothing."""

from __future__ import annotations

# Words that tie a sentence to its neighbours and assert nothing.
CONNECTIVES = frozenset(
    "however meanwhile furthermore moreover also therefore thus besides additionally nevertheless nonetheless hence "
    "consequently accordingly instead indeed well".split()
)
# The same in several words, set off by a comma.
PHRASES = frozenset(
    {
        *("in addition", "in fact", "in turn", "in particular", "in contrast", "by contrast", "in short", "of course"),
        *("as a result", "as a consequence", "for example", "for instance", "on the contrary", "in other words"),
        *("for his part", "for her part", "for its part", "for their part", "on his part", "on her part"),
        *("on the other hand", "on the one hand", "in this regard", "in this context", "in this sense"),
        *("to this end", "to that end", "after all", "first of all", "that is", "what is more", "on top of that"),
        *("aside from that", "apart from that", "besides that"),
    }
)
LONGEST_PHRASE = 4  # words
# Those that lead over to a clause from its middle, too: "Larn however left", "Larn, for her part, left".
INSERTED = frozenset(
    "however meanwhile furthermore moreover therefore thus additionally nevertheless nonetheless hence consequently "
    "accordingly".split()
)
INSERTED_PHRASES = frozenset(
    {
        *("in addition", "in fact", "in turn", "in contrast", "by contrast", "in short", "of course", "in other words"),
        *("for example", "for instance", "on the contrary", "on the other hand", "first of all", "after all"),
        *("for his part", "for her part", "for its part", "for their part", "on his part", "on her part"),
    }
)
