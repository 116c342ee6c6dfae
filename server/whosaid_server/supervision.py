"""Telling systemd how it goes (sd_notify): with Type=notify it waits until the model is loaded."""

from __future__ import annotations

import os
import socket

_VARIABLE = "NOTIFY_SOCKET"


def notify(state: str) -> bool:
    """Send ``state`` ("READY=1", "STOPPING=1") to whoever supervises this process. False: nobody does."""
    name = os.environ.get(_VARIABLE)
    if not name or not hasattr(socket, "AF_UNIX"):
        return False
    # An abstract socket's name begins with a zero byte, for which the variable has an @.
    address = f"\0{name[1:]}" if name.startswith("@") else name
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
            connection.sendto(state.encode(), address)
    except OSError:  # the supervisor is gone, or never was; that must not end the service
        return False
    return True
