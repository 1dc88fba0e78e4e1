"""What a picture of text says, where the user has Tesseract: the extra ``ocr``."""

from __future__ import annotations

from importlib import import_module
from shutil import which
from typing import Any

from PIL import Image

from .model import Box
from .picture import Picture

_LANGUAGES = "chi_sim+eng"
_LEAST = 32
"""px: smaller letters are enlarged before they are read (Tesseract asks for 30 px and more)."""
_SECONDS = 10


def read_text(picture: Picture, box: Box) -> str | None:
    """Return the words in a box in px, empty when none are read; None where nothing here can read.

    Needs the package ``pytesseract``, the program ``tesseract``, and its Chinese data. Never raises: what
    cannot be read is only not said.
    """
    reader = _reader()
    crop, _ = picture.crop(box)
    if reader is None or not crop.size:
        return None
    left, top, right, bottom = (round(edge) for edge in box)
    image = Image.fromarray(picture.pixels[max(0, top) : bottom, max(0, left) : right])
    if image.height < _LEAST:
        image = image.resize((image.width * _LEAST // image.height, _LEAST))
    try:
        read = reader.image_to_string(image, lang=_LANGUAGES, timeout=_SECONDS)
    except (RuntimeError, OSError, ValueError):  # TesseractError, a timeout, a program that went away
        return None
    return " ".join(str(read).split())


def _reader() -> Any:
    """The module, when it and its program are there; else None."""
    if which("tesseract") is None:
        return None
    try:
        return import_module("pytesseract")
    except ImportError:
        return None
