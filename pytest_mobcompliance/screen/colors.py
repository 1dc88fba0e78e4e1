"""Colours and contrast from pixels, with a confidence that is measured, too.

Letters are drawn by mixing: each pixel lies between the background's colour and the text's. So the text's
colour is the far end of that line. It is exact where strokes cover whole pixels, which shows by many pixels
of the very same colour at the end; where strokes are thinner than a pixel the line ends too early, and how
much is not known: then the contrast has a lower bound and an upper one. High confidence (0.8 and more) means
that both bounds, and every colour that may be the text's, give the same verdict at each of the limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .layers import Behind, Floats, Layers, Mask, runs_of, separate
from .model import Box, Rgb
from .picture import Packed, Picture, bands, count_colors

LIMITS = (3.0, 4.5)
"""Contrast ratios at which WCAG 2 decides (large text and graphics; text)."""
HIGH = 0.8
"""From this confidence a verdict may rest on pixels alone."""
_UNSURE = 0.6
"""The most that a measurement gets whose bounds give different verdicts."""
_ROUNDING = 0.01
"""As the rules allow when they compare."""
_THIN = 0.65
"""The least share of a pixel that the strongest pixel of a text may be covered: below the 0.71 that was seen
(extra light, 11 px)."""
_COVERED = 0.94
"""The same where several pixels share the darkest colour."""
_LEAST_PIXELS = 16
"""Pixels more than half covered: with less there is nothing to measure."""
_MOST_COLORS = 5
_BANDS = np.ones(3, np.float32)
"""Multiplied with it, rows of three numbers are added up, faster than by their sums."""
_FRAME_SHARE = 0.85
"""Of a field's width: a row of ink that covers as much is a line; rounded corners take the rest."""
_FRAME_DP = 4.0
"""dp: what is thicker is a fill."""


@dataclass(frozen=True, slots=True)
class Colors:
    """``ratio``: WCAG 2's contrast, the worst in the box; ``least``, ``most``: its bounds.

    ``reason`` says what holds the confidence (0..1) down: ``background-image``, ``several-colors``,
    ``thin-strokes``, ``borderline``, ``gradient``, ``too-small``, ``no-ink``, ``unexplained``; empty when
    nothing does.
    """

    foreground: Rgb
    background: Rgb
    ratio: float
    least: float
    most: float
    confidence: float
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Ink:
    """One colour found in the ink. ``whole``: pixels of the very colour; ``half``: more than half covered."""

    color: Floats
    whole: int
    half: int
    last: int
    """Pixels covered by 85 to 97 %: many when the end of the line is an accident."""
    sure: int = 0
    """Pixels of the very colour that must be covered whole: ink on all four sides, or none on two opposite
    ones."""

    @property
    def saturated(self) -> bool:
        """Whether the end of the line is the colour itself: its pixels pile up there, and some must be
        whole."""
        piled = self.whole >= max(6, 0.006 * self.half) and self.whole >= 0.8 * self.last
        return piled and self.sure >= 3


def measure_colors(
    picture: Picture, box: Box, *, limits: Sequence[float] = LIMITS, layers: Layers | None = None
) -> Colors:
    """Measure the text in a box in px. ``layers``: the box taken apart before, when text size is measured as
    well."""
    layers = layers or separate(picture, box)
    if layers.behind is Behind.NOTHING:
        return _without_ink(layers)
    if layers.behind is Behind.IMAGE:
        return _over_image(layers)
    if layers.behind is Behind.GRADIENT:
        return _over_gradient(layers, limits)
    return _over_flat(layers, limits)


# ---- one background --------------------------------------------------------------------------------------


