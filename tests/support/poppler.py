"""The programs of Poppler, which read a PDF without pyHanko: those that are there, or that get installed."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache"
PROGRAMS = ("pdfsig", "pdftotext", "pdftoppm")


class NoPopplerError(RuntimeError):
    """Poppler was not found and could not be installed."""


def executable(program: str) -> str:
    """Return the path of one of its programs; the first who asks installs them, others wait for that."""
    if not _present():
        CACHE.mkdir(exist_ok=True)
        with (CACHE / "poppler.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _present():
                _from_debian()
    found = shutil.which(program)
    if not found:
        raise NoPopplerError("poppler-utils is missing: apt-get install poppler-utils")
    return found


def run(program: str, *arguments: str | Path) -> str:
    """Run one of its programs and return what it prints."""
    command = [executable(program), *map(str, arguments)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True, text=True).stdout


def _present() -> bool:
    return all(shutil.which(program) for program in PROGRAMS)


def _from_debian() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "poppler-utils"]):
        whole = ["apt-get", "-o", "DPkg::Lock::Timeout=300", *command]
        done = subprocess.run(whole, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode:
            return


if __name__ == "__main__":
    try:
        print(f"poppler: {executable('pdfsig')}")
    except NoPopplerError as missing:
        sys.exit(str(missing))
