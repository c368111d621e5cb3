"""The outbox: each letter goes once, is tried again later and later, and is given up loudly."""

from __future__ import annotations

import itertools
import json
import smtplib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.errors import MessageError
from email.policy import SMTP
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.controller import Controller
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal import tenancy
from portal.models.base import new_id
from portal.models.letter import Letter, LetterState
from portal.models.organisation import Organisation
from portal.models.person import LinkPurpose
from portal.operations import worker
from portal.post import delivery, writing
from portal.post.links import Links
from portal.web.extensions import db
from tests.conftest import NOW, make_app
from tests.operations.conftest import Server, sweep
from tests.support.journey import employee, informed
from tests.support.world import World

TEMPLATES = sorted(path.name for path in (Path(writing.FOLDER)).iterdir() if path.is_dir())
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
}
VALUES = {
    "reference": "K-2026-0001",
    "received_on": "2026-03-02",
    "due_on": "2026-03-30",
    "old_due_on": "2026-03-30",
    "date": "2026-04-27",
    "period": "2028-03-30",
    "name": "Hanneke Oudeveld",
    "count": 2,
    "last_review_on": "",
    "action": "Uw wachtwoord",
}


def letter_for(world: World, address: str, notice: str = "n01", language: str = "nl", **more) -> Letter:
    """Put one letter in the outbox."""
    row = Letter(
        **{
            "notice": notice,
            "language": language,
            "to_address": address,
            "values": VALUES,
            "path": "klacht/status",
            "state": LetterState.WAITING,
            "next_at": world.now,
            "written_at": world.now,
            **more,
        }
    )
    with world.owner(world.tenants["noorderhaven"]) as session:
        session.add(row)
    return row


def only(world: World, letter: Letter) -> Letter:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return session.get(Letter, (letter.tenant_id, letter.id))


# ---- a real server ---------------------------------------------------------------------------------------------------


class Inbox:
    """What aiosmtpd does with a message: keep it, or say no."""

    def __init__(self) -> None:
        self.got: list[tuple[str, list[str], bytes]] = []
        self.answers: list[str] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  aiosmtpd's name
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250"):
            self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return answer


@pytest.fixture
def inbox():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Inbox()
    server = Controller(handler, hostname="127.0.0.1", port=port, decode_data=False)
    server.start()
    yield handler, delivery.Smtp(f"smtp://127.0.0.1:{port}")
    server.stop()


def test_a_letter_reaches_a_mail_server(both_world, inbox):
    handler, carrier = inbox
    both_world.file()
    assert sweep(both_world, carrier) == 1
    [(sender, readers, content)] = handler.got
    assert (sender, readers) == ("klachten@noorderhaven.example", ["marloes@post.example"])
    mail = message_from_bytes(content, policy=SMTP)
    assert set(mail.keys()) - {"X-Peer", "X-MailFrom", "X-RcptTo"} == HEADERS
    link = f"http://localhost/noorderhaven{both_world.link(LinkPurpose.CLAIM)}"
    assert link in mail.get_content()
    [letter] = both_world.letters("claim_case")
    assert (letter.state, letter.sent_at, letter.failure) == (LetterState.SENT, both_world.now, "")
    assert letter.leased_until is None


def test_the_mail_server_of_the_settings_is_used(sqlite_database, tmp_path, inbox):
    handler, carrier = inbox
    app = make_app(*sqlite_database, tmp_path, mail_url=carrier.url)
    world = World(app, NOW)
    world.file()
    assert sweep(world) == 1
    assert len(handler.got) == 1
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("answer", "failure"),
    [("451 later", "SMTPDataError"), ("550 nobody of that name: marloes@post.example", "SMTPDataError")],
)
def test_a_refusal_is_kept_as_its_kind_and_not_in_its_words(world, inbox, answer, failure):
    handler, carrier = inbox
    handler.answers = [answer]
    world.file()
    assert sweep(world, carrier) == 0
    [letter] = world.letters("claim_case")
    assert (letter.state, letter.failure, letter.attempts) == (LetterState.WAITING, failure, 1)
    world.now = letter.next_at
    assert sweep(world, carrier) == 1


def test_a_server_that_is_not_there_is_tried_again(world):
    world.file()
    assert sweep(world, delivery.Smtp("smtp://127.0.0.1:1")) == 0
    assert world.letters("claim_case")[0].failure == "ConnectionRefusedError"


