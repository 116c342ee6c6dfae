"""Certificates and tokens are replaced again and again under load, and nobody notices."""

from __future__ import annotations

import ssl
import sys
import threading
import time

import pytest

import whosaid

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

TEXT = "The bridge is open."
ROTATIONS = 8


def test_certificates_and_tokens_are_rotated_under_load(start, authority, tmp_path):
    cert, key = authority.issue()
    tokens, own = tmp_path / "tokens", tmp_path / "own"
    tokens.write_text(f"{0:032}\n")
    own.write_text(f"{0:032}\n")
    server = start("--tls-cert", str(cert), "--tls-key", str(key), "--token-file", str(tokens), seconds=0.002)
    security = whosaid.Security(ca=authority.ca, token_file=own)
    stop, failures, counts = threading.Event(), [], [0] * 4

    def call(number: int) -> None:
        # Half of the callers keep their connection, the others make a new one for every call.
        client = whosaid.Client(server.address, security=security, timeout=20)
        try:
            while not stop.is_set():
                if number % 2:
                    client.close()
                    options = [("whosaid.connection", counts[number])]
                    client = whosaid.Client(server.address, security=security, timeout=20, options=options)
                assert client.extract(TEXT).claims
                counts[number] += 1
        except whosaid.WhosaidError as error:
            failures.append(error)
        finally:
            client.close()

    threads = [threading.Thread(target=call, args=(number,)) for number in range(len(counts))]
    for thread in threads:
        thread.start()
    shown = set()
    for rotation in range(1, ROTATIONS + 1):
        authority.issue()
        # As one rotates tokens: both are good, then callers change over, then the old one is withdrawn.
        replace(tokens, f"{rotation:032}\n{rotation - 1:032}\n")
        replace(own, f"{rotation:032}\n")
        time.sleep(0.25)
        replace(tokens, f"{rotation:032}\n")
        shown.add(ssl.get_server_certificate(("127.0.0.1", server.port), timeout=10))
        time.sleep(0.05)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(shown) == ROTATIONS
    assert min(counts) > ROTATIONS


def replace(file, text: str) -> None:
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)
