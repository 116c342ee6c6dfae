"""The gRPC service around the models, and the same answers without a network.

``ExtractionHandler`` turns a request into a response in the caller's process; ``serve`` runs the service. Layers, from
the wire inwards: ``app`` (server, health, shutdown) → ``servicer`` (RPCs, streams) → ``engine`` and ``batching`` (the
queue, the model's thread) → ``handler`` (validation, conversion, offsets) → ``whosaid_models``. Only ``status`` knows
status codes; nothing below ``servicer`` knows gRPC.
"""

from whosaid_server.errors import FieldViolation, InvalidRequest
from whosaid_server.handler import ExtractionHandler

__all__ = ["ExtractionHandler", "FieldViolation", "InvalidRequest"]
