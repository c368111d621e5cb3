"""The floor under a page: what bare Flask needs to show as many rows from the ORM, without anybody signed in.

No organisation, no gate, no side of a case, no languages, no journal, hardly any HTML. A page of the portal is said
to be so many times its floor.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from benchmarks.generator import EVENTS, words

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ROWS = 1_000
PAGE = 25
BEGAN = datetime(2025, 1, 1)  # noqa: DTZ001  as bare as it gets


class Base(DeclarativeBase):
    """The base of the floor's two tables."""


class Case(Base):
    """A case."""

    __tablename__ = "floor_case"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation: Mapped[int] = mapped_column(index=True)
    number: Mapped[str]
    status: Mapped[str]
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    subject: Mapped[str]


class Event(Base):
    """Something that happened in a case."""

    __tablename__ = "floor_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime]
    who: Mapped[str]
    body: Mapped[str]


FRAME = """<!doctype html><html lang=nl><head><meta charset=utf-8><title>Zaken</title>
<link rel=stylesheet href=/static/app.css></head><body>
<header><nav><ul><li><a href=/>Start</a><li><a href=/list>Klachten</a></ul></nav></header>
<main>{% block main %}{% endblock %}</main></body></html>"""
LIST = """{% extends frame %}{% block main %}<h1>Klachten</h1><table><tbody>
{% for one in rows %}<tr><td><a href="/case/{{ one.id }}">{{ one.number }}</a><td>{{ one.subject }}<td>{{ one.status }}
<td><time datetime="{{ one.received_at.isoformat() }}">{{ one.received_at.strftime('%d-%m-%Y') }}</time>
<td>{{ one.due_at.strftime('%d-%m-%Y') }}{% endfor %}</tbody></table>{% endblock %}"""
CASE = """{% extends frame %}{% block main %}<h1>{{ case.number }}</h1><p>{{ case.subject }}</p><ol>
{% for one in events %}<li><time datetime="{{ one.at.isoformat() }}">{{ one.at.strftime('%d-%m-%Y %H:%M') }}</time>
{{ one.who }}<p>{{ one.body }}</p>{% endfor %}</ol>{% endblock %}"""


class Floor:
    """The application of the floor, on a database of its own."""

    def __init__(self) -> None:
        self.folder = TemporaryDirectory()
        self.app = Flask("floor")
        self.app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{Path(self.folder.name) / 'floor.db'}"
        self.db = SQLAlchemy(self.app, model_class=Base)
        compiled = self.app.jinja_env.from_string
        self.frame, self.list, self.case = compiled(FRAME), compiled(LIST), compiled(CASE)
        self.app.add_url_rule("/list", "list", self.list_page)
        self.app.add_url_rule("/case/<int:key>", "case", self.case_page)
        self._fill()

    def _fill(self) -> None:
        source = random.Random(1)
        with self.app.app_context():
            self.db.create_all()
            for n in range(1, ROWS + 1):
                day = BEGAN + timedelta(hours=n)
                self.db.session.add(
                    Case(
                        id=n,
                        organisation=1,
                        number=f"K-{n}",
                        status="nieuw",
                        received_at=day,
                        due_at=day,
                        subject="Over X",
                    )
                )
            for n in range(EVENTS):
                moment = BEGAN + timedelta(hours=n)
                self.db.session.add(Event(case_id=1, at=moment, who="Iemand", body=words(source, 20)))
            self.db.session.commit()

    def list_page(self) -> str:
        """Show a page of cases: one query."""
        wanted = select(Case).where(Case.organisation == 1).order_by(Case.id.desc()).limit(PAGE)
        return self.list.render(rows=self.db.session.scalars(wanted).all(), frame=self.frame)

    def case_page(self, key: int) -> str:
        """Show a case with its events: two queries."""
        case = self.db.session.get_one(Case, key)
        events = self.db.session.scalars(select(Event).where(Event.case_id == key).order_by(Event.at)).all()
        return self.case.render(case=case, events=events, frame=self.frame)

    def client(self) -> FlaskClient:
        """Give something to ask pages with."""
        return self.app.test_client()
