"""A request → everything that is wrong with it, by field.

Most rules are constraints in the contract. What they cannot express is here: limits that are settings, text that is
only white space, points in time that do not exist, and words that say what to do.
"""

from __future__ import annotations

from typing import TypeAlias

from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb
from whosaid_server._protovalidate import Broken, broken_constraints
from whosaid_server.errors import FieldViolation, InvalidRequest

ExtractionRequest: TypeAlias = pb.ExtractClaimsRequest | pb.StreamExtractClaimsRequest

# Constraints of a whole message name the fields that are at fault themselves.
_FIELDS_OF_RULE = {"article.text_or_html": ("text", "html")}


def check_request(request: ExtractionRequest, max_characters: int) -> None:
    """Accept ``request`` or say all that is wrong with it.

    ``max_characters`` limits the article's text, or its HTML, in code points.

    Raises:
        InvalidRequest: with one violation for every offending field.
    """
    violations = [*_article_violations(request.article, max_characters), *_option_violations(request.options)]
    # protovalidate 1.x fails on points in time that do not exist, so it does not get to see them.
    if not any(violation.field == "article.publication_time" for violation in violations):
        for broken in broken_constraints(request):
            violations.extend(_describe(broken))
    if violations:
        raise InvalidRequest(violations)


def _article_violations(article: article_pb2.Article, max_characters: int) -> list[FieldViolation]:
    violations = []
    for name, value in (("text", article.text), ("html", article.html)):
        if len(value) > max_characters:
            what = f"has {len(value):,} characters; the limit is {max_characters:,}: shorten or split the article"
            violations.append(FieldViolation(f"article.{name}", what))
    if not article.text.strip() and not article.html.strip():
        what = "has only white space: send the words of the article"
        given = [name for name, value in (("text", article.text), ("html", article.html)) if value]
        violations.extend(FieldViolation(f"article.{name}", what) for name in given)
    if article.HasField("publication_time"):
        try:
            article.publication_time.ToDatetime()
        except ValueError:
            what = "is no point in time: seconds must lie in the years 1 to 9999, nanos in 0 to 999,999,999"
            violations.append(FieldViolation("article.publication_time", what))
    return violations


def _option_violations(options: pb.ExtractionOptions) -> list[FieldViolation]:
    """Numbers that are no label of this version. protovalidate 1.x overlooks them in repeated fields."""
    violations = []
    for field, value in options.ListFields():
        if field.enum_type is None:
            continue
        single = isinstance(value, int)
        accepted = [each for each in field.enum_type.values if each.number]
        numbers = {each.number for each in accepted}
        names = ", ".join(each.name for each in accepted)
        for index, number in enumerate([value] if single else value):
            if number not in numbers:
                path = f"options.{field.name}" if single else f"options.{field.name}[{index}]"
                what = f"{number} is not accepted here; choose one of {names}"
                violations.append(FieldViolation(path, what))
    return violations


def _describe(broken: Broken) -> list[FieldViolation]:
    if broken.rule.startswith("enum."):
        return []  # _option_violations names the labels to choose from
    path = ".".join(str(step) for step in broken.path)
    fields = _FIELDS_OF_RULE.get(broken.rule)
    paths = [f"{path}.{field}" for field in fields] if fields else [path]
    what = "is missing: set it" if broken.rule == "required" else broken.message
    return [FieldViolation(each, what) for each in paths]
