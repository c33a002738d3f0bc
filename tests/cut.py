"""A connection that is lost and comes back: a proxy between a browser and the app."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread


class Line:
    """Forwards what comes to its own port, to and from the port `to` of this machine."""

    def __init__(self, to: int) -> None:
        self._to, self._open, self.up = to, set[socket.socket](), True
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self._door.getsockname()[1]}"
        Thread(target=self._take, daemon=True).start()

    def cut(self) -> None:
        """Break every connection off, and take none until `mend`."""
        self.up = False
        for end in list(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.up = True

    def close(self) -> None:
        self.cut()
        self._door.close()

    def _take(self) -> None:
        with suppress(OSError):  # closed
            while True:
                near, _address = self._door.accept()
                if not self.up:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open |= {near, far}
                for one, other in ((near, far), (far, near)):
                    Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError), one, other:
            while data := one.recv(65_536):
                other.sendall(data)
        self._open -= {one, other}


@contextmanager
def line(to: str) -> Iterator[Line]:
    """A line to the app at an address, while the block runs."""
    made = Line(int(to.rpartition(":")[2]))
    try:
        yield made
    finally:
        made.close()
