"""Find an nginx for the tests of the example, or unpack Debian's; print the path of its executable.

Debian's package is not installed: that would start a server on port 80. Where there is none an
empty line is printed, and the tests that need it are skipped, or fail with CI set.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PLACES = "/usr/sbin:/usr/local/sbin"


def on_the_machine() -> str | None:
    """The path of an nginx that is already here."""
    path = os.pathsep.join((os.environ.get("PATH", ""), PLACES))
    return os.environ.get("QA_NGINX") or shutil.which("nginx", path=path)


def from_debian(folder: Path) -> str | None:
    """The path of the nginx of Debian's package, unpacked into a folder, where it can be had."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return None
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    with tempfile.TemporaryDirectory() as aside:
        for command in ([*sudo, "apt-get", "update"], ["apt-get", "download", "nginx"]):
            try:
                subprocess.run(command, cwd=aside, stdout=sys.stderr, timeout=600, check=False)
            except OSError as error:
                print(error, file=sys.stderr)
        for package in Path(aside).glob("nginx_*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    found = folder / "usr" / "sbin" / "nginx"
    runs = found.exists() and subprocess.run([found, "-v"], stdout=sys.stderr).returncode == 0
    return str(found.absolute()) if runs else None


if __name__ == "__main__":
    print(on_the_machine() or from_debian(Path(sys.argv[1]) / "debian-nginx") or "")
