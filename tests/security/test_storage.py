"""The store, as a folder and as an object store: what is put there comes back, sealed, from its own place alone."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer
from sqlalchemy import select

from config import Config, SettingError
from portal.models.base import new_id
from portal.models.files import Attachment
from portal.models.paper import Paper, PaperState
from portal.vault import keys, storage
from portal.vault.sealing import SealError
from portal.vault.storage import Store, StoreError
from portal.web.extensions import db
from tests.conftest import NOW, make_app
from tests.journeys.test_files import links, put
from tests.journeys.test_papers import dossier, judged
from tests.journeys.test_papers import links as papers
from tests.support.world import World

HERE = "noorderhaven"
BUCKET = "zaken"


@pytest.fixture(scope="module")
def service():
    """An object store in this process, with one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=url, region_name="eu-west-1", aws_access_key_id="sleutel", aws_secret_access_key="geheim"
    )
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield url, client
    client.close()
    server.stop()


def address(url: str, prefix: str) -> str:
    asked = f"endpoint={url}&region=eu-west-1&access_key_id=sleutel&secret_access_key=geheim"
    return f"s3://{BUCKET}/{prefix}?{asked}"


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path) -> Store:
    if request.param == "folder":
        return Store((tmp_path / "files").as_uri())
    return Store(address(request.getfixturevalue("service")[0], tmp_path.name))


def test_what_is_put_is_got_until_it_is_deleted(store):
    assert store.names("a") == []
    with pytest.raises(StoreError):
        store.get("a/b/original")
    for name, content in (
        ("a/b/original", b"een"),
        ("a/b/copy", b""),
        ("a/c/original", bytes(3_000_000)),
        ("ab/x", b"x"),
    ):
        store.put(name, content)
        assert store.get(name) == content
    assert store.names("a") == ["a/b/copy", "a/b/original", "a/c/original"]
    assert store.names("a/b") == ["a/b/copy", "a/b/original"]
    store.put("a/b/original", b"twee")
    assert store.get("a/b/original") == b"twee"
    for _twice in range(2):
        store.delete("a/b/original")
        with pytest.raises(StoreError):
            store.get("a/b/original")
    assert store.names("a/b") == ["a/b/copy"]


