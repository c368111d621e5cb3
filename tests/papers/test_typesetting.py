"""What text goes through before it is printed."""

from __future__ import annotations

import pytest

from portal.papers.typesetting import _plainly_ended, lines, narrow, one_line, paragraphs, shortened, typeset

BREAK = "\u200b"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  a \t b\n\nc ", "a b c"),
        ("a\x00b\u202ec\ud800", "abc"),
        ("", ""),
        ("\x07", ""),
        ("a\u00a0b\u2028c", "a b c"),
        ("# \u200b", "#"),
        ("a \x00 b", "a b"),
    ],
)
def test_one_line_keeps_what_can_be_seen(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n\n\t\n", []),
        ("a\nb\n\n\nc  d\r\n\r\ne", ["a\nb", "c d", "e"]),
        ("\n\na\n \x00 \nb", ["a", "b"]),
        ("a\x0bb\u2028c", ["a\nb\nc"]),
    ],
)
def test_paragraphs_are_split_on_empty_lines(text: str, found: list[str]) -> None:
    assert paragraphs(text) == found


def test_lines_in_which_nothing_can_be_seen_are_dropped() -> None:
    assert lines(("a\n b ", "", "\x00", "c")) == ["a", "b", "c"]


def test_a_text_is_shortened_to_what_fits() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened("ab cd", 4) == "ab…"


def test_a_word_may_be_broken_after_the_signs_of_an_address_else_anywhere() -> None:
    word = "https://voorbeeld.example/een/lang-adres?met=vraag"
    marked = narrow(word)
    assert marked.replace(BREAK, "") == word
    assert marked.startswith(f"https://{BREAK}voorbeel{BREAK}d.{BREAK}example/")
    assert narrow("kort woord") == "kort woord"
    assert max(map(len, narrow("w" * 100).split(BREAK))) == 8


def test_a_stream_that_ends_in_a_return_is_ended_by_another() -> None:
    """Else one that counts back from `endstream` takes both for one end of line, and finds a byte too few."""
    assert _plainly_ended(b"x\r\nendstream y\nendstream\r\n") == b"x\r\rendstream y\nendstream\r\n"


def test_a_template_that_is_not_there_is_an_error() -> None:
    with pytest.raises(RuntimeError):
        typeset("niets.typ", {})


def test_a_template_outside_the_folder_cannot_be_read() -> None:
    with pytest.raises(RuntimeError):
        typeset("../../README.md", {})
