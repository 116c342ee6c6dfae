"""Micro-batching: the work of all connections, through one bounded queue, to one model.

``admission`` says who may enter (single calls are refused when there is no room, streams wait), ``queue`` holds what
waits, ``packing`` chooses what is read together, ``worker`` reads it on a thread of its own, ``rate`` knows how fast
that goes, ``batcher`` puts them together for the event loop, ``observer`` hears of all of it.

The unit of work is the token, estimated from the size of an article before it is cut into tokens. Nothing here knows
gRPC, the contract or the model.
"""

from whosaid_server.batching.batcher import Batcher
from whosaid_server.batching.observer import DropReason, NullObserver, Observer
from whosaid_server.batching.packing import BatchLimits
from whosaid_server.batching.work import Model, Work

__all__ = ["BatchLimits", "Batcher", "DropReason", "Model", "NullObserver", "Observer", "Work"]
