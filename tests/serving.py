"""The app as `make run` starts it."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .waiting import until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(
    log: Path, script: str | Path = "app.py", port: int = 0, **environment: str
) -> Iterator[str]:
    """The address of the app, or of another script, while the block runs, with variables of its
    own, by default without a network and at a free port. What it says goes to the file
    `log`."""
    port = port or free_port()
    path = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)],
            cwd=Path(__file__).parents[1],
            env=os.environ | {"HF_HUB_OFFLINE": "1"} | environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    address = f"http://localhost:{port}"
    health = "/".join(filter(None, (address, path, "_stcore/health")))

    def answers() -> bool:
        assert process.poll() is None, f"the app did not start:\n{log.read_text()}"
        try:
            urllib.request.urlopen(health, timeout=2).close()
        except OSError:
            return False
        return True

    try:
        until(answers, f"the app, which says in {log} what it does", seconds=90)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
