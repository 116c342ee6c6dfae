"""Two services behind the client's own round robin: one may stop, or be killed, and nobody notices."""

from __future__ import annotations

import sys
import threading
import time

import pytest

import whosaid

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

TEXT = "The bridge is open."
READ = "whosaid_articles_total"


class Callers:
    """Threads that call one service address after another until they are told to stop."""

    def __init__(self, address: str, count: int = 6) -> None:
        self.answered = 0
        self.failures: list[Exception] = []
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._client = whosaid.Client(address, timeout=30)
        self._threads = [threading.Thread(target=self._call) for _ in range(count)]

    def __enter__(self) -> Callers:  # noqa: PYI034 - Self is not in Python 3.10
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._client.close()

    def wait_for(self, more: int) -> None:
        """Until so many more are answered."""
        goal, deadline = self.answered + more, time.monotonic() + 30
        while self.answered < goal and not self.failures:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def _call(self) -> None:
        while not self._stop.is_set():
            try:
                response = self._client.extract(TEXT)
            except whosaid.WhosaidError as error:
                self.failures.append(error)
                return
            assert response.claims[0].text == TEXT
            with self._lock:
                self.answered += 1


def both(start):
    servers = [start("--metrics-port", "0", seconds=0.01) for _ in range(2)]
    return servers, "ipv4:" + ",".join(server.address for server in servers)


def test_calls_go_to_both_in_turn(start):
    servers, address = both(start)
    with whosaid.Client(address) as client:
        client.extract(TEXT)
        time.sleep(0.5)  # both are connected
        for _ in range(40):
            client.extract(TEXT)
    shares = [server.metric(READ) for server in servers]
    assert sum(shares) == 41
    assert min(shares) >= 15


@pytest.mark.parametrize("way", ["terminate", "kill"])
def test_one_of_two_may_go_and_come_back_under_load(start, way):
    servers, address = both(start)
    with Callers(address) as callers:
        callers.wait_for(50)
        getattr(servers[0], way)()
        callers.wait_for(100)
        again = start("--metrics-port", "0", port=servers[0].port, seconds=0.01)
        deadline = time.monotonic() + 20
        while not again.metric(READ) and not callers.failures:
            assert time.monotonic() < deadline, "it gets no calls"
            time.sleep(0.1)
    assert not callers.failures


def test_a_service_that_stops_answers_what_it_has_taken(start):
    server = start(seconds=0.1)
    outcomes: list[str] = []

    def call() -> None:
        # No retries, and no other service to go to.
        with whosaid.Client(server.address, timeout=30, options=[("grpc.enable_retries", 0)]) as client:
            try:
                while True:
                    client.extract(TEXT)
                    outcomes.append("OK")
            except whosaid.ServiceUnavailableError as error:
                outcomes.append(error.reason or str(error))
            except whosaid.WhosaidError as error:
                outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    while outcomes.count("OK") < 10:
        time.sleep(0.01)
    assert server.terminate() == 0
    for thread in threads:
        thread.join()
    # Told so, could not connect any more, or (in the moment in which gRPC closes the port) was turned away by gRPC
    # before the service saw the call: no call that was taken is cut off.
    expected = ("OK", "STOPPING", whosaid.RequestCancelledError.__name__)
    assert not [each for each in outcomes if each not in expected and "failed to connect" not in each], outcomes
