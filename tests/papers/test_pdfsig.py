"""What Poppler, which others have, says of our signatures and shows of them."""

from __future__ import annotations

import pytest

from tests.papers.conftest import SIGNERS
from tests.support import poppler


def told(pdf, folder):
    """What pdfsig says, signature by signature."""
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    _, *found = poppler.run("pdfsig", "-nocert", file).split("Signature #")
    return found


@pytest.mark.parametrize("which", ["signed", "stamped"])
def test_each_signature_is_valid_and_the_last_covers_all(request, tmp_path, which):
    pdf = request.getfixturevalue(which)
    found = told(pdf[0] if isinstance(pdf, tuple) else pdf, tmp_path)
    assert len(found) == len(SIGNERS)
    for text, (name, (called, _)) in zip(found, SIGNERS.items(), strict=True):
        assert "Signature Validation: Signature is Valid." in text
        assert f"Signature Field Name: {name}" in text
        assert f"Signer Certificate Common Name: {called}" in text
        assert "Signature Type: ETSI.CAdES.detached" in text
        assert "Signing Hash Algorithm: SHA-256" in text
    assert ["Total document signed" in text for text in found] == [False, False, True]


def test_what_is_changed_is_not_valid(signed, tmp_path):
    at = signed.index(b"/Lang")
    found = told(signed[: at + 7] + b"x" + signed[at + 8 :], tmp_path)
    assert "Signature is Valid" not in "".join(found)


def test_the_boxes_are_drawn(bench, signed, tmp_path):
    """Ink in each box once it is signed, and none outside them that was not there."""
    from PIL import Image, ImageChops

    drawn = []
    for name, pdf in (("before", bench.prepared), ("after", signed)):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(pdf)
        poppler.run("pdftoppm", "-r", "72", "-f", "2", "-l", "2", "-singlefile", "-png", file, tmp_path / name)
        with Image.open(tmp_path / f"{name}.png") as image:
            drawn.append(image.convert("L"))
    before, after = drawn
    height = after.height
    for field in bench.fields:
        left, bottom, right, top = (int(edge) for edge in field.box)
        box = (left, height - top, right, height - bottom)
        darkest, lightest = after.crop(box).getextrema()
        assert darkest < 128
        assert lightest == 255
        after.paste(255, box)
        before.paste(255, box)
    assert ImageChops.difference(before, after).getbbox() is None
