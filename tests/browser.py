"""A Chromium and fonts for the browser tests: found where they are, else installed.

    python -m tests.browser

Debian's and Ubuntu's packages where apt may be used, else the browser that Playwright
brings. The fonts draw Chinese and colour emoji, which a bare machine lacks.

Debian has a headless shell: the same engine without the window, tabs and menus that Chromium
else draws for every page even if nobody sees them. A visit costs a third less.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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

BRIEF = ["--js-flags=--no-opt --no-maglev", "--process-per-site"]
"""For pages that are read for seconds: no code is compiled again to run faster, and the pages of a
profile share the process that has compiled it once."""


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


def missing_browser() -> list[str]:
    """The package of the browser: Debian's shell, else a Chromium if there is none."""
    shell = subprocess.run(["apt-cache", "show", SHELL], capture_output=True).returncode == 0
    if shutil.which(SHELL) or (chromium() and not shell):
        return []
    return [SHELL if shell else "chromium"]


def apt(*arguments: str) -> None:
    """Call apt-get. Where a browser is there, the tests can do without."""
    subprocess.run(
        ["apt-get", "-qq", *arguments],
        check=not chromium(),
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    )


def install() -> None:
    """Install what is missing; a second call finds it and does nothing."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        if missing_fonts() or missing_browser():
            apt("update")
        if wanted := missing_fonts() + missing_browser():
            apt("install", "-y", "--no-install-recommends", *wanted)
    if not chromium():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    for package in missing_fonts():
        print(f"Without {package} some characters are drawn as boxes; the tests run all the same.")


if __name__ == "__main__":
    install()
    print(f"browser: {chromium()}")
