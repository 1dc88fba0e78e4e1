"""Pictures with Chinese text, without a Chinese font: the four letters of a crop, stamped where they are
wanted."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from pytest_mobcompliance.screen import ScreenshotState

CROPS = Path(__file__).parents[1] / "screen" / "crops"
WORDS = "手机号码"
_ROOM = 0.037
"""em beside the ink of a letter, in the middle."""


@cache
def _stamp() -> Image.Image:
    """The ink of `WORDS` as a mask, 54 px to the em."""
    rows = json.loads((CROPS / "crops.json").read_text("utf-8"))
    [box] = [row["box"] for row in rows if row["text"] == WORDS and row["size"] == 36]
    with Image.open(CROPS / "crops.png") as sheet:
        part = sheet.convert("L").crop([round(edge) for edge in box])
    mask = part if part.getpixel((1, 1)) < 128 else ImageOps.invert(part)
    mask = ImageOps.autocontrast(mask)
    return mask.crop(mask.point(lambda level: 255 * (level > 25)).getbbox())


class Sheet:
    """A white picture that text is put on. Lengths in px."""

    def __init__(self, width: int = 400, height: int = 400) -> None:
        self.image = Image.new("RGB", (width, height), "white")

    def text(
        self, x: float, y: float, size: float, *, words: int = 1, lines: int = 1, pitch: float = 1.5
    ) -> Sheet:
        """Put lines of so many times `WORDS` there; ``y``: the top of the first one's ink."""
        stamp = _stamp()
        scale = (4 - 2 * _ROOM) * size / stamp.width
        mask = stamp.resize(
            (round(stamp.width * scale), round(stamp.height * scale)), Image.Resampling.LANCZOS
        )
        for line in range(lines):
            for word in range(words):
                place = (round(x + (4 * word + _ROOM) * size), round(y + line * pitch * size))
                self.image.paste("black", place, mask)
        return self

    def dots(self, x: float, y: float, size: float) -> Sheet:
        """Put an ellipsis there; ``y``: the middle of its dots."""
        for number in range(3):
            left = x + (0.1 + 0.33 * number) * size
            self.block(left, y, left + 0.1 * size, y + 0.1 * size, "black")
        return self

    def boxes(self, x: float, y: float, size: float, count: int) -> Sheet:
        """Put boxes there that stand for letters which a font lacks, 0.6 em wide."""
        for number in range(count):
            left, pen = round(x + 0.6 * size * number), 2
            right, bottom = left + round(0.5 * size), y + round(0.9 * size)
            self.block(left, y, right, bottom, "black")
            self.block(left + pen, y + pen, right - pen, bottom - pen)
        return self

    def block(self, left: float, top: float, right: float, bottom: float, color: str = "white") -> Sheet:
        """Paint a place over, so that what is drawn there ends at its edges."""
        if left < right and top < bottom:
            ImageDraw.Draw(self.image).rectangle((left, top, right - 1, bottom - 1), fill=color)
        return self

    @property
    def shown(self) -> dict[str, object]:
        """What a screen with this picture knows of it."""
        held = io.BytesIO()
        self.image.save(held, "PNG")
        return {
            "screenshot": held.getvalue(),
            "screenshot_state": ScreenshotState.OK,
            "size": self.image.size,
            "density": 2.0,
        }
