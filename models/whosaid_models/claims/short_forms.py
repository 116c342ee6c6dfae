"""Brackets behind names: the short form that an article introduces there, and other names.

"Lorn Port Authority (LPA)" is so wherever it is written; "Selm (North Lorn)" where the article has it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from whosaid_models.attribution.abbreviations import Definition, definitions
from whosaid_models.claims.drafts import Draft, Piece, punctuation
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

_POSSESSIVES = ("'s", "’s")
_LONGEST = 4  # words of a name in brackets
_SMALL = frozenset("of from the in de del la".split())


class ShortForms:
    """Writes the short forms that one article introduces in brackets behind their names."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._definitions = definitions(reading)
        self._by_last: dict[str, list[Definition]] = defaultdict(list)
        for definition in self._definitions.values():
            if definition.whole != definition.long:  # the article has the bracket
                self._by_last[reading.document.words[definition.long[1] - 1].lower()].append(definition)
        words = reading.document.words
        self._brackets = {t - 1: names for t, w in enumerate(words) if w == "(" and t and (names := self._names_in(t))}
        # Where something may be written behind a word of the article; most words are passed over.
        self._marked = {t for t, w in enumerate(words) if w.lower() in self._by_last} | self._brackets.keys()

    def spelt_out(self, piece: Piece, draft: Draft, spelt_out: set[str]) -> list[Piece]:
        """Write "Lorn Port Authority (LPA)" at the first "LPA" of a claim that does not say so; empty otherwise."""
        r = self.reading
        short = r.document.words[piece.token]
        definition = self._definitions.get(short)
        if definition is None or short in spelt_out or definition.whole[0] <= piece.token < definition.whole[1]:
            return []
        around = r.entity_of[piece.token]
        if around is not None and around.first < piece.token and r.document.words[around.first].lower() != "the":
            return []  # "Sarn SSS" is no "Sarn Larn State Secondary School"
        spelt_out.add(short)
        said = {r.document.words[p.token].lower() for p in draft.pieces if p.token >= 0}
        if {w.lower() for w in r.document.words[slice(*definition.long)]} <= said:
            return []
        (first, last), whole = definition.long, definition.whole
        before = r.document.words[piece.token - 1].lower() if piece.token else ""
        if r.document.words[first - 1 : first] == ["the"] and before != "the" and self._is_whole_phrase(piece.token):
            first, whole = first - 1, (first - 1, whole[1])
        text = " ".join(r.document.span_text(first, last).split())
        if definition.whole == definition.long:  # the article has no bracket: its own word goes into one
            name = Piece(text=text, edit=EditKind.RESOLVE_MENTION, origin=whole)
            return [name, punctuation("("), piece, punctuation(")")]
        return [replace(piece, text=f"{text} ({short})", edit=EditKind.RESOLVE_MENTION, origin=whole)]

    def _is_whole_phrase(self, token: int) -> bool:
        """Whether a name stands by itself, without determiners, possessors and the like, and is part of no other."""
        r = self.reading
        inner = ("compound", "amod", "flat", "nmod:desc", "conj", "appos")
        return not r.relations[token].startswith(inner) and not any(
            c < token and not r.relations[c].startswith(("case", "cc", "punct", "cop", "mark", "aux"))
            for c in r.children[token]
        )

    def behind_names(self, pieces: list[Piece]) -> list[Piece]:
        """Put each short form behind its name where a claim has that first; one that it has already stays alone."""
        written = any(p.edit is EditKind.RESOLVE_MENTION for p in pieces)
        if not written and self._marked.isdisjoint(p.token for p in pieces):
            return pieces
        there = {p.token for p in pieces}
        said = {word for p in pieces for word in self._text(p).replace("(", " ").replace(")", " ").split()}
        out: list[Piece] = []
        for each in pieces:
            piece = self._in_full(each, pieces)
            out.append(piece)
            if piece.text is None and piece.token not in self._marked:
                continue
            definition = self._ended(out)
            if definition is None:
                bracket = self._brackets.get(piece.token, range(0)) if piece.text is None else range(0)
                out += [Piece(token=t) for t in bracket if there.isdisjoint(bracket)]
                continue
            if definition.short in said:
                continue
            said.add(definition.short)
            if piece.text is not None:
                out[-1] = self._inside(piece, definition)
            elif piece.token == definition.long[1] - 1:
                out += [Piece(token=t) for t in range(definition.long[1], definition.whole[1])]
            else:
                text = f"({definition.short})"
                out.append(Piece(text=text, edit=EditKind.RESOLVE_MENTION, origin=definition.whole))
        return out

    def _in_full(self, piece: Piece, pieces: list[Piece]) -> Piece:
        """A short form that stands for a pronoun or description, with the long one; the piece itself, if it is none."""
        if piece.edit is not EditKind.RESOLVE_MENTION:
            return piece
        short, ending = self._bare(piece)
        definition = self._definitions.get(short)
        if definition is None or definition.whole == definition.long:
            return piece
        text = " ".join(self.reading.document.span_text(*definition.long).split())
        if any(text in self._text(p) or p.token in range(*definition.whole) for p in pieces):
            return piece
        return replace(piece, text=f"{text} ({short}){ending}", origin=definition.whole)

    def _names_in(self, first: int) -> range:
        """The tokens of a bracket behind a noun, where a name is in it: no figures, no remark; not a person's."""
        r, words, last = self.reading, self.reading.document.words, first + 1
        while last < min(len(words), first + _LONGEST + 2) and words[last] != ")":
            last += 1
        inside, entity = words[first + 1 : last], r.entity_of[first - 1]
        if words[last : last + 1] != [")"] or not inside or (entity is not None and entity.type == "Person"):
            return range(0)
        named = all(word.isalpha() and (word[0].isupper() or word in _SMALL) for word in inside)
        return range(first, last + 1) if named and r.upos[first - 1] in ("NOUN", "PROPN") else range(0)

    def _ended(self, pieces: list[Piece]) -> Definition | None:
        """The definition whose long form the last piece ends; the longest, if several."""
        words = self._bare(pieces[-1])[0].lower().split()
        fits = [d for d in self._by_last.get(words[-1] if words else "", ()) if self._ends_with(pieces, d)]
        return max(fits, key=lambda d: d.long[1] - d.long[0], default=None)

    def _ends_with(self, pieces: list[Piece], definition: Definition) -> bool:
        """Whether a claim ends with a long form so far: as one written name, or as neighbours in the article."""
        last, document = pieces[-1], self.reading.document
        if last.text is not None:
            long = " ".join(document.span_text(*definition.long).lower().split())
            return last.edit is EditKind.RESOLVE_MENTION and f" {self._bare(last)[0].lower()}".endswith(f" {long}")
        first, count = (
            last.token + 1 - (definition.long[1] - definition.long[0]),
            definition.long[1] - definition.long[0],
        )
        run = pieces[-count:]
        plain = len(run) == count and all(p.text is None and p.token == first + i for i, p in enumerate(run))
        same = [w.lower() for w in document.words[first : first + count]]
        return plain and same == [w.lower() for w in document.words[slice(*definition.long)]]

    def _inside(self, piece: Piece, definition: Definition) -> Piece:
        text, ending = self._bare(piece)
        return replace(piece, text=f"{text} ({definition.short}){ending}", origin=definition.whole)

    def _text(self, piece: Piece) -> str:
        return piece.text if piece.text is not None else self.reading.document.words[piece.token]

    def _bare(self, piece: Piece) -> tuple[str, str]:
        """A piece's words without their possessive ending, and that."""
        text = self._text(piece)
        ending = next((e for e in _POSSESSIVES if text.endswith(e)), "")
        return text.removesuffix(ending), ending