def _over_flat(layers: Layers, limits: Sequence[float]) -> Colors:
    inks, explained = find_inks(layers)
    pale = _paler(layers, inks)
    inks += pale
    total = sum(ink.half for ink in inks)
    shown = [ink for ink in inks if ink.half >= max(_LEAST_PIXELS // 2, 0.05 * total)]
    if total < _LEAST_PIXELS or not shown:
        return _without_ink(layers, "too-small")
    ratios = [contrast(ink.color, layers.background) for ink in shown]
    least, most = min(ratios), max(ratios)
    # Where strokes are thin everywhere, a paler place is no colour of its own.
    own = [at for at, ink in enumerate(shown) if ink.saturated or ink not in pale] or [ratios.index(most)]
    worst = min(own, key=ratios.__getitem__)
    ink, ratio, color = shown[worst], ratios[worst], shown[worst].color
    reasons = ["several-colors"] if len(own) > 1 else []
    if layers.drift:
        shades = [contrast(ink.color, layers.background + by) for by in (-layers.drift, layers.drift)]
        least, most = min(least, *shades), max(most, *shades)
        reasons.append("gradient")
    if not ink.saturated:
        share = _COVERED if ink.whole >= 3 and ink.whole >= 0.3 * ink.last else _THIN
        most = max(most, contrast(beyond(ink.color, layers.background, share), layers.background))
        if not ink.sure:  # else the end of the line is likely, only not proven
            color = beyond(ink.color, layers.background, (1 + share) / 2)
            ratio = contrast(color, layers.background)
        reasons.append("thin-strokes")
    confidence = 1.0 - 0.15 * (len(shown) > 1) - 0.1 * (not ink.saturated)
    confidence = min(
        confidence, 1 - 2 * max(0.0, 1 - explained - 0.02), 0.4 + 0.6 * min(1.0, layers.even / 0.9)
    )
    if explained < 0.9:
        reasons.append("unexplained")
    return _weighed(color, layers.background, ratio, (least, most), confidence, reasons, limits)


def find_inks(layers: Layers, among: Mask | None = None) -> tuple[list[_Ink], float]:
    """The colours of the ink on one background, the largest first, and the share of the ink that they
    explain.

    ``among``: look at a part of the ink only.
    """
    where = layers.ink if among is None else among
    # Places found first and then taken: twice as fast as taking by a mask.
    packed, counts = count_colors(layers.packed.ravel()[where.ravel().nonzero()[0]])
    apart = bands(packed)[:, :3].astype(np.float32)
    apart -= layers.background
    square: Floats = np.dot(apart * apart, _BANDS)
    weight = counts * np.sqrt(square)
    total = rest = float(weight.sum())
    inside, sure = _covered(layers.ink)
    inks: list[_Ink] = []
    while len(inks) < _MOST_COLORS and rest >= 0.03 * total:
        at, meant, end, share = _farthest(apart, square, counts)
        count, whole = counts[meant], 1 - 2.5 / end
        ink = _Ink(
            color=apart[at] + layers.background,
            whole=int(count @ (share >= whole)),
            half=int(count @ (share >= 0.5)),
            last=int(count @ ((share >= 0.85) & (share < min(0.97, whole)))),
            sure=_count(layers, sure, packed.item(at)),
        )
        inks += [ink, *_close_by(layers, ink, inside, packed[meant], count, share, whole)]
        left = ~meant
        weight = weight[left]
        rest = float(weight.sum())
        if rest >= 0.03 * total:
            packed, counts, apart, square = packed[left], counts[left], apart[left], square[left]
    return inks, 1 - rest / total


def _covered(ink: Mask) -> tuple[Mask, Mask]:
    """Inner pixels (one row and column less on each side) that must be covered whole.

    Those with ink on all four sides: a stroke is one piece from side to side, so what lies between two inked
    neighbours is covered whole. And these together with those that have no ink on two opposite sides: of a
    line that is exactly one pixel wide.
    """
    height, width = ink.shape
    # As one row, where neighbours stand at the same distance everywhere. What the ends of the rows take from
    # others is left out with them.
    flat = ink.ravel()
    size = (height - 2) * width
    above, below = flat[:size], flat[2 * width :][:size]
    before, after = flat[width - 1 :][:size], flat[width + 1 :][:size]
    inside = above & below & before & after
    sure = inside | ~((above | below) & (before | after))
    shape = (height - 2, width)
    return inside.reshape(shape)[:, 1:-1], sure.reshape(shape)[:, 1:-1]


def _count(layers: Layers, where: Mask, color: int) -> int:
    return int(np.count_nonzero((layers.packed[1:-1, 1:-1] == np.uint32(color)) & where))


def _close_by(
    layers: Layers,
    ink: _Ink,
    inside: Mask,
    packed: Packed,
    counts: NDArray[np.intp],
    share: Floats,
    most: float,
) -> list[_Ink]:
    """Other colours on the same line that fill whole pixels, as a link's in a text of nearly the same
    colour."""
    many = (counts >= max(1.5 * _LEAST_PIXELS, 0.2 * ink.whole)).nonzero()[0]
    found = []
    for at in [at for at in many.tolist() if 0.3 < share[at] < most][:5]:
        count = int(counts[at])
        sure = _count(layers, inside, int(packed[at]))
        if sure >= 0.6 * count and _elsewhere(layers, int(packed[at]), _packed(ink.color)):
            color = bands(packed[at : at + 1])[0, :3].astype(np.float32)
            found.append(_Ink(color, count, count, 0, sure))
    return found


def _elsewhere(layers: Layers, one: int, other: int) -> bool:
    """Whether two colours stand in different places, by the middles of their columns and rows."""
    middles = [np.median(np.argwhere(layers.packed == color), axis=0) for color in (one, other)]
    apart = np.abs(middles[0] - middles[1]) / layers.packed.shape
    return bool(apart.max() >= 0.15)


def _packed(color: Floats) -> int:
    red, green, blue = _rgb(color)
    return red | green << 8 | blue << 16 | 0xFF000000


def _length(way: Floats) -> float:
    return float(np.sqrt((way**2).sum()))


def _paler(layers: Layers, inks: Sequence[_Ink]) -> list[_Ink]:
    """Colours that lie on the way to a stronger one, as grey does beside black: seen by where they stand.

    Where no letter reaches the strength that the others have, the strongest pixel is a colour of its own.
    """
    weak = 0.85 * int(layers.distance.max())
    places = []
    for top, bottom in runs_of(layers.rows):
        line = layers.distance[top:bottom].max(axis=0)
        half = max(4, (bottom - top) // 2)
        pieces = np.maximum.reduceat(line, np.arange(0, line.size, half)).tolist()
        if min(pieces) >= weak:
            continue
        for at, piece in enumerate(pieces):
            if piece > 0 and max(pieces[max(0, at - 1) : at + 2]) < weak:
                places.append((slice(top, bottom), slice(at * half, (at + 1) * half)))
    if not places:
        return []
    among = np.zeros_like(layers.ink)
    for place in places:
        among[place] = layers.ink[place]
    if np.count_nonzero(among) < max(_LEAST_PIXELS, 0.05 * np.count_nonzero(layers.ink)):
        return []
    known = [ink.color for ink in inks]
    found = find_inks(layers, among)[0]
    return [ink for ink in found if all(np.abs(ink.color - color).max() > 6 for color in known)]


def _farthest(apart: Floats, square: Floats, counts: NDArray[np.intp]) -> tuple[int, Mask, float, Floats]:
    """The heaviest line of colours, followed to its end. ``square``: how far each is from the background,
    squared.

    Which colour the end is, all that lie on the line, how far away the end is, and how far along each of them
    lies, as a share of that.
    """
    heavy = int((counts * square).argmax())
    along = apart @ (apart[heavy] / np.sqrt(square[heavy]))
    near = _on_line(along, square, 3, 0.05)
    at_end = (near & (along >= along[near].max() - 4)).nonzero()[0]
    best = int(at_end[counts[at_end].argmax()])
    end = float(np.sqrt(square[best]))
    if best != heavy:
        along = apart @ (apart[best] / np.float32(end))
    meant = _on_line(along, square, 4, 0.03)
    meant &= along <= end + 6
    told = int(counts @ meant)
    if counts.sum() > 1.2 * told:
        fringes = _between(apart, apart[best])
        if counts @ fringes > 1.3 * told and _balanced(apart, apart[best], counts, fringes):
            meant |= fringes
    return best, meant, end, along[meant] / end


def _on_line(along: Floats, square: Floats, levels: float, slope: float) -> Mask:
    """Which colours are no farther off a way than some levels, and a share of how far along they are."""
    limit = levels + slope * along
    near: Mask = (square - along * along <= limit * limit) & (along > 0)
    return near


def _between(apart: Floats, end: Floats) -> Mask:
    """Colours that lie between background and text in each band, as subpixel rendering makes them."""
    low, high = np.minimum(end, 0) - 4, np.maximum(end, 0) + 4
    inside: Mask = np.logical_and.reduce((apart >= low) & (apart <= high), axis=1)
    return inside


def _balanced(apart: Floats, end: Floats, counts: NDArray[np.intp], among: Mask) -> bool:
    """Whether colours stray from the line to both sides: red before each stroke and blue behind it."""
    unit = end / _length(end)
    astray = apart[among] - (apart[among] @ unit)[:, None] * unit
    weight = counts[among][:, None]
    return _length((astray * weight).sum(axis=0)) < 0.4 * float(
        (np.sqrt((astray**2).sum(axis=1)) * weight[:, 0]).sum()
    )


def beyond(color: Floats, background: Floats, share: float) -> Floats:
    """The colour at the end of the line if a pixel of ``color`` is covered to that share only."""
    end: Floats = background + (color - background) / np.float32(share)
    return np.minimum(np.maximum(end, 0), 255)


# ---- several backgrounds ---------------------------------------------------------------------------------


def _over_gradient(layers: Layers, limits: Sequence[float]) -> Colors:
    """One text colour over a slope of colours: the worst place counts."""
    assert layers.slope is not None
    found = _plateau(layers)
    if found is None:
        return _over_image(layers)
    color, explained, whole = found
    behind = layers.slope.reshape(-1, 3)
    ratios = contrasts(behind, color)
    inked = contrasts(layers.slope[layers.ink], color)
    worst = int(ratios.argmin())
    least, most = float(ratios[worst]), float(inked.min())
    confidence = min(0.9, 1 - 2 * max(0.0, 1 - explained - 0.03), 0.95 if whole >= 24 else 0.7)
    reasons = ["gradient"]
    return _weighed(color, behind[worst], most, (least * 0.98, most * 1.02), confidence, reasons, limits)


def _plateau(layers: Layers) -> tuple[Floats, float, int] | None:
    """The colour that most pixels of the ink share, how much of the ink mixes towards it, and its pixels."""
    assert layers.slope is not None
    inked = layers.packed[layers.ink]
    packed, counts = count_colors(inked)
    best = int(counts.argmax())
    if counts[best] < max(6, 0.02 * counts.sum()):
        return None
    color = bands(packed[best : best + 1])[0, :3].astype(np.float32)
    behind = layers.slope[layers.ink]
    apart = bands(inked)[:, :3].astype(np.float32) - behind
    way = color - behind
    size = np.maximum((way**2).sum(axis=1), 1)
    share = (apart * way).sum(axis=1) / size
    off = np.sqrt(((apart - share[:, None] * way) ** 2).sum(axis=1))
    meant = (share > -0.05) & (share < 1.05) & (off <= 6 + 0.03 * np.sqrt(size))
    return color, float(meant.mean()), int(counts[best])


def _over_image(layers: Layers) -> Colors:
    """Text over a picture: an estimate that no verdict may rest on."""
    packed, counts = count_colors(layers.packed)
    color = bands(packed[[counts.argmax()]])[0, :3].astype(np.float32)
    others = bands(layers.packed[layers.packed != packed[counts.argmax()]])[:, :3].astype(np.float32)
    if not len(others):
        return _without_ink(layers)
    ratios = np.sort(contrasts(others, color))
    behind = np.median(others, axis=0).astype(np.float32)
    low, high = ratios[int(0.05 * len(ratios))], ratios[int(0.95 * (len(ratios) - 1))]
    return Colors(_rgb(color), _rgb(behind), float(low), 1.0, float(high), 0.2, "background-image")


# ---- graphics --------------------------------------------------------------------------------------------


def measure_graphic(picture: Picture, box: Box, *, limits: Sequence[float] = LIMITS[:1]) -> Colors:
    """Measure an icon, or the frame or fill of a control, against what surrounds it. ``box`` in px.

    The surroundings are a rim of 3 px outside the box, where the picture has one; else the box's own
    background.
    """
    wide = (box[0] - 3, box[1] - 3, box[2] + 3, box[3] + 3)
    layers = separate(picture, wide, graphic=True)
    if layers.behind is not Behind.FLAT:
        return measure_colors(picture, wide, limits=limits, layers=layers)
    inks, explained = find_inks(layers)
    if sum(ink.half for ink in inks) < _LEAST_PIXELS:
        return _without_ink(layers, "too-small")
    shown = [ink for ink in inks if ink.half >= 0.2 * inks[0].half]
    ratios = [contrast(ink.color, layers.background) for ink in shown]
    ratio = most = max(ratios)  # what is seen best makes the graphic known
    ink = shown[ratios.index(ratio)]
    reasons = []
    if not ink.saturated:
        most = contrast(beyond(ink.color, layers.background, _THIN), layers.background)
        reasons.append("thin-strokes")
    if len(shown) > 1:
        reasons.append("several-colors")
    confidence = 1.0 - 0.15 * (len(shown) > 1) - 0.1 * (not ink.saturated)
    confidence = min(
        confidence, 1 - 2 * max(0.0, 1 - explained - 0.02), 0.4 + 0.6 * min(1.0, layers.even / 0.9)
    )
    bounds = (min(ratios), most)
    return _weighed(ink.color, layers.background, ratio, bounds, confidence, reasons, limits)


def measure_frame(
    picture: Picture, box: Box, density: float | None = None, *, limits: Sequence[float] = LIMITS[:1]
) -> Colors | None:
    """Measure the lines that frame a field, or the one below it, against what surrounds the field.

    ``box`` in px, ``density``: px per dp, 1 where unknown. None where no line runs along the field: it has no
    frame, or shows by its fill alone.
    """
    wide = (box[0] - 3, box[1] - 3, box[2] + 3, box[3] + 3)
    layers = separate(picture, wide, graphic=True)
    if layers.behind is not Behind.FLAT or layers.ink.shape[1] < _FRAME_SHARE * (box[2] - box[0]):
        return None
    full = np.count_nonzero(layers.ink, axis=1) >= _FRAME_SHARE * layers.ink.shape[1]
    thick = _FRAME_DP * (density or 1.0)
    lines = [line for line in runs_of(full) if line[1] - line[0] <= thick]
    above, below = round(wide[1]) - layers.top, round(wide[3]) - layers.top
    lines = [line for line in lines if line[0] - above >= 2 and below - line[1] >= 2]  # else a neighbour's
    if not lines:
        return None
    marked = np.zeros_like(layers.ink)
    for top, bottom in lines:
        marked[top:bottom] = layers.ink[top:bottom]
    packed, counts = count_colors(layers.packed[marked])
    color = bands(packed[[counts.argmax()]])[0, :3].astype(np.float32)
    ratio = most = contrast(color, layers.background)
    crisp = counts.max() >= 0.5 * counts.sum()
    if not crisp or max(bottom - top for top, bottom in lines) < 3:  # a line may lie between two rows of px
        most = contrast(beyond(color, layers.background, 0.5), layers.background)
    confidence = 0.95 if crisp else 0.7
    reasons = ["thin-strokes"]
    return _weighed(color, layers.background, ratio, (ratio, most), confidence, reasons, limits)


# ---- numbers ---------------------------------------------------------------------------------------------


def _weighed(
    color: Floats,
    background: Floats,
    ratio: float,
    bounds: tuple[float, float],
    confidence: float,
    reasons: Sequence[str],
    limits: Sequence[float],
) -> Colors:
    """Lower the confidence where the bounds give different verdicts."""
    least, most = min(*bounds, ratio), max(*bounds, ratio)
    split = any(least + _ROUNDING < limit <= most + _ROUNDING for limit in limits)
    reason = reasons[0] if reasons and (split or confidence < HIGH) else ""
    if split:
        confidence, reason = min(confidence, _UNSURE), reason or "borderline"
    confidence = round(max(0.0, min(1.0, confidence)), 3)
    return Colors(_rgb(color), _rgb(background), round(ratio, 3), least, most, confidence, reason)


def _without_ink(layers: Layers, reason: str = "no-ink") -> Colors:
    color = _rgb(layers.background)
    return Colors(color, color, 1.0, 1.0, 21.0, 0.0, reason)


def contrasts(colors: Floats, other: Floats) -> Floats:
    """WCAG 2's contrast ratio of each of some colours (… × 3, sRGB 0..255) with another."""
    one, two = luminances(colors) + 0.05, luminances(other) + 0.05
    ratio: Floats = np.maximum(one, two) / np.minimum(one, two)
    return ratio


def contrast(one: Floats, other: Floats) -> float:
    """The same for two colours."""
    light, dark = sorted((_luminance(one.tolist()), _luminance(other.tolist())), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Sequence[float]) -> float:
    red, green, blue = (
        band / 3294.6 if band <= 10.31475 else ((band / 255 + 0.055) / 1.055) ** 2.4 for band in color
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def luminances(colors: Floats) -> Floats:
    """WCAG 2's relative luminance, 0..1."""
    band = colors / 255
    linear = np.where(band <= 0.04045, band / 12.92, ((band + 0.055) / 1.055) ** 2.4)
    light: Floats = linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    return light


def _rgb(color: Floats) -> Rgb:
    red, green, blue = (min(255, max(0, round(band))) for band in color.tolist())
    return red, green, blue
