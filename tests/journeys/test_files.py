"""Article 6.1: files go along with a piece, are seen as that piece is, and shared one by one."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.casework import files
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.models.dossier import Entry
from portal.models.files import Attachment, FileState
from tests.support.files import sample
from tests.support.journey import Officer, employee, informed, officer, option
from tests.support.world import Browser, World

LINK = re.compile(r'href="(/noorderhaven/[a-z]+/zaak/[^"]+/bestand/[^"]+)"[^>]*>([^<]+)')


def put(browser: Browser, page: str, *files: tuple[str, bytes], expect: int = 302, **more: str) -> str:
    return browser.put(page, *files, expect=expect, **more).text


def links(text: str) -> dict[str, str]:
    return {unescape(name).strip(): href.removeprefix("/noorderhaven") for href, name in LINK.findall(text)}


def one_piece(world: World) -> tuple[Browser, str, Officer, Browser]:
    """Bram sent a standpoint with a photo and a PDF."""
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    page = f"/medewerker/zaak/{number}/standpunt"
    put(bram, page, ("foto van thuis.jpg", sample("jpeg")), text="Zo ging het.")
    put(bram, page, ("brief.pdf", sample("pdf")), text="Zo ging het.")
    bram.act("medewerker", number, "standpunt", {"text": "Zo ging het."})
    return client, number, one, bram


def test_a_file_is_seen_as_its_piece_is_and_shared_by_itself(world: World) -> None:
    client, number, one, bram = one_piece(world)
    mine = links(bram.get(f"/medewerker/zaak/{number}/").text)
    assert list(mine) == ["foto van thuis.jpg", "brief.pdf"]
    case = one.case()
    assert "foto van thuis.jpg" in case
    assert "Niet op virussen gecontroleerd." in case
    theirs = links(case)
    assert links(client.get(f"/klager/zaak/{number}/").text) == {}
    photo = mine["foto van thuis.jpg"].rpartition("/")[2]
    client.get(f"/klager/zaak/{number}/bestand/{photo}", expect=404)
    piece = re.search(r"stuk=([0-9a-f-]{36})", case[case.index("Standpunt") :])
    assert piece
    path = f"/functionaris/zaak/{number}/delen?stuk={piece.group(1)}"
    form = one.browser.get(path).text
    values = {
        "piece": piece.group(1),
        "to": [option(form, "Marloes")],
        "text": "Zo ging het.",
        "until": "",
        "sure": "y",
    }
    one.browser.post(path, {**values, "files": [option(form, "foto van thuis.jpg")]})
    hers = links(client.get(f"/klager/zaak/{number}/").text)
    assert list(hers) == ["foto van thuis.jpg"]
    copy = client.get(hers["foto van thuis.jpg"])
    assert copy.headers["Content-Disposition"] == f'attachment; filename="bijlage-{photo.replace("-", "")[-8:]}.jpg"'
    assert "sandbox" in copy.headers["Content-Security-Policy"]
    assert copy.headers["X-Content-Type-Options"] == "nosniff"
    assert copy.data != sample("jpeg")
    assert b"Exif" not in copy.data
    assert bram.get(mine["foto van thuis.jpg"]).data == sample("jpeg")
    assert one.browser.get(theirs["foto van thuis.jpg"]).data == copy.data
    assert one.browser.get(theirs["foto van thuis.jpg"].replace("bestand", "origineel")).data == sample("jpeg")
    assert client.get(hers["foto van thuis.jpg"].replace("bestand", "origineel")).data == copy.data
    client.get(f"/klager/zaak/{number}/bestand/{mine['brief.pdf'].rpartition('/')[2]}", expect=404)
    assert "Gedeeld met" in one.case()
    path = f"/functionaris/zaak/{number}/delen?stuk={piece.group(1)}"
    wrong = one.browser.post(path, {**values, "files": [photo[::-1]]}, expect=422)
    assert "klopt nog niet" in wrong.text


def test_files_of_what_is_shared_at_once_go_along(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    put(client, f"/klager/zaak/{number}/voorstel", ("plan.docx", sample("docx")), text="Zo doen wij het.")
    client.act("klager", number, "voorstel", {"text": "Zo doen wij het."})
    assert list(links(bram.get(f"/medewerker/zaak/{number}/").text)) == ["plan.docx"]
    put(one.browser, f"/functionaris/zaak/{number}/notitie", ("mail.eml", sample("eml")), text="Voor mij.")
    one.act("notitie", {"text": "Voor mij."})
    assert "mail.eml" in links(one.case())
    assert "mail.eml" not in bram.get(f"/medewerker/zaak/{number}/").text + client.get(f"/klager/zaak/{number}/").text
    said = put(client, f"/klager/zaak/{number}/bericht", ("mail.eml", sample("eml")), text="Hallo", expect=422)
    assert "Dit soort bestand kunt u niet toevoegen" in said
    assert "Hallo" in said


def test_what_was_typed_stays_and_a_file_can_be_taken_away(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"
    files = [("a.txt", b"een"), ("b.exe", b"MZ"), ("c.txt", b"BSN 123456782")]
    put(client, page, *files, text="Dit typte ik al.")
    shown = client.get(page).text
    assert "Dit typte ik al." in shown
    assert "b.exe: Dit soort bestand" in unescape(shown)
    assert "burgerservicenummer" in shown
    assert "b.exe" not in client.get(page).text
    wanted = re.findall(r'name="remove" value="([^"]+)"', shown)
    assert len(wanted) == 2
    client.post(page, {"remove": wanted[0], "text": "Dit typte ik al."})
    client.post(page, {"remove": wanted[0], "text": "Dit typte ik al."})
    part = put(client, page, ("d.txt", b"drie"), partial="yes", expect=200)
    assert "d.txt" in part
    assert "c.txt" in part
    assert "a.txt" not in part
    assert "<html" not in part
    assert "Kies eerst een bestand" in put(client, page, expect=422, text="Dit typte ik al.")
    client.act("klager", number, "standpunt", {"text": "Dit typte ik al."})
    assert list(links(one.case())) == ["c.txt", "d.txt"]


def test_no_more_than_fits(world: World) -> None:
    client, number = world.client()
    informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"
    with world.owner(world.tenants["noorderhaven"]) as session:
        from portal.models.organisation import Organisation

        row = session.scalars(select(Organisation)).one()
        row.file_mb, row.piece_files, row.case_mb = 1, 2, 2
    assert "te groot" in put(client, page, ("g.txt", b"a" * (1024 * 1024 + 1)), text="x", expect=422)
    put(client, page, ("a.txt", b"a" * 1024 * 1024), text="x")
    put(client, page, ("b.txt", b"a" * 1024 * 1000), text="x")
    assert "niet meer bestanden bij dit stuk" in put(client, page, ("c.txt", b"a"), text="x", expect=422)
    client.act("klager", number, "standpunt", {"text": "x"})
    full = put(client, f"/klager/zaak/{number}/bericht", ("c.txt", b"a" * 1024 * 100), text="x", expect=422)
    assert "niet meer bestanden bij deze zaak" in full


def test_nothing_of_a_file_lies_in_clear(world: World) -> None:
    client, number = world.client()
    informed(world, number)
    put(client, f"/klager/zaak/{number}/standpunt", ("KanarieNaam.txt", b"KanarieInhoud"), text="KanarieTekst")
    client.act("klager", number, "standpunt", {"text": "KanarieTekst"})
    folder = Path(world.app.config["WEDERHOOR"].instance)
    everything = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
    assert len(everything) > 100_000
    for canary in (b"KanarieNaam", b"KanarieInhoud", b"KanarieTekst"):
        assert canary not in everything


@pytest.mark.parametrize("state", [FileState.HELD, FileState.REFUSED])
def test_a_file_that_may_hold_a_virus_is_not_handed_over(world: World, state: FileState) -> None:
    _, number, one, bram = one_piece(world)
    with world.owner(world.tenants["noorderhaven"]) as session:
        for row in session.scalars(select(Attachment)):
            row.state = state
    shown = bram.get(f"/medewerker/zaak/{number}/").text
    assert links(shown) == {}
    with world.owner(world.tenants["noorderhaven"]) as session:
        key = session.scalars(select(Attachment.id)).first()
    for browser, door in ((bram, "medewerker"), (one.browser, "functionaris")):
        assert "virus" in browser.get(f"/{door}/zaak/{number}/bestand/{key}", expect=409).text


def test_a_file_of_another_case_or_of_nobody_is_not_there(world: World) -> None:
    _, number, _, bram = one_piece(world)
    mine = links(bram.get(f"/medewerker/zaak/{number}/").text)
    other, elsewhere = world.client("Iemand Anders", "iemand@post.example")
    second = officer(world, elsewhere)
    second.begin()
    key = mine["brief.pdf"].rpartition("/")[2]
    second.browser.get(f"/functionaris/zaak/{elsewhere}/bestand/{key}", expect=404)
    other.get(f"/klager/zaak/{elsewhere}/bestand/{key}", expect=404)
    bram.get(f"/medewerker/zaak/{number}/bestand/geen-nummer", expect=404)


def test_what_lies_ready_is_the_writers_alone(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    put(client, f"/klager/zaak/{number}/standpunt", ("later.txt", b"nog niet"), text="x")
    with world.owner(world.tenants["noorderhaven"]) as session:
        key = session.scalars(select(Attachment.id)).one()
    one.browser.get(f"/functionaris/zaak/{number}/bestand/{key}", expect=404)
    assert client.get(f"/klager/zaak/{number}/bestand/{key}").data == b"nog niet"
    assert "later.txt" not in one.case()


def filled(world: World) -> Browser:
    """A complaint without an account, up to its last page."""
    browser = world.visitor()
    given = {
        "voor-wie": {"on_behalf": "no", "capacity": "candidate"},
        "gebeurd": {"text": "Sinds november bel ik.", "happened_when": "sinds november"},
        "met-wie": {"about_whom": "Bram Terhorst", "about_functionaris": "no"},
        "waarover": {"grounds": ["performance"]},
        "wens": {"wish": ""},
        "gegevens": {"name": "Marloes", "email": "m@post.example", "phone": "", "address": "", "language": "nl"},
    }
    for slug, values in given.items():
        browser.post(f"/klacht/{slug}", values)
    return browser


def test_files_come_along_with_a_complaint_without_an_account(world: World) -> None:
    browser = filled(world)
    put(browser, "/klacht/controle", ("bewijs.png", sample("png")), ("KanarieDraft.txt", b"KanarieInDraft"))
    shown = browser.get("/klacht/controle").text
    assert "bewijs.png" in shown
    wanted = re.findall(r'name="remove" value="([^"]+)"', shown)
    put(browser, "/klacht/controle", ("weg.txt", b"weg"))
    gone = re.findall(r'name="remove" value="([^"]+)"', browser.get("/klacht/controle").text)[-1]
    assert gone not in wanted
    browser.post("/klacht/controle", {"remove": gone})
    assert "Dit soort" in put(browser, "/klacht/controle", ("x.svg", b"<svg/>"), expect=422)
    assert "bewijs.png" in put(browser, "/klacht/controle", ("x.txt", b"x"), partial="yes", expect=200)
    browser.post("/klacht/controle", {"truth": "y"})
    one = officer(world, "K-2026-0001")
    one.begin()
    found = links(one.case())
    assert list(found) == ["bewijs.png", "KanarieDraft.txt", "x.txt"]
    assert one.browser.get(found["KanarieDraft.txt"]).data == b"KanarieInDraft"
    folder = Path(world.app.config["WEDERHOOR"].instance)
    everything = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
    assert b"KanarieInDraft" not in everything
    assert b"KanarieDraft" not in everything
    world.later(days=2)
    world.work()
    again = officer(world, "K-2026-0001")
    assert again.browser.get(found["bewijs.png"]).data
    assert "K-2026-0001" in again.case()


def test_a_number_that_does_not_belong_is_pointed_out_once(world: World) -> None:
    browser = world.visitor()
    browser.post("/klacht/voor-wie", {"on_behalf": "no", "capacity": "candidate"})
    text = {"text": "Mijn nummer is 123456782.", "happened_when": "gisteren"}
    shown = browser.post("/klacht/gebeurd", text, expect=422).text
    assert "•••••6782" in shown
    assert "123456782" in shown
    browser.post("/klacht/gebeurd", {**text, "numbers_seen": "yes"})
    client, number = world.client()
    said = client.act("klager", number, "bericht", {"text": "BSN 123456782"}, expect=422).text
    assert "burgerservicenummer" in said
    assert 'name="numbers_seen"' in said
    client.act("klager", number, "bericht", {"text": "BSN 123456782", "numbers_seen": "yes"})


def test_a_file_of_another_piece_does_not_go_along(world: World) -> None:
    """Below the pages too: a form cannot make up what goes along."""
    _, number, _, _ = one_piece(world)
    with world.owner(world.tenants["noorderhaven"]) as session:
        entry = session.scalars(select(Entry).where(Entry.kind == Kind.COMPLAINT)).one()
        other = session.scalars(select(Attachment.id)).first()
        with pytest.raises(Refused):
            files.of_piece(session, entry, [str(other)])
        assert number
