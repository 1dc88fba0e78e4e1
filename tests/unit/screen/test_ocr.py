"""Reading what a picture of text says, with a reader that is none."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from pytest_mobcompliance.screen import ocr
from pytest_mobcompliance.screen.picture import Picture

PICTURE = Picture(np.full((40, 60), 0xFF00FF00, np.uint32))


def install(patch: pytest.MonkeyPatch, read: object) -> None:
    patch.setattr(ocr, "which", lambda name: f"/bin/{name}")
    patch.setitem(sys.modules, "pytesseract", SimpleNamespace(image_to_string=read))


def test_words_are_read_from_the_box_enlarged_where_small(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def read(image: Image.Image, *, lang: str, timeout: float) -> str:
        assert lang == "chi_sim+eng"
        assert image.getpixel((0, 0)) == (0, 255, 0)
        seen.append(image.size)
        return " 转账\n 500 \x0c"

    install(monkeypatch, read)
    assert ocr.read_text(PICTURE, (0, 0, 60, 40)) == "转账 500"
    assert ocr.read_text(PICTURE, (10, 0, 30, 16)) == "转账 500"
    assert seen == [(60, 40), (40, 32)]


@pytest.mark.parametrize("error", [RuntimeError("timeout"), OSError("gone")])
def test_what_cannot_be_read_is_not_said(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> str:
        raise error

    install(monkeypatch, read)
    assert ocr.read_text(PICTURE, (0, 0, 60, 40)) is None


def test_without_program_or_package_or_picture_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, lambda *_, **__: "words")
    assert ocr.read_text(PICTURE, (70, 0, 90, 40)) is None
    monkeypatch.setitem(sys.modules, "pytesseract", None)  # what an import that fails leaves
    assert ocr.read_text(PICTURE, (0, 0, 60, 40)) is None
    install(monkeypatch, lambda *_, **__: "words")
    monkeypatch.setattr(ocr, "which", lambda name: None)
    assert ocr.read_text(PICTURE, (0, 0, 60, 40)) is None
