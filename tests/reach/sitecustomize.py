"""Nothing is reached but one port of this machine: Python reads this first where the folder is on its path.

TEST_REACH is that port, and TEST_REACHED the file in which everything stands that was tried beside it.
"""

import os
import sys

_PORT = int(os.environ["TEST_REACH"])
_TRIED = os.environ["TEST_REACHED"]
_OUTWARD = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname")


def _watch(event: str, arguments: tuple) -> None:
    if event not in _OUTWARD:
        return
    to = arguments[:2] if event == "socket.getaddrinfo" else arguments[-1]
    if isinstance(to, tuple) and to[0] in ("127.0.0.1", "localhost") and to[1] in (_PORT, str(_PORT)):
        return
    with open(_TRIED, "a", encoding="utf-8") as file:  # noqa: PTH123 - before anything else is loaded
        file.write(f"{event} {to}\n")
    raise ConnectionRefusedError(f"{event}: nothing is to be reached but the Bot API")


sys.addaudithook(_watch)
