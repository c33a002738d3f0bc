"""A Chromium and fonts for the browser tests: found where they are, else installed.

    python -m tests.browser

Debian's and Ubuntu's packages where apt may be used, else the browser that Playwright
brings. The fonts draw Chinese and colour emoji, which a bare machine lacks.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PACKAGES = {"zh": "fonts-noto-cjk", "und-zsye": "fonts-noto-color-emoji"}
"""A language as fontconfig names it (und-zsye is emoji), and the package that draws it."""

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
"""Start-up flags: no calls home, nothing that a container refuses, and a camera and a microphone
that show a test picture and beep."""


def chromium() -> str | None:
    """The path of a Chromium or Chrome on this machine, or of Playwright's own."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if MAC.exists():
        return str(MAC)
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if os.path.exists(own) else None


def missing_fonts() -> list[str]:
    """The packages of fonts that fontconfig does not find; none where there is no fontconfig."""
    if not sys.platform.startswith("linux"):
        return []
    if not shutil.which("fc-list"):
        return ["fontconfig", *PACKAGES.values()]
    return [
        package
        for language, package in PACKAGES.items()
        if not subprocess.run(["fc-list", f":lang={language}"], capture_output=True).stdout
    ]


def install() -> None:
    """Install what is missing; a second call finds it and does nothing."""
    wanted = missing_fonts() + ([] if chromium() else ["chromium"])
    if wanted and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted],
            check=True,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
    if not chromium():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    for package in missing_fonts():
        print(f"Without {package} some characters are drawn as boxes; the tests run all the same.")


if __name__ == "__main__":
    install()
    print(f"browser: {chromium()}")
