"""Find a Chromium for the browser tests, or install one; print the path of its executable."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
INSTALLERS = {
    "apt-get": "apt-get update && apt-get install -y chromium fonts-liberation",
    "dnf": "dnf install -y chromium",
    "apk": "apk add chromium",
    "pacman": "pacman -Sy --noconfirm chromium",
}


def on_the_machine() -> str | None:
    """The path of a browser that is already here."""
    stated = os.environ.get("QA_BROWSER")
    return stated or next(filter(None, map(shutil.which, NAMES)), None)


def from_playwright() -> str | None:
    """The path of the browser that Playwright's own installer brings, where it can."""
    from playwright.sync_api import sync_playwright

    done = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr, timeout=600
    )
    if done.returncode:
        return None
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def from_the_system() -> str | None:
    """The path of the browser that the system's package manager brings, where it can."""
    command = next((INSTALLERS[name] for name in INSTALLERS if shutil.which(name)), None)
    if command is None:
        return None
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    subprocess.run([*sudo, "sh", "-c", command], stdout=sys.stderr, timeout=1200)
    return on_the_machine()


if __name__ == "__main__":
    path = on_the_machine() or from_playwright() or from_the_system()
    if path is None:
        sys.exit(
            "No Chromium was found and none could be installed. "
            "Install one, or set QA_BROWSER to the path of one, and run again."
        )
    print(path)
