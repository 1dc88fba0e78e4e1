"""What the rules cost, in ratios of one run: ``python benchmarks/speed.py`` (a part of ``make bench``).

Rules that need no pixels on screens of 300 to 20,000 elements; rules that do on a capture of 1080 × 2400 px
with 150 texts, against Pillow's decoding of the same PNG; a capture and all rules on a phone that answers
page source and screenshot in 500 ms, against that. Rules are timed by the processor's time that they take, so
that other work of the machine does not count.

Exit status 1: a limit at the head of this file is not kept.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import math
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from accuracy import browser, crowded
from PIL import Image

from pytest_mobcompliance.device.android import AndroidApp
from pytest_mobcompliance.device.capabilities import android_capabilities, free_ports
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.lease import lease_for
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.recognise import fold
from pytest_mobcompliance.rules import RULES, audit
from pytest_mobcompliance.rules.contrast import contrast_ratio
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState
from pytest_mobcompliance.screen.measured import _kept
from pytest_mobcompliance.screen.picture import read_png
from pytest_mobcompliance.settings import DEMO, load_settings
from pytest_mobcompliance.virtual_phone.appium.endpoint import start_endpoint

MOST_MS = 60.0
"""For the rules without pixels on 300 elements."""
MOST_EXPONENT = 1.2
"""Of the time over the number of elements: 1 is linear, 2 is quadratic. Python's garbage collector, which
looks at all findings again and again, adds to it (1.05 without, 1.12 with it)."""
MOST_DECODES = 4.0
MOST_CAPTURE = 1.4
PHONE = 0.25
"""s that the phone takes for each of page source and screenshot."""
COUNTS = {300: 15, 3_000: 5, 20_000: 3}
"""Elements, and how often they are judged."""
LENGTH = 100.0
"""dp that a row of the made screen takes."""
PIXEL_RULES = (
    "6.text-contrast",
    "6.nontext-contrast",
    "6.unexposed-text",
    "6.text-size",
    "6.text-can-grow",
    "6.line-spacing",
    "6.paragraph-spacing",
    "10.text-cut",
)
"""Which rules look at a phone's picture."""
WIDTH, HEIGHT, DENSITY = 1080, 2400, 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. ``shown``: what was measured, in words; ``value`` is compared with ``most``."""

    name: str
    shown: str
    value: float
    most: float
    unit: str

    @property
    def kept(self) -> bool:
        return self.value <= self.most


def main() -> int:
    """Measure, print the table, and return the exit status."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--profile", action="store_true", help="also print where the time goes")
    chosen = options.parse_args()
    with browser() as driver, tempfile.TemporaryDirectory() as folder:
        png, texts = crowded(driver, Path(folder))
    picture = pictured(png, texts)
    lines = [with_pixels(picture), *without_pixels(), *on_a_phone()]
    width = max(len(line.name) for line in lines)
    print(f"\n{'what':{width}}  {'measured':>9}  {'at most':>8}")
    for line in lines:
        print(
            f"{line.name:{width}}  {line.value:9.2f}  {line.most:8.2f}  {line.unit:9} "
            f"{'ok' if line.kept else 'TOO SLOW'}   {line.shown}"
        )
    if chosen.profile:
        _profile("rules without pixels, 3,000 elements", lambda: judge(made(3_000, Platform.ANDROID)))
        _profile("rules with pixels", lambda: judge(picture, PIXEL_RULES))
    return 0 if all(line.kept for line in lines) else 1


# ---- rules without pixels --------------------------------------------------------------------------------


def without_pixels() -> Iterator[Line]:
    """Pages and phones, both modes; the slowest of the four is told."""
    worst: dict[int, float] = {}
    slopes: list[float] = []
    for platform in (Platform.WEB, Platform.ANDROID):
        for elderly in (False, True):
            times = {count: _judging(count, platform, elderly) for count in COUNTS}
            middles = {count: statistics.median(some) for count, some in times.items()}
            worst = {count: max(worst.get(count, 0.0), middles[count]) for count in COUNTS}
            slopes.append(_exponent({count: min(some) for count, some in times.items()}))
    shown = ", ".join(f"{count:,}: {ms:.0f} ms" for count, ms in worst.items())
    yield Line("rules without pixels, 300 elements", shown, worst[300], MOST_MS, "ms")
    yield Line(
        "the same, growth with the elements", "n to the power of this", max(slopes), MOST_EXPONENT, "exponent"
    )


