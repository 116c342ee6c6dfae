"""What runs shards: processes of this machine, running services, a Ray cluster. All of them run the same worker."""

from whosaid.batch.engines.engine import Died, Done, Engine, Event, Failed, Progressed, Ready, Unusable
from whosaid.batch.engines.local import LocalEngine
from whosaid.batch.engines.server import ServerEngine

__all__ = [
    "Died",
    "Done",
    "Engine",
    "Event",
    "Failed",
    "LocalEngine",
    "Progressed",
    "Ready",
    "ServerEngine",
    "Unusable",
]
