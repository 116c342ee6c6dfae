"""Addresses, and JSON of messages."""

from __future__ import annotations

import json

import pytest

from whosaid import to_json
from whosaid._channel import channel_options, is_loopback
from whosaid.v1 import claim_extraction_service_pb2 as pb


@pytest.mark.parametrize(
    "address",
    [
        "localhost:50051", "LOCALHOST", "127.0.0.1:1", "127.8.8.8:1", "[::1]:50051", "::1", "dns:///localhost:1",
        "ipv4:127.0.0.1:1", "ipv6:[::1]:1", "unix:/tmp/socket", "unix:///tmp/socket", "dns://8.8.8.8/localhost:1",
    ],
)  # fmt: skip
def test_this_machine(address):
    assert is_loopback(address)
    assert dict(channel_options(address))["grpc.enable_http_proxy"] == 0


@pytest.mark.parametrize("address", ["example.org:443", "10.0.0.1:1", "[2001:db8::1]:1", "localhost.example.org:1", ""])
def test_other_machines(address):
    assert not is_loopback(address)
    assert "grpc.enable_http_proxy" not in dict(channel_options(address))


def test_the_callers_options_win():
    options = dict(channel_options("localhost:1", [("grpc.enable_http_proxy", 1), ("grpc.primary_user_agent", "x")]))
    assert options["grpc.enable_http_proxy"] == 1
    assert options["grpc.primary_user_agent"] == "x"
    assert len(options) == len(channel_options("localhost:1", options.items()))


def test_the_retry_policy_names_methods_that_exist():
    config = json.loads(dict(channel_options("localhost:1"))["grpc.service_config"])
    service = pb.DESCRIPTOR.services_by_name["ClaimExtractionService"]
    for name in config["methodConfig"][0]["name"]:
        assert name["service"] == service.full_name
        assert name["method"] in service.methods_by_name


def test_json_is_one_line_whatever_the_article_says():
    response = pb.ExtractClaimsResponse(article_id="é", text="a\u2028b\u2029c\u0085d\r\ne")
    line = to_json(response)
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"article_id": "é", "text": "a\u2028b\u2029c\u0085d\r\ne"}
    assert "é" in line
    assert len(to_json(response, indent=2).splitlines()) == 4
