"""The words of the article that a span stands for."""

from __future__ import annotations

from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb


class Quoter:
    """Cuts spans out of an article; offsets are code points, the default of the service."""

    def __init__(self, article: article_pb2.Article, response: pb.ExtractClaimsResponse) -> None:
        """``article``: what was sent. The response has the text and the title when they are others: of HTML."""
        self.text = response.text or article.text
        self.title = response.title or article.title

    def quote(self, span: article_pb2.Span) -> str:
        """The article's words at ``span``, exactly."""
        part = self.title if span.part == article_pb2.PART_TITLE else self.text
        return part[span.begin : span.end]
