"""Screens from files that somebody else wrote: the reader is chosen by what stands in the source."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import NoReturn

from ..errors import ScreenParseError
from .bundle import BUNDLE_FORMAT, read_bytes, read_json, screen_from_bundle
from .model import Screen
from .web import PAYLOAD_FORMAT, parse_web

_SAME_DENSITY = 0.01
"""Rounding of a hand-typed density; beyond it the caller means another device."""


def screen_from_files(
    source: str | Path,
    screenshot: str | Path | None = None,
    *,
    density: float | None = None,
    font_scale: float | None = None,
) -> Screen:
    """Read a page recorded as JSON: a bundle's `screen.json`, or what `collect.js` returned.

    :param density: px per dp. Web sources tell it themselves: a different value is refused.
    :param font_scale: replaces what the source says.
    :raises ScreenParseError: for a source of another kind, or one that is damaged.
    """
    path = Path(source)
    if path.suffix.lower() != ".json":
        _refuse(path, f"a {path.suffix or 'nameless'} file")
    data = read_json(path)
    picture = None
    if screenshot is not None:
        picture = read_bytes(Path(screenshot))
        if picture is None:
            raise _error(Path(screenshot), "no such file", "the screenshot that belongs to the source")
    if data.get("format") == BUNDLE_FORMAT:
        screen = screen_from_bundle(data, picture, where=str(path))
    elif data.get("format") == PAYLOAD_FORMAT:
        screen = parse_web(data, picture, name=path.stem)
    else:
        _refuse(path, f"JSON with the format {data.get('format')!a}")
    if density is not None and screen.density is not None:
        if abs(density / screen.density - 1) > _SAME_DENSITY:
            raise _error(path, f"density={density}", f"{screen.density:g}, as the source says, or None")
    elif density is not None:
        screen = dataclasses.replace(screen, density=density)
    return screen if font_scale is None else dataclasses.replace(screen, font_scale=font_scale)


def _refuse(path: Path, got: str) -> NoReturn:
    raise _error(path, got, f"JSON of the format {BUNDLE_FORMAT} or {PAYLOAD_FORMAT} (web pages)")


def _error(path: Path, got: str, wanted: str) -> ScreenParseError:
    return ScreenParseError(
        who="Screen.from_files",
        where=str(path),
        got=got,
        wanted=wanted,
        next_step="record the screen with --mob-record and name its screen.json",
    )
