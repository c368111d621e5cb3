"""Take each lock out in turn and see a test fail: `python -m tests.leaks.mutants.run [--jobs 2] [name …]`.

Each worker has a copy of the project. A mutant's own tests run first; when they all pass, all of `tests/leaks` runs.
What still passes then has survived: a test is missing, or the lock is one that nobody would miss.

A run of all of them is written down in `results.json`, which `docs/leaks.md` is held against.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.leaks.mutants.list import LAYERS, MUTANTS
from tests.leaks.mutants.mutant import Edit, Layer, Mutant
from tests.leaks.mutants.stock import STOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
RESULTS = Path(__file__).with_name("results.json")
PYTHON = ROOT / ".venv" / "bin" / "python"
LEFT_OUT = shutil.ignore_patterns(".venv", ".git", ".cache", "instance", ".pytest_cache", ".mypy_cache", ".ruff_cache")
EVERYTHING = ("tests/leaks", "--ignore=tests/leaks/mutants")
PATIENCE = 600.0
LAYER_PATIENCE = 1800.0
FAILED = re.compile(r"^FAILED (.+?)(?: - ([\w.]+).*)?$", re.MULTILINE)
NO_PROGRAM = frozenset({"TypeError", "NameError", "AttributeError", "ImportError", "SyntaxError", "UnboundLocalError"})
"""What a mutant fails by that took out more than a lock: it proves nothing."""
FINE, SOME_FAILED, STOPPED = 0, 1, -1
PRINTING = threading.Lock()
RUNNING: set[subprocess.Popen[str]] = set()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class NotOnceError(Exception):
    """The words of an edit do not stand exactly once in their file."""


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant or a layer. `good`: killed, or held."""

    name: str
    good: bool
    told: str
    seconds: float


