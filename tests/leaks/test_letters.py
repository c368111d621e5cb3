"""Every letter goes to somebody who may have it, at their own address, and says nothing of the case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal import tenancy
from portal.models.complaint import Complaint, Participant
from portal.models.letter import Letter
from portal.models.person import Link, Person
from portal.operations import worker
from portal.post.delivery import message
from portal.post.links import Links
from portal.post.writing import written
from portal.web.extensions import db
from tests.leaks.cast import CASES
from tests.leaks.seen import numbers_in, words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.leaks.reader import Record
    from tests.leaks.scenario import Built

NOTICES: dict[str, str] = {
    "claim_case": "KGR",
    "n01": "K",
    "n02": "K",
    "n02b": "GR",
    "n03": "KG",
    "n04": "KG",
    "n05": "ABC",
    "n06": "KG",
    "n07": "KG",
    "n08": "KGABC",
    "n09": "KGABC",
    "n10": "KGABC",
    "n11": "KGABC",
    "n12": "KG",
    "n12b": "ABC",
    "n13": "KGABC",
    "n14": "KG",
    "n15": "ABC",
    "n16": "KGABCFW",
    "n17": "KGABC",
    "n19": "KG",
    "n19b": "ABC",
    "n21": "ABC",
    "n22": "KGABC",
    "n22f": "FW",
    "talk": "KGABC",
    "talk_changed": "KGABC",
    "talk_cancelled": "KGABC",
    "talk_reminder": "KGABC",
    "party_left": "FW",
    "n24": "FW",
    "n25": "FW",
}
"""Letters about a case → the parts they may go to. Nobody else gets one: no supporter, no manager, nobody uninformed."""

OF_NO_CASE = frozenset(
    {"n23", "n23c", "invite_staff", "invite_party", "n24d", "n26", "draft_link", "reset_password", "password_changed"}
    | {
        "signin_unusual",
        "sign_in_code",
        "reset_nobody",
        "sign_in_here",
        "confirm_code",
        "prove_address",
        "address_changed",
    }
    | {"factor_added", "factor_removed", "recovery_used", "account_mended", "cover_missing"}
    | {"mend_to_agree", "mend_notice", "mend_other"}
)
"""Letters that belong to no case. `n23`, `n23c`, `n24d`, `n26` and `cover_missing` say that something waits, and nothing else."""

PARTS = {
    "complainant": "K",
    "representative": "GR",
    "support": "ST",
    "employee": "ABCU",
    "functionaris": "FW",
    "manager": "D",
}


def test_letters_of_the_built_world(shared_app: Flask, record: Record) -> None:
    assert check(shared_app, record) > 150


def test_letters_that_time_brings(copied: Callable[[], Flask], record: Record) -> None:
    """Reminders, warnings and closings over the next weeks, to the same people only."""
    app = copied()
    before = check(app, record)
    for days in (8, 9, 16, 30, 44):
        worker.sweep(app, app.config["WEDERHOOR"], record.built.now + timedelta(days=days))
    assert check(app, record) > before + 30


def check(app: Flask, record: Record) -> int:
    """Look at every letter of both organisations; return how many there are."""
    built, seen = record.built, 0
    for slug, tenant in built.tenants.items():
        links = Links("http://localhost", slug, None, app.config["WEDERHOOR"].secret_keys)
        with app.app_context(), tenancy.entered(tenant):
            session = db.session()
            for letter, seat, reference, account in _all(session):
                seen += 1
                said, text = _said(session, letter, links)
                who = f"{letter.notice} to {letter.to_address} about {reference}"
                _says_nothing(record, letter, said, who)
                assert numbers_in(text) <= {reference}, who
                if letter.complaint_id is None:
                    assert letter.notice in OF_NO_CASE, who
                    assert account is None or account.email == letter.to_address, who
                else:
                    _goes_to(built, slug, letter, seat, reference)
            session.rollback()
    return seen


def _said(session: Any, letter: Letter, links: Links) -> tuple[bytes, str]:
    """All that leaves with a letter, and what is read of it. One on paper has no address to be mailed to."""
    if letter.to_address:
        mail = message(session, letter, links)
        text = mail.get_content() + mail["Subject"]
        return mail.as_bytes() + text.encode(), text
    link = session.get(Link, (letter.tenant_id, letter.link_id)) if letter.link_id else None
    made = written(letter, link, links, "Organisatie", "010")
    text = made.body + made.subject
    return text.encode(), text


def _all(session: Any) -> Iterator[Any]:
    yield from session.execute(
        select(Letter, Participant, Complaint.reference, Person)
        .outerjoin(Participant, (Participant.tenant_id == Letter.tenant_id) & (Participant.id == Letter.participant_id))
        .outerjoin(Complaint, (Complaint.tenant_id == Letter.tenant_id) & (Complaint.id == Letter.complaint_id))
        .outerjoin(Person, (Person.tenant_id == Letter.tenant_id) & (Person.id == Letter.person_id))
    )


def _says_nothing(record: Record, letter: Letter, said: bytes, who: str) -> None:
    """A name of who handles the case, and the reader's own address, are all that a letter may hold."""
    for number in words_in(said):
        one = record.canaries[number]
        own = one.word.lower() in letter.to_address
        assert own or one.kind == "officer", f"{who}: {record.told(number)}"


def _goes_to(built: Built, slug: str, letter: Letter, seat: Participant, reference: str) -> None:
    case = CASES[built.by_number[slug][reference]]
    allowed = set(NOTICES[letter.notice]) & set(PARTS[seat.part.value])
    known = case.parts | {}
    here = {part: person for part, person in known.items() if part in allowed}
    gone = {part: person for part, person in case.gone.items() if part in allowed}
    who = f"{letter.notice} to {seat.part} of {reference}"
    assert here or gone, who
    addresses = {built.emails.get(person, "") for person in (*here.values(), *gone.values())}
    assert letter.to_address in addresses, who
    assert seat.left_at is None or letter.written_at <= seat.left_at, f"{who}: after they left"
    assert letter.to_address == seat.email, who
