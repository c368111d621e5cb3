"""Keys: weak ones stop the start, a new one signs while an old one still opens, and none is shown or read by others."""

from __future__ import annotations

import shutil
import stat

import pytest
import time_machine

from config import Config, SettingError
from portal.models.person import LinkPurpose
from tests.conftest import KEYS, NOW, make_app
from tests.support.world import World

NEW = "another key that is long enough to be one 9876543210"


@pytest.mark.parametrize("name", ["SECRET_KEY", "MASTER_KEYS"])
@pytest.mark.parametrize("value", ["short", "x" * 64, "ab" * 32, f"{KEYS[0]},short", "changeme", "secret" * 3])
def test_a_weak_key_stops_the_start(tmp_path, name, value):
    with pytest.raises(SettingError, match=f"{name} must be at least 32 random characters"):
        Config.from_env({"INSTANCE_PATH": str(tmp_path), name: value})


def test_without_a_setting_keys_are_made_once_for_their_owner_alone(tmp_path, capsys):
    first, second = (Config.from_env({"INSTANCE_PATH": str(tmp_path / "instance")}) for _ in range(2))
    assert (first.secret_keys, first.master_keys) == (second.secret_keys, second.master_keys)
    assert first.secret_keys != first.master_keys
    for name in ("secret_key", "master_keys"):
        file = tmp_path / "instance" / name
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert len(file.read_text().strip()) >= 64
    told = capsys.readouterr().out + repr(first)
    assert not any(key in told for key in (*first.secret_keys, *first.master_keys))


@pytest.mark.parametrize("url", ["http://klachten.example", "http://192.0.2.1", "ftp://localhost", "klachten.example"])
def test_an_address_of_this_installation_is_https_or_this_machine(tmp_path, url):
    with pytest.raises(SettingError, match="BASE_URL"):
        Config.from_env({"INSTANCE_PATH": str(tmp_path), "BASE_URL": url})


def rotated(world: World, folder, keys: tuple[str, ...]):
    """The same installation, started anew with other keys."""
    return make_app(world.app.config["WEDERHOOR"].database_url, "", folder, secret_keys=keys, master_keys=keys)


def test_a_new_key_signs_nobody_out_until_the_old_one_is_dropped(world, tmp_path):
    browser = world.sign_in("medewerker")
    visitor = world.visitor()
    visitor.post("/wachtwoord", {"email": "collega@noorderhaven.example"})
    link = world.link(LinkPurpose.RESET)
    [cookie] = browser.client._cookies.values()
    for keys, known in (((NEW, KEYS[0]), True), ((NEW,), False)):
        client = rotated(world, tmp_path, keys).test_client()
        client.set_cookie("s", cookie.value, domain="localhost", path="/noorderhaven/")
        with time_machine.travel(world.now, tick=False):
            assert (client.get("/noorderhaven/medewerker/").status_code == 200) is known
            assert (client.get(f"/noorderhaven{link}").status_code == 302) is known


def test_a_copy_of_the_database_alone_opens_no_link(world, tmp_path):
    visitor = world.visitor()
    visitor.post("/wachtwoord", {"email": "collega@noorderhaven.example"})
    link = world.link(LinkPurpose.RESET)
    file = tmp_path / "copy.db"
    shutil.copyfile(world.app.config["WEDERHOOR"].database_url.removeprefix("sqlite:///"), file)
    token = link.rpartition("/")[2].encode()
    assert token not in file.read_bytes()
    there = make_app(f"sqlite:///{file}", "", tmp_path, secret_keys=(NEW,))
    with time_machine.travel(NOW, tick=False):
        assert there.test_client().get(f"/noorderhaven{link}").status_code == 404
