"""What the tests of the doors share: an application that answers its own faults, and one for all that only read."""

from __future__ import annotations

from tests.web.conftest import lite_live, standing

__all__ = ["lite_live", "standing"]
