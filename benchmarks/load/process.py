"""A server in a process of its own, on a free port of the loopback address."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

_READY_SECONDS = 180
LOOPBACK_OPTIONS = [("grpc.enable_http_proxy", 0), ("grpc.max_receive_message_length", -1)]


class Server:
    """A running server: its address, its memory, the processor time that it has used."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address

    @property
    def resident_bytes(self) -> int:
        """The memory that is really there, now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) * 1024

    @property
    def cpu_seconds(self) -> float:
        """User and system time of all threads since the start."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(*arguments: str) -> Iterator[Server]:
    """A server with these arguments, ready to answer; stopped at the end."""
    command = [sys.executable, "-m", "whosaid_server", "--port", "0", "--log-level", "error", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WHOSAID_")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:  # noqa: S603
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            address = process.stdout.readline().removeprefix("listening on ").strip()
            _wait_until_ready(address)
            yield Server(process, address)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_ready(address: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    with grpc.insecure_channel(address, options=LOOPBACK_OPTIONS) as channel:
        check = health_pb2_grpc.HealthStub(channel).Check
        while check(health_pb2.HealthCheckRequest(), timeout=30).status != health_pb2.HealthCheckResponse.SERVING:
            if time.monotonic() > deadline:
                msg = f"the server was not ready within {_READY_SECONDS} s"
                raise TimeoutError(msg)
            time.sleep(0.1)
