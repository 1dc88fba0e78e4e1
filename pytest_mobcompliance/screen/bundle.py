"""Recorded screens: a folder with `screen.json` and `screenshot.png` for each, to judge without a device."""

from __future__ import annotations

import json
import math
import os
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, Union, get_args, get_origin, get_type_hints

from ..errors import ScreenParseError
from ..messages import say
from .model import Element, Platform, Screen
from .pixels import read_picture
from .text import clean

BUNDLE_FORMAT = "mobcompliance-screen"
BUNDLE_VERSION = 1
SOURCE_NAME = "screen.json"
PICTURE_NAME = "screenshot.png"

_UNSAFE = re.compile(r"[^\w\-.]+")
_SUFFIX = re.compile(r"~(\d+)$")
_LARGEST = 1e9


def write_bundle(folder: Path, screen: Screen) -> Path:
    """Write a screen below ``folder`` and return the bundle's own folder.

    The folder is called by the screen's name, ``.elderly`` behind it in that mode. A name that is taken gets
    ``~2``, ``~3`` …: what another process wrote is never touched. `screen.json` is written last and in one
    step, so a bundle that has it is complete.
    """
    bundle = _new_folder(folder, _folder_name(screen))
    if screen.screenshot is not None:
        (bundle / PICTURE_NAME).write_bytes(screen.screenshot)
    data = {"format": BUNDLE_FORMAT, "version": BUNDLE_VERSION, "screen": screen.to_json()}
    text = clean_json(json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    draft = bundle / f"{SOURCE_NAME}.part"
    draft.write_text(text, "utf-8")
    os.replace(draft, bundle / SOURCE_NAME)
    return bundle


def read_bundle(path: Path | str) -> Screen:
    """Read a bundle; a missing picture gives a screen without one (state *unavailable*).

    :param path: the bundle's folder or its `screen.json`.
    :raises ScreenParseError: naming the file and key when JSON or picture are damaged or of another version.
    """
    path = Path(path)
    source = path / SOURCE_NAME if path.is_dir() else path
    picture = source.parent / PICTURE_NAME
    return screen_from_bundle(read_json(source), read_bytes(picture), where=str(source))


def find_bundles(folder: Path) -> dict[tuple[str, str], Path]:
    """Return the bundles directly below a folder by (screen name, mode); of several the last recorded.

    :raises ScreenParseError: when a bundle's name and mode cannot be read.
    """
    found: dict[tuple[str, str], tuple[int, Path]] = {}
    for source in sorted(folder.glob(f"*/{SOURCE_NAME}")):
        bundle = source.parent
        screen = _part(read_json(source), "screen", dict, str(source))
        key = (
            _part(screen, "name", str, str(source)),
            _part(screen, "mode", str, str(source)),
        )
        suffix = _SUFFIX.search(bundle.name)
        number = int(suffix.group(1)) if suffix else 1
        if key not in found or found[key][0] < number:
            found[key] = (number, bundle)
    return {key: bundle for key, (_, bundle) in found.items()}


def clean_json(text: str) -> str:
    """Replace what UTF-8 cannot hold (lone surrogates) in serialised JSON."""
    return clean(text)


# ------------------------------------------------------------------ reading


def read_bytes(path: Path) -> bytes | None:
    """Return a file's bytes, None when there is none. :raises ScreenParseError: when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        _fail(str(path), error.strerror or str(error), say("a readable file"))


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file. :raises ScreenParseError: when there is none."""
    raw = read_bytes(path)
    if raw is None:
        _fail(str(path), say("no such file"), say("a bundle: a folder with {file}", file=SOURCE_NAME))
    try:
        data = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        got = say("no valid JSON ({kind}: {error})", kind=type(error).__name__, error=str(error))
        _fail(str(path), got, say("JSON in UTF-8"))
    if not isinstance(data, dict):
        _fail(str(path), say("a JSON {kind}", kind=type(data).__name__), say("a JSON object"))
    return data


def screen_from_bundle(data: Mapping[str, Any], picture: bytes | None, *, where: str) -> Screen:
    """Rebuild the screen of a bundle's `screen.json`. :raises ScreenParseError: naming the wrong key."""
    if data.get("format") != BUNDLE_FORMAT:
        _fail(f"{where}: format", ascii(data.get("format"))[:80], BUNDLE_FORMAT)
    if data.get("version") != BUNDLE_VERSION:
        _fail(f"{where}: version", ascii(data.get("version"))[:80], str(BUNDLE_VERSION))
    body = _part(data, "screen", dict, where)
    state, size = read_picture(picture, where=str(Path(where).parent / PICTURE_NAME))
    known = _screen_fields(body, where)
    if size is not None and size != known["size"]:
        got = say("{size}, but the picture has {seen}", size=str(known["size"]), seen=str(size))
        _fail(f"{where}: size", got, say("the same size"))
    elements = tuple(_element(n, row, where) for n, row in enumerate(known.pop("elements")))
    _check_tree(elements, where)
    return Screen(**known, elements=elements, screenshot=picture or None, screenshot_state=state)


def _screen_fields(body: Mapping[str, Any], where: str) -> dict[str, Any]:
    try:
        body = _cleaned(body)
    except RecursionError:
        got = say("values nested hundreds of levels deep")
        _fail(f"{where}: screen", got, say("what write_bundle writes"))
    readers = _field_readers(Screen)
    known: dict[str, Any] = {}
    for key in ("platform", "size", "elements", "name", "mode"):
        if key not in body:
            wanted = say("the key, as write_bundle writes it")
            _fail(f"{where}: screen.{key}", say("nothing"), wanted)
    for key, value in body.items():
        if key == "screenshot_state":
            continue
        if key == "elements":
            known[key] = _part(body, key, list, where)
        elif key == "platform":
            if value not in tuple(Platform):
                _fail(f"{where}: screen.platform", ascii(value)[:80], ", ".join(Platform))
            known[key] = Platform(value)
        elif key not in readers:
            _fail(f"{where}: screen.{key}", say("an unknown key"), say("only keys of this version"))
        else:
            known[key] = _read(readers[key], value, f"{where}: screen.{key}")
    if min(known["size"]) < 0:
        _fail(f"{where}: screen.size", str(known["size"]), say("a size in px"))
    return known


def _element(number: int, row: Any, where: str) -> Element:
    if not isinstance(row, dict):
        _fail(f"{where}: elements[{number}]", ascii(row)[:80], say("an object"))
    readers = _field_readers(Element)
    known = {}
    for key, value in row.items():
        if key not in readers:
            got = say("the unknown key {key!a}", key=key)
            _fail(f"{where}: elements[{number}]", got, say("keys of this version"))
        known[key] = _read(readers[key], value, f"{where}: elements[{number}].{key}")
    if not known.get("id"):
        wanted = say("the element's path in the tree")
        _fail(f"{where}: elements[{number}].id", say("nothing"), wanted)
    return Element(**known)


def _check_tree(elements: tuple[Element, ...], where: str) -> None:
    """Parents come first and know their children: so no walk over the tree can run in circles."""
    children: dict[str, list[str]] = {}
    for number, element in enumerate(elements):
        place = f"{where}: elements[{number}]"
        if element.id in children:
            got = say("the id {id!a} again", id=element.id)
            _fail(place, got, say("a different id for every element"))
        children[element.id] = []
        if element.parent is not None:
            if element.parent not in children or element.parent == element.id:
                wanted = say("the id of an earlier element")
                _fail(f"{place}.parent", ascii(element.parent)[:80], wanted)
            children[element.parent].append(element.id)
    for number, element in enumerate(elements):
        if list(element.children) != children[element.id]:
            _fail(
                f"{where}: elements[{number}].children",
                ascii(element.children)[:80],
                say("the ids of the elements that name it as parent, in their order"),
            )


# ------------------------------------------------------------------ types of the fields

_Check = Callable[[Any], Any]


@cache
def _field_readers(model: type) -> Mapping[str, _Check]:
    """Readers made of the dataclass' own annotations, so that model and file cannot drift apart."""
    hints = get_type_hints(model)
    own = {"elements", "screenshot", "screenshot_state", "platform", "index"} if model is Screen else set()
    return {f.name: _reader(hints[f.name]) for f in fields(model) if f.name not in own}


def _reader(hint: Any) -> _Check:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        inner = _reader(next(part for part in parts if part is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        each = _reader(parts[0])
        length = None if parts[-1] is Ellipsis else len(parts)
        return lambda value: _tuple(value, each, length)
    if origin is not None and issubclass(origin, Mapping):
        return lambda value: _typed(value, dict)
    if hint is float:
        return _float
    if hint is int:
        return _int
    return lambda value: _typed(value, hint)


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(kind.__name__)
    return value


def _float(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or abs(value) > _LARGEST:
        raise TypeError(say("a number"))
    return float(value)


def _int(value: Any) -> int:
    if type(value) is not int or abs(value) > _LARGEST:
        raise TypeError(say("a whole number"))
    return value


def _tuple(value: Any, each: _Check, length: int | None) -> tuple[Any, ...]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise TypeError(say("a list") if length is None else say("a list of {length}", length=length))
    return tuple(map(each, value))


def _read(reader: _Check, value: Any, where: str) -> Any:
    try:
        return reader(value)
    except (TypeError, OverflowError) as error:
        _fail(where, ascii(value)[:80], error.args[0])


def _part(data: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    value = data.get(key)
    if type(value) is not kind:
        _fail(f"{where}: {key}", ascii(value)[:80], say("a JSON {kind}", kind=kind.__name__))
    return value


def _cleaned(value: Any) -> Any:
    """Text of a file may spell lone surrogates as escapes: cleaned here as `web.parse_web` does."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return value


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")


def _fail(where: str, got: str, wanted: str) -> NoReturn:
    raise ScreenParseError(
        who="screen bundle",
        where=where,
        got=got,
        wanted=wanted,
        next_step=say("record the screen again with --mob-record"),
    )


# ------------------------------------------------------------------ names


def _folder_name(screen: Screen) -> str:
    name = _UNSAFE.sub("-", clean(screen.name)).strip("-.")[:80] or "screen"
    return name if screen.mode == "standard" else f"{name}.{_UNSAFE.sub('-', clean(screen.mode))[:20]}"


def _new_folder(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 100_000):
        bundle = folder / (name if number == 1 else f"{name}~{number}")
        try:
            bundle.mkdir()
        except FileExistsError:
            continue
        return bundle
    _fail(str(folder / name), say("100,000 recordings of one screen"), say("an emptier folder"))
