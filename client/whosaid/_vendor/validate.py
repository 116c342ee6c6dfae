"""Registers buf/validate/validate.proto, which the generated stubs depend on, once per process.

Protobuf keeps one pool of files per process and refuses a second file of the same name with other content. Programs
that use protovalidate have a copy of their own, usually importable as ``buf.validate.validate_pb2``; then ours stays
out of the way. Nothing here uses the module: the stubs only need the file to be in the pool.
"""

from google.protobuf import descriptor_pool

try:
    descriptor_pool.Default().FindFileByName("buf/validate/validate.proto")
except KeyError:
    try:
        import buf.validate.validate_pb2  # noqa: F401
    except ImportError:
        from whosaid._vendor import validate_pb2  # noqa: F401
