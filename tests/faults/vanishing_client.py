"""A client that sends articles over a stream and waits to be killed: python vanishing_client.py ADDRESS COUNT"""

from __future__ import annotations

import sys

import whosaid

if __name__ == "__main__":
    address, count = sys.argv[1], int(sys.argv[2])
    with whosaid.Client(address) as client:
        for _ in client.extract_many((f"Bridge {number} is open." for number in range(count)), max_in_flight=count):
            print("answered", flush=True)