def test_a_password_does_not_go_over_an_open_line(inbox):
    handler, carrier = inbox
    open_line = delivery.Smtp(carrier.url.replace("//", "//user:secret@"))
    with pytest.raises(smtplib.SMTPNotSupportedError):
        open_line.send(mail_of({"to_address": "a@b.example"}))
    assert handler.got == []


# ---- again, and given up ---------------------------------------------------------------------------------------------


def test_the_wait_doubles_and_nothing_goes_before_it_is_over(both_world):
    world = both_world
    letter = letter_for(world, "a@b.example")
    failing, waits = Server(OSError("x")), []
    for attempt in range(1, 9):
        assert sweep(world, failing) == 0
        letter = only(world, letter)
        assert letter.attempts == attempt
        if attempt < 8:
            assert letter.state is LetterState.WAITING
            waits.append(letter.next_at - world.now)
            early = Server()
            assert sweep(world, early, letter.next_at - timedelta(seconds=1)) == 0
            assert early.sent == []
            world.now = letter.next_at
    assert waits == [timedelta(minutes=2**power) for power in range(7)]
    assert letter.state is LetterState.GIVEN_UP
    late = Server()
    assert sweep(world, late, world.now + timedelta(days=30)) == 0
    assert late.sent == []


def test_giving_up_is_logged_by_number_and_shown_to_who_can_mend_it(world, capsys):
    number = world.file()
    for _ in range(8):
        sweep(world, Server(OSError("marloes@post.example is gone")))
        world.now += timedelta(hours=3)
    [letter] = world.letters("claim_case")
    assert letter.state is LetterState.GIVEN_UP
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "letter_given_up" in line]
    assert [(one["level"], one["letter"]) for one in told] == [("error", letter.id.hex)]
    officer = world.sign_in("functionaris")
    officer.accept("functionaris", number)
    assert number in officer.get("/functionaris/brieven").text


def test_a_letter_that_cannot_be_written_stops_no_other(world):
    bad = [
        letter_for(world, "a@b.example", "no_such_notice", written_at=world.now - timedelta(hours=1)),
        letter_for(world, "a@b.example", values={}, written_at=world.now - timedelta(hours=1)),
        letter_for(world, "a@b.example\r\nBcc: c@d.example", written_at=world.now - timedelta(hours=1)),
    ]
    good = letter_for(world, "good@b.example")
    server = Server()
    assert sweep(world, server) == 1
    assert server.readers == ["good@b.example"]
    assert only(world, good).state is LetterState.SENT
    for _ in range(8):
        world.now += timedelta(hours=3)
        sweep(world, server)
    assert [only(world, one).state for one in bad] == [LetterState.GIVEN_UP] * 3
    assert server.readers == ["good@b.example"]


def test_a_case_of_which_no_time_can_be_kept_stops_no_mail(world, monkeypatch, capsys):
    letter_for(world, "a@b.example")
    monkeypatch.setattr(worker.clockwork, "sweep", lambda *_: 1 / 0)
    server = Server()
    assert sweep(world, server) == 1
    assert "sweep_failed" in capsys.readouterr().out


def test_paper_is_never_mailed(world):
    world.file("Zonder Adres", "", gegevens={"address": "Kade 3"})
    [letter] = world.letters("n01") or world.letters("claim_case")
    assert letter.state is LetterState.TO_PRINT
    server = Server()
    sweep(world, server)
    assert "" not in server.readers
    assert only(world, letter).state is LetterState.TO_PRINT


# ---- once ------------------------------------------------------------------------------------------------------------


def test_a_letter_that_somebody_is_sending_is_left_alone(both_world):
    """While the first worker stands at the mail server's door, a second one looks too."""
    letter_for(both_world, "a@b.example")
    second = Server()

    class Slow(Server):
        def send(self, message):
            assert sweep(both_world, second) == 0
            super().send(message)

    first = Slow()
    assert sweep(both_world, first) == 1
    assert (len(first.sent), len(second.sent)) == (1, 0)


def test_workers_at_once_send_every_letter_once(both_world):
    addresses = [f"reader-{number}@b.example" for number in range(12)]
    for address in addresses:
        letter_for(both_world, address)
    servers = [Server() for _ in range(4)]
    start = threading.Barrier(4)

    def work(server):
        start.wait()
        return sweep(both_world, server)

    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(work, servers))
    assert sorted(reader for server in servers for reader in server.readers) == sorted(addresses)
    assert sum(counted) == len(addresses)


