"""The log: lines for people, or JSON for machines, on stderr."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from whosaid_server.engine import Reading
from whosaid_server.observability.calls import Call

logger = logging.getLogger("whosaid_server")

_FIELDS = "fields"


def configure_logging(level: str, form: str) -> None:
    """Log to stderr from ``level`` on, as "text" or "json"."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


class TextFormatter(logging.Formatter):
    """``2026-11-23 18:05:00,123 INFO whosaid_server: message name=value …``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        """The line, with its fields at the end."""
        line = super().formatMessage(record)
        return " ".join([line, *(f"{name}={value}" for name, value in _fields_of(record).items())])


class JsonFormatter(logging.Formatter):
    """One JSON object a line; ``time`` in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        entry = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields_of(record),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)


class CallLog:
    """A line for each call when it is over; at debug for what is not ours, such as health checks."""

    def __init__(self, service: str) -> None:
        self._service = service

    def begun(self, call: Call, metadata: Mapping[str, str]) -> None:
        """Nothing."""

    def answered(self, call: Call, reading: Reading) -> None:
        """Nothing."""

    def ended(self, call: Call) -> None:
        """Write the line."""
        level = logging.INFO if call.service == self._service else logging.DEBUG
        if not logger.isEnabledFor(level):
            return
        fields = {
            "method": call.method,
            "code": call.code,
            "reason": call.reason,
            "request_id": call.request_id,
            "trace_id": call.trace_id,
            "peer": call.peer,
            "bytes": call.bytes,
            "answers": call.answers,
            "errors": sum(call.errors.values()),
            "claims": call.claims,
            "tokens": call.tokens,
            "queue_ms": round(call.queue_seconds * 1000, 1),
            "read_ms": round(call.read_seconds * 1000, 1),
            "ms": round(call.seconds * 1000, 1),
        }
        told = {name: value for name, value in fields.items() if value != ""}
        logger.log(level, "%s %s", call.method, call.code, extra={_FIELDS: told})


def _fields_of(record: logging.LogRecord) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = getattr(record, _FIELDS, {})
    return fields