NAMES = (
    "../buiten", "a/../../buiten", "a/..", "..", ".", "a/./b", "/etc/passwd", "/a", "a//b", "a/", "", "a\\..\\b", "a\0b",
    "a\nb", "a b", "a%2e%2e/b", "%2e%2e/b", "é", "a?b", "a#b", "~/a", "C:/a", "a" * 300,
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_elsewhere(store, name, tmp_path):
    """Names are made of ids by the program; one that is not made so is refused before the store sees it."""
    (tmp_path / "buiten").write_bytes(b"van een ander")
    for act in (lambda: store.put(name, b"x"), lambda: store.get(name), lambda: store.delete(name)):
        with pytest.raises(StoreError):
            act()
    assert (tmp_path / "buiten").read_bytes() == b"van een ander"
    assert store.names("") == []


@pytest.mark.parametrize("name", ["../", "..", "a/../..", "/etc", "a\0"])
def test_no_list_is_of_elsewhere(store, name):
    with pytest.raises(StoreError):
        store.names(name)


def test_a_folder_is_of_its_owner_alone(tmp_path):
    store = Store((tmp_path / "files").as_uri())
    before = os.umask(0o022)
    try:
        store.put("a/b/original", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


def test_a_store_that_is_away_says_so_and_no_more(tmp_path):
    (tmp_path / "file").write_text("x")
    for url in (address("http://127.0.0.1:1", "x") + "&max_retries=0", (tmp_path / "file" / "below").as_uri()):
        for act in (lambda one: one.put("a/b", b"x"), lambda one: one.get("a/b"), lambda one: one.names("a")):
            with pytest.raises(StoreError) as told:
                act(Store(url))
            assert "geheim" not in str(told.value)


def test_the_wrong_password_gets_nothing_and_is_not_told(service, tmp_path):
    with pytest.raises(StoreError) as told:
        Store(f"s3://nergens/{tmp_path.name}?endpoint={service[0]}&access_key_id=a&secret_access_key=geheim").get("a/b")
    assert "geheim" not in str(told.value)


@pytest.mark.parametrize("url", ["", "s3://", "http://x/y", "files", "file://", "ftp://a/b"])
def test_another_address_than_a_folder_or_a_bucket_stops_the_start(url, tmp_path):
    env = {"INSTANCE_PATH": str(tmp_path), "STORAGE_URL": url}
    if not url:
        assert Config.from_env(env).store_url == (tmp_path / "files").as_uri()
        return
    with pytest.raises(SettingError, match="STORAGE_URL"):
        Config.from_env(env)


def test_the_password_of_the_store_is_not_shown_with_the_settings(tmp_path):
    config = Config.from_env({"INSTANCE_PATH": str(tmp_path), "STORAGE_URL": address("http://127.0.0.1:1", "x")})
    assert "geheim" not in repr(config)
    assert "geheim" not in repr(Store(config.store_url))


# ---- sealed ----------------------------------------------------------------------------------------------------------


def test_what_was_moved_in_the_store_or_changed_does_not_open(world, store):
    """To another name, another case or another organisation."""
    tenant = world.tenants[HERE]
    other = world.add("nexxtep", "Nexxtep (fictief)")
    case, second = new_id(), new_id()
    here, there = f"{tenant.hex}/a/original", f"{tenant.hex}/b/original"
    with world.owner(tenant) as session:
        keys.new_key(session, case)
        keys.new_key(session, second)
        storage.keep(session, store, case, here, b"Een brief.")
        kept = store.get(here)
        assert b"Een brief" not in kept
        assert storage.fetch(session, store, case, here) == b"Een brief."
        with pytest.raises(SealError):
            storage.fetch(session, store, second, here)
        store.put(there, kept)
        with pytest.raises(SealError):
            storage.fetch(session, store, case, there)
        for changed in (kept[:-1], kept[:20], b"", kept[:30] + bytes([kept[30] ^ 1]) + kept[31:], bytes(40)):
            store.put(here, changed)
            with pytest.raises(SealError):
                storage.fetch(session, store, case, here)
        store.put(here, kept)
        keys.destroy(session, case)
        with pytest.raises(keys.ErasedError):
            storage.fetch(session, store, case, here)
    with world.owner(other) as session:
        keys.new_key(session, case)
        with pytest.raises(SealError):
            storage.fetch(session, store, case, here)


def test_what_was_kept_goes_with_its_transaction_and_stays_with_what_was_committed(world, store):
    """A later failure in the same session takes nothing away that stands."""
    tenant, case = world.tenants[HERE], new_id()
    first, second = f"{tenant.hex}/a/original", f"{tenant.hex}/b/original"
    with world.owner(tenant) as session:
        keys.new_key(session, case)
        storage.keep_with(session, store, case, first, b"een")
        session.commit()
        storage.keep_with(session, store, case, second, b"twee")
        assert store.names(tenant.hex) == [first, second]
        session.rollback()
        assert store.names(tenant.hex) == [first]
        session.rollback()
        assert storage.fetch(session, store, case, first) == b"een"


# ---- all of it in an object store ------------------------------------------------------------------------------------


@pytest.fixture
def remote(sqlite_database, tmp_path, service):
    """An installation whose settings name an object store."""
    url = address(service[0], tmp_path.name)
    named = Config.from_env({"INSTANCE_PATH": str(tmp_path), "STORAGE_URL": url})
    app = make_app(*sqlite_database, tmp_path, storage_url=named.storage_url)
    yield World(app, NOW)
    with app.app_context():
        db.engine.dispose()


def objects(service, world: World) -> dict[str, bytes]:
    _, client = service
    folder = Path(world.app.config["WEDERHOOR"].instance).name
    found = client.list_objects_v2(Bucket=BUCKET, Prefix=f"{folder}/").get("Contents", [])
    return {
        one["Key"].removeprefix(f"{folder}/"): client.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read()
        for one in found
    }


def test_files_and_papers_go_to_the_bucket_and_come_back_through_the_pages(remote, service):
    world = remote
    client, number, one, _bram = judged(world, files=True)
    put(client, f"/klager/zaak/{number}/bericht", ("brief.txt", b"KanarieBrief"), text="Zie de brief.")
    client.act("klager", number, "bericht", {"text": "Zie de brief."})
    files = links(client.get(f"/klager/zaak/{number}/").text)
    assert client.get(files["brief.txt"]).data == b"KanarieBrief"
    papers_of_hers = papers(client, "klager", number)
    assert client.get(next(iter(papers_of_hers.values()))).data.startswith(b"%PDF")
    content = dossier(world, client, "klager", number)
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    there = objects(service, world)
    assert b"Kanarie" not in b"".join(there.values())
    assert not Path(world.app.config["WEDERHOOR"].instance, "files").exists()
    with world.owner(world.tenants[HERE]) as session:
        rows = session.scalars(select(Attachment)).all()
        made = {row.stored for row in session.scalars(select(Paper).where(Paper.state == PaperState.MADE))}
        named = {f"{row.tenant_id.hex}/{row.id.hex}/original" for row in rows}
        named |= {f"{row.tenant_id.hex}/{row.id.hex}/copy" for row in rows if row.copy_kind}
    assert set(there) == named | made
    # Two files that changed places open for nobody.
    _, s3 = service
    folder = Path(world.app.config["WEDERHOOR"].instance).name
    first, second = sorted(made)[:2]
    for name, other in ((first, second), (second, first)):
        s3.put_object(Bucket=BUCKET, Key=f"{folder}/{name}", Body=there[other])
    paths = papers(one.browser, "functionaris", number).values()
    world.now += timedelta(minutes=1)
    shut = []
    for path in paths:
        try:
            one.browser.get(path)
        except SealError:  # a page tells it as a fault; here it comes through
            shut.append(path)
    assert len(shut) >= 1
