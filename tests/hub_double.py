"""A small Hub on loopback, for tests: search, files with sizes, and ways to misbehave."""

import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

SHA = "0123456789abcdef0123456789abcdef01234567"
CONVERTED = "c" * 40
"""The commit of what the Hub made of a data set."""


class Double:
    """Models and data sets by id: a folder whose files are served. `slow`, `broken` and `missing`
    are names of files that come drop by drop, break off half-way, or are announced and then not
    there. `converted` holds, by id, what the Hub made of a data set: a folder of Parquet files.
    `facts` are what the Hub says of a model besides."""

    def __init__(self, models: dict[str, Path], datasets: dict | None = None, converted=()):
        self.models, self.datasets = models, datasets or {}
        self.converted, self.asked = dict(converted), []
        self.facts: dict[str, dict] = {}
        self.slow = self.broken = self.missing = ""

    def listing(self, query: dict) -> list[dict]:
        search = query.get("search", [""])[0].lower()
        return [
            self.described(name, folder)
            for name, folder in self.models.items()
            if search in name.lower()
        ]

    def folder(self, kind: str, name: str, revision: str) -> Path | None:
        """The files of a repository at a revision: its own, or what the Hub converted."""
        if revision in ("refs/convert/parquet", CONVERTED):
            return self.converted.get(name)
        return (self.datasets if kind == "datasets" else self.models).get(name)

    def commit(self, folder: Path) -> str:
        return CONVERTED if folder in self.converted.values() else SHA

    def described(self, name: str, folder: Path) -> dict:
        return {
            "_id": name,
            "id": name,
            "sha": self.commit(folder),
            "downloads": 1234,
            "pipeline_tag": "x",
            "tags": ["safetensors", "license:mit"],
            "safetensors": {"parameters": {"F32": 534530}, "total": 534530},
            "siblings": [
                {"rfilename": str(path.relative_to(folder)), "size": path.stat().st_size}
                for path in sorted(folder.rglob("*"))
                if path.is_file()
            ],
        } | self.facts.get(name, {})

    def tree(self, name: str) -> list[dict]:
        siblings = self.described(name, self.models[name])["siblings"]
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
            kind, revision = "models", ""
            if parts[0] == "api":
                kind, name, rest = parts[1], "/".join(parts[2:4]), parts[4:]
                if rest[:1] == ["revision"]:
                    revision = unquote(rest[1])
            else:
                kind = "datasets" if parts[0] == "datasets" else "models"
                parts = parts[1:] if kind == "datasets" else parts
                name, revision, rest = "/".join(parts[:2]), unquote(parts[3]), parts[4:]
            if not double.folder(kind, name, ""):
                return self.send(404, b"{}", {"X-Error-Code": "RepoNotFound"})
            folder = double.folder(kind, name, revision)
            if not folder:
                return self.send(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
            if url.path.startswith("/api/"):
                tree = rest[:1] == ["tree"]
                answer = double.tree(name) if tree else double.described(name, folder)
                return self.send(200, json.dumps(answer).encode())
            file = folder.joinpath(*rest)
            if file.name == double.missing or not file.exists():
                return self.send(404, b"", {"X-Error-Code": "EntryNotFound"})
            self.file(file.read_bytes(), file.name, double.commit(folder), body)

        def file(self, data: bytes, file: str, commit: str, body: bool):
            start = 0
            if wanted := self.headers.get("Range"):
                start = int(wanted.removeprefix("bytes=").split("-")[0])
            etag = hashlib.sha256(data).hexdigest()
            self.send_response(206 if start else 200)
            for key, value in {
                "X-Repo-Commit": commit,
                "ETag": f'"{etag}"',
                "Accept-Ranges": "bytes",
                "Content-Length": str(len(data) - start),
            }.items():
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
