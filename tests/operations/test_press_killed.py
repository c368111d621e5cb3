"""A press that is killed with SIGKILL, 25 times over, makes every paper once and sets every signature once.

Each round is a process of its own that runs the worker's sweep on a case that three people signed and whose dossiers
were ordered; it is killed after a random short time. In between, the lease of what it held runs out. Then one process
is let to finish. Letters do not leave in the rounds: one that is under way when its worker is killed may go twice
(docs/operations.md); those that wait for a paper leave once it is there, and once.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models.journal import JournalRow, faults
from portal.models.paper import Paper, PaperKind, PaperState, SignerCertificate, SigningAuthority
from portal.operations import worker
from portal.papers import press
from portal.papers.checking import check_pdf
from portal.sight import papers as seen
from portal.vault.storage import Store
from tests.journeys.test_papers import links
from tests.operations.conftest import Server
from tests.support.journey import employee, informed

if TYPE_CHECKING:
    from tests.support.world import World

HERE = "noorderhaven"
ROUNDS = 25
SEED = int(os.environ.get("SEED", "1"))
ROOT = Path(__file__).resolve().parents[2]
SHORT, LONGEST = 0.3, 1.2
"""Seconds that a press lives at most in a round: longer while none gets anything done, since machines differ."""

SCRIPT = """
import os, signal, sys, time
from datetime import datetime
import pikepdf, pyhanko.sign.signers, pyhanko.sign.fields, typst, obstore  # what a press loads first
from portal import create_app, tenancy
from portal.operations import worker
from portal.web.extensions import db
from tests.conftest import config_for
from pathlib import Path

app = create_app(config_for(sys.argv[1], Path(sys.argv[2])))
print("ready", flush=True)
for line in sys.stdin:
    moment, _, seconds = line.strip().partition(" ")
    child = os.fork()
    if child == 0:
        worker.sweep(app, app.config["WEDERHOOR"], datetime.fromisoformat(moment))
        os._exit(0)
    if seconds:
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)  # whether it has ended or not, it was not waited for: the number is its own
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


class Press:
    """Starts presses, each in a process that is made for it and can be killed."""

    def __init__(self, world: World) -> None:
        config = world.app.config["WEDERHOOR"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, config.database_url, str(config.instance)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.told("ready")

    def told(self, wanted: str = "") -> str:
        """The next line that is about us; what the application logs stands between."""
        while line := self.process.stdout.readline():
            said = line.strip()
            if said == wanted or (not wanted and said.lstrip("-").isdigit()):
                return said
        raise AssertionError("the press did not start")

    def run(self, world: World, seconds: float | None = None) -> int:
        """Let one press work, for so long at most; give how it ended."""
        lived = "" if seconds is None else f" {seconds}"
        self.process.stdin.write(f"{world.now.isoformat()}{lived}\n")
        self.process.stdin.flush()
        return int(self.told())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


CLIENT = "marloes@post.example"
DOORS = {"medewerker": "medewerker", "functionaris": "functionaris", "klager": CLIENT}


def signed(world: World) -> str:
    """Three have signed and each ordered the dossier, and no paper was made yet."""
    client, number = world.client(email=CLIENT)
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "Zo ging het."})
    client.act("klager", number, "geen-standpunt")
    one.judge("upheld", "partly_upheld", cite="De klacht")
    client.act("klager", number, "tevreden", {"satisfied": "yes"})
    for door, browser in {"medewerker": bram, "functionaris": one.browser, "klager": client}.items():
        world.now += timedelta(minutes=1)
        browser.act(door, number, "ondertekenen")
    order(world, number)
    return number


def order(world: World, number: str) -> None:
    """Everybody orders the dossier as it stands. They sign in for it: time goes fast here."""
    for door, who in DOORS.items():
        world.sign_in(who).post(f"/{door}/zaak/{number}/papieren", {})


def papers(world: World) -> list[Paper]:
    with world.owner(world.tenants[HERE]) as session:
        return list(session.scalars(select(Paper).order_by(Paper.asked_at, Paper.revision, Paper.id)))


