"""The engine on this machine: `python -m serving`, or `make serve`.

It stops with Ctrl+C, and Ray with it.
"""

import argparse
import os
import signal
import socket
from pathlib import Path
from secrets import token_hex
from typing import Any

import ray
from ray import serve

from .app import Settings, family, listening

ROOT = Path(__file__).parents[1]
SHORT_WAY = {
    "RAY_SERVE_RUN_USER_CODE_IN_SEPARATE_THREAD": "0",
    "RAY_SERVE_RUN_ROUTER_IN_SEPARATE_LOOP": "0",
    "RAY_SERVE_PROXY_USE_GRPC": "1",
}
"""What saves a request two threads on its way, as models compute in threads of their own, and a
call of an actor of Ray between a proxy and a front."""


def start(host: str, port: int, settings: Settings, proxies: bool = False, **of_ray: Any) -> None:
    """Have Ray on this machine, or that of the cluster that it is part of, serve the models.

    On a cluster, or where they are wanted, Serve's `proxies` on every machine listen, which know
    where the fronts are; else the fronts do it themselves.
    """
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    os.environ["PYTHONPATH"] = path  # where Ray's own processes find the packages of the project
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    for name, value in SHORT_WAY.items():
        os.environ.setdefault(name, value)
    alone = "RAY_ADDRESS" not in os.environ
    if alone:  # a Ray of its own, which nobody else speaks to
        os.environ.setdefault("RAY_AUTH_TOKEN", token_hex(32))
        of_ray = {"include_dashboard": False, "log_to_driver": False} | of_ray
    ray.init(**of_ray)
    # A line for every request costs more than a hop; Prometheus counts them.
    quiet = {"enable_access_log": False}
    proxies = proxies or not alone
    where: Any = "EveryNode" if proxies else "Disabled"
    serve.start(where, http_options={"host": host, "port": port}, logging_config=quiet)
    serve.run(listening(settings, None if proxies else (host, port)), name="atlas")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m serving", description=__doc__)
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--metrics-port", type=int, help="where Prometheus finds /metrics")
    parser.add_argument("--proxies", action="store_true", help="listen as on a cluster")
    for name, known in Settings.model_fields.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=type(known.default), default=known.default
        )
    chosen = vars(parser.parse_args())
    host, port, proxies = (chosen.pop(name) for name in ("host", "port", "proxies"))
    metrics = chosen.pop("metrics_port")
    try:
        socket.create_server((host, port), family=family(host)).close()
    except OSError as error:
        parser.exit(2, f"{host}:{port} cannot be listened at: {error.strerror}. Choose --port.\n")
    of_ray = {"_metrics_export_port": metrics} if metrics else {}
    start(host, port, Settings(**chosen), proxies, **of_ray)
    print(f"http://{host}:{port}/v1/models names what is served; Ctrl+C ends it.", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        serve.shutdown()
        ray.shutdown()


if __name__ == "__main__":
    main()