def test_a_worker_that_dies_leaves_its_letter_to_the_next_after_five_minutes(both_world):
    letter = letter_for(both_world, "a@b.example")
    with pytest.raises(KeyboardInterrupt):
        sweep(both_world, Server(KeyboardInterrupt()))
    server = Server()
    assert sweep(both_world, server, both_world.now + timedelta(minutes=5)) == 0
    assert sweep(both_world, server, both_world.now + timedelta(minutes=5, seconds=1)) == 1
    assert only(both_world, letter).attempts == 2
    assert server.readers == ["a@b.example"]


def test_no_connection_is_held_while_the_mail_server_thinks(both_world):
    letter_for(both_world, "a@b.example")
    with both_world.app.app_context():
        pool = db.engine.pool
    held = []

    class Looking(Server):
        def send(self, message):
            held.append(pool.checkedout())
            super().send(message)

    assert sweep(both_world, Looking()) == 1
    assert held == [0]


def test_letters_go_in_the_order_in_which_they_were_written(world):
    for minutes in (3, 1, 2):
        letter_for(world, f"r{minutes}@b.example", written_at=world.now - timedelta(minutes=minutes))
    server = Server()
    sweep(world, server)
    assert server.readers == ["r3@b.example", "r2@b.example", "r1@b.example"]


def test_more_letters_than_fit_in_one_turn_go_in_the_next(world):
    for number in range(delivery.BATCH + 3):
        letter_for(world, f"r{number}@b.example")
    server = Server()
    assert [sweep(world, server) for _ in range(3)] == [delivery.BATCH, 3, 0]
    assert len(set(server.readers)) == delivery.BATCH + 3


def test_each_organisation_gets_its_own_letters_from_itself(both_world):
    both_world.add("nexxtep", "Nexxtep (fictief)")
    both_world.file()
    both_world.file("Ander", "ander@post.example", slug="nexxtep")
    server = Server()
    assert sweep(both_world, server) == 2
    assert {(str(one["To"]), one["From"].addresses[0].addr_spec) for one in server.sent} == {
        ("marloes@post.example", "klachten@noorderhaven.example"),
        ("ander@post.example", "klachten@nexxtep.example"),
    }
    assert all(("/nexxtep/" in one.get_content()) is ("ander" in str(one["To"])) for one in server.sent)


def test_a_suspended_organisation_sends_nothing(world):
    letter_for(world, "a@b.example")
    with world.owner(world.tenants["noorderhaven"]) as session:
        session.scalars(select(Organisation)).one().suspended_at = world.now
    server = Server()
    assert sweep(world, server) == 0
    assert server.sent == []


# ---- the mail itself -------------------------------------------------------------------------------------------------