def _judging(count: int, platform: Platform, elderly: bool) -> list[float]:
    """Milliseconds of each time but the first."""
    screen, times = made(count, platform), []
    for _ in range(COUNTS[count] + 1):
        forget()
        started = time.process_time()
        audit(screen, elderly=elderly)
        times.append((time.process_time() - started) * 1000)
    return times[1:]


def _exponent(times: dict[int, float]) -> float:
    """Slope of the line through the logarithms (least squares)."""
    xs = [math.log(count) for count in times]
    ys = [math.log(ms) for ms in times.values()]
    x, y = statistics.fmean(xs), statistics.fmean(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def made(count: int, platform: Platform) -> Screen:
    """A long list: rows with a picture, two texts, a link, two buttons, a field, a box to tick, its label."""
    elements: list[Element] = []
    rows = math.ceil((count - 1) / 10)
    names = [f"r{number}" for number in range(rows)]
    root = _element("root", "main", None, (0, 0, 360, rows * LENGTH), children=tuple(names))
    for number, name in enumerate(names):
        elements += _row(name, number, platform)
    return Screen(
        platform=platform,
        elements=(root, *elements[: count - 1]),
        size=(WIDTH, HEIGHT),
        name="made",
        density=DENSITY,
        page_size_dp=(360, rows * LENGTH),
        package="cn.example.bank",
    )


def _row(name: str, number: int, platform: Platform) -> Iterator[Element]:
    top = number * LENGTH
    parts = ("img", "title", "note", "link", "pay", "field", "box", "label", "close")
    ids = tuple(f"{name}/{part}" for part in parts)
    img, title, note, link, pay, field, box, label, close = ids
    yield _element(name, "listitem", "root", (0, top, 360, top + LENGTH), children=ids)
    yield _element(
        img, "img", name, (8, top + 8, 48, top + 48), name=f"图标{number}", resource_id=f"i{number}"
    )
    yield _element(title, "text", name, (56, top + 8, 200, top + 30), text=f"理财产品 {number} 号")
    yield _element(
        note, "text", name, (56, top + 32, 200, top + 70), text=f"余额 {number},234.56 元，收益仅供参考"
    )
    more = {"href": f"#{number}"} if platform is Platform.WEB else {}
    yield _element(
        link,
        "link",
        name,
        (210, top + 8, 260, top + 30),
        text="查看详情",
        clickable=True,
        focusable=True,
        **more,
    )
    yield _element(
        pay,
        "button",
        name,
        (270, top + 8, 340, top + 52),
        text=f"付款{number}",
        clickable=True,
        focusable=True,
    )
    yield _element(
        field,
        "textbox",
        name,
        (210, top + 54, 300, top + 98),
        name="金额",
        clickable=True,
        focusable=True,
        editable=True,
    )
    yield _element(
        box,
        "checkbox",
        name,
        (8, top + 54, 28, top + 74),
        name=f"选择{number}",
        clickable=True,
        checked=False,
    )
    yield _element(label, "text", name, (34, top + 74, 120, top + 94), text=f"选择{number}", clickable=True)
    yield _element(close, "button", name, (304, top + 54, 348, top + 98), name="关闭", clickable=True)


def _element(id: str, role: str, parent: str | None, box: Sequence[float], **more: object) -> Element:
    left, top, right, bottom = (float(edge) for edge in box)
    px = (left * DENSITY, top * DENSITY, right * DENSITY, bottom * DENSITY)
    text = {
        "text_size_dp": 18.0,
        "line_height_dp": 26.0,
        "color": (31, 35, 41),
        "background": (255, 255, 255),
    }
    return Element(
        id=id,
        role=role,
        parent=parent,
        bounds=px if px[3] <= HEIGHT else None,
        full_bounds=px,
        bounds_dp=(left, top, right, bottom),
        full_bounds_dp=(left, top, right, bottom),
        visible=True,
        enabled=True,
        package="cn.example.bank",
        **{**(text if "text" in more else {}), **more},  # type: ignore[arg-type]
    )


# ---- rules with pixels -----------------------------------------------------------------------------------


def pictured(png: bytes, texts: Sequence[tuple[str, tuple[float, ...]]]) -> Screen:
    """The capture as a phone gives it: boxes and texts, no colours and sizes."""
    ids = tuple(f"t{number}" for number in range(len(texts)))
    root = Element(id="root", bounds=(0, 0, WIDTH, HEIGHT), visible=True, children=ids)
    elements = [
        Element(
            id=name,
            role="text",
            class_name="android.widget.TextView",
            text=text,
            parent="root",
            bounds=box,  # type: ignore[arg-type]
            bounds_dp=tuple(edge / DENSITY for edge in box),  # type: ignore[arg-type]
            visible=True,
            enabled=True,
        )
        for name, (text, box) in zip(ids, texts, strict=True)
    ]
    return Screen(
        platform=Platform.ANDROID,
        elements=(root, *elements),
        size=(WIDTH, HEIGHT),
        name="crowded",
        screenshot=png,
        screenshot_state=ScreenshotState.OK,
        density=DENSITY,
        font_scale=1.0,
    )


def with_pixels(screen: Screen) -> Line:
    """Decoding, and decoding and judging, in turn; the best of each counts, since other work only adds."""
    times: dict[str, list[float]] = {"decode": [], "judge": []}
    png, measured = screen.screenshot or b"", 0
    for number in range(-2, 30):
        forget()
        started = time.process_time()
        with Image.open(io.BytesIO(png)) as image:
            image.load()
        decoded = time.process_time()
        found = judge(screen, PIXEL_RULES)
        ended = time.process_time()
        measured = sum(each.element is not None and each.reason != "needs-pixels" for each in found)
        if number >= 0:
            times["decode"].append(decoded - started)
            times["judge"].append(ended - decoded)
    decode, both = (statistics.median(times[name]) * 1000 for name in ("decode", "judge"))
    shown = (
        f"{measured} verdicts on {len(screen.elements) - 1} texts in {both:.0f} ms; Pillow {decode:.0f} ms"
    )
    ratio = both / decode if measured >= len(screen.elements) - 1 else math.inf  # else nothing was looked at
    return Line("rules with pixels", shown, ratio, MOST_DECODES, "× decode")


def judge(screen: Screen, ids: Sequence[str] = ()) -> list[Finding]:
    """Judge by some rules, or all; with the numbers of elderly mode, which has more rules."""
    rules = [rule for rule in RULES if not ids or rule.id in ids]
    return audit(screen, rules=rules, elderly=True)


def forget() -> None:
    """Each screen is new to the rules: nothing folded, compared, decoded or measured before counts."""
    for kept in (fold, contrast_ratio, read_png, _kept):
        kept.cache_clear()


# ---- on a phone ------------------------------------------------------------------------------------------


def on_a_phone() -> Iterator[Line]:
    """Capture and all rules, interleaved with the bare page source and screenshot."""
    with _phone() as (app, source, screenshot):
        app.launch()
        accept_notice(app)
        app.go("home")
        floors, wholes, rules = [], [], []
        for number in range(-1, 5):
            started = time.perf_counter()
            source()
            screenshot()
            floor = time.perf_counter()
            screen = app.capture("home")
            captured = time.perf_counter()
            forget()
            audit(screen, elderly=True)
            ended = time.perf_counter()
            if number >= 0:
                floors.append(floor - started)
                wholes.append(ended - floor)
                rules.append(ended - captured)
    floor, whole, judged = (statistics.median(times) * 1000 for times in (floors, wholes, rules))
    elements = len(screen.elements)
    shown = f"{elements} elements: {whole:.0f} ms, rules {judged:.0f} of them; bare answers {floor:.0f} ms"
    yield Line("a phone's capture and all rules", shown, whole / floor, MOST_CAPTURE, "× floor")


@contextmanager
def _phone() -> Iterator[tuple[AndroidApp, Callable[[], object], Callable[[], object]]]:
    """The built-in phone, slowed down to 250 ms for each command; its own work on top is a few ms."""
    settings = load_settings(DEMO)
    endpoint = start_endpoint({}, latency_ms=PHONE * 1000)
    try:
        lease = lease_for(settings, "virtual", "main")
        driver = open_session(endpoint.url, android_capabilities(settings, lease, free_ports()), 30)
        try:
            app = AndroidApp(driver, settings, lease)
            yield app, lambda: driver.page_source, driver.get_screenshot_as_png
        finally:
            close_session(driver)
    finally:
        endpoint.close()


def _profile(name: str, act: Callable[[], object]) -> None:
    forget()
    profiler = cProfile.Profile()
    profiler.runcall(act)
    print(f"\n{name}")
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(40)


if __name__ == "__main__":
    sys.exit(main())
