"""The end of a listening socket: who has connected is answered, all others are refused.

A socket that is closed resets the connections that nobody has accepted yet, and one can come
between the last accept and the close. So new ones are kept away first: their first packets (SYN)
are dropped by a filter of the socket, and sent again by their system after a second, when the
socket is closed and refuses them. McCanne and Jacobson, "The BSD Packet Filter", 1993.
"""

from __future__ import annotations

import ctypes
import socket
import struct
import sys
from contextlib import suppress

_ATTACH_FILTER = 26  # Linux: SO_ATTACH_FILTER, which Python does not name.
_NO_NEW_CONNECTIONS = (
    (0x30, 0, 0, 13),  # Load the flags of the TCP header.
    (0x54, 0, 0, 0x12),  # Keep SYN and ACK.
    (0x15, 0, 1, 0x02),  # Is it SYN alone?
    (0x06, 0, 0, 0),  # Then drop it,
    (0x06, 0, 0, 0xFFFF),  # else pass it on.
)


def keep_new_away(listener: socket.socket) -> None:
    """Drop the first packet of each new connection; where the system cannot, nothing is done."""
    if sys.platform != "linux":
        return
    code = b"".join(struct.pack("HBBI", *step) for step in _NO_NEW_CONNECTIONS)
    kept = ctypes.create_string_buffer(code)  # The system copies it within the call.
    program = struct.pack("HP", len(_NO_NEW_CONNECTIONS), ctypes.addressof(kept))
    with suppress(OSError):  # A stop goes on without: as before, it can reset one connection.
        listener.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, program)
