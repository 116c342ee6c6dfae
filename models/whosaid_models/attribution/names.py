"""A source's mention to its name: the most complete one the article gives, never one that it does not give."""

from __future__ import annotations

from whosaid_models.attribution.antecedents import likeliest
from whosaid_models.attribution.characters import HONORIFICS, Cast, Character, head_of
from whosaid_models.attribution.pronouns import PRONOUNS, gender_of
from whosaid_models.attribution.references import References
from whosaid_models.reader.reading import Reading, TokenRange
from whosaid_models.text.document import join_tokens

# Words for what is issued: the issuer is the source when the article names one ("a KOICA statement").
ISSUED = frozenset(
    "statement release communique communiqué report tweet post letter message memo note announcement bulletin "
    "notice circular article editorial interview speech remarks video clip documents study survey poll analysis "
    "press document findings order email mail alert advisory filing figures data statistics".split()
)
# ... of which "of" says what they are about: "a poll of voters".
_ABOUT = frozenset("analysis clip interview poll study survey video".split())
# Relations between words that stand for one and the same.
_SAME = frozenset({"flat", "appos", "nmod:desc", "goeswith", "list"})
_ASIDES = frozenset({"-", "–", "—", ",", "("})
# Where and when somebody said it is no part of a name: "Mayor Ana Ruiz at a rally", "footage on Monday".
_PLACED = frozenset({"at", "in", "on", "during", "after", "before"})
# "the Russian side": the side is the country.
_SIDES = frozenset({"side"})
_SURELY = 0.7  # from which probability on "her" of "her website" is written as whose it is
# "a statement published by KUNA": participles of what an issuer does.
_ISSUING = frozenset("issued published released written sent posted made carried drafted prepared compiled".split())


