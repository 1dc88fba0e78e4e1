"""Thousands of broken and hostile sources: a screen or a `ScreenParseError`, and no file or network."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_mobcompliance.errors import ScreenParseError
from pytest_mobcompliance.screen import Screen, parse_android, parse_ios, source

CAPTURES = [path.read_bytes() for path in sorted((Path(__file__).parent / "captures").iterdir())]
PARSERS: list[Callable[..., Screen]] = [parse_android, parse_ios]

many = settings(
    max_examples=1300,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def outcome(parse: Callable[..., Screen], raw: str | bytes) -> Screen | None:
    """Parse, and check what must hold of any screen; None when it was refused."""
    try:
        screen = parse(raw, density=2.75)
    except ScreenParseError:
        return None
    assert len(screen.index) == len(screen.elements) > 0
    width, height = screen.size
    for element in screen.elements:
        assert element.parent is None or element.id in screen[element.parent].children
        if element.bounds is not None and parse is parse_android:
            left, top, right, bottom = element.bounds
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
        if element.password:
            assert element.value is element.text is None
    str(screen.to_json()).encode("utf-8")
    return screen


# ------------------------------------------------------------------ mutations

ATOMS = [
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"'",
        b"=",
        b"/",
        b"</",
        b"/>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?",
        b"?>",
    ),
    *(
        b"&amp;",
        b"&lt",
        b"&#0;",
        b"&#55357;",
        b"&#x110000;",
        b"&x;",
        b"<!DOCTYPE x>",
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ),
    *(
        b'bounds="[9,9][1,1]"',
        b'bounds="[0,0][99999999,1]"',
        b'class="android.webkit.WebView"',
        b'text=""',
        b'x="NaN"',
    ),
    *(
        b"<hierarchy>",
        b"</hierarchy>",
        b"<node/>",
        b"<AppiumAUT>",
        b"<a.b$C/>",
        b'password="true"',
        "中".encode("gbk"),
    ),
]


def mutate(raw: bytes, dice: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(dice.randint(1, 6)):
        if not data:
            break
        at = dice.randrange(len(data))
        end = min(len(data), at + dice.choice((1, 3, 30, 300)))
        kind = dice.randrange(7)
        if kind == 0:
            data[at] = dice.randrange(256)
        elif kind == 1:
            del data[at:end]
        elif kind == 2:
            data[at:at] = data[at:end] * dice.randint(1, 3)
        elif kind == 3:
            data[at:at] = dice.choice(ATOMS)
        elif kind == 4:
            data[at:end] = bytes(dice.randrange(256) for _ in range(min(end - at, 8)))
        elif kind == 5:
            del data[at:]
        else:
            other = dice.choice(CAPTURES)
            start = dice.randrange(len(other))
            data[at:end] = other[start : start + 200]
    return bytes(data)


def cut_tree(raw: bytes, dice: random.Random) -> bytes:
    """A shorter capture, so that thousands of them are read in seconds."""
    lines = raw.split(b"\n")
    drop = dice.randrange(len(lines))
    return b"\n".join(lines[:2] + lines[drop : drop + 12] + lines[-3:])


@many
@given(st.integers(0, 2**32), st.sampled_from(CAPTURES), st.sampled_from(PARSERS))
def test_damaged_bytes(seed, raw, parse):
    dice = random.Random(seed)
    outcome(parse, mutate(cut_tree(raw, dice) if seed % 4 else raw, dice))


def mutate_attribute(raw: bytes, dice: random.Random) -> bytes:
    parts = raw.split(b'"')
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(parts))
        value = dice.choice(
            [
                b"",
                b"true",
                b"TRUE",
                b"-1",
                b"[1,1][2",
                b"[-9,-9][5,5]",
                b"1e400",
                b"9" * 50,
                b"\xf0\x9f\x98\x80",
            ]
        )
        if dice.random() < 0.1:
            parts[at] = dice.choice(ATOMS)
        elif at % 2:
            parts[at] = value
        else:
            parts[at] = parts[dice.randrange(0, len(parts), 2)]
    return b'"'.join(parts)


@many
@given(st.integers(0, 2**32), st.sampled_from(CAPTURES))
def test_changed_attributes(seed, raw):
    dice = random.Random(seed)
    changed = mutate_attribute(raw if seed % 5 == 0 else cut_tree(raw, dice), dice)
    for parse in PARSERS:
        outcome(parse, changed)


NAMES = [
    "hierarchy",
    "node",
    "android.widget.ListView",
    "a.b$C",
    "XCUIElementTypeCell",
    "AppiumAUT",
    "window",
    "b",
]
PLAIN = ["hierarchy", "node", "android.widget.ListView", "android.webkit.WebView", "a.b$C", "window"]
VALUES = [
    *(
        "true",
        "false",
        "",
        "[0,0][9,9]",
        "[0,5][900,2]",
        "[-5,3][70,2000]",
        "129",
        "android.widget.EditText",
        "-3",
    ),
    *("sp", "转账", "\U0001f600", "\ue601", "\u202e", "\x7f", "a&b", "1<2", 'a"b', "\x00", "\ud83d"),
]
KEYS = [
    *(
        "text",
        "class",
        "bounds",
        "checkable",
        "checked",
        "password",
        "hint",
        "input-type",
        "scrollable",
        "x",
        "y",
    ),
    *(
        "width",
        "height",
        "value",
        "name",
        "label",
        "rotation",
        "text-size",
        "traits",
        "resource-id",
        "showing-hint",
    ),
]


def made_up(dice: random.Random, names: list[str], escape: bool, depth: int = 0) -> str:
    name = dice.choice(names)
    values = {dice.choice(KEYS): dice.choice(VALUES) for _ in range(dice.randrange(5))}
    written = "".join(f' {key}="{escaped(value) if escape else value}"' for key, value in values.items())
    inside = "".join(
        made_up(dice, names, escape, depth + 1) for _ in range(dice.randrange(4) if depth < 4 else 0)
    )
    return f"<{name}{written}>{inside}</{name}>"


def escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@many
@given(st.integers(0, 2**32), st.booleans())
def test_made_up_trees(seed, escape):
    text = made_up(random.Random(seed), NAMES, escape)
    for parse in PARSERS:
        outcome(parse, text)


@settings(many, max_examples=300)
@given(st.integers(0, 2**32))
def test_whatever_is_well_formed_is_a_screen(seed):
    text = f"<hierarchy>{made_up(random.Random(seed), PLAIN, escape=True)}</hierarchy>"
    assert outcome(parse_android, text) is not None


ENTITIES = [
    '<!DOCTYPE a [<!ENTITY x "1">]>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd">%x;]>',
    '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    '<!DOCTYPE a PUBLIC "x" "ftp://127.0.0.1/a.dtd">',
    '<!doctype a [<!ENTITY x0 "ha">'
    + "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    + "]>",
    "<!DOCTYPE a [" + '<!ATTLIST node text CDATA "x">' * 50 + "]>",
]


@settings(many, max_examples=1000)
@given(st.integers(0, 2**32), st.sampled_from(ENTITIES), st.sampled_from(PARSERS), st.sampled_from(CAPTURES))
def test_document_types_are_refused_wherever_they_stand(seed, entity, parse, raw):
    dice = random.Random(seed)
    text = cut_tree(raw, dice).decode("utf-8")
    at = (
        text.index("<hierarchy")
        if "<hierarchy" in text and dice.random() < 0.5
        else dice.randint(0, len(text))
    )
    hostile = text[:at] + entity + text[at:].replace('text="', 'text="&x;', 1)
    encoded = hostile.encode(dice.choice(("utf-8", "utf-16", "gb18030", "utf-8-sig")))
    assert outcome(parse, encoded) is None


@settings(many, max_examples=400)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)), st.sampled_from(PARSERS))
def test_noise(raw, parse):
    with contextlib.suppress(ScreenParseError):
        parse(raw)


# ------------------------------------------------------------------ no file, no network

PROBE = """
import sys
from pathlib import Path
from pytest_mobcompliance.errors import ScreenParseError
from pytest_mobcompliance.screen import parse_android, parse_ios

