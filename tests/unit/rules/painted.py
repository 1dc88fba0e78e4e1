"""Pictures of 390 × 300 px, one px per dp, with Latin text and shapes in colours."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFont

from pytest_mobcompliance.screen import ScreenshotState

SIZE = (390, 300)


class Paint:
    """A picture that is drawn on step by step; colours are grey levels or names."""

    def __init__(self, background: int | str = 255) -> None:
        self.image = Image.new("RGB", SIZE, _color(background))
        self._draw = ImageDraw.Draw(self.image)

    def text(
        self, x: float, y: float, color: int | str, *, size: float = 20, words: str = "Open 138"
    ) -> Paint:
        self._draw.text((x, y), words, fill=_color(color), font=ImageFont.load_default(size))
        return self

    def block(self, box: tuple[float, float, float, float], color: int | str) -> Paint:
        left, top, right, bottom = box
        self._draw.rectangle((left, top, right - 1, bottom - 1), fill=_color(color))
        return self

    def frame(self, box: tuple[float, float, float, float], color: int | str, width: int = 3) -> Paint:
        left, top, right, bottom = box
        self._draw.rectangle((left, top, right - 1, bottom - 1), outline=_color(color), width=width)
        return self

    def cross(self, box: tuple[float, float, float, float], color: int | str, width: int = 5) -> Paint:
        """An icon: two strokes that cross in a box."""
        left, top, right, bottom = box
        middle = (left + right) / 2
        self._draw.line((middle, top, middle, bottom), fill=_color(color), width=width)
        middle = (top + bottom) / 2
        self._draw.line((left, middle, right, middle), fill=_color(color), width=width)
        return self

    def photo(self, box: tuple[int, int, int, int]) -> Paint:
        """Noise of all colours, as a photograph is to those who count its colours; the same every time."""
        dice = random.Random(7)
        part = Image.frombytes(
            "RGB",
            (box[2] - box[0], box[3] - box[1]),
            dice.randbytes(3 * (box[2] - box[0]) * (box[3] - box[1])),
        )
        self.image.paste(part, box[:2])
        return self

    @property
    def shown(self) -> dict[str, object]:
        """What a screen with this picture knows of it."""
        held = io.BytesIO()
        self.image.save(held, "PNG")
        return {"screenshot": held.getvalue(), "screenshot_state": ScreenshotState.OK, "size": SIZE}


def _color(color: int | str) -> str | tuple[int, int, int]:
    return color if isinstance(color, str) else (color, color, color)
