"""A small Hub on loopback, for tests: search, files with sizes, and ways to misbehave."""

import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SHA = "0123456789abcdef0123456789abcdef01234567"


class Double:
    """Models by id: a folder whose files are served. `slow`, `broken` and `missing` are names of
    files that come drop by drop, break off half-way, or are announced and then not there."""

    def __init__(self, models: dict[str, Path]):
        self.models, self.asked = models, []
        self.slow = self.broken = self.missing = ""

    def listing(self, query: dict) -> list[dict]:
        search = query.get("search", [""])[0].lower()
        return [self.described(name) for name in self.models if search in name.lower()]

    def described(self, name: str) -> dict:
        return {
            "_id": name, "id": name, "sha": SHA, "downloads": 1234, "pipeline_tag": "x",
            "tags": ["safetensors", "license:mit"],
            "safetensors": {"parameters": {"F32": 534530}, "total": 534530},
            "siblings": [
                {"rfilename": path.name, "size": path.stat().st_size}
                for path in sorted(self.models[name].iterdir())
                if path.is_file()
            ],
        }  # fmt: skip

    def tree(self, name: str) -> list[dict]:
        siblings = self.described(name)["siblings"]
        return [
            {"type": "file", "path": one["rfilename"], "size": one["size"], "oid": SHA}
            for one in siblings
        ]


@contextmanager
def serving(double: Double):
    """The address of the double while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def do_HEAD(self):
            self.answer(body=False)

        def do_GET(self):
            self.answer(body=True)

        def answer(self, body: bool):
            url = urlsplit(self.path)
            double.asked.append(f"{self.command} {self.path}")
            parts = url.path.strip("/").split("/")
            if url.path == "/api/models":
                return self.send(200, json.dumps(double.listing(parse_qs(url.query))).encode())
            if parts[:2] == ["api", "models"]:
                name = "/".join(parts[2:4])
                if name not in double.models:
                    return self.send(404, b"{}", {"X-Error-Code": "RepoNotFound"})
                if parts[4:5] == ["tree"]:
                    return self.send(200, json.dumps(double.tree(name)).encode())
                return self.send(200, json.dumps(double.described(name)).encode())
            name, file = "/".join(parts[:2]), parts[-1]
            if name not in double.models:
                return self.send(404, b"{}", {"X-Error-Code": "RepoNotFound"})
            if file == double.missing or not (double.models[name] / file).exists():
                return self.send(404, b"", {"X-Error-Code": "EntryNotFound"})
            self.file((double.models[name] / file).read_bytes(), file, body)

        def file(self, data: bytes, file: str, body: bool):
            start = 0
            if wanted := self.headers.get("Range"):
                start = int(wanted.removeprefix("bytes=").split("-")[0])
            etag = hashlib.sha256(data).hexdigest()
            self.send_response(206 if start else 200)
            for key, value in {
                "X-Repo-Commit": SHA, "ETag": f'"{etag}"', "Accept-Ranges": "bytes",
                "Content-Length": str(len(data) - start),
            }.items():  # fmt: skip
                self.send_header(key, value)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            self.end_headers()
            if not body:
                return
            data = data[start:]
            if file == double.broken:
                if not start:  # and nothing more when it is asked for the rest
                    self.wfile.write(data[: len(data) // 2])
                self.close_connection = True
                return
            step = max(1, len(data) // 100) if file == double.slow else len(data)
            try:
                for at in range(0, len(data), step):
                    self.wfile.write(data[at : at + step])
                    time.sleep(0.1 if file == double.slow else 0)
            except OSError:  # the client went away
                self.close_connection = True

        def send(self, status: int, data: bytes, headers: dict | None = None):
            self.send_response(status)
            for key, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
