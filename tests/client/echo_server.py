"""A service in a process of its own that can be killed. ``python echo_server.py PORT`` prints the port it took."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc

from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc


class Echo(pb_grpc.ClaimExtractionServiceServicer):
    """Answers every article of a stream with nothing but its id."""

    def StreamExtractClaims(self, request_iterator, context):  # noqa: N802
        for request in request_iterator:
            response = pb.ExtractClaimsResponse(article_id=request.article.id)
            yield pb.StreamExtractClaimsResponse(request_id=request.request_id, response=response)


if __name__ == "__main__":
    server = grpc.server(ThreadPoolExecutor(2))
    pb_grpc.add_ClaimExtractionServiceServicer_to_server(Echo(), server)
    port = server.add_insecure_port(f"127.0.0.1:{sys.argv[1]}")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    threading.Event().wait()
