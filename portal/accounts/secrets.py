"""The keys of an installation, as far as accounts need them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.accounts.passwords import Hasher
    from portal.vault.sealing import Ring


@dataclass(frozen=True, slots=True)
class Secrets:
    """What proving who somebody is takes: the hasher of passwords, the ring that signs links, the ring that seals."""

    hasher: Hasher
    keys: tuple[str, ...] = field(repr=False)
    ring: Ring
