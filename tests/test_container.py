"""What goes into the container, and how it is started."""

import json
import os
import re
import subprocess
import sys

import pytest

from .conftest import ROOT
from .serving import free_port, served

LOCKS = ("requirements", "requirements-serve")
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def pinned(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[\w+\])?==([^\s;]+)", text.lower(), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_the_container_installs_the_releases_that_the_app_is_made_for(name):
    files = {"requirements.txt", f"{name}.txt"}
    wanted = pinned("\n".join((ROOT / file).read_text() for file in files))
    locked = pinned((ROOT / f"{name}.lock").read_text())
    assert {name: locked.get(name) for name in wanted} == wanted, "make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_the_container_has_a_hash(name):
    lock = (ROOT / f"{name}.lock").read_text()
    entries = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
    assert "--require-hashes" in DOCKERFILE


def test_the_proxy_of_the_compose_file_is_that_of_the_docs():
    conf = (ROOT / "docs/nginx.conf").read_text().replace("127.0.0.1:8501", "app-1:8501")
    within = (ROOT / "docs/nginx-compose.conf").read_text()
    assert within.splitlines()[1:] == conf.replace("127.0.0.1:8502", "app-2:8501").splitlines()[1:]


def test_the_container_runs_as_a_user_with_a_health_check_and_a_place_for_the_hub():
    lines = DOCKERFILE.splitlines()
    assert lines.index("USER atlas") < next(
        i for i, line in enumerate(lines) if "streamlit" in line
    )
    for word in ("HEALTHCHECK", "VOLUME /cache/hub", "HF_HOME=/cache/hub"):
        assert word in DOCKERFILE


def test_tests_caches_and_secrets_stay_outside():
    ignored = (ROOT / ".dockerignore").read_text().split()
    for name in ("tests", "**/__pycache__", ".venv", ".git*", ".streamlit/secrets.toml"):
        assert name in ignored


def healthy(port: int, **environment: str) -> bool:
    """What the health check of the container says of an app at a port."""
    command = re.search(r'HEALTHCHECK[^\[]*CMD (\[".*"\])', DOCKERFILE)
    assert command
    _python, *arguments = json.loads(command[1].replace("localhost:8501", f"localhost:{port}"))
    asked = subprocess.run(
        [sys.executable, *arguments], env=os.environ | environment, capture_output=True
    )
    return asked.returncode == 0


@pytest.mark.browser
@pytest.mark.parametrize("path", ["", "atlas", "/atlas"])
def test_the_health_check_finds_a_healthy_app_under_its_path(path, tmp_path):
    port, place = free_port(), {"STREAMLIT_SERVER_BASE_URL_PATH": path}
    assert not healthy(port, **place)
    with served(tmp_path / "log.txt", port=port, **place):
        assert healthy(port, **place)
