"""`Screen` and `Element`: one immutable capture of what the app shows, whatever the platform."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from ..findings import Json

Box: TypeAlias = tuple[float, float, float, float]
Rgb: TypeAlias = tuple[int, int, int]


class Platform(StrEnum):
    ANDROID = "android"
    IOS = "ios"
    WEB = "web"


class ScreenshotState(StrEnum):
    """Whether the picture shows what the user saw (FLAG_SECURE gives *hidden*)."""

    OK = "ok"
    HIDDEN = "hidden"
    UNIFORM = "uniform"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One node of the captured tree. Unknown is None, never False or 0.

    ``bounds``: the visible part, in screenshot px (left, top, right, bottom); None when scrolled out of
    the picture. ``full_bounds``: the whole box, where the platform tells it (web), in the same px.
    ``bounds_dp`` and ``full_bounds_dp``: the same in dp (1 dp = 1 CSS px on the web); None when the density
    is unknown. ``text``: the element's own text; ``name``: what a screen reader says.
    ``color`` and ``background``: sRGB 0..255, composed over what lies behind; None when unknown.
    """

    id: str
    role: str = ""
    name: str | None = None
    text: str | None = None
    resource_id: str | None = None
    class_name: str | None = None
    package: str | None = None
    bounds: Box | None = None
    full_bounds: Box | None = None
    bounds_dp: Box | None = None
    full_bounds_dp: Box | None = None
    visible: bool | None = None
    clickable: bool | None = None
    focusable: bool | None = None
    enabled: bool | None = None
    checked: bool | None = None
    selected: bool | None = None
    password: bool | None = None
    scrollable: bool | None = None
    editable: bool | None = None
    clipped: bool | None = None
    text_cut: bool | None = None
    """The element's text does not fit its box and what is outside is hidden."""
    text_ellipsis: bool | None = None
    """What is cut ends in an ellipsis, as the style asks; without a style the picture tells."""
    in_webview: bool | None = None
    invalid: bool | None = None
    """Marked as filled in wrongly (``aria-invalid``, Android's ``content-invalid``)."""
    error: str | None = None
    """What a reader is told to be wrong (``aria-errormessage``, ``TextView.setError``)."""
    reader_focused: bool | None = None
    """A running screen reader stands on it; what it reads next comes after it in the tree."""
    reader_hidden: bool | None = None
    """Taken out of the accessibility tree on purpose (``aria-hidden``, ``inert``, decorative image)."""
    text_size_dp: float | None = None
    text_weight: int | None = None
    line_height_dp: float | None = None
    line_count: int | None = None
    color: Rgb | None = None
    background: Rgb | None = None
    background_reason: str = ""
    """Why ``background`` is None: ``image``, ``positioned``, ``filter`` …"""
    hint: str | None = None
    value: str | None = None
    """What an editable field holds; always None for password fields."""
    input_type: str | None = None
    href: str | None = None
    frame: str = ""
    """Path of the iframe or shadow host the node lives in; empty for the top document."""
    inline: bool | None = None
    """Part of a sentence (a link inside running text)."""
    parent: str | None = None
    children: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How people and tables name the element: ``#id``, else role and name, else the path."""
        if self.resource_id:  # on Android `package:id/name`: the name alone is what people know
            return f"#{self.resource_id.rpartition(':id/')[2] or self.resource_id}"
        spoken = self.name or self.text
        return f"{self.role} “{spoken[:40]}”" if spoken else f"{self.role} {self.id}".strip()

    @property
    def size_dp(self) -> tuple[float, float] | None:
        """Width and height in dp of the whole box where known, else of the visible part."""
        box = self.full_bounds_dp or self.bounds_dp
        return None if box is None else (box[2] - box[0], box[3] - box[1])

    def to_json(self) -> dict[str, Json]:
        """Return every known field; unknown ones are left out."""
        known: dict[str, Json] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value is None or value == "" or value == ():
                continue
            known[item.name] = list(value) if isinstance(value, tuple) else value
        return known

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Element:
        """Rebuild what `to_json` wrote. :raises TypeError: on an unknown field."""
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in data.items()})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One capture. Lengths in px are screenshot px; ``density`` is px per dp, None when unknown."""

    platform: Platform
    elements: tuple[Element, ...]
    """In document order; the first is the root."""
    size: tuple[int, int]
    """Width and height of the picture in px."""
    name: str = ""
    mode: str = "standard"
    """``standard`` or ``elderly``."""
    screenshot: bytes | None = None
    """PNG."""
    screenshot_state: ScreenshotState = ScreenshotState.UNAVAILABLE
    density: float | None = None
    font_scale: float | None = None
    locale: str | None = None
    package: str | None = None
    activity: str | None = None
    """The Android activity in front."""
    url: str | None = None
    title: str | None = None
    page_size_dp: tuple[float, float] | None = None
    """Width and height of the whole scrollable page (web)."""
    settings: Mapping[str, Json] = field(default_factory=dict)
    """Driver and display settings that shaped the tree."""
    truncated: bool = False
    """The source was longer than the capture limit: what is missing was not observed."""
    index: Mapping[str, Element] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {element.id: element for element in self.elements})

    @classmethod
    def from_files(
        cls,
        *,
        source: str | Path,
        screenshot: str | Path | None = None,
        density: float | None = None,
        font_scale: float | None = None,
    ) -> Screen:
        """Read a recorded screen; see `files.screen_from_files`. :raises ScreenParseError: if unreadable."""
        from .files import screen_from_files  # the parsers build on this module

        return screen_from_files(source, screenshot, density=density, font_scale=font_scale)

    def __getitem__(self, element_id: str) -> Element:
        return self.index[element_id]

    def children(self, element: Element) -> Iterator[Element]:
        return (self.index[child] for child in element.children if child in self.index)

    def ancestors(self, element: Element) -> Iterator[Element]:
        """From the parent upwards."""
        while element.parent is not None and element.parent in self.index:
            element = self.index[element.parent]
            yield element

    def subtree(self, element: Element) -> Iterator[Element]:
        """The element itself and everything below it, in document order."""
        ahead = [element]  # no recursion: pages are nested deeper than Python calls may be
        while ahead:
            current = ahead.pop()
            yield current
            ahead.extend(reversed(list(self.children(current))))

    @property
    def laid_out_dp(self) -> float | None:
        """Width in dp that the screen was laid out for; None for an unknown density.

        A browser zooms out when a page is too wide: more is seen then than was laid out for.
        """
        if not self.density:
            return None
        width = self.size[0] / self.density
        laid_out = self.settings.get("layout_width")
        return min(width, float(laid_out)) if isinstance(laid_out, int | float) and laid_out > 0 else width

    def shown(self) -> Iterator[Element]:
        """Elements that are rendered (not ``display: none``), on the picture or scrolled out of it."""
        return (element for element in self.elements if element.visible is not False)

    def to_json(self) -> dict[str, Json]:
        """Return everything but the picture as JSON types."""
        return {
            "platform": self.platform.value,
            "name": self.name,
            "mode": self.mode,
            "size": list(self.size),
            "screenshot_state": self.screenshot_state.value,
            "density": self.density,
            "font_scale": self.font_scale,
            "locale": self.locale,
            "package": self.package,
            "activity": self.activity,
            "url": self.url,
            "title": self.title,
            "page_size_dp": list(self.page_size_dp) if self.page_size_dp else None,
            "settings": json.loads(json.dumps(dict(self.settings))),
            "truncated": self.truncated,
            "elements": [element.to_json() for element in self.elements],
        }
