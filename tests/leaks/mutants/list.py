"""Every mutant, and the two layers that must each hold alone."""

from __future__ import annotations

from tests.leaks.mutants.acts import ACTS
from tests.leaks.mutants.database import DATABASES
from tests.leaks.mutants.doors import DOORS
from tests.leaks.mutants.mutant import Edit, Layer, Mutant
from tests.leaks.mutants.sight import SIGHT
from tests.leaks.mutants.ways import WAYS

ROOMS: dict[str, tuple[Mutant, ...]] = {
    "record": DATABASES,
    "sight": SIGHT,
    "acts and letters": ACTS,
    "doors": DOORS,
    "ways in": WAYS,
}
"""The mutants of each room."""

MUTANTS: tuple[Mutant, ...] = tuple(one for room in ROOMS.values() for one in room)

TENANCY = "portal/tenancy.py"
DATABASE = "portal/models/locks.py"

UNFENCED = """
    of_web_or_worker = type(state.session) is not Session
    if of_web_or_worker and state.session.get_bind().dialect.name == "postgresql":
        return
    if scope.everywhere or state.is_column_load"""
"""The session of the owner, who builds the world, keeps its fence, and so does SQLite, which has no other."""

LAYERS = (
    Layer(
        "database-alone",
        "no read fence and no refusal by the session: PostgreSQL keeps organisations apart",
        (
            Edit(TENANCY, "    if scope.everywhere or state.is_column_load", UNFENCED),
            Edit(TENANCY, "row.tenant_id != here", "row.tenant_id is None"),
        ),
        (
            "tests/leaks/test_layers.py::test_the_database_alone_keeps_organisations_apart",
            "tests/leaks/test_locks.py::test_policies_alone_keep_organisations_apart",
            "tests/leaks/test_locks.py::test_pages_without_the_fence",
            "tests/leaks/test_routes.py::test_nor_on_postgresql",
        ),
    ),
    Layer(
        "application-alone",
        "no row-level security and no triggers between organisations: the application keeps them apart",
        (
            Edit(DATABASE, "ENABLE ROW LEVEL", "DISABLE ROW LEVEL"),
            Edit(DATABASE, "{table} FORCE ROW", "{table} NO FORCE ROW"),
            Edit(TENANCY, "BEGIN SELECT RAISE(ABORT, 'tenant guard'); END", "BEGIN SELECT 1; END"),
        ),
        (
            "tests/leaks/test_layers.py::test_the_session_alone_refuses_to_write_for_another",
            "tests/leaks/test_layers.py::test_the_application_alone_keeps_organisations_apart",
            "tests/leaks/test_readers.py",
            "tests/leaks/test_routes.py",
            "tests/leaks/test_other_roads.py",
        ),
    ),
)
"""Each layer with the other taken out."""
