"""Articles 5.5, 5.6 and 7.4: the judgment on paper, three signatures, and a dossier that anybody can check."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from portal.models.complaint import Part, Participant
from portal.models.journal import JournalRow
from portal.models.letter import Letter
from portal.models.paper import Paper, PaperKind, PaperState
from portal.operations import worker
from portal.papers.checking import check_pdf
from portal.sight import papers as seen
from portal.sight import rows
from tests.journeys.test_files import put
from tests.papers.reading import assert_valid, printed
from tests.support import poppler
from tests.support.files import sample
from tests.support.journey import Officer, employee, informed
from tests.support.world import Browser, World


def judged(world: World, *, files: bool = False) -> tuple[Browser, str, Officer, Browser]:
    """A judgment was issued, and the worker printed it."""
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    if files:
        put(bram, f"/medewerker/zaak/{number}/standpunt", ("foto.jpg", sample("jpeg")), text="KanarieBram")
    bram.act("medewerker", number, "standpunt", {"text": "KanarieBram"})
    one.act("notitie", {"text": "KanarieNotitie"})
    one.share("Standpunt", "Marloes", text="Wat Marloes leest van Bram.")
    client.act("klager", number, "geen-standpunt")
    one.judge("upheld", "partly_upheld")
    world.work()
    return client, number, one, bram


def papers(world: World, kind: PaperKind, slug: str = "noorderhaven") -> list[Paper]:
    with world.owner(world.tenants[slug]) as session:
        return list(session.scalars(select(Paper).where(Paper.kind == kind).order_by(Paper.asked_at, Paper.revision)))


def links(browser: Browser, door: str, number: str) -> dict[str, str]:
    page = browser.get(f"/{door}/zaak/{number}/papieren").text
    found = {}
    for part in page.split(f'href="/noorderhaven/{door}/zaak/{number}/papier/')[1:]:
        key, _, rest = part.partition('"')
        found[rest.partition(">")[2].partition("<")[0]] = f"/{door}/zaak/{number}/papier/{key}"
    return found


def signed(world: World) -> tuple[Browser, str, Officer, Browser]:
    client, number, one, bram = judged(world, files=True)
    client.act("klager", number, "tevreden", {"satisfied": "yes"})
    for browser, door in ((bram, "medewerker"), (one.browser, "functionaris"), (client, "klager")):
        world.now += timedelta(minutes=1)
        browser.act(door, number, "ondertekenen")
    world.work()
    return client, number, one, bram


def test_everybody_gets_the_judgment_on_paper_in_their_own_edition(world: World) -> None:
    client, number, one, bram = judged(world)
    assert len(links(one.browser, "functionaris", number)) >= 1
    for browser, door in ((client, "klager"), (bram, "medewerker")):
        mine = links(browser, door, number)
        assert len(mine) == 1, mine
        answer = browser.get(next(iter(mine.values())))
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="oordeel-1')
        assert_valid(answer.data)
        text = printed(answer.data)
        assert number in text
        assert "gegrond" in text
        assert "KanarieNotitie" not in text
    mine, his = links(client, "klager", number), links(bram, "medewerker", number)
    client.get(next(iter(his.values())).replace("medewerker", "klager"), expect=404)
    bram.get(next(iter(mine.values())).replace("klager", "medewerker"), expect=404)
    made = papers(world, PaperKind.JUDGMENT)
    with world.owner(world.tenants["noorderhaven"]) as session:
        noted = session.scalars(select(JournalRow.detail).where(JournalRow.act == "paper_made")).all()
        head = session.scalars(select(JournalRow.hash).where(JournalRow.act == "issue_judgment")).one()
    assert {one["digest"] for one in noted} == {one.digest for one in made}
    assert head[:16] in printed(client.get(next(iter(mine.values()))).data).replace("\n", "").replace(" ", "")


def test_who_is_told_of_the_judgment_is_told_when_it_is_there(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    client.act("klager", number, "geen-standpunt")
    employee(world, number).act("medewerker", number, "geen-standpunt")
    one.judge("upheld", "upheld")
    told = [*world.letters("n14"), *world.letters("n15")]
    assert len(told) == 2
    assert all(letter.paper_id for letter in told)
    sent: list[str] = []

    class Taker:
        def send(self, message) -> None:
            sent.append(str(message["Subject"]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "_press", lambda *_: None)
        worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now, Taker())
    assert not [line for line in sent if "oordeel" in line]
    worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now, Taker())
    assert len([line for line in sent if "oordeel" in line]) == 2


def test_three_sign_in_any_order_and_anybody_can_check(world: World, tmp_path: Path) -> None:
    client, number, one, bram = signed(world)
    with world.owner(world.tenants["noorderhaven"]) as session:
        authority = seen.authority(session)
    for browser, door in ((client, "klager"), (bram, "medewerker"), (one.browser, "functionaris")):
        found = [path for title, path in links(browser, door, number).items() if "handtekening" in title]
        assert len(found) == 1
        content = browser.get(found[0]).data
        checked = check_pdf(content, authority)
        assert checked.whole
        assert [(one.signer, one.intact, one.ours) for one in checked.signatures] == [
            ("Bram Terhorst", True, True),
            ("Hanneke Oudeveld", True, True),
            ("Marloes Veenstra", True, True),
        ]
    (tmp_path / "oordeel.pdf").write_bytes(content)
    told = poppler.run("pdfsig", "-nocert", tmp_path / "oordeel.pdf")
    assert told.count("Signature is Valid") == 3
    assert told.count("Total document signed") == 1
    visitor = world.visitor()
    shown = check(visitor, content)
    assert "Alle handtekeningen kloppen" in shown
    assert "Bram Terhorst" in shown
    assert "geen gekwalificeerde" in shown
    assert "precies een bestand dat" in shown
    broken = bytearray(content)
    broken[2000] ^= 1
    shown = check(visitor, bytes(broken))
    assert "Alle handtekeningen kloppen" not in shown
    assert "precies een bestand dat" not in shown
    assert "geen PDF" in check(visitor, b"zomaar iets")
    assert "Kies een PDF" in check(visitor, b"", expect=422)


def check(visitor: Browser, content: bytes, expect: int = 200) -> str:
    hidden = visitor.form("/controle")
    sent = {**hidden, **({"file": (io.BytesIO(content), "x.pdf")} if content else {})}
    with time_machine.travel(visitor.world.now, tick=False):
        answer = visitor.client.post(
            "/noorderhaven/controle", data=sent, content_type="multipart/form-data", buffered=True
        )
    assert answer.status_code == expect
    return str(answer.text)


def dossier(world: World, browser: Browser, door: str, number: str) -> bytes:
    browser.post(f"/{door}/zaak/{number}/papieren", {})
    world.work()
    found = [path for title, path in links(browser, door, number).items() if "Dossier van" in title]
    return bytes(browser.get(found[0]).data)


def test_a_dossier_verifies_with_nothing_but_itself(world: World, tmp_path: Path) -> None:
    client, number, one, bram = signed(world)
    for browser, door in ((client, "klager"), (bram, "medewerker"), (one.browser, "functionaris")):
        content = dossier(world, browser, door, number)
        folder = tmp_path / door
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            packed.extractall(folder)
            names = packed.namelist()
        command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env={})
        assert done.returncode == 0, done.stdout + done.stderr
        assert "klopt." in done.stdout
        everything = b"".join(
            (folder / name).read_bytes() for name in names if not name.endswith(".pdf") and "bijlagen" not in name
        )
        assert_valid((folder / "dossier.pdf").read_bytes())
        text = printed((folder / "dossier.pdf").read_bytes())
        assert ("KanarieNotitie" in text) is (door == "functionaris")
        assert ("KanarieBram" in text) is (door != "klager")
        assert b"Kanarie" not in everything
        assert any(name.startswith("bijlagen/") for name in names) is (door != "klager")
        assert [name for name in names if "ondertekend" in name]
        assert not [name for name in names if "Marloes" in name or "Bram" in name or "foto" in name]
        for victim in ("journaal.json", "termijnen.json", "dossier.pdf"):
            whole = (folder / victim).read_bytes()
            (folder / victim).write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
            assert subprocess.run(command, capture_output=True, check=False, env={}).returncode == 1
            (folder / victim).write_bytes(whole)
        (folder / "erbij.txt").write_text("x")
        assert subprocess.run(command, capture_output=True, check=False, env={}).returncode == 1
        assert "Dit dossier klopt in zichzelf" in check(world.visitor(), content)


def test_a_row_of_the_journal_in_a_dossier_cannot_be_changed_with_its_manifest(world: World) -> None:
    """Whoever changes a row and makes the manifest anew is found by the chain."""
    from portal.papers import verify

    client, number, *_ = judged(world)
    content = dossier(world, client, "klager", number)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    journal = json.loads(files["journaal.json"])
    assert list(verify.chain_faults(journal)) == []
    shown = [row for row in journal["rows"] if "line" in row]
    assert 3 < len(shown) < len(journal["rows"])
    for row in shown:
        row["line"]["act"] += "x"
        assert list(verify.chain_faults(journal))
        row["line"]["act"] = row["line"]["act"][:-1]
    for place in range(len(journal["rows"])):
        gone = {**journal, "rows": journal["rows"][:place] + journal["rows"][place + 1 :]}
        assert list(verify.chain_faults(gone)), place
    terms = json.loads(files["termijnen.json"])
    assert list(verify.term_faults({**terms, "due_on": "2027-01-01"}))
    assert list(verify.term_faults({**terms, "kept": not terms["kept"]}))
    assert list(verify.term_faults({**terms, "extensions": [{"from": "2020-01-01", "to": terms["due_on"]}]}))
    assert list(verify.term_faults({**terms, "received_on": "2027-01-01"}))


def test_two_exports_without_an_act_between_are_the_same(world: World) -> None:
    client, number, *_ = judged(world)
    first = dossier(world, client, "klager", number)
    world.now += timedelta(minutes=20)
    client.get(f"/klager/zaak/{number}/")
    assert dossier(world, client, "klager", number) == first
    assert len(papers(world, PaperKind.DOSSIER)) == 1
    client.act("klager", number, "bericht", {"text": "Nog iets."})
    second = dossier(world, client, "klager", number)
    assert second != first
    with world.owner(world.tenants["noorderhaven"]) as session:
        for row in session.scalars(select(Paper).where(Paper.kind == PaperKind.DOSSIER)):
            row.state, row.attempts = PaperState.WAITING, 0
    world.work()
    assert {one.digest for one in papers(world, PaperKind.DOSSIER)} == {hashlib.sha256(second).hexdigest()}


def test_a_press_that_was_killed_makes_the_same_again(world: World) -> None:
    """The lease of a dead press ends, and the paper is made from the same input: once, and the same."""
    client, number, *_ = judged(world)
    before = {one.name: one.digest for one in papers(world, PaperKind.JUDGMENT)}
    with world.owner(world.tenants["noorderhaven"]) as session:
        for row in session.scalars(select(Paper)):
            row.state, row.leased_until = PaperState.WAITING, world.now
    world.now += timedelta(minutes=20)
    world.work()
    assert {one.name: one.digest for one in papers(world, PaperKind.JUDGMENT)} == before
    assert len(links(client, "klager", number)) == 1


def test_a_store_that_is_away_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.vault import storage

    client, number = world.client()
    one = informed(world, number)
    client.act("klager", number, "geen-standpunt")
    employee(world, number).act("medewerker", number, "geen-standpunt")
    one.judge("upheld", "upheld")

    def away(*_: object) -> None:
        raise storage.StoreError("away")

    with monkeypatch.context() as patch:
        patch.setattr(storage.Store, "put", away)
        world.work()
    assert {row.state for row in papers(world, PaperKind.JUDGMENT)} == {PaperState.WAITING}
    world.later(hours=1)
    world.work()
    assert {row.state for row in papers(world, PaperKind.JUDGMENT)} == {PaperState.MADE}
    with world.owner(world.tenants["noorderhaven"]) as session:
        assert session.scalars(select(Letter).where(Letter.paper_id.is_not(None))).all()


def test_the_operator_checks_a_file_too(world: World, tmp_path: Path) -> None:
    client, number, *_ = signed(world)
    run = world.app.test_cli_runner()
    path = next(path for title, path in links(client, "klager", number).items() if "handtekening" in title)
    content = client.get(path).data
    file = tmp_path / "oordeel.pdf"
    file.write_bytes(content)
    done = run.invoke(args=["check", str(file)])
    assert done.exit_code == 0, done.output
    assert "signed, holds" in done.output
    assert done.output.count("intact") == 3
    file.write_bytes(content[:3000] + bytes([content[3000] ^ 1]) + content[3001:])
    assert run.invoke(args=["check", str(file)]).exit_code == 1
    file.write_bytes(b"niets")
    assert run.invoke(args=["check", str(file)]).exit_code == 1
    file.write_bytes(dossier(world, client, "klager", number))
    done = run.invoke(args=["check", str(file)])
    assert done.exit_code == 0, done.output
    assert "dossier, holds" in done.output


def test_a_worker_that_stood_still_certifies_from_the_moment_of_signing(world: World) -> None:
    client, number, *_ = judged(world)
    client.act("klager", number, "tevreden", {"satisfied": "yes"})
    client.act("klager", number, "ondertekenen")
    world.later(days=2)
    world.work()
    client = world.sign_in("marloes@post.example")
    found = next(path for title, path in links(client, "klager", number).items() if "handtekening" in title)
    with world.owner(world.tenants["noorderhaven"]) as session:
        checked = check_pdf(client.get(found).data, seen.authority(session))
    assert [one.ours for one in checked.signatures] == [True]


def test_who_has_no_side_yet_has_no_paper(world: World) -> None:
    """A representative whose mandate was not accepted reads nothing of the case."""
    _client, number, *_ = signed(world)
    with world.owner(world.tenants["noorderhaven"]) as session:
        row = session.scalars(select(Participant).where(Participant.part == Part.EMPLOYEE)).one()
        seat = rows.seat_of(session, row.complaint_id, row.id)
        assert seat is not None
        assert len(seen.of_seat(session, seat)) == 2
        assert seen.of_seat(session, dataclasses.replace(seat, side_id=None, part=Part.REPRESENTATIVE)) == ()
        assert seen.find(session, seat, number) is None
