"""Screens from files that somebody else wrote: the reader is chosen by what stands in the source."""

from __future__ import annotations

import codecs
import dataclasses
import re
from pathlib import Path
from typing import Any, NoReturn

from ..errors import ScreenParseError
from ..messages import say
from .android import parse_android
from .bundle import BUNDLE_FORMAT, read_bytes, read_json, screen_from_bundle
from .ios import parse_ios
from .model import Platform, Screen
from .source import LARGEST_SOURCE, decode
from .web import PAYLOAD_FORMAT, parse_web

_SAME_DENSITY = 0.01
"""Rounding of a hand-typed density; beyond it the caller means another device."""
_IOS = re.compile(r"<(?:AppiumAUT|XCUIElementType\w+)[\s/>]")
_TAG = re.compile(r"<[^\W\d]")
_HEAD = 4096
"""Bytes or characters that are looked at for telling JSON from XML."""


def screen_from_files(
    source: str | Path,
    screenshot: str | Path | None = None,
    *,
    density: float | None = None,
    font_scale: float | None = None,
) -> Screen:
    """Read a recorded screen, whatever the file is called.

    JSON: a bundle's `screen.json`, or what `collect.js` returned. XML: the source of Appium's UiAutomator2 or
    XCUITest driver, or a file of ``uiautomator dump``; console text around it does no harm.

    :param density: px per dp. Sources that tell it themselves refuse a different value.
    :param font_scale: replaces what the source says.
    :raises ScreenParseError: for a source of another kind, or one that is damaged; it names file and line.
    """
    path = Path(source)
    raw = read_bytes(path)
    if raw is None:
        raise _error(path, say("no such file"), say("a recorded page source"))
    picture = None
    if screenshot is not None:
        picture = read_bytes(Path(screenshot))
        if picture is None:
            wanted = say("the screenshot that belongs to the source")
            raise _error(Path(screenshot), say("no such file"), wanted)
    if not _is_json(raw):
        screen = _from_xml(path, raw, picture, density=density, font_scale=font_scale)
        if screen.platform is Platform.ANDROID:  # its px per dp may be fewer in a picture that was shrunk
            return screen
    else:
        screen = _from_json(path, picture)
    if density is not None and screen.density is not None:
        if abs(density / screen.density - 1) > _SAME_DENSITY:
            wanted = say("{density:g}, as the source says, or None", density=screen.density)
            raise _error(path, f"density={density}", wanted)
    elif density is not None:
        screen = dataclasses.replace(screen, density=density)
    return screen if font_scale is None else dataclasses.replace(screen, font_scale=font_scale)


def _is_json(raw: bytes) -> bool:
    return raw[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[")


def _from_json(path: Path, picture: bytes | None) -> Screen:
    data: dict[str, Any] = read_json(path)
    if data.get("format") == BUNDLE_FORMAT:
        return screen_from_bundle(data, picture, where=str(path))
    if data.get("format") == PAYLOAD_FORMAT:
        return parse_web(data, picture, name=path.stem)
    _refuse(path, say("JSON with the format {format}", format=ascii(data.get("format"))))


def _from_xml(
    path: Path, raw: bytes, picture: bytes | None, *, density: float | None, font_scale: float | None
) -> Screen:
    if len(raw) > LARGEST_SOURCE:
        wanted = say("a source of at most {most:,}", most=LARGEST_SOURCE)
        raise _error(path, say("{count:,} bytes", count=len(raw)), wanted)
    text = decode(raw, where=str(path))
    if not _TAG.search(text):
        shown = " ".join(text[:_HEAD].split())[:80]
        _refuse(path, say("no XML: {shown!a}", shown=shown) if shown else say("an empty file"))
    parse = parse_ios if _IOS.search(text) else parse_android
    return parse(text, picture, density=density, font_scale=font_scale, name=path.stem, where=str(path))


def _refuse(path: Path, got: str) -> NoReturn:
    wanted = say(
        "JSON of the format {bundle} or {payload} (web pages), or the page source of an Android or iOS app "
        "as XML",
        bundle=BUNDLE_FORMAT,
        payload=PAYLOAD_FORMAT,
    )
    raise _error(path, got, wanted)


def _error(path: Path, got: str, wanted: str) -> ScreenParseError:
    return ScreenParseError(
        who="Screen.from_files",
        where=str(path),
        got=got,
        wanted=wanted,
        next_step=say(
            "record the screen with --mob-record and name its screen.json, or save the page source"
        ),
    )