captures = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]
hostile = [text.encode() + raw for text in sys.argv[2:] for raw in captures]

def read_all(sources):
    refused = 0
    for raw in sources:
        for parse in (parse_android, parse_ios):
            try:
                parse(raw)
            except ScreenParseError:
                refused += 1
    return refused

read_all(captures)  # imports and tables
for codec in ("utf-16-le", "utf-32-le", "gb18030"):
    b"".decode(codec)
armed = False

def watch(event, args):
    if armed and event.startswith(("open", "socket", "subprocess", "os.", "urllib", "import", "exec")):
        raise SystemExit(f"{event} {args}")

sys.addaudithook(watch)
armed = True
refused = read_all(hostile + captures)
armed = False
print(refused, len(hostile), len(captures))
"""


def test_neither_file_nor_network_is_opened():
    run = subprocess.run(
        [sys.executable, "-c", PROBE, str(Path(__file__).parent / "captures"), *ENTITIES],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr or run.stdout
    refused, hostile, captures = map(int, run.stdout.split())
    assert refused == 2 * hostile + captures  # each capture is of one platform


# ------------------------------------------------------------------ bounded


def test_sources_beyond_the_limit_are_refused_unread(monkeypatch):
    monkeypatch.setattr(source, "LARGEST_SOURCE", 1000)
    for raw in ("<hierarchy>" + " " * 1000, b"<hierarchy>" + b" " * 1000):
        with pytest.raises(ScreenParseError, match="at most 1,000"):
            parse_android(raw)


@pytest.mark.parametrize("parse", PARSERS)
def test_more_nodes_than_are_read_make_a_truncated_screen(monkeypatch, parse):
    monkeypatch.setattr(source, "MOST_NODES", 100)
    tag = "node" if parse is parse_android else "XCUIElementTypeOther"
    screen = parse(f"<{tag}>" + f"<{tag}/>" * 200)
    assert screen.truncated
    assert 100 <= len(screen.elements) <= 101


HOSTILE = {
    "deep": "<hierarchy>"
    + "<android.widget.FrameLayout>" * 1500
    + "</android.widget.FrameLayout>" * 1500
    + "</hierarchy>",
    "wide": "<hierarchy>" + '<node text="转账" bounds="[0,0][9,9]"/>' * 1500 + "</hierarchy>",
    "one long value": '<hierarchy><node text="' + "长" * 400_000 + '"/></hierarchy>',
    "many attributes": "<hierarchy><node " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/></hierarchy>",
    "one attribute again and again": "<hierarchy><node " + 'text="1" ' * 20_000 + "/></hierarchy>",
    "unfinished tags": '<hierarchy><node text="' + "<a b='" * 40_000,
    "values in values": "<hierarchy>" + """<a b="<a c='" d="' """ * 10_000,
    "loose quotes": '<hierarchy><node text="' + '" "' * 40_000 + '"/></hierarchy>',
    "comments": "<hierarchy>&" + "<!--" * 40_000,
    "references": '<hierarchy><node text="' + "&#1;" * 100_000 + '"/></hierarchy>',
    "ampersands": '<hierarchy><node text="' + "&" * 400_000 + '"/></hierarchy>',
    "spaces": "<hierarchy><node" + " " * 400_000 + "<",
    "declarations": "<?xml " * 60_000 + "<hierarchy/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_memory_and_time_are_bounded(name):
    raw = HOSTILE[name]
    started = time.process_time()
    tracemalloc.start()
    try:
        with contextlib.suppress(ScreenParseError):
            parse_android(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 25_000_000
    assert time.process_time() - started < 5
