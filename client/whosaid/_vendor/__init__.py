"""Other projects' files that the distribution brings along so that the base install stays small.

validate_pb2 is generated from buf/validate/validate.proto of protovalidate, copyright Buf Technologies, Inc., under the
Apache License, version 2.0.
"""
