"""`Measured`: what the pixels of one screen say of its elements, each measured once and only when asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .colors import LIMITS, Colors, measure_colors, measure_graphic
from .fit import Fit, fit_of
from .glyphs import read_text
from .ink import TextInk, Written, measure_text, read_lines
from .layers import Behind, Layers, separate
from .model import Box, Element, Screen
from .picture import Picture, picture_of


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """``picture``: of the screen; ``density``: px per dp, None when unknown.

    What is measured is the visible part of an element (``bounds``); None for one without.
    """

    picture: Picture
    density: float | None
    _layers: dict[Box, Layers] = field(default_factory=dict, repr=False)
    _colors: dict[tuple[Box, tuple[float, ...]], Colors] = field(default_factory=dict, repr=False)
    _written: dict[tuple[Box, str], Written | None] = field(default_factory=dict, repr=False)
    _texts: dict[tuple[Box, str], TextInk] = field(default_factory=dict, repr=False)

    def take_apart(self, elements: Iterable[Element]) -> None:
        """Take many boxes apart before they are asked for.

        All of them one after the other, then the colours of all, then the sizes: so the processor keeps the
        instructions of one step at hand. Element by element, the same steps take a fifth longer.
        """
        for element in elements:
            self.layers(element)

    def layers(self, element: Element) -> Layers | None:
        """Ink and background of an element's box, taken apart once for colours and size together."""
        box = element.bounds
        if box is None:
            return None
        if box not in self._layers:
            self._layers[box] = separate(self.picture, box)
        return self._layers[box]

    def colors(self, element: Element, limits: Sequence[float] = LIMITS) -> Colors | None:
        """Colours and contrast of the text in an element's box; ``limits``: ratios that decide."""
        box, layers = element.bounds, self.layers(element)
        if box is None or layers is None:
            return None
        key = (box, tuple(limits))
        if key not in self._colors:
            self._colors[key] = measure_colors(self.picture, box, limits=limits, layers=layers)
        return self._colors[key]

    def text(self, element: Element) -> TextInk | None:
        """Size, lines and pitch of an element's own text; None without a text."""
        box, text, layers = element.bounds, element.text, self.layers(element)
        if box is None or not text or layers is None:
            return None
        if (box, text) not in self._texts:
            written = self._lines(box, text, layers)
            ink = measure_text(self.picture, box, text, self.density, layers=layers, written=written)
            self._texts[box, text] = ink
        return self._texts[box, text]

    def fit(self, element: Element) -> Fit | None:
        """Whether an element's own text is drawn whole; None without a text. One rule asks, so it is not
        kept."""
        box, text, layers = element.bounds, element.text, self.layers(element)
        if box is None or not text or layers is None:
            return None
        return fit_of(layers, box, text, self._lines(box, text, layers))

    def _lines(self, box: Box, text: str, layers: Layers) -> Written | None:
        """The lines of a text, found once for its size and its fit; None where nothing can be read."""
        if (box, text) not in self._written:
            whole, told = read_text(text)[1], layers.behind in (Behind.FLAT, Behind.GRADIENT)
            self._written[box, text] = read_lines(layers, whole) if whole is not None and told else None
        return self._written[box, text]

    def graphic(self, element: Element, limits: Sequence[float] = LIMITS[:1]) -> Colors | None:
        """Colours and contrast of an icon or a control against what surrounds it; asked once, so not kept."""
        return (
            None if element.bounds is None else measure_graphic(self.picture, element.bounds, limits=limits)
        )


def measured_of(screen: Screen) -> Measured | None:
    """What is measured in the picture of a screen; None when it is missing, hidden or uniform."""
    picture = picture_of(screen)
    return None if picture is None else _kept(picture, screen.density)


@lru_cache(maxsize=2)
def _kept(picture: Picture, density: float | None) -> Measured:
    """Kept for the last two, as their pictures are: several rules look at the same one."""
    return Measured(picture, density)
