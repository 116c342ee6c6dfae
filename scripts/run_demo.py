"""Start a server on a free port, send it articles through the bundled client, print their claims, stop it.

python scripts/run_demo.py FILE...          `make run` sends examples/articles/*.txt
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Loading the model takes seconds, a cold disk may make it a minute.
READY_SECONDS = 180
STOP_SECONDS = 15


def main(files: list[str]) -> int:
    """Run the demonstration. Returns the client's exit code."""
    missing = [file for file in files if not Path(file).is_file()]
    if missing or not files:
        print(f"run_demo: no such article: {', '.join(missing) or 'name at least one file'}", file=sys.stderr)
        return 2
    with server() as address:
        wait_until_serving(address)
        command = [str(Path(sys.executable).parent / "whosaid"), "extract", "--server", address, *files]
        print(f"$ whosaid extract --server {address} {' '.join(files)}\n", flush=True)
        return subprocess.run(command, check=False).returncode


@contextmanager
def server() -> Iterator[str]:
    """A server of our own, and its address. It is stopped whatever happens."""
    command = [sys.executable, "-m", "whosaid_server", "--port", "0", "--grace", "5", "--log-level", "warning"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            # One line, printed once the port is taken; nothing when the server could not start.
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith("listening on "):
                sys.exit(f"run_demo: the server ended with code {process.wait()}; its message is above")
            yield line.removeprefix("listening on ").strip()
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until_serving(address: str) -> None:
    """Return when the model is loaded; exit when it takes too long or fails to load."""
    import grpc
    from grpc_health.v1 import health_pb2, health_pb2_grpc

    print(f"The server on {address} loads its model ...", flush=True)
    deadline = time.monotonic() + READY_SECONDS
    # Proxies of the environment are not for our own machine.
    with grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
        check = health_pb2_grpc.HealthStub(channel).Check
        while time.monotonic() < deadline:
            try:
                if check(health_pb2.HealthCheckRequest(), timeout=5).status == health_pb2.HealthCheckResponse.SERVING:
                    return
            except grpc.RpcError:
                sys.exit("run_demo: the server has ended; its message is above")
            time.sleep(0.1)
    sys.exit(f"run_demo: the server was not ready after {READY_SECONDS} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
