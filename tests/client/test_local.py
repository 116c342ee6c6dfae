"""The in-process client answers as a service does."""

from __future__ import annotations

import pytest

import whosaid
from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server.handler import ExtractionHandler

TEXT = "The bridge will open in May, Ann Lee said. It is 90 metres long."


@pytest.fixture
def local(stand_in, monkeypatch):
    monkeypatch.setattr(ExtractionHandler, "load", lambda model=None, **options: ExtractionHandler(stand_in))
    with whosaid.LocalClient() as client:
        yield client


def without_timings(response: pb.ExtractClaimsResponse) -> pb.ExtractClaimsResponse:
    response.ClearField("timings")
    return response


@pytest.mark.parametrize("article", [TEXT, whosaid.Article(html=f"<p>{TEXT}</p>", id="a", title="A bridge")])
@pytest.mark.parametrize("selection", [{}, {"kinds": ["fact"], "offset_encoding": "utf16"}])
def test_answers_are_those_of_the_service(article, selection, local, address):
    with whosaid.Client(address) as client:
        remote = client.extract(article, **selection)
    assert without_timings(local.extract(article, **selection)) == without_timings(remote)


def test_errors_are_those_of_the_service(local):
    with pytest.raises(whosaid.InvalidArticleError) as caught:
        local.extract(" ")
    assert caught.value.violations[0].field == "article.text"
    with pytest.raises(whosaid.InternalServiceError, match="RuntimeError"):
        local.extract("EXPLODE now.")


def test_extract_many_answers_every_article(local):
    answers = list(local.extract_many([TEXT, "", None, TEXT]))
    assert [type(answer.error) for answer in answers] == [
        type(None),
        whosaid.InvalidArticleError,
        whosaid.InvalidArticleError,
        type(None),
    ]
    assert answers[3].result().claims


def test_no_transport_limits_the_size(local):
    # The model's own limit does.
    with pytest.raises(whosaid.InvalidArticleError, match="20,000"):
        local.extract("x" * 5_000_000)


def test_info_has_the_models_limit_only(local):
    limits = local.info().limits
    assert (limits.max_article_characters, limits.max_message_bytes) == (20_000, 0)


def test_a_closed_client_says_so(local):
    local.close()
    for call in (lambda: local.extract(TEXT), local.info, lambda: local.extract_many([TEXT])):
        with pytest.raises(whosaid.ClientClosedError):
            call()


def test_a_model_that_cannot_be_loaded_says_why(tmp_path):
    with pytest.raises(whosaid.ModelLoadError, match=str(tmp_path)):
        whosaid.LocalClient(tmp_path)
