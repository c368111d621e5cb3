"""What was erased stays erased: a copy that is put back is cleaned before it serves, and old copies go."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from portal.models.retention import Tombstone
from portal.models.sealed import SealingKey
from portal.operations import commands, copies, erased, worker
from portal.vault.storage import Store
from tests.conftest import make_app
from tests.journeys.test_retention import HERE, confirm, decide, declined, publish, rows, sweep, until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.world import World

NAME = b"Kanarina Zangersma"


@pytest.fixture
def copied(world: World, tmp_path: Path, run) -> Path:
    """A copy of a case that was erased afterwards."""
    number = declined(world, gegevens={
        "name": NAME.decode(), "email": "kanarina@kooi.example", "phone": "", "address": "", "language": "nl",
    })  # fmt: skip
    world.later(days=1)
    sweep(world)  # the form in which it was filed, and its key, go the day after
    until(world, 2027, 3, 2)
    publish(world)
    decide(world, number)
    confirm(world, number)
    copy = tmp_path / "copies" / "wederhoor-2027-03-02.copy"
    copy.parent.mkdir()
    run(world.app, "backup", str(copy))
    world.later(days=1)
    sweep(world)
    assert len(rows(world, select(Tombstone))) == 1
    return copy


def elsewhere(world: World, folder: Path):
    """An empty installation with the keys and the store of the world."""
    config = world.app.config["WEDERHOOR"]
    folder.mkdir(mode=0o700)
    url = f"sqlite:///{folder / 'wederhoor.db'}"
    return make_app(url, "", folder, storage_url=config.store_url, secret_keys=config.secret_keys)


def keys(app) -> int:
    engine = create_engine(app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        return len(connection.execute(select(SealingKey.__table__.c.id)).all())


def test_restoring_a_copy_of_before_erases_again(world, copied, tmp_path, run):
    assert NAME in copied.read_bytes()
    app = elsewhere(world, tmp_path / "new")
    said = run(app, "restore", str(copied)).output
    assert "Erased 1 cases again" in said
    assert "Now run verify" in said
    assert keys(app) == 0
    held = b"".join(one.read_bytes() for one in (tmp_path / "new").glob("wederhoor.db*"))
    assert NAME not in held
    assert b"kanarina@kooi" not in held
    assert "0 faults" in run(app, "verify").output
    ready = app.test_client().get("/readyz")
    assert (ready.status_code, ready.json["erased"]) == (200, True)


def test_one_that_was_put_back_by_other_means_is_not_ready_until_the_worker_was_there(
    world, copied, tmp_path, monkeypatch
):
    app = elsewhere(world, tmp_path / "new")
    (tmp_path / "new" / "wederhoor.db").write_bytes(copied.read_bytes())
    ready = app.test_client().get("/readyz")
    assert ready.status_code == 503
    assert ready.json["erased"] == "cases that were erased are there again: start the worker"
    made = worker.Worker(app, app.config["WEDERHOOR"])
    monkeypatch.setattr(made, "sweep", lambda: 0)
    monkeypatch.setattr(made.queue, "create_consumer", lambda **_: type("Idle", (), {"run": lambda _: None})())
    made.run()
    ready = app.test_client().get("/readyz")
    assert (ready.status_code, ready.json["erased"]) == (200, True)
    assert keys(app) == 0


def test_a_store_that_cannot_be_read_is_not_ready(world, tmp_path):
    (tmp_path / "file").write_text("no folder")
    app = make_app(
        world.app.config["WEDERHOOR"].database_url, "", tmp_path / "other", storage_url=f"file://{tmp_path}/file/below"
    )
    ready = app.test_client().get("/readyz")
    assert (ready.status_code, ready.json["erased"]) == (503, "the store cannot be read")


def test_a_copy_of_an_older_release_is_cleaned_by_init(world, copied, tmp_path, run, monkeypatch):
    app = elsewhere(world, tmp_path / "new")
    monkeypatch.setattr(commands, "_ready", lambda _: False)
    assert "now run init" in run(app, "restore", str(copied)).output
    assert keys(app) == 1
    assert "Erased 1 cases again" in run(app, "init").output
    assert keys(app) == 0
    assert "Erased" not in run(app, "init").output


def test_without_its_store_nothing_is_erased_and_time_is_kept(world, tmp_path):
    number = declined(world)
    until(world, 2027, 3, 2)
    publish(world)
    decide(world, number)
    confirm(world, number)
    (tmp_path / "file").write_text("no folder")
    world.later(days=1)
    broken = dataclasses.replace(world.app.config["WEDERHOOR"], storage_url=f"file://{tmp_path}/file/below")
    worker.sweep(world.app, broken, world.now)
    assert rows(world, select(Tombstone)) == []
    assert len(rows(world, select(SealingKey))) == 1
    world.later(days=1)
    sweep(world)
    assert len(rows(world, select(Tombstone))) == 1


def test_files_in_the_store_go_with_the_case(both_world):
    world = both_world
    number = declined(world)
    until(world, 2027, 3, 2)
    publish(world)
    decide(world, number)
    confirm(world, number)
    store, here = Store(world.app.config["WEDERHOOR"].store_url), world.tenants[HERE].hex
    with world.owner(world.tenants[HERE]) as session:
        mine = put(session, store, here)
    assert len(store.names(here)) == 4
    world.later(days=1)
    sweep(world)
    assert store.names(here) == [f"{here}/0000/original"]
    assert mine
    [stone] = rows(world, select(Tombstone))
    assert stone.counts["files"] == 3
    assert erased.replay(world.app.config["WEDERHOOR"], world.now) == 0


def put(session, store: Store, here: str) -> str:
    """A file with its copy and a paper of the case, and one of another."""
    from portal.models.complaint import Complaint
    from portal.models.files import Attachment, FileState
    from portal.models.paper import Paper, PaperKind, PaperState

    case = session.scalars(select(Complaint)).one()
    file = Attachment(
        owner_id=case.id, complaint_id=case.id, name="vinkje.pdf", kind="pdf", size=1, digest="0" * 64,
        state=FileState.READY, at=case.received_at,
    )  # fmt: skip
    paper = Paper(
        complaint_id=case.id, name="oordeel", kind=PaperKind.JUDGMENT, state=PaperState.MADE,
        next_at=case.received_at, asked_at=case.received_at, stored=f"{here}/paper/1",
    )  # fmt: skip
    session.add_all([file, paper])
    session.flush()
    for name in (f"{here}/{file.id.hex}/original", f"{here}/{file.id.hex}/copy", paper.stored, f"{here}/0000/original"):
        store.put(name, b"noise")
    return file.id.hex


# ---- old copies ------------------------------------------------------------------------------------------------------


def test_old_copies_that_were_made_here_are_deleted_and_nothing_else(world, tmp_path, run):
    kept = ["wederhoor-2026-11-22.copy", "wederhoor-2026-10-19.copy", "wederhoor-2026-10-19", "other-2020-01-01.copy",
            "wederhoor-2020-13-01.copy"]  # fmt: skip
    for name in [*kept[1:], "wederhoor-2026-10-17.copy", "wederhoor-2020-01-01-nacht.copy"]:
        (tmp_path / name).write_text("x")
    (tmp_path / "wederhoor-2019-01-01.copy").mkdir()
    with time_machine.travel("2026-11-22T09:00:00Z", tick=False):
        said = run(world.app, "backup", str(tmp_path / kept[0])).output
    assert "Deleted 2 copies older than 35 days." in said
    there = {one.name for one in tmp_path.iterdir() if one.name.endswith("copy") or one.name in kept}
    assert there == {*kept, "wederhoor-2019-01-01.copy"}


def test_a_copy_with_a_name_of_its_own_is_yours_to_delete(tmp_path):
    (tmp_path / "wederhoor-2020-01-01.copy").write_text("x")
    assert "Delete it yourself after 35 days" in copies.tidied(tmp_path / "mine.db", date(2026, 1, 1))
    assert (tmp_path / "wederhoor-2020-01-01.copy").exists()
