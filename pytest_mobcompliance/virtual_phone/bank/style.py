"""Sizes and colours of the two modes, by day and by night."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Texts in sp, lengths in dp."""

    elderly: bool
    size: float
    title: float
    heading: float
    small: float
    spacing: float
    pad: float
    """Inside what is tapped: with one line of text it is at least 48 (elderly: 60) dp high."""
    target: float
    """Side of a button that is only an icon."""
    page: str
    card: str
    text: str
    soft: str
    field: str
    brand: str
    on_brand: str
    bad: str
    good: str
    refused: str
    """Of a field with a wrong value."""
    fixed: bool = False
    """Texts keep their size whatever the user's font scale is: a defect."""


_SIZES = {
    False: {
        "size": 16, "title": 20, "heading": 18, "small": 14, "spacing": 1.4, "pad": 13, "target": 48,
    },
    # MIIT 2021, annex 2: text from 18 dp, main components from 60 dp, spacing from 1.3.
    True: {
        "size": 20, "title": 26, "heading": 22, "small": 20, "spacing": 1.5, "pad": 17, "target": 64,
    },
}  # fmt: skip
_COLOURS = {
    False: {
        "page": "#f4f6f8", "card": "#ffffff", "text": "#1c2430", "soft": "#4a5565", "field": "#eef1f5",
        "brand": "#0b4a8f", "on_brand": "#ffffff", "bad": "#a3160f", "good": "#13602f",
        "refused": "#f9dcd9",
    },
    True: {
        "page": "#10151c", "card": "#1a222d", "text": "#eef2f6", "soft": "#b9c4d0", "field": "#263140",
        "brand": "#8fc1ff", "on_brand": "#0b1420", "bad": "#ffb0a8", "good": "#8fe0ab",
        "refused": "#4a2320",
    },
}  # fmt: skip


PALE = {False: "#b4bcc6", True: "#3c4653"}
"""By day and by night: 1.9 to 1 on a card and on the page."""


def style_of(elderly: bool, night: bool, *, fixed: bool = False) -> Style:
    """The look of a mode."""
    return Style(elderly=elderly, fixed=fixed, **_SIZES[elderly], **_COLOURS[night])  # type: ignore[arg-type]
