"""The marks and connectives of a claim: none at its edges, commas in pairs, nothing that only led over to it."""

from __future__ import annotations

from itertools import pairwise

from whosaid_models.claims import clauses
from whosaid_models.claims.connectives import CONNECTIVES, INSERTED, INSERTED_PHRASES, LONGEST_PHRASE, PHRASES
from whosaid_models.claims.drafts import Piece
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

_EDGES = frozenset(",;:-–—.\"“”«»''``…!") | {"--", "''", "``", "...", "..", "’", "‘", "'"}
_BRACKET = 6  # the most tokens of a bracket that a comma stands behind
_VERBS = ("AUX", "VERB")


class Tidying:
    """Tidies the pieces of one reading's claims."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def tidy(self, pieces: list[Piece]) -> list[Piece]:
        """Drop connectives, and marks that lost their partner, at the edges and where words were taken out."""
        kept = [p for p in self._without_phrase(pieces) if not self._connective(p, pieces)]
        kept = self._without_stray_marks(self._without_inserted(kept))
        kept = self._unbracketed(kept)
        while kept and self._is_edge(kept[0]) and not _opens([self._word(p) for p in kept]):
            kept.pop(0)
        while kept and (self._is_edge(kept[-1]) or self._hangs(kept[-1])):
            if _closes([self._word(p) for p in kept]):
                break
            kept.pop()
        return kept

    def _without_phrase(self, pieces: list[Piece]) -> list[Piece]:
        """Leave out "in addition," and the like at the beginning."""
        for length in range(2, min(LONGEST_PHRASE, len(pieces) - 2) + 1):
            said = " ".join(self._word(p).lower() for p in pieces[:length])
            comma = pieces[length - 1].token + 1
            if said in PHRASES and self.reading.document.words[comma : comma + 1] == [","]:
                return pieces[length:]
        return pieces

    def _without_inserted(self, pieces: list[Piece]) -> list[Piece]:
        """Leave out what leads over to a clause from its middle: "Larn, for her part, left", "Larn however left".

        Of a pair of commas the first stays: "In May, for example, Larn left" keeps one.
        """
        r, at = self.reading, 0
        out: list[Piece] = []
        while at < len(pieces):
            length = self._inserted(pieces, at)
            behind = pieces[at + length] if length and at + length < len(pieces) else None
            if length and out and behind is not None and self._word(out[-1]) == "," and self._word(behind) == ",":
                length += 1
            out += pieces[at : at + 1] if not length else []
            at += length or 1
        return out if any(p.token < 0 or r.upos[p.token] != "PUNCT" for p in out) else pieces

    def _inserted(self, pieces: list[Piece], at: int) -> int:
        """How many pieces from one on lead over to their clause; 0 where it begins with them or they say something."""
        r, first = self.reading, pieces[at].token
        if at == 0 or first < 0 or pieces[at].text is not None:
            return 0
        word = r.document.words[first].lower()
        if word in INSERTED and r.upos[first] == "ADV" and r.relations[first] == "advmod":
            return int(r.upos[r.heads[first]] in ("VERB", "AUX", "NOUN") and clauses.is_predicate(r, r.heads[first]))
        for length in range(2, LONGEST_PHRASE + 1):
            phrase = pieces[at : at + length]
            if " ".join(self._word(p).lower() for p in phrase) in INSERTED_PHRASES:
                ends = phrase[-1].token + 1
                after = r.document.words[ends : ends + 1]
                return length if self._word(pieces[at - 1]) == "," and after in ([","], ["."]) else 0
        return 0

    def _unbracketed(self, pieces: list[Piece]) -> list[Piece]:
        """Leave out the bracket that a claim begins with, and its partner: "(She) left", "(the court agreed)"."""
        opened = self._word(pieces[0]) if pieces else ""
        if opened not in ("(", "["):
            return pieces
        mark = ")" if opened == "(" else "]"
        closing = next((i for i, p in enumerate(pieces) if self._word(p) == mark), 0)
        return [p for i, p in enumerate(pieces) if i not in (0, closing)] if closing else pieces

    def _hangs(self, last: Piece) -> bool:
        """Whether the last word is a conjunction, an ending, a "who" or an "in" of which the rest was taken out."""
        r, t = self.reading, last.token
        if t < 0 or last.text is not None:
            return False
        governs = r.relations[t] == "case" and r.upos[t] == "ADP" and r.heads[t] > t  # not "the man they spoke to"
        return governs or r.relations[t] == "cc" or r.xpos[t] in ("POS", "WDT") or self._word(last) == "who"

    def _connective(self, piece: Piece, pieces: list[Piece]) -> bool:
        if piece.token < 0 or piece.text is not None:
            return False
        r, word = self.reading, self.reading.document.words[piece.token].lower()
        if word == "also":
            return True
        first = next((p.token for p in pieces if p.token >= 0 and r.upos[p.token] != "PUNCT"), -1)
        if piece.token != first:
            return False
        if word == "so":  # "So they left", not "So many left", "So far they left"
            return clauses.is_predicate(r, r.heads[first]) if r.heads[first] > first else False
        if word == "that":  # "that they left", not "that decision"
            return r.xpos[first] == "IN" and r.relations[first] == "mark"
        return (word in CONNECTIVES and r.upos[first] == "ADV") or r.relations[first] == "cc"

    def _without_stray_marks(self, pieces: list[Piece]) -> list[Piece]:
        """A comma stays only between words that are neighbours in the article, or that a pair of commas sets off."""
        out: list[Piece] = []
        single = _unmatched([self._word(p) for p in pieces])
        for i, p in enumerate(pieces):
            word = self._word(p)
            if i in single or word in ("“", "”", '"', "``", "''", "«", "»"):
                continue
            if word in (",", "–", "—", "--", ";", ":") and (
                not out
                or self._is_edge(out[-1])
                or self._gap_after(pieces, i)
                or not self._follows(out[-1], p, pieces[i:])
            ):
                continue
            out.append(p)
        return out

    def _follows(self, before: Piece, mark: Piece, rest: list[Piece]) -> bool:
        """Whether a mark stands behind its neighbour, or before the subject behind an opening phrase."""
        r, t = self.reading, mark.token + 1
        behind = mark.token - 1
        if r.document.words[behind] == ")" and "(" in r.document.words[max(0, behind - _BRACKET) : behind]:
            while r.document.words[behind] != "(":  # "Larn (2 votes), Sarn"
                behind -= 1
            behind -= 1
        if before.token in (behind, mark.token - 1):
            return True
        if self._word(mark) != "," or before.token > t or len(rest) < 2 or rest[1].token != t:
            return False
        while (head := r.heads[t]) > t and not r.relations[t].startswith("nsubj"):
            t = head
        return r.relations[t].startswith("nsubj") and min(r.subtree(t)) == mark.token + 1

    def _gap_after(self, pieces: list[Piece], i: int) -> bool:
        if i + 1 >= len(pieces):
            return True
        after = pieces[i + 1].token
        return after >= 0 and after != pieces[i].token + 1 and self.reading.document.words[pieces[i].token] != ","

    def _word(self, piece: Piece) -> str:
        return piece.text if piece.text is not None else self.reading.document.words[piece.token]

    def _is_edge(self, piece: Piece) -> bool:
        return self._word(piece) in _EDGES

    def joined(self, pieces: list[Piece], root: int) -> list[Piece]:
        """Leave out a lone comma between subject and verb: the other one of the pair went with what they set off."""
        r = self.reading
        at = next((i for i, p in enumerate(pieces) if p.token >= 0 and self._word(p) == ","), 0)
        above = [root, r.heads[root]] if r.relations[root] == "conj" else [root]
        subject = {t for verb in above for s in clauses.subjects(r, verb) for t in r.subtree(s)}
        verbs = {c for verb in above for c in r.children[verb] if r.relations[c].startswith(("aux", "cop", "advmod"))}
        between = at > 0 and at + 1 < len(pieces) and pieces[at + 1].token in verbs | {root}
        between = between and not any(self._word(p) == "," for p in pieces[at + 2 : at + 3])  # "X, too, is ..."
        lone = between and all(p.token in subject for p in pieces[:at])
        return pieces[:at] + pieces[at + 1 :] if lone else pieces

    def closed(self, pieces: list[Piece]) -> list[Piece]:
        """Put back the comma behind a subject that ends in what a pair of commas sets off: "X, a firm, was fined"."""
        r, words = self.reading, self.reading.document.words
        for i, (p, after) in enumerate(pairwise(pieces)):
            if p.token < 0 or r.upos[p.token] not in ("NOUN", "PROPN") or words[p.token + 1 : p.token + 2] != [","]:
                continue
            verb = after.edit is EditKind.INSERT or (after.token > p.token + 1 and r.upos[after.token] in _VERBS)
            if not verb or after.glue:
                continue
            subject = self._subject_around(p.token)
            commas = [q.token for q in pieces[:i] if q.token in subject and self._word(q) == ","]
            pairs = [t for t in commas if r.relations[r.heads[t]] != "conj"]  # not those of a list
            if len(pairs) % 2:
                return [*pieces[: i + 1], Piece(token=p.token + 1), *pieces[i + 1 :]]
        return pieces

    def _subject_around(self, t: int) -> frozenset[int]:
        """The words of the subject that a word is in; none where it is in none."""
        r = self.reading
        while t >= 0 and not r.relations[t].startswith("nsubj"):
            t = r.heads[t]
        return frozenset(r.subtree(t)) if t >= 0 else frozenset()

    def trim(self, tokens: list[int]) -> list[int]:
        """Leave out the marks at the edges of a phrase."""
        said = [self.reading.document.words[t] for t in tokens]
        first, last = 0, len(said)
        while first < last and said[first] in _EDGES and not _opens(said[first:last]):
            first += 1
        while first < last and said[last - 1] in _EDGES and not _closes(said[first:last]):
            last -= 1
        return tokens[first:last]


def _unmatched(words: list[str]) -> set[int]:
    """The places of round brackets that have lost their partner."""
    opened: list[int] = []
    single: set[int] = set()
    for i, word in enumerate(words):
        if word == "(":
            opened.append(i)
        elif word == ")":
            single.update(() if opened else (i,))
            opened = opened[:-1]
    return single.union(opened)


def _opens(words: list[str]) -> bool:
    """Whether the first word is the single quotation mark before a title or a phrase whose other mark is there, too."""
    return words[0] == "‘" and "’" in words[2:]


def _closes(words: list[str]) -> bool:
    """Whether the last word is a single quotation mark that an open one waits for."""
    return words[-1] == "’" and "‘" not in words[-2:-1] and words.count("‘") == words.count("’")