class _Session:
    """What `message` asks of a session, without a database."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation

    def scalars(self, _statement):
        return self

    def one(self):
        return self.organisation

    def get(self, *_):
        return None


def mail_of(letter: dict, name: str = "Noorderhaven (fictief)", email: str = "klachten@noorderhaven.example"):
    organisation = Organisation(name=name, phone="010", email=email)
    given_ = {"notice": "n01", "language": "nl", "values": VALUES, "path": "klacht/status", "written_at": NOW, **letter}
    row = Letter(**{"tenant_id": new_id(), "state": LetterState.WAITING, "next_at": NOW, **given_})
    return delivery.message(_Session(organisation), row, Links("https://h.example", "nh", None, ("k" * 32,)))


def test_every_letter_has_the_headers_of_a_machine_and_one_link():
    for notice, language in itertools.product(TEMPLATES, ("nl", "en")):
        made = mail_of({"notice": notice, "language": language, "to_address": "a@b.example"})
        mail = message_from_bytes(bytes(made), policy=SMTP)
        assert sorted(mail.keys()) == sorted(HEADERS), notice
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["X-Auto-Response-Suppress"] == "All"
        assert mail["Content-Language"] == language
        assert mail["To"] == "a@b.example"
        assert mail["Date"].datetime == NOW
        assert mail["Message-ID"].endswith("@noorderhaven.example>")
        assert mail["Subject"].strip()
        text = mail.get_content()
        # A representative sends a signed paper: there is nothing for them in the portal until then.
        assert text.count("https://h.example/nh/klacht/status") == (notice not in {"n02b", "sign_in_code"}), notice
        assert "{{" not in text + mail["Subject"]
        assert "None" not in text


def test_only_two_letters_name_anybody_and_that_is_the_functionaris():
    naming = set()
    for notice in TEMPLATES:
        for language in ("nl", "en"):
            mail = mail_of({"notice": notice, "language": language, "to_address": "a@b.example"})
            if "Hanneke Oudeveld" in mail.get_content() + mail["Subject"]:
                naming.add(notice)
    assert naming == {"n03", "n22"}


SIGNS = st.text(st.characters(codec="utf-8"), max_size=60) | st.text('ab\r\n\t\0 :@,;<>"\\()é☂', max_size=30)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=SIGNS, to=SIGNS.map(lambda text: f"{text}@b.example"), email=SIGNS, reference=SIGNS)
def test_no_text_makes_a_header_of_its_own(name, to, email, reference):
    """A name, an address or a number either stands in its own header, or there is no mail."""
    try:
        made = mail_of({"to_address": to, "values": {**VALUES, "reference": reference}}, name, email)
        content = bytes(made)
    except (ValueError, IndexError, UnicodeError, MessageError):
        return
    mail = message_from_bytes(content, policy=SMTP)
    assert sorted(mail.keys()) == sorted(HEADERS)
    head = content.partition(b"\r\n\r\n")[0]
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert b"\r" not in head.replace(b"\r\n", b"")
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("sign", ["\r", "\n", "\r\n", "\0"])
@pytest.mark.parametrize("where", ["to_address", "name", "email"])
def test_a_line_break_in_an_address_or_a_name_is_refused(sign, where):
    evil = f"x{sign}Bcc: evil@evil.example"
    letter = {"to_address": f"{evil}@b.example" if where == "to_address" else "a@b.example"}
    more = {} if where == "to_address" else {where: evil if where == "name" else f"{evil}@b.example"}
    try:
        content = bytes(mail_of(letter, **more))
    except (ValueError, IndexError):
        return
    assert "Bcc" not in message_from_bytes(content, policy=SMTP)


def test_what_stands_in_the_subject_stays_on_its_line():
    mail = mail_of({"to_address": "a@b.example", "values": {**VALUES, "reference": "K\r\nBcc: evil@evil.example"}})
    assert "\n" not in mail["Subject"]
    assert "Bcc" not in message_from_bytes(bytes(mail), policy=SMTP)


def test_a_journey_through_the_post_names_nobody_and_tells_nothing(world):
    """Everything that is mailed on the way from filing to hearing: no name but the functionaris', no word of it."""
    client, number = world.client("Zonnebloem Kanarie", "zk@post.example", gebeurd={"text": "KANARIETEXT zong."})
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "KANARIEANTWOORD."})
    client.act("klager", number, "aanvullen", {"text": "KANARIEAANVULLING."})
    one.act("overdragen", {"reason": "KANARIEREDEN."})
    server = Server()
    while sweep(world, server):
        pass
    assert len(server.sent) > 4
    texts = [(str(mail["Subject"]), mail.get_content()) for mail in server.sent]
    for subject, text in texts:
        said = subject + text
        for word in ("Zonnebloem", "Kanarie", "KANARIE", "zk@post", "Bram", "Terhorst", "jobcoach", "Yasmina"):
            assert word not in said, said
    naming = {letter.notice for letter in world.letters() if letter.values.get("name")}
    assert naming <= {"n03", "n22", "n22f"}  # the last is given the name of its own reader, and does not say it


def test_the_worker_of_an_installation_sweeps_and_its_hint_is_taken(world):
    """The hint is no more than a job that says: look now."""
    config = world.app.config["WEDERHOOR"]
    worker.hint(world.app, config)
    made = world.app.extensions["worker"]
    assert isinstance(made, worker.Worker)
    job = made.queue.dequeue()
    assert job.name == "look"
    assert job.args == ()
    assert "noorderhaven" not in made.queue.serialize_task(job).decode("latin-1")
    letter_for(world, "a@b.example")
    with time_machine.travel(world.now, tick=True):
        made.queue.execute(job)
    assert (config.instance / "queue.db").exists()
    assert (config.instance / worker.SIGN).exists()


def test_a_sweep_leaves_no_organisation_entered(both_world):
    letter_for(both_world, "a@b.example")
    for carrier in (Server(), Server(OSError())):
        sweep(both_world, carrier)
        assert tenancy.current() == tenancy.Scope()
