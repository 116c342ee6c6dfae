"""How the clients reach a service: addresses, and the options of gRPC's channels."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Sequence
from typing import Any, TypeAlias

DEFAULT_ADDRESS = "localhost:50051"
DEFAULT_TIMEOUT = 30.0  # seconds
# The service's own default, and gRPC's. A service with other limits says so: GetServiceInfo.
DEFAULT_MAX_MESSAGE_BYTES = 4 * 1024 * 1024
# An answer repeats the article's words several times (claims, edits, names), so it may be larger than the request.
MAX_RESPONSE_BYTES = 64 * 1024 * 1024

ChannelOptions: TypeAlias = Sequence[tuple[str, Any]]

# Reading an article changes nothing, so a call that did not get through is simply made again. The stream resends by
# itself, because it must know what is unanswered.
_RETRIES: dict[str, Any] = {
    "methodConfig": [
        {
            "name": [
                {"service": "whosaid.v1.ClaimExtractionService", "method": "ExtractClaims"},
                {"service": "whosaid.v1.ClaimExtractionService", "method": "GetServiceInfo"},
            ],
            "retryPolicy": {
                "maxAttempts": 3,
                "initialBackoff": "0.1s",
                "maxBackoff": "1s",
                "backoffMultiplier": 3,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ],
}

# For an address that stands for several services: each call goes to the next one of those that say SERVING. A single
# one is asked whatever it says, for its own words tell why it is not ready.
_BALANCING: dict[str, Any] = {
    "loadBalancingConfig": [{"round_robin": {}}],
    "healthCheckConfig": {"serviceName": "whosaid.v1.ClaimExtractionService"},
}
# One that comes back shall get calls soon.
_FIRST_BACKOFF_MS, _LONGEST_BACKOFF_MS = 200, 3000


def channel_options(address: str, extra: ChannelOptions = ()) -> list[tuple[str, Any]]:
    """The options of a channel to ``address``; ``extra`` is written over them."""
    options: dict[str, Any] = {
        "grpc.max_receive_message_length": MAX_RESPONSE_BYTES,
        # The client checks before it sends; see check_size.
        "grpc.max_send_message_length": -1,
        "grpc.service_config": json.dumps(_RETRIES),
    }
    if address.startswith("dns:") or "," in address:
        options |= {
            "grpc.service_config": json.dumps({**_RETRIES, **_BALANCING}),
            "grpc.initial_reconnect_backoff_ms": _FIRST_BACKOFF_MS,
            "grpc.max_reconnect_backoff_ms": _LONGEST_BACKOFF_MS,
        }
    if is_loopback(address):
        # A proxy of the environment cannot reach this machine's own services.
        options["grpc.enable_http_proxy"] = 0
    options.update(extra)
    return list(options.items())


def is_loopback(address: str) -> bool:
    """Whether ``address``, in any of gRPC's notations, is on this machine."""
    if address.startswith(("unix:", "unix-abstract:")):
        return True
    rest = re.sub(r"^(dns|ipv4|ipv6):", "", address)
    rest = rest.rsplit("/", 1)[-1]
    return all(_is_loopback(each) for each in rest.split(","))  # ipv4:127.0.0.1:1,127.0.0.1:2


def _is_loopback(rest: str) -> bool:
    host = rest[1 : rest.index("]")] if rest.startswith("[") and "]" in rest else _without_port(rest)
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    return host.rsplit(":", 1)[0] if host.count(":") == 1 else host
