"""TLS, certificates and tokens, on both sides: what works, and what a user is told when it does not."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import whosaid
from whosaid import Security

TOKEN, OTHER = "a" * 32, "b" * 32
TEXT = "The bridge is open."


@pytest.fixture
def token_file(tmp_path):
    file = tmp_path / "tokens"
    file.write_text(f"# desk\n{TOKEN}\n")
    return file


def refusal(connect, address, **security) -> whosaid.WhosaidError:
    with pytest.raises(whosaid.WhosaidError) as caught:
        connect(address, security=Security(**security), timeout=10).extract(TEXT)
    return caught.value


def test_tls_with_the_authority_of_the_service(connect, start_server, authority):
    cert, key = authority.issue()
    with start_server(tls_cert=cert, tls_key=key) as address:
        client = connect(address, security=Security(ca=authority.ca))
        assert client.extract(TEXT).claims
        assert [each.index for each in client.extract_many([TEXT] * 3)]


def test_mutual_tls(connect, start_server, authority):
    cert, key = authority.issue()
    own, own_key = authority.issue("caller")
    with start_server(tls_cert=cert, tls_key=key, tls_client_ca=authority.ca) as address:
        assert connect(address, security=Security(ca=authority.ca, cert=own, key=own_key)).extract(TEXT).claims
        assert "if it wants a certificate" in str(refusal(connect, address, ca=authority.ca))


def test_what_does_not_fit_says_what_to_do(connect, start_server, authority, make_authority):
    cert, key = authority.issue()
    with start_server(tls_cert=cert, tls_key=key) as address:
        for security, words in (
            ({}, "if the service uses TLS, ask for it"),
            ({"tls": True}, "no authority that this client trusts has signed"),
            ({"ca": make_authority("Other").ca}, "no authority that this client trusts has signed"),
        ):
            error = refusal(connect, address, **security)
            assert isinstance(error, whosaid.ServiceUnavailableError)
            assert words in str(error)
    with start_server() as address:
        assert "the service does not use TLS" in str(refusal(connect, address, ca=authority.ca))


def test_tokens(connect, start_server, token_file, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text(OTHER)
    with start_server(token_file=token_file) as address:
        assert connect(address, security=Security(token_file=token_file)).extract(TEXT).claims
        for security, words in (({}, "the call has no token"), ({"token_file": wrong}, "not one of this service's")):
            error = refusal(connect, address, **security)
            assert isinstance(error, whosaid.AccessDeniedError)
            assert words in str(error)
            assert error.request_id
        with pytest.raises(whosaid.AccessDeniedError):
            list(connect(address).extract_many([TEXT]))
        with pytest.raises(whosaid.AccessDeniedError):
            connect(address).info()


def test_a_client_reads_its_token_again_when_it_has_changed(connect, start_server, token_file, tmp_path):
    own = tmp_path / "own"
    own.write_text(TOKEN)
    with start_server(token_file=token_file) as address:
        client = connect(address, security=Security(token_file=own))
        assert client.extract(TEXT).claims
        token_file.write_text(f"{OTHER}\n")
        with pytest.raises(whosaid.AccessDeniedError):
            client.extract(TEXT)
        own.write_text("")  # half written
        own.write_text(f"{OTHER}\n")
        assert client.extract(TEXT).claims


def test_a_token_is_not_sent_where_others_can_read_it(connect, token_file):
    with pytest.raises(ValueError, match="unencrypted: use TLS"):
        connect("example.org:50051", security=Security(token_file=token_file))
    connect("example.org:50051", security=Security(token_file=token_file, tls=True))


def test_files_of_no_use_are_told_at_once_and_tokens_not_quoted(connect, tmp_path):
    empty, odd = tmp_path / "empty", tmp_path / "odd"
    empty.write_text("# nothing\n")
    odd.write_text("geheimnis-ü")
    for security, words in (
        (Security(ca=tmp_path / "none"), "ca: .*none cannot be read: No such file"),
        (Security(token_file=tmp_path / "none"), "token_file: .*none cannot be read"),
        (Security(token_file=empty), "has no token"),
        (Security(token_file=odd), "a token consists of"),
    ):
        with pytest.raises(ValueError, match=words) as caught:
            connect("localhost:1", security=security)
        assert "geheimnis" not in str(caught.value)
    with pytest.raises(ValueError, match="give both"):
        Security(cert="a")


@pytest.mark.parametrize("by", ["options", "variables"])
def test_the_command_line_has_the_same(start_server, authority, token_file, tmp_path, by):
    article = tmp_path / "article.txt"
    article.write_text(TEXT)
    cert, key = authority.issue()
    own, own_key = authority.issue("caller")
    values = {"TLS_CA": authority.ca, "TLS_CERT": own, "TLS_KEY": own_key, "TOKEN_FILE": token_file}
    settings = {"tls_cert": cert, "tls_key": key, "tls_client_ca": authority.ca, "token_file": token_file}
    with start_server(**settings) as address:
        command = [sys.executable, "-c", "from whosaid.cli import main; main()", "extract", "--server", address]
        environment = None
        if by == "options":
            command += [f"--{name.lower().replace('_', '-')}={value}" for name, value in values.items()]
        else:
            environment = {**os.environ, **{f"WHOSAID_CLIENT_{name}": str(value) for name, value in values.items()}}
        done = subprocess.run(
            [*command, str(article)], capture_output=True, text=True, timeout=60, check=False, env=environment
        )
        assert done.returncode == 0, done.stderr
        assert "The bridge is open." in done.stdout


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--tls-ca", "/nowhere"], 2, "ca: /nowhere cannot be read"),
        (["--tls-cert", "/nowhere"], 2, "give both"),
        ([], 3, "the call has no token"),
    ],
)
def test_the_command_line_says_what_is_wrong_in_one_line(start_server, token_file, tmp_path, options, code, words):
    article = tmp_path / "article.txt"
    article.write_text(TEXT)
    with start_server(token_file=token_file) as address:
        command = [sys.executable, "-c", "from whosaid.cli import main; main()", "extract", "--server", address]
        done = subprocess.run(
            [*command, *options, str(article)], capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == code
    [line] = done.stderr.splitlines()
    assert words in line
