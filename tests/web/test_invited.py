"""Inviting staff tells the admin nothing of an account that somebody already has in a case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from portal.models.person import Link, LinkPurpose, Role
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.support.world import Browser, World

CANARY = "Zeldzaam Canariestra"
KNOWN, NEW = "marloes@post.example", "nieuwkomer@post.example"
OTHER = "nog vijf andere woorden erbij"
PAGES = ("", "medewerkers", "benoemingen", "brieven", "organisatie", "medewerkers/uitnodigen")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
LINE = re.compile(r"/beheer/medewerkers/([0-9a-f-]{36})\"[^>]*>\s*Lotte Nieuw")


@pytest.fixture
def client(world: World) -> Browser:
    """A complainant with an account, who once forgot the password."""
    browser, _number = world.client(CANARY, KNOWN)
    world.visitor().post("/wachtwoord", {"email": KNOWN})
    world.later(days=3)
    return browser


def invited(world: World, email: str, name: str = "Lotte Nieuw", **more: object) -> Browser:
    admin = world.sign_in("beheer")
    given = {"name": name, "email": email, "function": "trainer", "roles": ["employee"], **more}
    answer = admin.post("/beheer/medewerkers/uitnodigen", given)
    assert answer.headers["Location"].endswith("/beheer/medewerkers?gedaan=invite_staff")
    return admin


def key(admin: Browser) -> str:
    found = LINE.findall(admin.get("/beheer/medewerkers").text)
    assert len(found) == 1, "this person is not on the list by the name that was typed"
    return found[0]


def seen(admin: Browser) -> str:
    """All that the admin can read, that member's own pages included."""
    paths = [f"/beheer/{page}" for page in PAGES]
    member = f"/beheer/medewerkers/{key(admin)}"
    return "\n".join(admin.get(path).text for path in (*paths, member, f"{member}/sluiten"))


def bare(text: str, email: str) -> str:
    """A page without what is of this address or made by chance."""
    text = re.sub(r'(name="(?:csrf_token|key)"[^>]*value)="[^"]*"', r'\1=""', text)
    return ID.sub("id", text.replace(email, "address"))


def statements(world: World, admin: Browser, email: str) -> list[str]:
    told: list[str] = []
    hidden = admin.form("/beheer/medewerkers/uitnodigen")

    def hear(_connection, _cursor, statement, *_more):
        told.append(statement.split()[0])

    event.listen(Engine, "before_cursor_execute", hear)
    given = {**hidden, "name": "Lotte Nieuw", "email": email, "function": "", "roles": ["employee"]}
    with time_machine.travel(world.now, tick=False):
        answer = admin.client.post("/noorderhaven/beheer/medewerkers/uitnodigen", data=given)
    event.remove(Engine, "before_cursor_execute", hear)
    assert answer.status_code == 302
    return told


def test_an_address_of_a_party_answers_as_any_other(world: World, client: Browser) -> None:
    both, sent = [], []
    for email in (KNOWN, NEW):
        admin = invited(world, email)
        both.append(bare(seen(admin), email))
        (letter,) = (one for one in world.letters("invite_staff") if one.to_address == email)
        sent.append((letter.language, letter.values, letter.complaint_id, letter.participant_id, letter.next_at))
        admin.post(f"/beheer/medewerkers/{key(admin)}/sluiten", {})
        assert not LINE.search(admin.get("/beheer/medewerkers").text)
    assert both[0] == both[1]
    assert sent[0] == sent[1]
    assert "Canariestra" not in both[0]


def test_before_and_after_they_accept_the_admin_reads_what_the_admin_typed(both_world: World) -> None:
    world = both_world
    browser, number = world.client(CANARY, KNOWN)
    world.visitor().post("/wachtwoord", {"email": KNOWN})
    world.later(days=3)
    admin = invited(world, KNOWN)
    before = seen(admin)
    assert "Uitgenodigd" in before
    assert "Wachtwoord vergeten" not in before
    assert "Canariestra" not in before
    browser = world.sign_in(KNOWN)
    assert CANARY in browser.get("/klager/").text  # their own page says what it said
    admin.post(f"/beheer/medewerkers/{key(admin)}/opnieuw-uitnodigen", {}, page=f"/beheer/medewerkers/{key(admin)}")
    assert len(world.letters("invite_staff")) == 2
    guest = world.visitor()
    guest.get(world.link(LinkPurpose.INVITE), expect=302)
    guest.post("/uitnodiging", {"password": OTHER})
    assert "Lotte Nieuw" in guest.get("/medewerker/").text
    admin = world.sign_in("beheer")
    after = seen(admin)
    assert "In gebruik" in admin.get(f"/beheer/medewerkers/{key(admin)}").text
    assert "Canariestra" not in after
    assert "Wachtwoord gewijzigd" not in after
    assert len(re.findall(KNOWN, after)) == len(re.findall(KNOWN, before))
    guest.get(f"/klager/zaak/{number}/")  # the case is theirs as before
    world.later(hours=1)
    world.visitor().post("/wachtwoord", {"email": KNOWN})
    assert world.letters("reset_password")


