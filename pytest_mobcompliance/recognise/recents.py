"""Finds an app's card among the recent tasks, and tells what of its screen that shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..screen import Element, Screen
from ..screen.model import Box
from ..screen.picture import Picture, count_colors, picture_of
from .text import fold

_Gray: TypeAlias = NDArray[np.float64]

LEAST_CARD: Final = 0.05
"""Of the display's area, our own number: what is smaller is an icon or a title."""
MOST_CARD: Final = 0.9
"""Of the display's area, our own number: what is larger holds all cards."""
INSET: Final = 0.12
"""Of a thumbnail's sides that is left out: rounded corners, and the icon that launchers lay over its edge.
Our own number."""
BLANK: Final = 0.999
"""Share of one colour in a thumbnail that shows nothing: the system paints a protected task in one.
Our own number, with room for an edge that scaling blurs."""
ALIKE: Final = 0.5
"""Correlation of the fine structure of two pictures, 0 to 1, from which on one is the other. On eight
screens of the demo bank, copies half a pixel off reached 0.60 and more, other screens 0.29 at most."""
SHORTEST: Final = 5
"""Characters, our own number: shorter texts (“首页”) stand on launchers too."""
_THUMBNAIL = re.compile(r"snapshot|thumbnail|thumb|task_view|preview", re.IGNORECASE)
_BLUR: Final = 9
"""px, our own number: structure that is coarser tells nothing, since blurred covers keep it."""


def thumbnail_of(recents: Screen, label: str) -> Element | None:
    """Return the picture of the app's task; None where none can be told from the others.

    :param recents: the display with the recent tasks.
    :param label: the app's name, as launchers write it.
    """
    wanted = fold(label)
    named = [
        each
        for each in recents.shown()
        if wanted and each.package != recents.package and wanted in fold(each.text or each.name or "")
    ]
    cards = [card for each in named for card in _around(recents, each)]
    for card in cards:
        inside = [each for each in recents.subtree(card) if _is_card(recents, each) and _is_thumbnail(each)]
        if inside:
            return min(inside, key=_area)
    return min(cards, key=_area, default=None)


def _around(recents: Screen, element: Element) -> Iterator[Element]:
    """The element and what is around it, as far as it may be one card."""
    for each in (element, *recents.ancestors(element)):
        if _is_card(recents, each):
            yield each


def _is_thumbnail(element: Element) -> bool:
    return bool(_THUMBNAIL.search((element.resource_id or "").rpartition("/")[2]))


def _is_card(recents: Screen, element: Element) -> bool:
    whole = recents.size[0] * recents.size[1]
    return LEAST_CARD * whole <= _area(element) <= MOST_CARD * whole


def _area(element: Element) -> float:
    left, top, right, bottom = element.bounds or (0, 0, 0, 0)
    return (right - left) * (bottom - top)


def words_on(recents: Screen, thumbnail: Element, shown: Screen, label: str) -> list[str]:
    """Return the texts of a screen that the tree of a task's card repeats, folded.

    What belongs to the app itself does not count: some launchers let it run on inside its card.
    """
    own = {fold(each.text or each.name or "") for each in shown.shown()}
    said = [
        fold(each.text or each.name or "")
        for each in recents.subtree(thumbnail)
        if each.package != recents.package and each.visible is not False
    ]
    return [words for words in said if len(words) >= SHORTEST and words in own and words != fold(label)]


def is_blank(recents: Screen, thumbnail: Element) -> bool | None:
    """Tell whether a thumbnail is of one colour; None without a picture of the display."""
    picture = picture_of(recents)
    if picture is None or thumbnail.bounds is None:
        return None
    left, top, right, bottom = thumbnail.bounds
    across, down = (right - left) * INSET, (bottom - top) * INSET
    inside, _ = picture.crop((left + across, top + down, right - across, bottom - down))
    if not inside.size:
        return None
    _, counts = count_colors(inside)
    return bool(counts.max() >= BLANK * inside.size)


def is_picture_of(recents: Screen, thumbnail: Element, shown: Screen) -> bool:
    """Tell whether a thumbnail is a small picture of a screen; False too where that cannot be told."""
    display, whole = picture_of(recents), picture_of(shown)
    if display is None or whole is None or thumbnail.bounds is None:
        return False
    small = _image(display, thumbnail.bounds)
    large = _image(whole, (0, 0, *whole.size))
    if min(small.size) <= 2 * _BLUR:
        return False
    scaled = large.resize((small.width, max(1, round(large.height * small.width / large.width))))
    return _correlation(_fine(small), _fine(scaled)) >= ALIKE


def _image(picture: Picture, box: Box) -> Image.Image:
    part, _ = picture.crop(box)
    pixels = np.ascontiguousarray(part).view(np.uint8).reshape(*part.shape, 4)[..., :3]
    return Image.fromarray(np.ascontiguousarray(pixels), "RGB").convert("L")


def _fine(image: Image.Image) -> _Gray:
    """What is left of a picture without its coarse structure."""
    gray = np.asarray(image, np.float64)
    return gray - _blurred(_blurred(gray, 0), 1)


def _blurred(gray: _Gray, axis: int) -> _Gray:
    """The mean of `_BLUR` neighbours along one axis; the edge goes on outside."""
    half = _BLUR // 2
    room = [(half, half) if each == axis else (0, 0) for each in range(2)]
    sums = np.cumsum(np.pad(gray, room, "edge"), axis=axis)
    first = np.zeros_like(np.take(sums, [0], axis))
    sums = np.concatenate([first, sums], axis)
    length = gray.shape[axis]
    ahead = np.take(sums, range(_BLUR, _BLUR + length), axis)
    behind = np.take(sums, range(length), axis)
    blurred: _Gray = (ahead - behind) / _BLUR
    return blurred


def _correlation(one: _Gray, other: _Gray) -> float:
    """The highest correlation of two pictures, wherever one lies on the other."""
    energy = float(np.sqrt((one**2).sum() * (other**2).sum()))
    if energy == 0:
        return 0.0
    rows, columns = (a + b for a, b in zip(one.shape, other.shape, strict=True))
    product = np.fft.rfft2(one, (rows, columns)) * np.conj(np.fft.rfft2(other, (rows, columns)))
    return float(np.fft.irfft2(product, (rows, columns)).max() / energy)
