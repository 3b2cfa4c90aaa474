"""Free TCP ports on 127.0.0.1."""

import random
import socket

FIRST, LAST = 20_000, 32_000
"""Below the ephemeral ports of Linux (from 32768): there, a client that reconnects to a stopped server can be given the
server's port as its own and keep it from coming back.
"""


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None) -> int:
    """`preferred` if it is free, else another free port."""
    if preferred is not None and is_free(preferred):
        return preferred
    candidates = random.Random()  # noqa: S311 - spreading ports, nothing secret
    while not is_free(port := candidates.randint(FIRST, LAST)):
        pass
    return port


def accepts(port: int) -> bool:
    """Whether a server accepts connections on `port`."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0
