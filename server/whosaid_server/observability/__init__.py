"""What an operator can see: one line of the log for each call, metrics, traces.

``calls`` keeps the record of every call and gives it a request id; ``logs``, ``metrics`` and ``tracing`` listen to it.
None of them ever sees a word of an article.
"""

from whosaid_server.observability.calls import Call, CallListener, Calls, current_call
from whosaid_server.observability.logs import CallLog, configure_logging
from whosaid_server.observability.metrics import Metrics

__all__ = ["Call", "CallListener", "CallLog", "Calls", "Metrics", "configure_logging", "current_call"]
