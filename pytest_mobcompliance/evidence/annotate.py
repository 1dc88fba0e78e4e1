"""Numbered boxes on the screenshot: which element each finding is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw

from ..findings import Finding, Verdict
from ..screen import Box, Rgb, Screen, ScreenshotState
from .paint import clamp, digit_font, open_picture, to_png

# Told apart also without colour vision: the number is what counts, the colour only helps.
_SEVERITY: dict[str, Rgb] = {
    "blocker": (143, 15, 31),
    "critical": (200, 30, 45),
    "serious": (200, 30, 45),
    "normal": (208, 74, 2),
    "moderate": (208, 74, 2),
    "minor": (150, 95, 0),
    "trivial": (110, 90, 40),
}
_REVIEW: Rgb = (25, 95, 190)
_WHITE: Rgb = (255, 255, 255)
_FOOTER: Rgb = (38, 42, 48)
_SHOWABLE = (ScreenshotState.OK, ScreenshotState.UNIFORM)


def annotate(screen: Screen, findings: Sequence[Finding], numbers: Sequence[int] = ()) -> bytes | None:
    """Draw a numbered box on each offending element; return a PNG, None without a usable screenshot.

    ``numbers`` are those of the table, else places in ``findings`` from 1; findings of other
    screens are left out. Those whose element is outside the picture are named in a strip below it.
    """
    if screen.screenshot_state not in _SHOWABLE:
        return None
    picture = open_picture(screen.screenshot)
    if picture is None:
        return None
    scale = max(1, round(picture.width / 390))  # 390 px: the width of a common phone at pixel ratio 1
    outside: list[tuple[int, Finding]] = []
    boxes: list[tuple[int, Finding, tuple[int, int, int, int]]] = []
    for number, finding in zip(numbers or range(1, len(findings) + 1), findings, strict=True):
        if not shown_on(finding, screen):
            continue
        bounds = _bounds(finding, screen)
        placed = clamp(bounds, picture.size) if bounds is not None else None
        if placed is None:
            outside.append((number, finding))
        else:
            boxes.append((number, finding, placed))
    draw = ImageDraw.Draw(picture)
    for _, finding, box in boxes:
        _outline(draw, box, _color(finding), scale)
    _badges(draw, boxes, picture.size, scale)
    if outside:
        picture = _with_footer(picture, outside, scale)
    return to_png(picture)


def shown_on(finding: Finding, screen: Screen) -> bool:
    """Tell whether a finding was made on this screen; one that names no screen is drawn on any."""
    names = {screen.name, f"{screen.name}/{screen.mode}", f"{screen.name} ({screen.mode})"}
    return not finding.screen or finding.screen in names


def _bounds(finding: Finding, screen: Screen) -> Box | None:
    if finding.element is not None:
        return finding.element.bounds
    # A finding without an element is about the whole screen: a frame around it.
    return (0.0, 0.0, float(screen.size[0]), float(screen.size[1]))


def _color(finding: Finding) -> Rgb:
    if finding.verdict is not Verdict.VIOLATED:
        return _REVIEW
    return _SEVERITY.get(finding.severity, _SEVERITY["normal"])


def _outline(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], color: Rgb, scale: int) -> None:
    halo = (box[0] - scale, box[1] - scale, box[2] + scale, box[3] + scale)
    draw.rectangle(halo, outline=_WHITE, width=4 * scale)
    draw.rectangle(box, outline=color, width=2 * scale)


def _badges(
    draw: ImageDraw.ImageDraw,
    boxes: Iterable[tuple[int, Finding, tuple[int, int, int, int]]],
    size: tuple[int, int],
    scale: int,
) -> None:
    taken: set[tuple[int, int]] = set()
    height = 18 * scale
    for number, finding, box in boxes:
        width = _badge_width(number, scale)
        top = box[1] - height if box[1] >= height else box[1]
        left = max(0, min(box[0], size[0] - width))
        # Boxes that begin at the same place: the next number stands to the right, then below.
        while (left // height, top // height) in taken:
            left += width + scale
            if left + width > size[0]:
                left, top = 0, top + height
            if top + height > size[1]:
                break
        taken.add((left // height, top // height))
        _badge(draw, number, _color(finding), (left, min(top, size[1] - height)), scale)


def _badge_width(number: int, scale: int) -> int:
    return (10 + 8 * len(str(number))) * scale


def _badge(draw: ImageDraw.ImageDraw, number: int, color: Rgb, at: tuple[int, int], scale: int) -> None:
    left, top = at
    right, bottom = left + _badge_width(number, scale) - 1, top + 18 * scale - 1
    draw.rounded_rectangle(
        (left, top, right, bottom), radius=4 * scale, fill=color, outline=_WHITE, width=scale
    )
    middle = ((left + right) / 2, (top + bottom) / 2)
    draw.text(middle, str(number), fill=_WHITE, font=digit_font(13 * scale), anchor="mm")


def _with_footer(picture: Image.Image, outside: Sequence[tuple[int, Finding]], scale: int) -> Image.Image:
    """Add a strip with an arrow out of the picture and the numbers that are not on it."""
    gap, height = 4 * scale, 26 * scale
    places: list[tuple[int, int]] = []
    left, row = 28 * scale, 0
    for number, _ in outside:
        width = _badge_width(number, scale)
        if left + width > picture.width:
            left, row = 28 * scale, row + 1
        places.append((left, row))
        left += width + gap
    longer = Image.new("RGB", (picture.width, picture.height + (row + 1) * height), _FOOTER)
    longer.paste(picture)
    draw = ImageDraw.Draw(longer)
    top = picture.height
    arrow = [(8, 8), (20, 8), (14, 18)]
    draw.polygon([(x * scale, top + y * scale) for x, y in arrow], fill=_WHITE)
    for (number, finding), (x, line) in zip(outside, places, strict=True):
        _badge(draw, number, _color(finding), (x, top + line * height + gap), scale)
    return longer
