"""The engine as `make serve` starts it: Ray Serve on loopback."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .serving import free_port
from .waiting import until

ROOT = Path(__file__).parents[1]


def ready(address: str) -> bool:
    """Whether a model answers there."""
    try:
        urllib.request.urlopen(f"{address}/ready", timeout=20).close()
    except OSError:
        return False
    return True


@contextmanager
def engine(log: Path, *settings: str, **environment: str) -> Iterator[str]:
    """The address of an engine while the block runs, with settings such as "--queued=2" and
    variables of its own. What it says goes to the file `log`."""
    port = free_port()
    folder = tempfile.mkdtemp(prefix="ray-")  # a short path: there are sockets in it
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "serving", "--host=127.0.0.1", f"--port={port}", *settings],
            cwd=ROOT,
            env=os.environ | {"HF_HUB_OFFLINE": "1", "RAY_TMPDIR": folder} | environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        assert process.poll() is None, f"the engine did not start:\n{log.read_text()}"
        return ready(address)

    try:
        until(answers, f"the engine, which says in {log} what it does", seconds=120, pause=0.2)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
