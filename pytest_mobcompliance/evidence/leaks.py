"""Looks through what a run left behind for values of the declared identities.

Found are whole values however they are written (full width, with gaps, in another case) and wrapped
(`unwrap`), long parts of them, and personal numbers that belong to nobody who was declared. A find tells the
file, the way to it and whose value it is, never the value.
"""

from __future__ import annotations

import io
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageSequence

from ..findings import Json
from ..recognise.sensitive import find_sensitive
from ..screen.ocr import read_text
from ..screen.picture import read_png
from .unwrap import Closed, Limits, PictureReader, layers

PART_DIGITS = 6
"""Digits in a row of a number that count as a part of it: what a card shows of its issuer, and more."""
PART_SPACED = 8
"""Digits that do with gaps between them, since two small numbers in a row are no part of a larger one."""
PART_PASSWORD = 8
"""Characters in a row of a password that count as a part of it."""
SHORTEST_CODE = 6
"""Digits: a shorter number stands in every report as a size or a time, so it is not looked for."""
SHORTEST_ASCII = 4
"""Letters, likewise: a shorter word is part of ordinary ones."""
SHORTEST_NAME = 2
_VARIED = 3
"""Different digits in a part: a row of zeros is in many numbers."""
_FRAMES = 20
"""Pictures of an animation that are read."""

_GAP = "[\\s\\-‐-―.·+_/()\u00ad\u200b-\u200f\u2060\ufeff]{0,3}"
_CHAIN = re.compile(rf"\d(?:{_GAP}\d){{{PART_DIGITS - 1},}}(?:{_GAP}[xX](?![A-Za-z0-9]))?")
_GROUP = re.compile(r"(?<![A-Za-z0-9_#])(?<!\d\.)\d+[xX]?(?![A-Za-z0-9_])")
_INSIDE = re.compile(r"[A-Za-z_#.]")
_MASK = "*＊•●✱…"
# The mark of a redacted value is made by chance, and so are digests and UUIDs: they are nobody's number.
_MARK = re.compile(r"#[0-9a-f]{6}›")
_DIGEST = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One value to look for, and whose it is: ``("alice.phone", "alice.account")``.

    ``form``: ``digits``, ``code`` (a short number, found only by itself), ``ascii`` or ``name``.
    """

    value: str
    whose: tuple[str, ...]
    form: str
    password: bool = False


@dataclass(frozen=True, slots=True)
class Leak:
    """A value that was found. ``kind``: ``value``, ``part``, or what a number of nobody's looks like
    (``id_number``, ``card``, ``phone``); ``line``: of the first one, in the innermost text."""

    file: str
    steps: tuple[str, ...]
    kind: str
    whose: tuple[str, ...]
    count: int
    line: int

    def to_json(self) -> dict[str, Json]:
        """As plain values; names of files and of packed files may hold a value: redact them."""
        return {
            "file": self.file,
            "steps": list(self.steps),
            "kind": self.kind,
            "whose": list(self.whose),
            "count": self.count,
            "line": self.line,
        }


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that was not looked through, ``count`` times the same.

    ``why``: as of `unwrap.Closed`, ``unreadable`` or ``link``.
    """

    file: str
    steps: tuple[str, ...]
    why: str
    count: int = 1

    def to_json(self) -> dict[str, Json]:
        """As plain values, like `Leak.to_json`."""
        return {"file": self.file, "steps": list(self.steps), "why": self.why, "count": self.count}


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found below some folders; ``files``: how many were looked through."""

    files: int
    leaks: tuple[Leak, ...]
    unread: tuple[Unread, ...]


# ------------------------------------------------------------------ what is looked for


def wanted_of(identities: Mapping[str, Mapping[str, str]]) -> tuple[tuple[Wanted, ...], tuple[str, ...]]:
    """Return the values to look for, and the fields that are too short to be told from other words.

    :param identities: fields by the name of the identity; ``hook`` as a code, and empty fields, are none.
    """
    whose: dict[str, list[str]] = {}
    short: list[str] = []
    for name, fields in identities.items():
        for key, value in fields.items():
            if not value.strip() or (key == "code" and value == "hook"):
                continue
            plain = _canonical(value)
            if _form_of(plain):
                whose.setdefault(plain, []).append(f"{name}.{key}")
            else:
                short.append(f"{name}.{key}")
    wanted = (
        Wanted(value, tuple(names), _form_of(value), any(name.endswith(".password") for name in names))
        for value, names in whose.items()
    )
    return tuple(wanted), tuple(short)


def _canonical(value: str) -> str:
    """A value without what may differ between its spellings."""
    plain = unicodedata.normalize("NFKC", value).strip().casefold()
    solid = re.sub(_GAP, "", plain)
    if re.fullmatch(r"\d+x?", solid):
        return re.sub(r"\A(?:00)?86(?=1[3-9]\d{9}\Z)", "", solid)
    return plain


def _form_of(plain: str) -> str:
    if re.fullmatch(r"\d+x?", plain):
        return "digits" if len(plain) > SHORTEST_CODE + 1 else "code" if len(plain) >= SHORTEST_CODE else ""
    if plain.isascii():
        return "ascii" if len(plain) >= SHORTEST_ASCII else ""
    return "name" if len(re.sub(r"\s", "", plain)) >= SHORTEST_NAME else ""


# ------------------------------------------------------------------ in one text


@dataclass(frozen=True, slots=True)
class _Hit:
    kind: str
    value: str
    place: int


def find_in(text: str, wanted: Sequence[Wanted]) -> list[tuple[str, tuple[str, ...], int, int]]:
    """Return what a text shows: kind, whose, how often, and the line of the first one.

    A part counts only where the whole value stands nowhere in the text.
    """
    plain = _MARK.sub("›", text)
    plain = (plain if plain.isascii() else unicodedata.normalize("NFKC", plain)).casefold()
    names = {one.value: one.whose for one in wanted}
    hits = [*_words(plain, wanted), *_numbers(plain, wanted)]
    whole = {hit.value for hit in hits if hit.kind == "value"}
    hits = [hit for hit in hits if hit.kind != "part" or hit.value not in whole]
    counts = Counter((hit.kind, hit.value) for hit in hits)
    first: dict[tuple[str, str], int] = {}
    for hit in hits:
        first[hit.kind, hit.value] = min(hit.place, first.get((hit.kind, hit.value), hit.place))
    told = [
        (kind, names.get(value, ()), count, plain.count("\n", 0, first[kind, value]) + 1)
        for (kind, value), count in counts.items()
    ]
    return _together(told)


def _together(
    told: Iterable[tuple[str, tuple[str, ...], int, int]],
) -> list[tuple[str, tuple[str, ...], int, int]]:
    """Numbers of nobody's make one line for each kind."""
    merged: dict[tuple[str, tuple[str, ...]], tuple[int, int]] = {}
    for kind, whose, count, line in told:
        before = merged.get((kind, whose), (0, line))
        merged[kind, whose] = (before[0] + count, min(before[1], line))
    return [(kind, whose, count, line) for (kind, whose), (count, line) in merged.items()]