def test_the_appointment_of_who_was_known_goes_by_the_typed_name(world: World, client: Browser) -> None:
    admin = invited(world, KNOWN, roles=["functionaris"])
    chosen = {"person": key(admin), "post": "functionaris", "from_on": world.today.isoformat()}
    admin.post("/beheer/benoemingen", chosen)
    assert "Lotte Nieuw" in admin.get("/beheer/benoemingen").text
    assert "Canariestra" not in seen(admin) + world.visitor().get("/contact").text


def test_no_address_tells_when_the_account_was_made(world: World, client: Browser) -> None:
    keys = []
    for email in (KNOWN, NEW):
        admin = invited(world, email)
        keys.append(key(admin))
        admin.get(f"/beheer/medewerkers/{world.person(KNOWN).id}", expect=404)
        admin.post(f"/beheer/medewerkers/{keys[-1]}/sluiten", {})
    with world.owner(world.tenants["noorderhaven"]) as session:
        given = session.scalars(select(Role).where(Role.by_person_id.is_not(None)).order_by(Role.id)).all()
    assert given[0].id.int >> 80 == pytest.approx(UUID(keys[0]).int >> 80, abs=60_000)  # the moment of the invitation
    assert keys[0] != str(world.person(KNOWN).id)
    assert keys[1] == str(world.person(NEW).id)


def test_a_known_address_costs_as_much_as_a_new_one(world: World, client: Browser) -> None:
    admin = world.sign_in("beheer")
    told = [sorted(statements(world, admin, email)) for email in (NEW, KNOWN)]
    new, known = ([one for one in told[at] if one not in {"INSERT", "UPDATE"}] for at in (0, 1))
    assert new == known
    assert len(told[0]) == len(told[1])


def test_who_closes_an_invited_account_takes_back_the_invitation_alone(world: World, client: Browser) -> None:
    admin = invited(world, KNOWN)
    path = world.link(LinkPurpose.INVITE)
    page = f"/beheer/medewerkers/{key(admin)}"
    assert "Uitnodiging intrekken" in admin.get(page).text
    asked = admin.get(f"{page}/sluiten").text
    assert "niet weer openen" not in asked
    assert "opnieuw uitnodigen" in asked
    told = admin.post(f"{page}/sluiten", {}).headers["Location"].partition("/noorderhaven")[2]
    assert "De uitnodiging is ingetrokken." in admin.get(told).text
    late = world.visitor()
    late.get(path, expect=302)
    assert "werkt niet meer" in late.get("/uitnodiging", expect=404).text
    assert world.person(KNOWN).name == CANARY
    assert CANARY in world.sign_in(KNOWN).get("/klager/").text


def test_who_loses_every_role_before_accepting_is_again_who_they_were(world: World, client: Browser) -> None:
    admin = invited(world, KNOWN)
    admin.post(f"/beheer/medewerkers/{key(admin)}", {"roles": []})
    one = world.person(KNOWN)
    assert (one.name, one.function, one.invited_at, one.listed_as) == (CANARY, "", None, None)
    with world.owner(world.tenants["noorderhaven"]) as session:
        links = session.scalars(select(Link).where(Link.purpose == LinkPurpose.INVITE)).all()
    assert [link.used_at is not None for link in links] == [True]
    assert world.sign_in(KNOWN).get("/klager/").status_code == 200


def test_a_password_that_was_forgotten_accepts_nothing(world: World, client: Browser) -> None:
    admin = invited(world, KNOWN)
    world.visitor().post("/wachtwoord", {"email": KNOWN})
    browser = world.visitor()
    browser.get(world.link(LinkPurpose.RESET), expect=302)
    browser.post("/uitnodiging", {"password": PASSWORD})
    assert "Uitgenodigd" in admin.get(f"/beheer/medewerkers/{key(admin)}").text
    assert CANARY in browser.get("/klager/").text
