"""A paper to sign, three who sign it, and a time stamp authority."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import typst

from portal.papers.certificates import Authority, Identity, make_authority, make_identity
from portal.papers.checking import Checked, check_pdf
from portal.papers.signing import Field, prepared, sign
from tests.support import timestamps

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ORGANISATION = "Nexxtep B.V."
SIGNERS = {
    "klager": ("Zoë de Vries-Šušteršič", "Klager"),
    "functionaris": ("André Müller", "Klachtenfunctionaris"),
    "medewerker": ("Ünal Žižek", "Betrokken medewerker"),
}
FIELDS = [
    Field(name, f"Handtekening {role.lower()}", 1, (40 + 172 * place, 90, 210 + 172 * place, 150))
    for place, (name, (_, role)) in enumerate(SIGNERS.items())
]
PAPER = b"""
#set document(title: "Oordeel", date: datetime(year: 2026, month: 3, day: 2))
#set text(lang: "nl", font: "Libertinus Serif")
= Oordeel
#lorem(120)
#pagebreak()
== Slot
#lorem(40)
"""


@dataclass
class Bench:
    """What signing takes."""

    paper: bytes
    prepared: bytes
    authority: Authority
    identities: dict[str, Identity]
    fields: Sequence[Field] = field(default_factory=lambda: FIELDS)
    now: datetime = NOW

    def sign(self, pdf: bytes, who: str, *, tsa=None, authority=None, identity=None, at=NOW, **changes) -> bytes:
        name, role = SIGNERS[who]
        shown = {
            "name": name,
            "reason": "Getekend als " + role.lower(),
            "stamp": [f"Getekend door {name}", "2 maart 2026 om 10.00 uur", "aangetoond met een code"],
        }
        return sign(
            pdf,
            who,
            identity or self.identities[who],
            authority or self.authority,
            at=at,
            tsa=tsa,
            **(shown | changes),
        )

    def signed(self, order: Sequence[str] = tuple(SIGNERS), **how) -> bytes:
        pdf = self.prepared
        for who in order:
            pdf = self.sign(pdf, who, **how)
        return pdf

    def check(self, pdf: bytes) -> Checked:
        return check_pdf(pdf, [self.authority.certificate])


@pytest.fixture(scope="session")
def bench() -> Bench:
    paper = typst.compile(PAPER, format="pdf", ignore_system_fonts=True, pdf_standards=["a-2a", "ua-1"])
    authority = make_authority(ORGANISATION, NOW)
    identities = {who: make_identity(authority, name, role, ORGANISATION, NOW) for who, (name, role) in SIGNERS.items()}
    return Bench(paper, prepared(paper, FIELDS), authority, identities)


@pytest.fixture(scope="session")
def signed(bench: Bench) -> bytes:
    """The paper, signed by all three, without time stamps."""
    return bench.signed()


@pytest.fixture
def stamping() -> Iterator[timestamps.Authority]:
    with timestamps.authority(lambda: NOW + timedelta(seconds=3)) as running:
        yield running


@pytest.fixture(scope="session")
def stamped(bench: Bench) -> tuple[bytes, bytes]:
    """The paper, signed by all three with time stamps, and the certificate of who set those."""
    from portal.papers.signing import time_stamper

    with timestamps.authority(lambda: NOW + timedelta(seconds=3)) as running:
        return bench.signed(tsa=time_stamper(running.url)), running.certificate