def _words(plain: str, wanted: Iterable[Wanted]) -> Iterator[_Hit]:
    for one in wanted:
        if one.form == "name":
            solid = [char for char in one.value if not char.isspace()]
            if all(char in plain for char in solid):
                pattern = _GAP.join(map(re.escape, solid))
                yield from (_Hit("value", one.value, hit.start()) for hit in re.finditer(pattern, plain))
        elif one.form == "ascii" and one.value in plain:
            edge = "[a-z0-9]" if one.value.isalnum() and not one.password else "(?!)"
            pattern = f"(?<!{edge}){re.escape(one.value)}(?!{edge})"  # `anna` is not part of `savannah`
            yield from (_Hit("value", one.value, hit.start()) for hit in re.finditer(pattern, plain))
        elif one.password and one.form == "ascii":
            found = (plain.find(part) for part in _parts(one.value))
            yield from (_Hit("part", one.value, place) for place in found if place >= 0)


def _parts(password: str) -> Iterator[str]:
    """Stretches of a password that are no ordinary word: letters with digits or signs."""
    for begin in range(len(password) - PART_PASSWORD + 1):
        part = password[begin : begin + PART_PASSWORD]
        if not part.isalpha() and not part.isdigit():
            yield part


def _numbers(plain: str, wanted: Iterable[Wanted]) -> Iterator[_Hit]:
    numbers = [one.value for one in wanted if one.form == "digits"]
    codes = frozenset(one.value for one in wanted if one.form == "code")
    apart = _DIGEST.sub(lambda found: "#" * len(found.group()), plain)  # places stay
    for chain in _CHAIN.finditer(plain):
        places = [place for place in range(*chain.span()) if plain[place].isdecimal() or plain[place] == "x"]
        solid = "".join(plain[place] for place in places)
        for value in numbers:
            found = re.finditer(value, solid)
            yield from (_Hit("value", value, places[hit.start()]) for hit in found)
        yield from _looks_like(apart, chain, numbers)
        yield from _pieces(apart, chain, numbers, codes)
        spaced = len(solid) < len(chain.group()) and not _INSIDE.match(apart, max(0, chain.start() - 1))
        if spaced and len(solid) >= PART_SPACED and len(set(solid)) >= _VARIED:
            yield from (_Hit("part", value, places[0]) for value in numbers if solid in value)


