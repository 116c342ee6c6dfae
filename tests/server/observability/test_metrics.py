"""What Prometheus sees, over HTTP."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import urllib.error
import urllib.request
from pathlib import Path

import grpc
import pytest
from prometheus_client.parser import text_string_to_metric_families

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server.observability import Metrics

DASHBOARD = Path(__file__).parents[3] / "deploy" / "grafana" / "whosaid.json"


async def fetch(url: str) -> tuple[int, str]:
    def blocking() -> tuple[int, str]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(url, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    return await asyncio.to_thread(blocking)


async def samples(running) -> dict[str, float]:
    """The values of all metrics, by name and labels: ``name{a="b"}``."""
    status, text = await fetch(running.server.metrics_address)
    assert status == 200
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def of_calls(name: str, method: str, **labels: str) -> str:
    each = {"method": method, "service": "whosaid.v1.ClaimExtractionService", **labels}
    return f"{name}{{{','.join(f'{key}={json.dumps(value)}' for key, value in sorted(each.items()))}}}"


@pytest.fixture
async def watched(start_server, fake):
    async with start_server(extractor=fake, queue_tokens=4 * 16, stream_in_flight=3, metrics_port=0) as running:
        yield running


async def test_calls_articles_and_errors_are_counted(watched, request_of):
    await watched.stub.ExtractClaims(request_of("good"), timeout=10)
    for text in ("", "fail"):
        with pytest.raises(grpc.aio.AioRpcError):
            await watched.stub.ExtractClaims(request_of(text), timeout=10)
    items = [pb.StreamExtractClaimsRequest(article={"text": text}) for text in ("good", "good", "")]
    assert len([each async for each in watched.stub.StreamExtractClaims(items, timeout=10)]) == 3
    found = await samples(watched)
    while found["whosaid_batch_articles_sum"] < 3:  # a batch is measured after its answers are out
        await asyncio.sleep(0.01)
        found = await samples(watched)
    for code in ("OK", "INVALID_ARGUMENT", "INTERNAL"):
        assert found[of_calls("whosaid_calls_total", "ExtractClaims", code=code)] == 1
    assert found[of_calls("whosaid_calls_total", "StreamExtractClaims", code="OK")] == 1
    assert found[of_calls("whosaid_call_seconds_count", "ExtractClaims")] == 3
    assert found[of_calls("whosaid_call_seconds_count", "StreamExtractClaims")] == 1
    assert found[of_calls("whosaid_calls_in_progress", "ExtractClaims")] == 0
    assert found["whosaid_articles_total"] == found["whosaid_tokens_total"] == 3
    assert found['whosaid_article_errors_total{reason="INVALID_REQUEST"}'] == 1
    assert found["whosaid_queue_tokens"] == 0
    assert found["whosaid_queue_capacity_tokens"] == 64
    assert found["whosaid_batch_articles_sum"] >= 3
    assert found['whosaid_stage_seconds_total{stage="read"}'] == pytest.approx(0.003)
    assert found["whosaid_ready"] == 1
    [model] = [name for name in found if name.startswith("whosaid_model_info")]
    assert 'name="fake"' in model


async def test_what_is_not_read_is_counted_by_reason(watched, fake, request_of):
    waiting = [asyncio.ensure_future(watched.stub.ExtractClaims(request_of("block"), timeout=30))]
    await asyncio.to_thread(fake.begun.wait, 10)
    waiting += [asyncio.ensure_future(watched.stub.ExtractClaims(request_of("wait"), timeout=30)) for _ in range(3)]
    while (found := await samples(watched))["whosaid_queue_tokens"] < 64:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.01)
    assert found[of_calls("whosaid_calls_in_progress", "ExtractClaims")] == 4
    with pytest.raises(grpc.aio.AioRpcError):
        await watched.stub.ExtractClaims(request_of("one too many"), timeout=10)
    waiting.pop().cancel()
    await asyncio.sleep(0.2)
    fake.release.set()
    await asyncio.gather(*waiting)
    found = await samples(watched)
    assert found['whosaid_dropped_articles_total{reason="overload"}'] == 1
    assert found['whosaid_dropped_articles_total{reason="cancelled"}'] == 1
    assert found['whosaid_dropped_articles_total{reason="expired"}'] == 0


async def test_methods_that_do_not_exist_make_no_labels(watched):
    before = set(await samples(watched))
    for number in range(3):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await watched.channel.unary_unary(f"/made.up.{number}/Method")(b"", timeout=10)
        assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert set(await samples(watched)) == before


async def test_alive_and_ready_over_http(watched, fake, request_of):
    base = watched.server.metrics_address.removesuffix("/metrics")
    assert [await fetch(f"{base}{path}") for path in ("/livez", "/readyz")] == [(200, "ok\n")] * 2
    assert (await fetch(f"{base}/else"))[0] == 404
    with pytest.raises(grpc.aio.AioRpcError):
        await watched.stub.ExtractClaims(request_of("die"), timeout=10)
    await asyncio.sleep(0.1)
    assert [(await fetch(f"{base}{path}"))[0] for path in ("/livez", "/readyz")] == [503, 503]
    found = await samples(watched)
    assert (found["whosaid_model_failed"], found["whosaid_ready"]) == (1, 0)


async def test_silent_connections_to_the_metrics_hold_nobody_up_for_long(watched, monkeypatch):
    from whosaid_server.observability import http

    monkeypatch.setattr(http._Handler, "timeout", 0.5)
    port = int(watched.server.metrics_address.rpartition(":")[2].split("/")[0])
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
    try:
        await asyncio.sleep(1.5)
        assert (await fetch(watched.server.metrics_address))[0] == 200
    finally:
        for each in silent:
            each.close()


def test_the_dashboard_asks_for_metrics_that_exist():
    names = {
        sample.name + suffix
        for family in Metrics(1).registry.collect()
        for sample in [family]
        for suffix in ("", "_total", "_sum", "_count", "_bucket", "_info")
    }
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    queries += [each["query"] for each in dashboard["templating"]["list"] if each["type"] == "query"]
    asked = {name for query in queries for name in re.findall(r"\b(?:whosaid|process)_\w+", query)}
    assert len(asked) >= 12
    assert asked <= names
