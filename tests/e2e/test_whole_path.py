"""The real model, the real service in its own process, the real program: an article goes in, its claims come out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import whosaid

PROGRAM = str(Path(sys.executable).parent / "whosaid")
ARTICLES = sorted(str(path) for path in (Path(__file__).parents[2] / "examples" / "articles").glob("*.txt"))
READY_SECONDS = 90
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("WHOSAID_")}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A service that is ready."""
    command = [PROGRAM, "serve", "--port", "0", "--threads", "1", "--log-level", "warning"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        address = process.stdout.readline().removeprefix("listening on ").strip()
        wait_until_ready(address)
        yield address
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def wait_until_ready(address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    with whosaid.Client(address) as client:
        while not is_ready(client):
            assert time.monotonic() < deadline
            time.sleep(0.2)


def is_ready(client: whosaid.Client) -> bool:
    try:
        client.info()
    except whosaid.ServiceUnavailableError as error:
        if error.reason == "STARTING":
            return False
        raise
    return True


def extract(*arguments: str) -> dict[str, dict[str, Any]]:
    """The answers of ``whosaid extract`` by article id, without what differs from run to run."""
    done = subprocess.run(
        [PROGRAM, "extract", "--output", "jsonl", *arguments, *ARTICLES],
        capture_output=True, text=True, encoding="utf-8", timeout=100, check=False, env=ENVIRONMENT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr, "nothing but errors belongs on stderr"
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    for answer in answers:
        assert answer.pop("timings")
    return {answer["article_id"]: answer for answer in answers}


def test_the_service_and_this_process_give_the_same_claims(address):
    remote = extract("--server", address)
    assert list(remote) == [Path(path).stem for path in ARTICLES]
    assert all(len(answer["claims"]) >= 5 for answer in remote.values())
    assert remote == extract()
