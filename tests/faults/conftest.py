"""Server processes to be mistreated."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

FOLDER = Path(__file__).parent


class ServerProcess:
    """The real server around a stand-in for the model, in a process of its own."""

    def __init__(self, *flags: str, port: int = 0, seconds: float = 0.0) -> None:
        defaults = ["--port", str(port), "--log-level", "error", "--grace", "20"]
        command = [sys.executable, str(FOLDER / "stand_in_server.py"), str(seconds), *defaults, *flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self._read_line())
        self.metrics_address = self._read_line().strip()
        self.address = f"127.0.0.1:{self.port}"

    def _read_line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    @property
    def resident_bytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) * 1024

    @property
    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    @property
    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/task").iterdir()))

    @property
    def tasks(self) -> int:
        self.process.send_signal(signal.SIGUSR1)
        return int(self._read_line())

    def metric(self, name: str) -> float:
        """The sum of the metric's samples, of a server with --metrics-port."""
        with build_opener(ProxyHandler({})).open(self.metrics_address, timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.partition("{")[0].partition(" ")[0] == name)

    def terminate(self) -> int:
        """Send SIGTERM and wait for the end; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def start() -> Iterator[Callable[..., ServerProcess]]:
    """``start(*flags, port=0, seconds=0.0)``: a server that is ready; killed after the test."""
    started: list[ServerProcess] = []

    def make(*flags: str, **arguments: float) -> ServerProcess:
        started.append(ServerProcess(*flags, **arguments))
        return started[-1]

    yield make
    for server in started:
        if server.process.returncode is None:
            server.kill()
