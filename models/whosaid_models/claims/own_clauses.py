"""What the clause that a pronoun stands in says of it: whether it stands for something else, and for what it may not.

"Its" of "the city sold its port" is the city's, and needs no name; "this" alone points to another sentence.
"""

from __future__ import annotations

from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.attribution.pronouns import PRONOUNS, gender_of, is_first_person
from whosaid_models.attribution.references import References
from whosaid_models.reader.reading import Reading

DEMONSTRATIVES = frozenset({"this", "that", "these", "those"})
WE = frozenset({"we", "us", "our", "ours", "ourselves"})
# "his" and "her" of these are titles, not possessives: "His Highness".
_STYLES = frozenset({"highness", "majesty", "excellency", "eminence", "holiness", "honour", "honor", "grace"})
# The subjects that "its" and the like belong to.
_OWN = {"its": "it", "itself": "it", "their": "they", "themselves": "they"}
# Nouns of time: "this year" needs the date of the article, not another sentence.
_TIMES = frozenset(
    "year month week day morning afternoon evening night time weekend summer winter spring autumn".split()
)


class OwnClauses:
    """Looks at the pronouns of one reading in their clauses."""

    def __init__(self, reading: Reading, cast: Cast, references: References) -> None:
        self.reading, self.cast, self.references = reading, cast, references

    def word(self, token: int) -> str:
        """The word in lower case, but for the country, which is no pronoun."""
        word = self.reading.document.words[token]
        return word if word == "US" else word.lower()

    def stands_for_other(self, token: int, word: str) -> bool:
        """Whether a word is a pronoun, and no noun or verb ("a mine"), letter or style ("His Highness")."""
        r = self.reading
        if word == "mine" and r.upos[token] != "PRON":
            return False
        following = r.document.words[token + 1 : token + 2]
        if following and following[0].lower() in _STYLES and following[0][0].isupper():
            return False
        return word in PRONOUNS or word in WE or word in DEMONSTRATIVES

    def of_the_speaking_subject(self, token: int) -> bool:
        """Whether a pronoun's own clause has "I" or "we" for its subject: "we ... our"."""
        r, words = self.reading, self.reading.document.words
        at = r.heads[token]
        while at >= 0:
            for c in r.children[at]:
                if r.relations[c].startswith("nsubj"):
                    return c < token and (is_first_person(words[c]) or words[c].lower() == "we")
            at = r.heads[at]
        return False

    def points_back(self, token: int) -> bool:
        """Whether "this" or "that" stands for something of another sentence: alone, or with a noun ("that country")."""
        r = self.reading
        if r.xpos[token] == "WDT" or (self.word(token) == "that" and r.relations[r.heads[token]] == "acl:relcl"):
            return False  # "a river that runs through Larn"
        if r.relations[token].startswith("nsubj"):
            return True
        noun = r.heads[token]
        if r.relations[token] != "det" or noun < token or r.document.words[noun].lower() in _TIMES:
            return False
        # "those who ...": the clause says which
        return not any(r.relations[c].startswith(("acl", "nmod")) for c in r.children[noun])

    def bound(self, token: int, word: str, there: set[int]) -> bool:
        """Whether a pronoun may belong to its own clause's subject ("the city ... its laws", "for his part, X ...").

        Only a subject that it cannot mean, by gender or kind, leaves it free. ``there``: the words of the claim.
        """
        r, gender = self.reading, gender_of(word)
        own = r.document.words[token + 1 : token + 2] == ["own"]
        if word not in ("its", "their", "his", "her", "itself", "themselves", "himself", "herself"):
            return False
        at = r.heads[token]
        while at >= 0:
            for c in r.children[at]:
                if not r.relations[c].startswith("nsubj") or token in r.subtree(c):
                    continue
                if own and r.xpos[c] == "WP" and r.document.words[c].lower() == "who":
                    return True  # "a woman who sold her own house"
                if r.upos[c] in ("NOUN", "PROPN"):
                    inside = not there.isdisjoint(r.subtree(c))  # "X said her parents left": no X in the claim
                    return self._may_mean(token, self.cast.of_token.get(c)) and (inside or not self._owner(token))
                if r.upos[c] in ("ADJ", "NUM") and c in there:
                    return True  # "the latter raised her hand"
                subject = self.word(c)
                same = gender_of(subject) == gender if gender else _OWN.get(word) == subject
                if c in there and c < token and same:
                    return True  # "he sold his house": one "he" in a clause
            objects = r.children[r.heads[at]] if r.relations[at] == "xcomp" else ()
            if any(r.relations[c] == "obj" and c in there and c < at for c in objects):
                return True  # "urged the dean to share his knowledge"
            at = r.heads[at]
        return False

    def _owner(self, token: int) -> Character | None:
        """Whom "her" of "her parents" means for certain, where the claim has nobody whom it may belong to."""
        owner = self.references.pronoun(token) if self.reading.xpos[token] == "PRP$" else None
        gender = gender_of(self.reading.document.words[token])
        fits = owner is not None and (owner.gender == gender if gender else owner.type != "Person")
        return owner if fits else None

    def _may_mean(self, token: int, subject: Character | None) -> bool:
        if subject is None or subject is self.references.pronoun(token):
            return True
        gender = gender_of(self.reading.document.words[token])
        return subject.type == "Person" and subject.gender in ("", gender) if gender else subject.type != "Person"
