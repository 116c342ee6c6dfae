"""The port of what watches the service: /metrics, /livez, /readyz over HTTP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app

_Answer = Iterable[bytes]

# How long a connection may be silent.
_SILENCE_SECONDS = 10
_CONNECTIONS = 16  # at a time


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def __init__(self, *arguments: Any) -> None:
        self._free = threading.BoundedSemaphore(_CONNECTIONS)
        super().__init__(*arguments)

    def server_bind(self) -> None:
        """Without the base class's question to the DNS for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Each connection has a thread, as long as there are not too many."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer one connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()


class _ServerOfIpv6(_Server):
    address_family = socket.AF_INET6


class _Handler(WSGIRequestHandler):
    timeout = _SILENCE_SECONDS

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name is the base class's
        """Nothing: a line every few seconds says nothing."""


class MetricsServer:
    """Serves ``registry``, and whether the service is alive and ready, on threads of its own."""

    def __init__(
        self,
        host: str,
        port: int,
        registry: CollectorRegistry,
        is_alive: Callable[[], bool],
        is_ready: Callable[[], bool],
    ) -> None:
        """Listen on ``host`` and ``port`` (0: a free one). Raises OSError when that is not possible."""
        metrics = make_wsgi_app(registry)
        checks = {"/livez": is_alive, "/readyz": is_ready}

        def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> _Answer:
            path = environ.get("PATH_INFO")
            if path == "/metrics":
                answer: _Answer = metrics(environ, start_response)
                return answer
            status, word = "404 Not Found", b"there are /metrics, /livez and /readyz\n"
            if (check := checks.get(str(path))) is not None:
                status, word = ("200 OK", b"ok\n") if check() else ("503 Service Unavailable", b"no\n")
            start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
            return [word]

        kind = _ServerOfIpv6 if ":" in host else _Server
        self._server = make_server(host, port, application, kind, _Handler)
        self.port: int = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, name="whosaid-metrics", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
