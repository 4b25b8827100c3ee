"""A listening socket that ends: who has connected is accepted, a new one is refused afterwards."""

import errno
import select
import socket
import sys

import pytest

from web.listener import keep_new_away

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a filter of Linux")


def test_a_new_connection_is_refused_once_the_socket_is_closed():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = listener.getsockname()
        with socket.create_connection(address) as early, socket.socket() as late:
            keep_new_away(listener)
            late.setblocking(False)
            assert late.connect_ex(address) == errno.EINPROGRESS
            accepted, _ = listener.accept()
            with accepted:
                early.sendall(b"ask")
                assert accepted.recv(3) == b"ask"
            listener.setblocking(False)
            with pytest.raises(BlockingIOError):
                listener.accept()
            listener.close()
            assert select.select([], [late], [], 30)[1]
            assert late.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNREFUSED
