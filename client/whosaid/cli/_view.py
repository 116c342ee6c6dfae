"""The readable view of ``whosaid extract``: claims by source, each with its evidence.

Colours only on a terminal and not with NO_COLOR; the same words without them. Never wider than the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from whosaid.cli._evidence import Quoter
from whosaid.cli._labels import short_name
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2

# Longer lines are hard to read, however wide the terminal is.
_WIDEST = 100
_INDENT = 5  # columns: the claims' numbers stand left of it

_KIND_STYLES = {"fact": "green", "prediction": "magenta", "opinion": "yellow", "normative": "yellow"}


@dataclass(slots=True)
class _Group:
    """The claims of one source, with their places in the answer, from 0."""

    name: str
    type: str  # empty: the article's own voice
    claims: list[tuple[int, claim_pb2.Claim]] = field(default_factory=list)


class View:
    """Prints each answer as soon as it is there."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False, soft_wrap=False, emoji=False, markup=False)
        self._console.width = min(self._console.width, _WIDEST)

    def write(self, label: str, article: article_pb2.Article, response: pb.ExtractClaimsResponse) -> None:
        """Print one answer."""
        quoter = Quoter(article, response)
        groups = group_by_source(response.claims)
        self._heading(label, quoter.title, groups)
        for warning in response.warnings:
            self._console.print(Text(f"Note: {printable(warning.message)}", style="yellow"))
        if not response.claims and not response.warnings:
            self._console.print("No claims.")
        for group in groups:
            self._console.print()
            self._console.print(_group_line(group))
            for place, claim in group.claims:
                self._claim(place, claim, quoter)
        self._console.print()

    def finish(self) -> None:
        """Nothing comes after the last article."""

    def _heading(self, label: str, title: str, groups: Sequence[_Group]) -> None:
        claims = sum(len(group.claims) for group in groups)
        sources = sum(1 for group in groups if group.type)
        self._console.print(Rule(Text(printable(label), style="bold"), align="left", style="dim"))
        if title:
            self._console.print(Text(printable(title), style="bold"))
        self._console.print(Text(f"{_count(claims, 'claim')}, {_count(sources, 'source')}", style="dim"))

    def _claim(self, place: int, claim: claim_pb2.Claim, quoter: Quoter) -> None:
        number = f"{place + 1}.".rjust(_INDENT - 1) + " "
        lines = [Text(printable(claim.text)), _facts(claim), *_context(claim)]
        lines.append(Text(f"“{quote(claim.evidence, quoter)}”", style="italic dim"))
        body = Text("\n").join(lines).wrap(self._console, self._console.width - _INDENT)
        first = True
        for line in body:
            line.rstrip()
            self._console.print(Text().append(number if first else " " * _INDENT, style="dim").append_text(line))
            first = False


def group_by_source(claims: Sequence[claim_pb2.Claim]) -> list[_Group]:
    """Claims by the last link of their chains: the sources in the order of their first claims, the article last."""
    own = _Group("The article itself", "")
    groups: dict[tuple[str, int], _Group] = {}
    for place, claim in enumerate(claims):
        if not claim.attributions:
            own.claims.append((place, claim))
            continue
        source = claim.attributions[-1].source
        key = (source.name.casefold(), source.type)
        group = groups.setdefault(key, _Group(source.name or "Somebody", _type_name(source)))
        group.claims.append((place, claim))
    return [*groups.values(), *([own] if own.claims else [])]


def quote(spans: Sequence[article_pb2.Span], quoter: Quoter) -> str:
    """The evidence in one line; stretches that are apart are joined with an ellipsis."""
    return " … ".join(printable(quoter.quote(span)) for span in spans)


def printable(text: str) -> str:
    """``text`` in one line, without what would command the terminal (escape sequences)."""
    line = " ".join(text.split())
    return "".join("\ufffd" if _is_control(char) else char for char in line)


def _is_control(char: str) -> bool:
    return char < " " or "\x7f" <= char <= "\x9f"


def _group_line(group: _Group) -> Text:
    line = Text().append(printable(group.name), style="bold cyan" if group.type else "bold")
    what = f"{group.type}, {_count(len(group.claims), 'claim')}" if group.type else _count(len(group.claims), "claim")
    return line.append(f"  ({what})", style="dim")


def _facts(claim: claim_pb2.Claim) -> Text:
    """Kind, check-worthiness and what else is to know before the claim is used."""
    kind = short_name(claim_pb2.ClaimKind, claim.kind)
    line = Text().append(kind, style=_KIND_STYLES.get(kind, ""))
    rest = [f"check-worthiness {claim.check_worthiness:.2f}", f"confidence {claim.confidence:.2f}"]
    rest += [name for name in ("negated", "hedged") if getattr(claim, name)]
    if claim.context_dependent:
        rest.append("needs its context")
    if claim.repeats:
        rest.append(f"repeated {_count(len(claim.repeats), 'time')}")
    return line.append(" · " + " · ".join(rest), style="dim")


def _context(claim: claim_pb2.Claim) -> Iterator[Text]:
    """Lines that only some claims have: the chain when it is nested, and the holder."""
    if len(claim.attributions) > 1:
        names = " → ".join(printable(link.source.name or "somebody") for link in claim.attributions)
        yield Text(f"chain: {names}", style="dim")
    if claim.HasField("holder"):
        yield Text(f"holder: {printable(claim.holder.source.name)}", style="dim")


def _type_name(source: claim_pb2.Source) -> str:
    name = short_name(claim_pb2.SourceType, source.type)
    return "source" if name == "unspecified" else name


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
