"""A square of dots for the camera of a telephone, as the path of an SVG: nothing but numbers reaches the page."""

from __future__ import annotations

from dataclasses import dataclass

import segno

BORDER = 4


@dataclass(frozen=True, slots=True)
class Square:
    """The width of the square in dots, and the path that draws the dark ones."""

    size: int
    path: str


def qr(text: str) -> Square:
    """Draw a text as a square of dots."""
    rows = [bytes(row) for row in segno.make(text, error="m").matrix_iter(border=BORDER)]
    dots = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Square(len(rows), "".join(dots))
