"""Which act tells whom: the table of notices. Nobody is told more than that there is something to read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from portal.domain.acts import Act

if TYPE_CHECKING:
    from collections.abc import Mapping


class Audience(StrEnum):
    """Who a notice goes to."""

    COMPLAINANT = "complainant"
    INFORMED = "informed"
    ADDRESSEES = "addressees"
    HANDLER = "handler"


@dataclass(frozen=True, slots=True)
class Notice:
    """One letter of the table, and its readers."""

    name: str
    to: Audience


K, M, A, F = Audience.COMPLAINANT, Audience.INFORMED, Audience.ADDRESSEES, Audience.HANDLER
CLOSED = (Notice("n17", K), Notice("n17", M))
MOVED = (Notice("n13", K), Notice("n13", M))
PASSED = (Notice("n22", K), Notice("n22", M), Notice("n22f", F))
AGREED = (Notice("n12", K), Notice("n12b", M))
TO_SIGN = (Notice("n16", K), Notice("n16", M), Notice("n16", F))

NOTICES: Mapping[Act, tuple[Notice, ...]] = MappingProxyType(
    {
        Act.DECLARE_NO_CONFLICT: (Notice("n03", K),),
        Act.OPEN_HEARING: (Notice("n04", K), Notice("n05", A)),
        Act.INFORM_EMPLOYEE: (Notice("n05", A),),
        Act.DECLINE: (Notice("n06", K),),
        Act.REFER: (Notice("n07", K),),
        Act.REQUEST_REPLY: (Notice("n08", A),),
        Act.REMIND: (Notice("n09", A),),
        Act.RELEASE: (Notice("n10", A),),
        Act.PLAN_TALK: (Notice("talk", A),),
        Act.CHANGE_TALK: (Notice("talk_changed", A),),
        Act.CANCEL_TALK: (Notice("talk_cancelled", A),),
        Act.SEND_MESSAGE: (Notice("n10", A),),
        Act.MEDIATE: (Notice("n10", A),),
        Act.PROPOSE: (Notice("n11", A),),
        Act.EXTEND: (Notice("n13", K), Notice("n13", M)),
        Act.ISSUE_JUDGMENT: (Notice("n14", K), Notice("n15", M)),
        Act.ISSUE_SETTLEMENT: (Notice("n14", K), Notice("n15", M)),
        Act.CORRECT_JUDGMENT: (Notice("n10", K), Notice("n10", M)),
        Act.WITHDRAW: (Notice("n19", K), Notice("n19b", M)),
        Act.RECORD_FOR_PARTY: (Notice("n10b", A),),
        Act.RECORD_PAPER_SIGNATURE: (Notice("n10b", A),),
        Act.MARK_EXTERNAL: (Notice("n21", M),),
    },
)
"""What an act always sends. What depends on its outcome (passed on, agreed, to sign, closed) stands above."""
