"""The printed pages say what the code says."""

from __future__ import annotations

import pytest

from portal.operations import printing


@pytest.mark.parametrize("name", printing.PAGES)
def test_a_printed_page_is_not_stale(name):
    stands = (printing.FOLDER / name).read_text()
    assert stands == printing.PAGES[name](), "stale: run `flask --app wsgi docs`"


def test_the_command_prints_every_page(app, tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "FOLDER", tmp_path)
    done = app.test_cli_runner().invoke(args=["docs"])
    assert done.exit_code == 0
    assert {path.name: path.read_text() for path in tmp_path.glob("*.md")} == {
        name: printed() for name, printed in printing.PAGES.items()
    }