@dataclass(frozen=True)
class Bench:
    """A copy of the project that one worker changes and mends."""

    home: Path

    @property
    def copy(self) -> Path:
        return self.home / "copy"

    @contextlib.contextmanager
    def edited(self, edits: tuple[Edit, ...]) -> Iterator[None]:
        """Make the edits for the block."""
        before: dict[Path, str] = {}
        try:
            for one in edits:
                path = self.copy / one.file
                text = path.read_text()
                if text.count(one.old) != 1:
                    raise NotOnceError(f"{one.file} has this {text.count(one.old)} times, not once: {one.old!r}")
                before.setdefault(path, text)
                path.write_text(text.replace(one.old, one.new))
            yield
        finally:
            for path, text in before.items():
                path.write_text(text)

    def pytest(self, tests: tuple[str, ...], patience: float, stock: Path | None, *more: str) -> tuple[int, str]:
        """Run tests in the copy; give the exit code and what was said. Only what was started here is stopped."""
        command = [str(PYTHON), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *more]
        command += ["-p", "tests.leaks.mutants.stock", f"--basetemp={self.home / 'tmp'}", "--tb=no", *tests]
        environment = {**os.environ, "COLUMNS": "300", "PYTHONDONTWRITEBYTECODE": "1", STOCK: str(stock or "")}
        with subprocess.Popen(
            command,
            cwd=self.copy,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as running:
            RUNNING.add(running)
            try:
                said, _ = running.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                return STOPPED, _stopped(running)
            finally:
                RUNNING.discard(running)
        return running.returncode, said


def _signal(running: subprocess.Popen[str], sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, sign)


def _stopped(running: subprocess.Popen[str]) -> str:
    """Ask to stop, so that a database server of the tests stops too; insist half a minute later."""
    for sign in (signal.SIGINT, signal.SIGKILL):
        _signal(running, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return running.communicate(timeout=30)[0]
    return ""


def tried(bench: Bench, mutant: Mutant, world: Path) -> Outcome:
    """Run a mutant's own tests, and all of the leak suite when these see nothing."""
    begun = time.monotonic()
    stock = None if mutant.grown else world
    with bench.edited(mutant.edits):
        for tests in (mutant.tests, EVERYTHING):
            code, said = bench.pytest(tests, PATIENCE, stock, "-x")
            failed = FAILED.search(said)
            if code != FINE:
                break
    seconds = time.monotonic() - begun
    if code == SOME_FAILED and failed and failed.group(2) not in NO_PROGRAM:
        told = f"killed by {failed.group(1)} ({failed.group(2)})"
        return Outcome(mutant.name, good=True, told=told, seconds=seconds)
    if code == STOPPED:
        return Outcome(mutant.name, good=False, told=f"survived {PATIENCE:.0f} seconds", seconds=seconds)
    told = "survived" if code == FINE else f"broken, no test ran to its end:\n{said[-1500:]}"
    return Outcome(mutant.name, good=False, told=told, seconds=seconds)


def held(bench: Bench, layer: Layer) -> Outcome:
    """Run the tests of a layer that stands alone: all must pass."""
    begun = time.monotonic()
    with bench.edited(layer.edits):
        code, said = bench.pytest(layer.tests, LAYER_PATIENCE, None)
    told = "holds" if code == FINE else f"does not hold:\n{said[-3000:]}"
    return Outcome(layer.name, good=code == FINE, told=told, seconds=time.monotonic() - begun)


def build(bench: Bench) -> Path:
    """Have the whole program build the world once."""
    code, said = bench.pytest(("tests/leaks/test_routes.py::test_every_route_is_in_the_table",), PATIENCE, None)
    if code != FINE:
        raise SystemExit(f"the whole program does not build the world:\n{said[-3000:]}")
    world = bench.home / "world"
    shutil.copytree(bench.home / "tmp" / "built-world", world)
    return world


def everything(wanted: list[str], jobs: int, folder: Path) -> list[Outcome]:
    """Try all that is wanted, side by side."""
    benches: queue.Queue[Bench] = queue.Queue()
    for place in range(jobs):
        bench = Bench(folder / str(place))
        shutil.copytree(ROOT, bench.copy, ignore=LEFT_OUT)
        benches.put(bench)
    first = benches.queue[0]
    world = build(first)

    def one(work: Mutant | Layer) -> Outcome:
        bench = benches.get()
        try:
            done = held(bench, work) if isinstance(work, Layer) else tried(bench, work, world)
        except NotOnceError as error:
            done = Outcome(work.name, good=False, told=f"broken: {error}", seconds=0)
        finally:
            benches.put(bench)
        with PRINTING:
            say(f"{done.name:<26} {done.seconds:5.0f} s  {done.told}")
        return done

    chosen = [work for work in (*LAYERS, *MUTANTS) if not wanted or work.name in wanted]
    pool = ThreadPoolExecutor(jobs)
    try:
        return list(pool.map(one, chosen))
    finally:  # also when somebody stops it: what runs is stopped, what waits does not begin
        pool.shutdown(wait=False, cancel_futures=True)
        for running in tuple(RUNNING):
            _signal(running, signal.SIGINT)
        pool.shutdown()


def at_commit() -> str:
    """Name the commit that was tried; with a plus where files differed from it."""

    def git(*words: str) -> str:
        return subprocess.run(("git", *words), cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    return (git("rev-parse", "--short", "HEAD") or "unknown") + ("+" if git("status", "--porcelain") else "")


def result(done: list[Outcome], seconds: float, commit: str, day: str) -> dict[str, object]:
    """Say what a run of everything showed: by name what was killed, what survived, which layers held or did not."""
    layers = {one.name for one in LAYERS}
    groups = {
        "killed": [one.name for one in done if one.good and one.name not in layers],
        "survived": [one.name for one in done if not one.good and one.name not in layers],
        "held": [one.name for one in done if one.good and one.name in layers],
        "broke": [one.name for one in done if not one.good and one.name in layers],
    }
    return {"commit": commit, "date": day, "seconds": round(seconds), **groups}


def main() -> int:
    """Read the command line; 0 when every mutant was killed and every layer holds."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(prog="python -m tests.leaks.mutants.run")
    parser.add_argument("names", nargs="*", help="mutants or layers to try; all of them when none is named")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time (2)")
    given = parser.parse_args()
    layers = {one.name for one in LAYERS}
    unknown = set(given.names) - layers - {one.name for one in MUTANTS}
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    begun, commit = time.monotonic(), at_commit()
    with tempfile.TemporaryDirectory(prefix="wederhoor-mutants-") as folder:
        done = everything(given.names, given.jobs, Path(folder))
    if not given.names:
        told = result(done, time.monotonic() - begun, commit, datetime.now(UTC).date().isoformat())
        RESULTS.write_text(json.dumps(told, indent=2) + "\n")
    mutants = [one for one in done if one.name not in layers]
    killed = sum(one.good for one in mutants)
    hold = sum(one.good for one in done) - killed
    say(f"{len(mutants)} mutants, {killed} killed; {len(done) - len(mutants)} layers, {hold} hold")
    return int(not all(one.good for one in done))


if __name__ == "__main__":
    sys.exit(main())
