"""What takes a process of its own: how soon a server answers, and how much memory it holds."""

from __future__ import annotations

import http.client
import os
import resource
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generator import MAIN
from benchmarks.scenarios import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.scenarios import Site

ROOT = Path(__file__).resolve().parents[1]
OK = 200
PATIENCE = 30.0
REQUESTS = 200
MIB = 1024


def imports(site: Site) -> float:
    """Measure from the start of Python to an application that is there, in seconds of CPU."""
    return min(_cpu([sys.executable, "-c", "import wsgi"], _environment(site, 0)) for _ in range(5))


def _cpu(command: list[str], env: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, env=env, check=True)  # noqa: S603  a command of our own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _environment(site: Site, port: int) -> dict[str, str]:
    config = site.app.config["WEDERHOOR"]
    return {
        **os.environ,
        "DATABASE_URL": config.database_url,
        "SECRET_KEY": KEYS[0],
        "INSTANCE_PATH": str(config.instance),
        "PORT": str(port),
        "LOG_LEVEL": "ERROR",
    }


def cold_start(site: Site) -> dict[str, float]:
    """Measure from the start of the server to its first answers, in seconds on the clock."""
    found: dict[str, list[float]] = {"alive": [], "first page": [], "ready": []}
    for _ in range(3):
        port = _free_port()
        began = time.perf_counter()
        with _served(site, port):
            for name, path in (("alive", "/healthz"), ("first page", f"/{MAIN}/"), ("ready", "/readyz")):
                _wait_for(port, path)
                found[name].append(time.perf_counter() - began)
    return {name: min(taken) for name, taken in found.items()}


def memory(site: Site, workers: int) -> list[dict[str, float]]:
    """Measure what each process of a server holds after some pages, in MiB; the one that only watches comes first."""
    port = _free_port()
    with _served(site, port, workers) as server:
        _wait_for(port, "/healthz")
        for _ in range(REQUESTS):
            _wait_for(port, f"/{MAIN}/inloggen")
            _wait_for(port, f"/{MAIN}/regeling")
        return [_held(pid) for pid in (server.pid, *_children(server.pid))]


@contextmanager
def _served(site: Site, port: int, workers: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """Serve a site the way `make run` does."""
    env = _environment(site, port)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "wsgi:app", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "critical"]
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)  # noqa: S603  our own
    try:
        yield server
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(port: int, path: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)
        else:
            if answer.status not in {OK, 503}:
                raise RuntimeError(f"{path} answered {answer.status}")
            return
        finally:
            connection.close()


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _held(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(value.split()[0]) / MIB for name, _, value in (line.partition(":") for line in lines)}
    return {"rss": sizes["Rss"], "pss": sizes["Pss"], "uss": sizes["Private_Clean"] + sizes["Private_Dirty"]}
