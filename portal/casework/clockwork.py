"""Articles 5.4, 7.1 and 7.3: what time itself brings. Once a day, for one organisation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, or_, select, update

from portal.accounts.emptying import let_go_of_post
from portal.accounts.filings import KEPT, RECEIPT
from portal.accounts.mending import carry_out
from portal.accounts.offices import in_office
from portal.accounts.people import with_role
from portal.casework import keeping_time
from portal.casework.announcing import readers, send, standard
from portal.casework.cover import alarm
from portal.casework.desk import Desk, Input, everybody, step
from portal.casework.filing import ask_mandate
from portal.casework.intake import assign_waiting
from portal.casework.talks import to_recall
from portal.domain.acts import Act
from portal.domain.calendar import local_date
from portal.domain.facts import Side, Stage
from portal.domain.guards import refused_or_late
from portal.domain.status import Badge, badge, silence, silent
from portal.models.complaint import Complaint, Part, Participant
from portal.models.files import Attachment
from portal.models.identity import Absence
from portal.models.journal import Submission, list_heads
from portal.models.letter import Letter
from portal.models.organisation import Appointment, Organisation, Post, RegulationVersion
from portal.models.person import Attempt, FilingDraft, KeptForm, Link, RoleName
from portal.post import letters
from portal.post.notices import Audience
from portal.vault.keys import destroy

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.domain.facts import Reply
    from portal.models.person import Person

REPEAT_DAYS = 7
OVERLAP = timedelta(days=1)
"""A day here begins before it does in UTC: rather list a chain twice than never."""


def sweep(session: Session, now: datetime, key: str) -> int:
    """Do what is due today in the entered organisation, once; return how many open cases were looked at.

    What is kept for a day only is let go of each time.

    `key` signs where the journals of the cases end.
    """
    today = local_date(now)
    organisation = session.scalars(select(Organisation)).one()
    _forget(session, now)
    carry_out(session, now)
    if organisation.swept_on is not None and organisation.swept_on >= today:
        return 0
    if _offices_changed(session, organisation.swept_on, today):
        assign_waiting(session, now, today)
    rows = session.execute(
        select(Complaint, RegulationVersion)
        .join(RegulationVersion, RegulationVersion.id == Complaint.regulation_version_id)
        .where(Complaint.stage != Stage.CLOSED)
        .order_by(Complaint.due_on),
    ).all()
    late = []
    for complaint, version in rows:
        desk = Desk(session, complaint, version.parameters, everybody(session, complaint.id), now)
        if keep_time(desk):
            late.append(desk)
    _tell_numbers(session, late, now)
    alarm(session, now)
    keeping_time.tell(session, now)
    _tidy(session, now)
    let_go_of_post(session, now)
    since = organisation.swept_on - OVERLAP if organisation.swept_on else date.min
    list_heads(session, organisation.tenant_id, since, now, key)
    organisation.swept_on = today
    return len(rows)


def _offices_changed(session: Session, since: date | None, today: date) -> bool:
    """Whether an office or an absence began or ended since the last sweep: cases may wait for another functionaris."""
    after = since or date.min
    began = and_(Appointment.from_on > after, Appointment.from_on <= today)
    ended = and_(Appointment.until_on >= after, Appointment.until_on < today)
    changed = session.scalar(select(func.count(Appointment.id)).where(or_(began, ended)))
    began = and_(Absence.from_on > after, Absence.from_on <= today)
    ended = and_(Absence.until_on >= after, Absence.until_on < today)
    return bool(changed or session.scalar(select(func.count(Absence.id)).where(or_(began, ended))))


def keep_time(desk: Desk) -> bool:
    """Remind, warn and close what time closes; return whether the term of this case has passed."""
    _remind(desk)
    _recall_talks(desk)
    _recall_mandate(desk)
    facts, today = desk.facts, desk.today
    if facts.stage is Stage.SIGNING and refused_or_late(facts, "", today):
        step(desk, Act.CLOSE_UNSIGNED)
        return False
    if facts.stage is Stage.SIGNING and facts.sign_until is not None:
        _remind_signing(desk)
    if silent(facts, desk.regulation, today):
        _warn(desk, "n25", {"count": silence(facts, today)})
    if badge(facts, today) is Badge.OVERDUE:
        _warn(desk, "n24", {})
        return True
    return False


def _remind(desk: Desk) -> None:
    """Recall a reaction that is awaited, some days before its date and on the day itself (N09)."""
    for party in desk.facts.parties:
        due = [reply for reply in party.replies if not reply.settled and _to_recall(reply, desk)]
        if due and desk.facts.stage is Stage.HANDLING:
            until = min(reply.until for reply in due).isoformat()
            step(desk, Act.REMIND, Input(subject=party.ref, to=(party.ref,)), values={"date": until})


def _recall_talks(desk: Desk) -> None:
    """Recall a talk of tomorrow to who did not let know whether they come. No paper gets there in a day."""
    for guests in to_recall(desk):
        for one in readers(desk, Audience.ADDRESSEES, guests):
            if one.email:
                send(desk, "talk_reminder", one, {})


def _to_recall(reply: Reply, desk: Desk) -> bool:
    if reply.until == desk.today:
        return reply.reminded_on != desk.today
    near = reply.until - timedelta(days=desk.regulation.remind_before) <= desk.today
    return near and reply.reminded_on is None and not reply.short


def _recall_mandate(desk: Desk) -> None:
    """Ask once more for a mandate, some days before the date that was stated (T04b)."""
    facts = desk.facts
    if not facts.mandate_missing or facts.mandate_until is None or facts.done(Act.REFUSE_MANDATE):
        return
    day = facts.mandate_until - timedelta(days=desk.regulation.remind_before)
    agent = next((one for one in desk.people if one.part is Part.REPRESENTATIVE and one.left_at is None), None)
    if agent is not None and day <= desk.today <= facts.mandate_until and not _sent_since(desk, "n02", day):
        ask_mandate(desk, desk.someone(facts.complainant), agent)


def _sent_since(desk: Desk, notice: str, day: date) -> bool:
    last = desk.session.scalar(
        select(func.max(Letter.written_at)).where(Letter.complaint_id == desk.complaint.id, Letter.notice == notice),
    )
    return last is not None and local_date(last) >= day


def _remind_signing(desk: Desk) -> None:
    facts = desk.facts
    day = desk.regulation.sign_reminder.after(facts.acts[Act.ANSWER_SATISFACTION].last)
    if desk.today < day or _sent_since(desk, "n16", day):
        return
    for one in desk.people:
        if one.left_at is None and one.side_id is not None and facts.awaited(str(one.id)):
            send(desk, "n16", one, {})


def _warn(desk: Desk, notice: str, values: dict[str, str | int]) -> None:
    """Warn who handles the case, and for N24 the other functionaris with a seat in it, at most once a week."""
    since = desk.now - timedelta(days=REPEAT_DAYS)
    sent = desk.session.scalar(
        select(func.count(Letter.id)).where(
            Letter.complaint_id == desk.complaint.id, Letter.notice == notice, Letter.written_at > since
        ),
    )
    if sent:
        return
    to: list[Participant] = readers(desk, Audience.HANDLER, ())
    if notice == "n24":
        parties = {one.person_id for one in desk.people if one.side in {Side.COMPLAINANT, Side.EMPLOYEE}}
        seated = [one for one in desk.people if one.part is Part.FUNCTIONARIS and one.left_at is None]
        to = [one for one in seated if one.person_id not in parties]
    for one in to:
        send(desk, notice, one, {**standard(desk), **values})


def _tell_numbers(session: Session, late: list[Desk], now: datetime) -> None:
    """Tell how many cases are over their term, and nothing else, to whom may not see them (T29).

    Management hears it daily; a functionaris in office once a week, of the cases without a seat in them for this one.
    Nobody's own case counts, nor one that this person was kept out of.
    """
    for person in with_role(session, RoleName.MANAGEMENT):
        _tell_number(session, person, "directie/", sum(not _is_party(desk, person) for desk in late), now)
    heard = set(
        session.scalars(
            select(Letter.person_id).where(
                Letter.notice == "n24d", Letter.written_at > now - timedelta(days=REPEAT_DAYS)
            ),
        ),
    )
    functionaris = {one.id for one in in_office(session, Post.FUNCTIONARIS, local_date(now))}
    deputies = {one.id for one in in_office(session, Post.DEPUTY, local_date(now))}
    for person in with_role(session, RoleName.FUNCTIONARIS):
        if person.id in (functionaris | deputies) - heard:
            about = person.id in functionaris
            count = sum(_outside(desk, person) and not (about and desk.complaint.about_functionaris) for desk in late)
            _tell_number(session, person, "functionaris/verslagen/nieuw", count, now)


def _tell_number(session: Session, person: Person, path: str, count: int, now: datetime) -> None:
    if count:
        reader = letters.Reader(person.language, person.email, person_id=person.id, path=path)
        letters.write(session, "n24d", reader, {"count": count}, now)


def _is_party(desk: Desk, person: Person) -> bool:
    return any(one.person_id == person.id and one.side in {Side.COMPLAINANT, Side.EMPLOYEE} for one in desk.people)


def _outside(desk: Desk, person: Person) -> bool:
    """Whether somebody has no part in a case, and never had: who left it did so for a conflict."""
    return all(one.person_id != person.id for one in desk.people)


def _forget(session: Session, now: datetime) -> None:
    """Delete kept forms whose day is over."""
    session.execute(delete(KeptForm).where(KeptForm.until <= now).execution_options(synchronize_session=False))


def _tidy(session: Session, now: datetime) -> None:
    """Delete what has had its time: unfinished filings, keys of forms that were handed in, counted attempts."""
    old = now - KEPT
    stale = select(FilingDraft.id).where(or_(FilingDraft.saved_at < old, FilingDraft.sent_at < now - RECEIPT))
    kept = {"synchronize_session": False}
    links = select(Link.id).where(Link.draft_id.in_(stale))
    for letter in session.scalars(select(Letter).where(Letter.link_id.in_(links))):
        letter.link_id = None
    session.flush()
    session.execute(delete(Link).where(Link.draft_id.in_(stale)).execution_options(**kept))
    unsent = and_(Attachment.draft_id.in_(stale), Attachment.complaint_id.is_(None))
    session.execute(delete(Attachment).where(unsent).execution_options(**kept))
    session.execute(
        update(Attachment).where(Attachment.draft_id.in_(stale)).values(draft_id=None).execution_options(**kept)
    )
    for draft in session.scalars(stale).all():
        destroy(session, draft)
    session.execute(delete(FilingDraft).where(FilingDraft.id.in_(stale)).execution_options(**kept))
    session.execute(delete(Submission).where(Submission.at < old).execution_options(**kept))
    session.execute(
        delete(Attempt).where(Attempt.last_at < now - timedelta(days=1)).execution_options(**kept),
    )
