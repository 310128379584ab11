"""Ports for servers of tests."""

import os
import random
import socket

# Below those that Linux gives to outgoing connections (net.ipv4.ip_local_port_range): nobody takes one between
# the moment it is found free and the moment a server is there.
FIRST, LAST = 20_000, 32_000
_random = random.Random(os.getpid())


def free_port() -> int:
    """One on which nobody of 127.0.0.1 listens now, neither by TCP nor by UDP."""
    while True:
        port = _random.randrange(FIRST, LAST)
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