class Namer:
    """Names sources. Keeps what it resolved, so that a pronoun may lean on the source before it."""

    def __init__(self, reading: Reading, cast: Cast, references: References) -> None:
        self.reading, self.cast, self.references = reading, cast, references
        self.known: dict[TokenRange, TokenRange] = {}  # mentions whose meaning the text before them gave

    def name(self, mention: TokenRange) -> tuple[str, TokenRange]:
        """Return the name and the tokens it was taken from."""
        tokens = self.name_tokens(mention)
        if (owner := self._owner(tokens)) is None:
            return name_text(self.reading, tokens), tokens
        thing = name_text(self.reading, (tokens[0] + 1, tokens[1]))
        return f"{name_text(self.reading, owner.name)}’s {thing}", tokens

    def _owner(self, name: TokenRange) -> Character | None:
        """Whose "her website" or, in quotation marks, "my mother" is; None for other names, and where it is unsure."""
        r, owner = self.reading, name[0]
        if r.xpos[owner] != "PRP$" or name[1] - owner < 2:
            return None
        if (speaker := self.references.participant(owner)) is not None:
            return speaker
        gender = gender_of(r.document.words[owner])

        def fits(c: Character) -> bool:
            return c.type == "Person" and c.gender in ("", gender) and c.mentions[0][0] < owner

        # "According to her website, Holm was born ...": whom the sentence goes on about.
        following = self.cast.of_token.get(name[1] + 1) if r.document.words[name[1] : name[1] + 1] == [","] else None
        if following is not None and following.type == "Person" and r.document.words[owner - 1].lower() == "to":
            return following if following.gender in ("", gender) and gender else None
        nearest = next((c for _, c in self.cast.before(owner) if c.type == "Person"), None)
        found = likeliest(r, self.cast, owner, fits, self.references.settled, _SURELY) if gender else None
        return found if found is nearest else None

    def name_tokens(self, mention: TokenRange) -> TokenRange:
        """Return the tokens of the best name for a mention; the mention itself, trimmed, when there is none."""
        if mention in self.known:
            return self.known[mention]
        words = self.reading.document.words
        if mention[1] - mention[0] == 1:
            word = words[mention[0]].lower()
            if guest := self.references.participant(mention[0]):
                return guest.name
            antecedent = self.references.antecedent(mention[0])
            if antecedent is not None:
                return self.name_tokens(self.noun_phrase(antecedent))
            if word in PRONOUNS:
                character = self.references.pronoun(mention[0])
                return character.name if character else mention
        head = head_of(self.reading, mention)
        if words[head].lower() in ISSUED and (issuer := self._issuer(mention, head)):
            return issuer
        character = self._character_at(mention, head)
        if character:
            return character.name
        if words[head].lower() in _SIDES and (country := self._country(head)):
            return country
        if begun := self._before_aside(mention):
            return begun.name
        described = self.references.description(mention)
        return described.name if described else self._trimmed(mention, head)

    def _character_at(self, mention: TokenRange, head: int) -> Character | None:
        """The character that the mention names: at its head, or in apposition to it, or with a title of it."""
        # "Police Spokesperson Lt. Col. Amer Sartawi": a person at the end of the phrase, whatever the parse.
        r, last = self.reading, self.cast.of_token.get(mention[1] - 1)
        if (
            last is not None
            and last.type == "Person"
            and all(
                r.document.words[t][0].isupper() or r.upos[t] == "DET" for t in range(*mention) if r.upos[t] != "PUNCT"
            )
        ):
            return last
        if last is not None and last.type == "Person" and self._office_before(mention, last):
            return last
        found = [
            c for t in range(*mention) if (c := self.cast.of_token.get(t)) and c.type != "NORP" and self._is(t, mention)
        ]
        people = [c for c in found if c.type == "Person"]
        if not people and (body := self._body_at_end(mention)):
            return body
        if people or found:
            return (people or found)[0]
        return self.cast.of_token.get(head) if r.upos[head] == "PROPN" else None

    def _before_aside(self, mention: TokenRange) -> Character | None:
        """Whose name a mention begins with, before a dash or comma: "Ana Ruiz - on a panel in 1986", "LPA, a union"."""
        words, begin = self.reading.document.words, mention[0]
        bearer = self.cast.of_token.get(begin)
        if bearer is None or bearer.type not in ("Person", "Organization"):
            return None
        end = next(last for first, last in bearer.mentions if first <= begin < last)
        if end + 1 >= mention[1] or words[end] not in _ASIDES:
            return None
        return bearer if bearer.type == "Person" or words[end + 1].lower() in ("a", "an") else None

    def _office_before(self, mention: TokenRange, person: Character) -> bool:
        """Whether a mention ends with a body's name, an office in it and its holder: "Bank of Lorn chair Ana Ruiz"."""
        r = self.reading
        office = next(m[0] for m in person.mentions if m[0] < mention[1] <= m[1]) - 1
        if office <= mention[0] or r.upos[office] != "NOUN" or not r.document.words[office].islower():
            return False
        return r.document.words[office - 1][0].isupper()

    def _body_at_end(self, mention: TokenRange) -> Character | None:
        """The organisation whose name a noun introduces: "the Spanish NGO Caminando Fronteras", "research firm SSS"."""
        r, last = self.reading, mention[1]
        brackets = next((t for t in range(*mention) if r.document.words[t] == "("), last)
        body = self.cast.of_token.get(brackets - 1) if brackets > mention[0] else None
        if body is None or body.type != "Organization":
            return None
        first = next(m[0] for m in body.mentions if m[0] < brackets <= m[1])
        before = first - 1
        while before > mention[0] and r.document.words[before].lower() == "the":
            before -= 1
        if before < mention[0] or r.upos[before] not in ("NOUN", "PROPN"):
            return None
        if head_of(r, mention) < before:
            return None  # "the director of the organisation WOLA" is no organisation
        return body if r.document.words[before].islower() or r.document.words[before].isupper() else None

    def _is(self, token: int, mention: TokenRange) -> bool:
        """Whether a token stands for the mention's whole: its head, or joined to it as name, title or apposition."""
        r = self.reading
        while mention[0] <= r.heads[token] < mention[1]:
            if r.relations[token] not in _SAME:
                return False
            token = r.heads[token]
        noun_before = any(r.upos[t] in ("NOUN", "PROPN") for t in range(mention[0], token))
        return not (noun_before and r.document.words[token - 1].lower() == "by")  # "analysts led by Ana Ruiz"

    def issuer(self, head: int) -> TokenRange | None:
        """Who issued the statement, report or tweet that a noun stands for; None when its phrase does not say."""
        return self._issuer(self.noun_phrase(head), head)

    def _issuer(self, mention: TokenRange, head: int) -> TokenRange | None:
        """Find who issued a statement: "by X", "from X", "of X", "X's", or a name before the word."""
        r = self.reading
        for t in r.children[head]:
            if not mention[0] <= t < mention[1]:
                continue
            case = {r.document.words[c].lower() for c in r.children[t] if r.relations[c] == "case"}
            if r.document.words[head].lower() in _ABOUT:
                case.discard("of")
            if r.relations[t] == "nmod:poss" or (r.relations[t].startswith("nmod") and case & {"by", "from", "of"}):
                span = self._within(r.subtree(t), mention)
                return self._by_name(self._without_case(span))
            if (
                r.relations[t] in ("compound", "amod")
                and t in self.cast.of_token
                and self.cast.of_token[t].type == "Organization"
            ):
                return self.cast.of_token[t].name
            if r.relations[t] == "compound" and t not in self.cast.of_token:  # "a board report" of the Parole Board
                called = self.references.called(r.document.words[t].lower(), t)
                if len(bodies := [c for c in called if c.type == "Organization"]) == 1:
                    return bodies[0].name
        return self._named_after(mention, head)

    def _by_name(self, issuer: TokenRange) -> TokenRange | None:
        """The issuer's name; None for a pronoun that nobody is known for."""
        name = self.name_tokens(issuer)
        pronoun = name[1] - name[0] == 1 and self.reading.upos[name[0]] == "PRON"
        return None if pronoun else name

    def _named_after(self, mention: TokenRange, head: int) -> TokenRange | None:
        """Whose name follows "by", "from" or "of" right after the word, whatever the parse and the mention's end."""
        words = self.reading.document.words
        at = head + 1 + (words[head + 1 : head + 2] != [] and words[head + 1].lower() in _ISSUING)
        if at + 1 >= len(words) or words[at].lower() not in ("by", "from", "of"):
            return None
        if words[at].lower() == "of" and words[head].lower() in _ABOUT:
            return None
        name = at + 1 + (words[at + 1].lower() in ("the", "a", "an"))
        if (character := self.cast.of_token.get(name)) and character.type in ("Organization", "Person"):
            return character.name
        return self._by_name(self._without_case((at + 1, mention[1]))) if at + 1 < mention[1] else None

    def _country(self, head: int) -> TokenRange | None:
        """Find the country that "the Russian side" or "Russia's side" means, by name, in the article."""
        r = self.reading
        for t in r.children[head]:
            word = r.document.words[t]
            if r.relations[t] not in ("amod", "compound", "nmod:poss") or not word[0].isupper():
                continue
            if (character := self.cast.of_token.get(t)) and character.type in ("Location", "Organization"):
                return character.name
            stem = word[: max(4, len(word) - 3)]
            for c in self.cast.characters:
                if (
                    c.type in ("Location", "Organization", "Person", "Misc")
                    and len(c.full) == 1
                    and c.full[0].startswith(stem)
                ):
                    return c.name
        return None

    def noun_phrase(self, head: int) -> TokenRange:
        """The noun phrase around a noun, without its clauses and appositions."""
        r = self.reading
        if character := self.cast.of_token.get(head):
            return character.name
        keep = [head]
        for c in r.children[head]:
            if not r.relations[c].startswith(
                ("acl", "appos", "punct", "conj", "cc", "parataxis", "advcl", "cop", "nsubj", "aux")
            ):
                keep += r.subtree(c)
        return self._contiguous(sorted(keep), head)

    @staticmethod
    def _contiguous(tokens: list[int], around: int) -> TokenRange:
        known, first, last = set(tokens), around, around + 1
        while first - 1 in known:
            first -= 1
        while last in known:
            last += 1
        return first, last

    @staticmethod
    def _within(tokens: list[int], span: TokenRange) -> TokenRange:
        inside = [t for t in tokens if span[0] <= t < span[1]]
        return inside[0], inside[-1] + 1

    def _without_case(self, span: TokenRange) -> TokenRange:
        r, (first, last) = self.reading, span
        while first < last - 1 and (
            r.relations[first] in ("case", "punct") or r.document.words[first].lower() in ("the", "a", "an")
        ):
            first += 1
        while last - 1 > first and r.relations[last - 1] in ("case", "punct"):
            last -= 1
        return first, last

    def _trimmed(self, mention: TokenRange, head: int) -> TokenRange:
        """The mention without its leading article, and without what follows a comma or a relative clause."""
        r, words, (first, last) = self.reading, self.reading.document.words, mention
        for c in r.children[head]:
            added = r.relations[c] in ("acl:relcl", "appos", "parataxis")
            begin = min(r.subtree(c))
            aside = r.relations[c] == "acl" and (
                "," in words[begin - 1 : begin + 1] or words[c] in ("speaking", "writing")
            )  # "the order, signed by Ana Ruiz"; "a source speaking to the Post"
            if head < c < last and (added or aside) and not self._in_brackets(c, last):
                last = min(last, begin)
        last = self._without_circumstances(first, head, last)
        while (
            last - 1 > head and r.upos[last - 1] == "PUNCT" and not words[last - 1].isalpha() and words[last - 1] != ")"
        ):
            last -= 1
        while last - 1 > head and r.upos[last - 1] == "ADP":
            last -= 1  # a phrase that the tagger cut short
        while first < head and (
            r.upos[first] in ("PUNCT", "CCONJ", "ADP") or r.document.words[first].lower() in ("the", "a", "an", "also")
        ):
            first += 1
        return (first, last) if first < last else mention

    def _without_circumstances(self, first: int, head: int, last: int) -> int:
        """Where a mention ends without the place or time that follow a name, or the day that follows anything.

        What stands between dashes after a name is none of it either.
        """
        r = self.reading
        named = r.upos[head] == "PROPN" and r.document.words[head][0].isupper()
        for t in range(head + 1, last):
            if r.entity_of[t] is not None and r.entity_of[t] is r.entity_of[t - 1]:
                continue
            if named and r.document.words[t] in ("-", "–", "—") and not joined(r, t):
                return t
            if r.document.words[t].lower() in _PLACED and r.relations[t] == "case":
                phrase = r.subtree(r.heads[t])
                dated = any((e := r.entity_of[x]) is not None and e.type == "Date" for x in phrase)
                if (named or dated) and phrase[0] == t and first < t:
                    return t
        return last

    def _in_brackets(self, token: int, last: int) -> bool:
        """Whether a word stands alone in brackets that a mention, which ends at a token, goes on after."""
        return self.reading.document.words[token - 1 : token + 2 : 2] == ["(", ")"] and token + 2 < last


def joined(reading: Reading, token: int) -> bool:
    """Whether a token stands right after the one before it, without a space."""
    tokens = reading.document.tokens
    return token > 0 and tokens[token - 1].end == tokens[token].begin


def name_text(reading: Reading, span: TokenRange) -> str:
    """Write a name on one line, without a possessive ending."""
    tokens, words = list(range(*span)), reading.document.words
    while len(tokens) > 1 and words[tokens[-1]] in ("'s", "’s", "'", "’", ","):
        tokens.pop()
    ranks = HONORIFICS - {"general", "major"}
    while len(tokens) > 1 and words[tokens[0]][0].isupper() and words[tokens[0]].lower().rstrip(".") in ranks:
        tokens.pop(0)
    return " ".join(join_tokens(reading.document, tokens).split())
