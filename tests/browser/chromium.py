"""The Chromium that the pages are tested in: finding it, and fetching one where there is none (`make browser`)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = """There is no Chromium to look at the pages with. Fetch one with

    make browser

or say where yours is: CHROMIUM=/path/to/chromium"""


def find() -> Path | None:
    """Return the Chromium to start: $CHROMIUM, else the system's, else Playwright's own; None when there is none."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named)
    if installed := next(filter(None, map(shutil.which, NAMES)), None):
        return Path(installed)
    return _playwrights_own()


def fetch() -> Path | None:
    """Install a Chromium, Playwright's or the system's package, and return it; None when neither could be had."""
    for command in _ways():
        print("Fetching a Chromium:", " ".join(command))  # noqa: T201
        if subprocess.run(command, check=False).returncode == 0 and (found := find()):
            return found
    return None


def _ways() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        ways = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"], *ways]
    return ways


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright  # starts a driver, so only when nothing else was found

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


if __name__ == "__main__":
    if (find() or fetch()) is None:
        sys.exit(NO_BROWSER)