def waiting(world: World) -> int:
    return sum(row.state is PaperState.WAITING for row in papers(world))


def test_a_press_that_is_killed_makes_every_paper_once(world: World) -> None:
    number = signed(world)
    ordered = waiting(world)
    chance, killed, made, most = random.Random(SEED), 0, [ordered], SHORT
    assert ordered == 9
    with closing(Press(world)) as running:
        while killed < ROUNDS:
            world.now += press.LEASE + timedelta(minutes=1)
            if running.run(world, chance.uniform(0, most)) == -signal.SIGKILL:
                killed += 1
                made.append(waiting(world))
                most = min(LONGEST, most * 1.3) if made[-1] == made[-2] else SHORT
            else:  # it had done before it was killed: there is more to do, and it goes on
                world.sign_in(CLIENT).act("klager", number, "bericht", {"text": "Nog iets."})
                order(world, number)
        before = waiting(world)
        world.now += press.LEASE + timedelta(minutes=1)
        assert running.run(world) == 0
        world.now += press.LEASE + timedelta(minutes=1)
        assert running.run(world) == 0
    assert len(set(made)) > 3, f"the presses were killed in different places: {made}, then {before}"
    is_made_once(world)
    is_signed_once(world, number)
    letters_leave_once(world)


def is_made_once(world: World) -> None:
    """Of each paper there is one row, one object with its digest, and one line in the journal."""
    rows, store = papers(world), Store(world.app.config["WEDERHOOR"].store_url)
    assert {row.state for row in rows} == {PaperState.MADE}
    assert len({row.name for row in rows}) == len(rows) >= 9
    names = store.names(world.tenants[HERE].hex)
    assert {row.stored for row in rows} <= set(names)
    with world.owner(world.tenants[HERE]) as session:
        for row in rows:
            assert hashlib.sha256(press.fetch(session, row, store)).hexdigest() == row.digest
        lines = session.scalars(select(JournalRow).where(JournalRow.act == "paper_made")).all()
        noted = sorted(line.detail["digest"] for line in lines)
        assert noted == sorted(row.digest for row in rows if row.kind is not PaperKind.DOSSIER)
        assert list(faults(session, world.tenants[HERE], world.app.config["WEDERHOOR"].secret_keys)) == []
        assert len(session.scalars(select(SigningAuthority.made_at)).all()) == 1
        assert len(session.scalars(select(SignerCertificate.participant_id)).all()) == 3


def is_signed_once(world: World, number: str) -> None:
    """The document has three signatures, in the order in which they were set, each intact over all before it."""
    with world.owner(world.tenants[HERE]) as session:
        authority = seen.authority(session)
    client = world.sign_in(CLIENT)
    found = [path for title, path in links(client, "klager", number).items() if "handtekening" in title]
    assert len(found) == 1
    checked = check_pdf(client.get(found[0]).data, authority)
    assert checked.whole
    assert [(one.signer, one.intact, one.ours) for one in checked.signatures] == [
        ("Bram Terhorst", True, True),
        ("Hanneke Oudeveld", True, True),
        ("Marloes Veenstra", True, True),
    ]
    rows = [row for row in papers(world) if row.kind is PaperKind.SIGNING]
    assert [row.revision for row in rows] == [1, 2, 3]
    with world.owner(world.tenants[HERE]) as session:
        store = Store(world.app.config["WEDERHOOR"].store_url)
        contents = [press.fetch(session, row, store) for row in rows]
    assert all(later.startswith(earlier) for earlier, later in pairwise(contents))


def letters_leave_once(world: World) -> None:
    """Who is told of the judgment is told when the paper is there, and once."""
    told = [*world.letters("n14"), *world.letters("n15")]
    assert len(told) == 2
    assert all(letter.paper_id for letter in told)
    server = Server()
    for _twice in range(2):
        world.now += timedelta(minutes=10)
        worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now, server)
    subjects = [str(message["Message-ID"]) for message in server.sent]
    assert len(set(subjects)) == len(subjects)
    for letter in told:
        assert len([one for one in subjects if letter.id.hex in one]) == 1
