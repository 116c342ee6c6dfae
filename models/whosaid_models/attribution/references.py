"""What a pronoun or a description stands for. A wrong name is worse than none: when in doubt, None."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from whosaid_models.attribution.antecedents import likeliest
from whosaid_models.attribution.binding import beside, disjoint
from whosaid_models.attribution.centering import person_above, person_before, subject_gone_on_with
from whosaid_models.attribution.characters import Cast, Character, head_of
from whosaid_models.attribution.participants import participants
from whosaid_models.attribution.pronouns import ANOTHER, gender_of, gender_of_noun, is_first_person
from whosaid_models.reader.reading import Reading, TokenRange

_NEUTER = frozenset({"it", "its", "itself"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
# Nouns for organisations, and the words that say in a name what its bearer is: a "Chamber of Trade" is no airline.
_ORGANISATIONS = frozenset(
    "company airline firm party club college university school bank ministry committee organisation organization "
    "association agency group union federation team commission department institution hospital corporation operator "
    "manufacturer retailer coalition alliance movement newspaper magazine carrier developer charity chain brand "
    "startup broadcaster foundation regulator".split()
)
# ... and those for what a body is besides.
_SORTS = frozenset(
    "arm branch brewer builder business centre center chapter dairy division giant insurer lender line maker outlet "
    "producer provider publisher shop startup station store studio subsidiary supplier utility".split()
)
_SAYING = _ORGANISATIONS - {"airline", "brand", "company", "corporation", "firm", "group"} | frozenset(
    "assembly authority board bureau chamber confederation council court directorate embassy front fund government "
    "institute league municipality office parliament police secretariat senate society unit".split()
)
# Verbs whose object "it" is something said or known, nothing that has a name.
_TOLD = frozenset(
    "announce announced announcing believe believed believing confirm confirmed confirming deny denied denying "
    "disclose disclosed disclosing explain explained explaining know knew known knowing reveal revealed revealing say "
    "said saying tell told telling".split()
)
_EMPTY = frozenset({"DT", "EX", "WP", "WDT"})  # subjects that name nobody: "this is a man who ..."
_SAME = frozenset({"entire", "said", "same", "whole"})  # what says nothing of a body
_MEANT = 0.5  # the least probability of an organisation that the coreference head takes a noun for
_SURE = 0.6  # the probability from which on the coreference head is not doubted
# How far back a referent is looked for, in sentences.
_REACH = 4


class References:
    """Resolves pronouns and descriptions against the cast: as the coreference head says, else by rule."""

    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.reading, self.cast = reading, cast
        self._resolved: dict[int, Character | None] = {}
        self._speakers: dict[int, Character] = {}
        self._participants = participants(reading, cast)
        self._nouns: dict[str, list[int]] = defaultdict(list)  # tokens by their words

    def not_the_speaker(self, quoted: Iterable[int], speaker: Character | None) -> None:
        """Say whose words the quoted tokens are: "he" in them is somebody else."""
        if speaker is not None:
            self._speakers |= dict.fromkeys(quoted, speaker)

    def settle(self, token: int, character: Character | None, gender: str) -> None:
        """Say whom a pronoun means: what was found out about a source holds for the words around it."""
        if character is not None and character.gender in ("", gender):
            character.gender = gender
            self._resolved[token] = character

    def settled(self, token: int) -> Character | None:
        """Whom a pronoun means by what has been resolved so far."""
        return self._resolved.get(token)

    def speaker(self, token: int) -> Character | None:
        """Whose words a quoted token is; None where it is not quoted or nobody knows."""
        return self._speakers.get(token)

    def participant(self, token: int) -> Character | None:
        """Whom "I" means in quotation marks, and "I" and "you" in an interview; None elsewhere."""
        if is_first_person(self.reading.document.words[token]) and (speaker := self._speakers.get(token)):
            return speaker
        return self._participants.get(token)

    def pronoun(self, token: int) -> Character | None:
        """Resolve a third-person pronoun; None when nothing fits or several do equally well."""
        if token not in self._resolved:
            self._resolved[token] = self._pronoun(token)
        return self._resolved[token]

    def _pronoun(self, token: int) -> Character | None:
        word = self.reading.document.words[token].lower()
        if gender := gender_of(word):
            return (
                self._centre(token, gender)
                or self._goes_on(token, gender)
                or self._clearly(token, ("Person",), gender)
                or self._person(token, gender)
            )
        if word in _NEUTER and self._refers(token):
            if (subject := self._thing_before(token)) is not None:
                return subject
            if self._plain_before(token):
                return None
            found = self._clearly(token, ("Organization", "Location")) or self._thing(token)
            return found if found is None or not self._overtaken(token, found) else None
        return None

    def _thing_before(self, token: int) -> Character | None:
        """The organisation or place that an "it" goes on with which begins a sentence: the subject before it."""
        noun = subject_gone_on_with(self.reading, token)
        character = self.cast.of_token.get(noun)
        fits = character is not None and character.type in ("Organization", "Location")
        return character if fits and id(character) not in self._others(token) else None

    def _plain_before(self, token: int) -> bool:
        """Whether an "it" goes on with a subject that is no body and has no name: "the flood warning"."""
        noun = subject_gone_on_with(self.reading, token)
        if noun < 0 or self.reading.upos[noun] != "NOUN" or noun in self.cast.of_token or self._names_no_thing(noun):
            return False
        word = self.reading.document.words[noun].lower()
        if self.reading.xpos[token] == "PRP$" and self.organisation(noun) is None:
            return not self.called(word, noun)  # "The authority said ... Its director": the authority's
        return word not in _SAYING | _ORGANISATIONS and not self.called(word, noun)

    def _overtaken(self, token: int, character: Character) -> bool:
        """Whether a subject without a name stands between a character and an "it", which then rather means that.

        "The Lorn Office published figures. The central bank kept its rate. It declined ...": not the office. A noun
        that the article uses of the character ("the office"), or of a person, is in nobody's way.
        """
        r, document = self.reading, self.reading.document
        begin = document.sentences[max(0, document.sentence_of[token] - 1)].first
        own = character.descriptions | {w.lower() for w in character.full}
        for t in range(token - 1, begin - 1, -1):
            if self.cast.of_token.get(t) is character:
                return False
            if not r.relations[t].startswith("nsubj") or r.upos[t] != "NOUN" or t in self.cast.of_token:
                continue
            fits = self.sort_fits(character, (r.subtree(t)[0], t), t)
            if self._names_no_thing(t) or (document.words[t].lower() in own and fits):
                continue
            sentence = document.sentences[document.sentence_of[t]]
            named = any(self.cast.of_token.get(x) is character for x in range(sentence.first, t))
            return not named and self.organisation(t) is not character
        return False

    def _names_no_thing(self, noun: int) -> bool:
        """Whether a noun is a plural, or what the article calls a person by: "it" never means that."""
        word = self.reading.document.words[noun].lower()
        return (
            self.reading.xpos[noun] != "NN"
            or gender_of_noun(word) != ""
            or any(c.type == "Person" and word in c.descriptions for c in self.cast.characters)
        )

    def _centre(self, token: int, gender: str) -> Character | None:
        """Whom a "he" means that goes on with a subject, before it or above; the coreference head is asked later."""
        found = person_before(self.reading, self.cast, token, gender)
        if found is not None and found is not self._speakers.get(token):
            return found
        found = person_above(self.reading, self.cast, token, gender)
        if found is None or id(found) in self._others(token):
            return None
        found.gender = gender  # what one pronoun showed holds for the next
        return found

    def _goes_on(self, token: int, gender: str) -> Character | None:
        """Whom "his" or "he", the first person of a sentence, means after one whose last person was "he", too.

        The coreference head must leave it open: where it is sure of somebody else, that is who is meant.
        """
        r, document = self.reading, self.reading.document
        sentence = document.sentence_of[token]
        opening = range(document.sentences[sentence].first, token)
        if sentence == 0 or any(t in self.cast.of_token or gender_of(document.words[t]) for t in opening):
            return None
        before = document.sentences[sentence - 1]
        for t in range(before.last - 1, before.first - 1, -1):
            character = self.cast.of_token.get(t)
            if character is not None and character.type == "Person" and character.gender in ("", gender):
                return None
            if gender_of(document.words[t]) == gender and r.relations[t].startswith("nsubj"):
                character = self.pronoun(t)
                sure = max((a.probability for a in r.antecedents.get(token, ())), default=0.0)
                return character if sure < _SURE else None
        return None

    def _clearly(self, token: int, types: tuple[str, ...], gender: str = "") -> Character | None:
        """Ask the coreference head; what it is sure of comes before the rules."""
        others = self._others(token)

        def fits(c: Character) -> bool:
            """Not who is named later only: a pronoun that comes before its name is rarer than an error."""
            return c.type in types and c.gender in ("", gender) and id(c) not in others and c.mentions[0][0] < token

        resolve = lambda t: self.pronoun(t) if t < token else None  # noqa: E731
        found = likeliest(self.reading, self.cast, token, fits, resolve)
        if found is not None and gender:
            found.gender = gender
        return found

    def _others(self, token: int) -> set[int]:
        """The characters (their ids) that a pronoun cannot mean: who says it, and whom its clause's grammar bars."""
        barred = (self.cast.of_token.get(t) for t in disjoint(self.reading, token) | beside(self.reading, token))
        return {id(c) for c in (self._speakers.get(token), *barred) if c is not None}

    def _person(self, token: int, gender: str) -> Character | None:
        """The nearest sentence that names people decides: its subject if there are several."""
        others = self._others(token)
        for group in self._by_sentence(token):
            people = _unique(
                c for _, c in group if c.type == "Person" and c.gender in ("", gender) and id(c) not in others
            )
            if not people:
                continue
            subjects = _unique(c for m, c in group if c in people and self.is_subject(m))
            chosen = subjects[0] if subjects else people[0] if len(people) == 1 else None
            if chosen is not None and not chosen.gender:
                chosen.gender = gender  # what one pronoun showed holds for the next
            return chosen
        return None

    def _thing(self, token: int) -> Character | None:
        """A singular organisation or place: only a subject is safe enough, for a subject or an owner."""
        if not self.reading.relations[token].startswith(("nsubj", "nmod:poss")):
            return None
        sentence_of = self.reading.document.sentence_of
        for group in self._by_sentence(token)[:1]:
            if sentence_of[token] - sentence_of[group[0][0][0]] > 1:
                return None  # a sentence in between is about something else
            others = self._others(token)
            things = _unique(c for m, c in group if c.type in ("Organization", "Location") and self.is_subject(m))
            things = [c for c in things if id(c) not in others]
            return things[0] if len(things) == 1 else None
        return None

    def _refers(self, token: int) -> bool:
        """False for the "it" of "it is clear that", "it rains"."""
        r = self.reading
        if r.relations[token] == "expl":
            return False
        verb = r.heads[token]
        if r.relations[token] == "obj" and verb >= 0 and r.document.words[verb].lower() in _TOLD:
            return False  # "she confirmed it": what was said
        if verb >= 0 and r.relations[token].startswith("nsubj") and r.upos[verb] != "VERB":
            return False  # "it was the lowest rate": what it is depends on more than who was named last
        return verb < 0 or not any(
            r.relations[c].startswith("csubj") or r.relations[c] == "ccomp" for c in r.children[verb]
        )

    def _by_sentence(self, token: int) -> list[list[tuple[TokenRange, Character]]]:
        """Mentions before a token, grouped by sentence, the nearest sentence first."""
        sentence_of = self.reading.document.sentence_of
        here = sentence_of[token]
        groups: dict[int, list[tuple[TokenRange, Character]]] = {}
        for mention, character in self.cast.before(token):
            s = sentence_of[mention[0]]
            if here - s > _REACH:
                break
            groups.setdefault(s, []).append((mention, character))
        return [sorted(groups[s], key=lambda g: g[0]) for s in sorted(groups, reverse=True)]

    def is_subject(self, mention: TokenRange) -> bool:
        """Whether a name is its clause's subject, or a part of it (title, apposition)."""
        r = self.reading
        head = head_of(r, mention)
        while r.relations[head] in ("appos", "flat", "compound", "nmod:desc") and r.heads[head] >= 0:
            head = r.heads[head]
        return r.relations[head].startswith("nsubj")

    def description(self, mention: TokenRange) -> Character | None:
        """Resolve "the minister", "the agency" to the one character described so before."""
        r = self.reading
        head = head_of(r, mention)
        first = r.document.words[mention[0]].lower()
        if r.upos[head] != "NOUN" or first not in ("the", "this", "that"):
            return None
        if any(r.document.words[t][0].isupper() for t in range(mention[0] + 1, mention[1])):
            return None  # a name of its own
        if any(r.document.words[t].lower() in ANOTHER for t in range(*mention)):
            return None
        noun = r.document.words[head].lower()
        several = r.xpos[head] == "NNS"  # "the sources" are no one person
        fits = (
            c for _, c in self.cast.before(mention[0]) if noun in c.descriptions and self.sort_fits(c, mention, head)
        )
        return next((c for c in fits if not (several and c.type == "Person")), None)

    def sort_fits(self, character: Character, mention: TokenRange, head: int) -> bool:
        """Whether a description says no more of a body than its name does: "the central bank" is no Kestrel Bank."""
        if character.type == "Person":
            return True
        words = self.reading.document.words
        return self.sort(mention, head) <= {w.lower() for m in character.mentions for w in words[slice(*m)]}

    def sort(self, mention: TokenRange, head: int) -> set[str]:
        """The words before the noun of a description that say which one it is: "central" of "the central bank"."""
        r = self.reading
        told = (t for t in range(mention[0] + 1, head) if r.upos[t] in ("ADJ", "NOUN", "PROPN"))
        return {r.document.words[t].lower() for t in told} - _SAME

    def described_as(self, noun: str, before: int) -> list[Character]:
        """All characters of the article that a noun is used of and that were named before a token."""
        fits = (c for c in self.cast.characters if noun in c.descriptions and c.mentions[0][0] < before)
        return _unique(c for c in fits if c.type == "Person" or _is_called(c, noun))

    def organisation(self, noun: int) -> Character | None:
        """The organisation that "the company" or "the ministry" means by the coreference head; None when unsure.

        A name that says what its bearer is, must say the same.
        """
        r, word = self.reading, self.reading.document.words[noun].lower()
        if word not in _ORGANISATIONS or r.xpos[noun] not in ("NN", "NNP"):
            return None

        def fits(c: Character) -> bool:
            return (
                c.type == "Organization"
                and may_be_called(c, word)
                and self.sort_fits(c, phrase, noun)
                and (word in c.descriptions or not (_is_no_body(c) or self._has_another(word, noun)))
            )

        phrase = (r.subtree(noun)[0], noun)
        resolve = lambda t: self.pronoun(t) if t < noun else None  # noqa: E731
        return likeliest(r, self.cast, noun, fits, resolve, _MEANT)

    def _has_another(self, word: str, before: int) -> bool:
        """Whether the article tells of something by a noun, with more than "the", that has no name: "nurses' union"."""
        r = self.reading
        if not self._nouns:
            for t, tag in enumerate(r.upos):
                if tag == "NOUN" and t not in self.cast.of_token:
                    self._nouns[r.document.words[t].lower()].append(t)
        told = (t for t in self._nouns[word] if t < before)
        return any(r.relations[c].startswith(("amod", "compound", "nmod")) for t in told for c in r.children[t])

    def called(self, noun: str, before: int) -> list[Character]:
        """All characters that a noun is used of and that were named before a token, a person or not."""
        return _unique(c for c in self.cast.characters if noun in c.descriptions and c.mentions[0][0] < before)

    def affiliation(self, character: Character | None) -> Character | None:
        """The organisation that somebody is said to speak for ("Google CEO Sundar Pichai"); None for several."""
        if character is None or character.type != "Person":
            return None
        return self.cast.affiliations.get(id(character))

    def antecedent(self, token: int) -> int | None:
        """The noun that a relative pronoun stands for."""
        r = self.reading
        if r.document.words[token].lower() not in _RELATIVE:
            return None
        at = token
        while at >= 0:
            if r.relations[at].startswith(("acl:relcl", "advcl:relcl")):
                return self._told_of(r.heads[at]) if r.heads[at] >= 0 else None
            at = r.heads[at]
        before = token - 1 - (token > 0 and r.document.words[token - 1] == ",")
        return before if before in self.cast.of_token else None  # the tree has gone astray: "X, who ..."

    def _told_of(self, noun: int) -> int:
        """The subject of which a noun with "a" says what it is: "Ruiz is a lawyer who ..." is of Ruiz."""
        r = self.reading
        subject = next((c for c in r.children[noun] if r.relations[c] == "nsubj" and c < noun), None)
        copula = any(r.relations[c] == "cop" for c in r.children[noun])
        indefinite = any(r.document.words[c].lower() in ("a", "an") for c in r.children[noun])
        return subject if subject is not None and copula and indefinite and r.xpos[subject] not in _EMPTY else noun


def head_word(form: tuple[str, ...]) -> str:
    """The word of a name that says what its bearer is: "Ministry" of "Ministry of the Interior", else the last."""
    return next((before for before, word in pairwise(form) if word in ("of", "for")), form[-1])


def may_be_called(character: Character, noun: str) -> bool:
    """Whether a name says nothing else of its bearer than a noun does: a "Department of Labour" is no company."""
    kind = head_word(character.full).lower()
    return kind == noun or kind not in _SAYING


def _is_no_body(character: Character) -> bool:
    """Whether an article calls something by nouns that are no body's: "the ferry Morning Star" is no company."""
    own = {w.lower() for form in character.forms for w in form}
    told = character.descriptions - own
    return bool(told) and told.isdisjoint(_ORGANISATIONS | _SAYING | _SORTS)


def _is_called(character: Character, noun: str) -> bool:
    """Whether a name says that its bearer is what a noun says: "Lorn Commission", "Bank of Lorn"."""
    kind = head_word(character.full)
    return kind.lower() == noun and (kind == character.full[-1] or character.type in ("Organization", "Location"))


def _unique(characters: Iterable[Character]) -> list[Character]:
    found: list[Character] = []
    for c in characters:
        if not any(c is f for f in found):
            found.append(c)
    return found