def _looks_like(apart: str, chain: re.Match[str], numbers: Sequence[str]) -> Iterator[_Hit]:
    """Numbers by their checksum that are none of the declared ones."""
    begin = max(0, chain.start() - 3)
    for one in find_sensitive(apart[begin : chain.end() + 2]):
        value = one.value.casefold()
        if not any(value in number or number in value for number in numbers):
            yield _Hit(one.kind, value, begin + one.start)


def _pieces(
    apart: str, chain: re.Match[str], numbers: Sequence[str], codes: frozenset[str]
) -> Iterator[_Hit]:
    """Groups of digits by themselves that are a code, or a stretch of a number."""
    for group in _GROUP.finditer(apart, chain.start(), chain.end()):
        digits = group.group()
        if len(digits) < PART_DIGITS:
            continue
        if digits in codes:
            yield _Hit("value", digits, group.start())
        near = apart[max(0, group.start() - 2) : group.start()] + apart[group.end() : group.end() + 2]
        masked = len(digits) == PART_DIGITS and any(sign in near for sign in _MASK)
        if (
            masked or len(set(digits)) < _VARIED
        ):  # `621700****0012` is masked as usual; `000000` is in many numbers
            continue
        yield from (_Hit("part", value, group.start()) for value in numbers if digits in value)


# ------------------------------------------------------------------ in files


def look_through(
    files: Iterable[tuple[str, Path]],
    wanted: Sequence[Wanted],
    *,
    words_of: PictureReader,
    limits: Limits | None = None,
) -> Looked:
    """Look through files, given as what people call them and where they lie (see `files_below`)."""
    leaks: list[Leak] = []
    unread: list[Unread] = []
    count = 0
    for named, file in files:
        count += 1
        leaks += (Leak(named, ("file name",), *each) for each in find_in(named, wanted))
        data = _bytes_of(file, limits or Limits())
        if isinstance(data, str):
            unread.append(Unread(named, (), data))
            continue
        for each in _in_file(named, data, wanted, words_of, limits):
            if isinstance(each, Leak):
                leaks.append(each)
            else:
                unread.append(each)
    alike = Counter(unread)
    return Looked(count, tuple(leaks), tuple(replace(one, count=alike[one]) for one in alike))


def _in_file(
    named: str, data: bytes, wanted: Sequence[Wanted], words_of: PictureReader, limits: Limits | None
) -> Iterator[Leak | Unread]:
    sought = [one.value for one in wanted]
    above: dict[tuple[str, ...], set[tuple[str, tuple[str, ...]]]] = {}
    for layer in layers(data, words_of, limits=limits, sought=sought):
        if isinstance(layer, Closed):
            yield Unread(named, layer.steps, layer.why)
            continue
        known = {one for depth in range(len(layer.steps)) for one in above.get(layer.steps[:depth], ())}
        for kind, whose, count, line in find_in(layer.text, wanted):
            if (kind, whose) in known or (kind == "part" and ("value", whose) in known):
                continue  # undoing escapes leaves what was plain before as it was
            above.setdefault(layer.steps, set()).add((kind, whose))
            yield Leak(named, layer.steps, kind, whose, count, line)


def _bytes_of(file: Path, limits: Limits) -> bytes | str:
    """The bytes of a file, or why there are none."""
    try:
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode):
            return "link" if stat.S_ISLNK(found.st_mode) else "unreadable"
        if found.st_size > limits.size:
            return "too-large"
        return file.read_bytes()
    except OSError:
        return "unreadable"


def files_below(places: Iterable[Path], unreadable: Callable[[str], None]) -> Iterator[tuple[str, Path]]:
    """Give every file below folders (and files themselves) once, hidden ones too; links are not followed."""
    given: set[Path] = set()

    def note(error: OSError) -> None:
        unreadable(str(error.filename))

    for place in places:
        if not place.is_dir():
            found: Iterable[Path] = [place]
        else:
            walked = os.walk(place, onerror=note)
            found = sorted(
                Path(folder) / name
                for folder, folders, names in walked
                for name in (*names, *(one for one in folders if (Path(folder) / one).is_symlink()))
            )
        for file in found:
            at = file.parent.resolve() / file.name
            if at not in given:
                given.add(at)
                yield str(file), file


# ------------------------------------------------------------------ pictures


def words_in(picture: bytes) -> str | None:
    """Return the words in a picture, of an animation in all its frames; None where none can be read here."""
    try:
        with Image.open(io.BytesIO(picture)) as image:
            words = [_words_on(frame) for frame in _frames(image)]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return None if any(one is None for one in words) else "\n".join(filter(None, words))


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    if getattr(image, "n_frames", 1) > _FRAMES:
        raise ValueError("too many frames to read them all")
    yield from ImageSequence.Iterator(image)


def _words_on(frame: Image.Image) -> str | None:
    flat = io.BytesIO()
    frame.convert("RGB").save(flat, "PNG", compress_level=0)
    return read_text(read_png(flat.getvalue()), (0, 0, frame.width, frame.height))
