"""Colours and text sizes from pixels against the truth: ``python benchmarks/accuracy.py``.

Real headless Chromium draws pages whose colours and sizes it tells itself (`accuracy/truth.js`): flat, graded
and photographic backgrounds, translucent layers, thin fonts, frames, icons; 10 to 36 dp, pixel ratios 1 to
3.5. Each page is taken three times: as it is, with transparent text (what lies behind the letters), and with
the letters black on white (where they are). The engine sees the first picture, the boxes and the texts only.

``make bench-accuracy``. Exit status 1: a target at the head of this file is missed.
"""

from __future__ import annotations

import argparse
import base64
import io
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from pytest_mobcompliance.screen.colors import HIGH, Colors, measure_colors, measure_graphic
from pytest_mobcompliance.screen.ink import TextInk, measure_text
from pytest_mobcompliance.screen.layers import separate
from pytest_mobcompliance.screen.lettering import text_like
from pytest_mobcompliance.screen.picture import Picture, read_png

HERE = Path(__file__).with_name("accuracy")
PLAN: dict[str, Any] = tomllib.loads((HERE / "cases.toml").read_text("utf-8"))
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
ROWS = 44
"""Cases on one page: pictures of a few thousand rows, as long pages have."""

CLOSE = 0.95
"""Share of the flat cases whose contrast is within 5 % or 0.3 of the truth, at least."""
CONFIDENT = 0.85
"""Share of the flat cases with high confidence, at least. Wrong verdicts at high confidence, of any kind:
none."""
MEDIAN_DP, MOST_DP, WITHIN = 0.5, 1.0, 0.95
"""Error of the text size: median, and what this share of the texts with Chinese keeps within."""
MOST_TIME = 4.0
"""Times that Pillow needs to decode the same picture, for 150 texts on 1080 × 2400 px."""
GRAPHICS = ("icon", "control")
TEXTS, TIMED = 150, 15

Rgba = tuple[int, int, int, float]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Case:
    """One element of a page. ``html`` holds ``{id}``; ``colors``: its text's own, as in its style."""

    kind: str
    """flat, thin, gradient, photo, translucent, frame, beside, spans, icon or control."""
    html: str
    colors: tuple[Rgba, ...]
    script: str = ""
    """chinese, mixed, latin, digits or paragraph; empty for graphics."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of a drawn case. ``box`` in px; ``size`` and ``pitch`` in dp."""

    case: Case
    pixel_ratio: float
    box: tuple[float, float, float, float]
    text: str
    ratio: float
    foreground: tuple[int, int, int]
    background: tuple[int, int, int]
    size: float
    pitch: float
    lines: int


@dataclass(frozen=True, slots=True)
class Page:
    png: bytes
    pixel_ratio: float
    truths: tuple[Truth, ...] = field(default=())


# ---- cases -----------------------------------------------------------------------------------------------


def cases(pixel_ratio: float) -> list[Case]:
    """Every case of one pixel ratio, the same in each run."""
    dice = random.Random(f"{PLAN['seed']} {pixel_ratio}")
    made = [*_flat(dice), *_thin(dice), *_gradients(dice), *_photos(dice), *_translucent(dice)]
    made += [*_frames(dice), *_beside(dice), *_spans(dice), *_graphics(dice)]
    dice.shuffle(made)
    return made


def _flat(dice: random.Random) -> Iterator[Case]:
    """Each size twice, half of them in Chinese; paragraphs besides."""
    scripts = itertools.cycle(
        ["chinese", "mixed", "chinese", "latin", "chinese", "digits", "mixed", "chinese"]
    )
    for size in [*PLAN["sizes"], *PLAN["sizes"]]:
        script = next(scripts)
        background = _color(dice.choice(PLAN["backgrounds"]))
        color = _mixed_for(dice, background)
        style = _font(dice, size) + _css(color)
        yield Case(
            "flat", _row(background, style, dice.choice(PLAN["texts"][script]), dice), (color,), script
        )
    for text in PLAN["texts"]["paragraphs"] * 2:
        background = _color(dice.choice(PLAN["backgrounds"]))
        color = _mixed_for(dice, background)
        style = _font(dice, dice.choice(PLAN["sizes"][:11])) + _css(color)
        style += f"line-height:{dice.choice([1.2, 1.3, 1.5, 1.8])};"
        yield Case("flat", _row(background, style, text, dice, wide=True), (color,), "paragraph")


def _thin(dice: random.Random) -> Iterator[Case]:
    """Strokes of less than a pixel: an extra light Latin face, a serif one, small sizes."""
    for size in (10, 11, 12, 13, 14, 16, 18, 22):
        background = _color(dice.choice(PLAN["backgrounds"]))
        color = _mixed_for(dice, background)
        latin = dice.random() < 0.6
        face = "font-family:'DejaVu Sans';font-weight:200;" if latin else "font-family:'Noto Serif CJK SC';"
        script = "latin" if latin else "chinese"
        style = face + f"font-size:{size}px;" + _css(color)
        yield Case(
            "thin", _row(background, style, dice.choice(PLAN["texts"][script]), dice), (color,), script
        )


def _gradients(dice: random.Random) -> Iterator[Case]:
    for angle in ("0deg", "90deg", "180deg", "45deg", "135deg", "radial", "90deg", "20deg"):
        first = _color(dice.choice(PLAN["backgrounds"]))
        last = _color(dice.choice(PLAN["backgrounds"])) if dice.random() < 0.3 else _shade(dice, first)
        color = _mixed_for(dice, first)
        shape = "radial-gradient(circle" if angle == "radial" else f"linear-gradient({angle}"
        image = f"background:{shape},{_hex(first)},{_hex(last)});"
        script = dice.choice(["chinese", "mixed", "latin", "digits"])
        style = _font(dice, dice.choice(PLAN["sizes"])) + _css(color)
        yield Case("gradient", _row(image, style, dice.choice(PLAN["texts"][script]), dice), (color,), script)


def _photos(dice: random.Random) -> Iterator[Case]:
    for kind in ("noise", "blobs", "stripes", "blobs", "noise", "grain"):
        color = dice.choice(
            [(255, 255, 255, 1.0), (20, 20, 20, 1.0), (250, 220, 60, 1.0), (200, 30, 40, 1.0)]
        )
        shadow = "text-shadow:0 1px 3px rgba(0,0,0,.7);" if dice.random() < 0.3 else ""
        image = f"background:url({_picture(dice, kind)}) 0 0/412px 80px;"
        script = dice.choice(["chinese", "mixed", "latin"])
        style = _font(dice, dice.choice(PLAN["sizes"])) + _css(color) + shadow
        yield Case("photo", _row(image, style, dice.choice(PLAN["texts"][script]), dice), (color,), script)


def _translucent(dice: random.Random) -> Iterator[Case]:
    for _ in range(8):
        background = _color(dice.choice(PLAN["backgrounds"]))
        alpha = dice.choice([0.38, 0.54, 0.6, 0.74, 0.87])  # of Material's text levels
        ink = dice.choice(
            [(0, 0, 0, alpha), (255, 255, 255, alpha), (*_mixed_for(dice, background)[:3], alpha)]
        )
        script = dice.choice(["chinese", "mixed", "latin", "digits"])
        layer = dice.choice(["", "background:rgba(0,0,0,.3);", "background:rgba(255,255,255,.24);"])
        style = _font(dice, dice.choice(PLAN["sizes"])) + _css(ink)
        html = _row(background, style, dice.choice(PLAN["texts"][script]), dice, layer=layer)
        yield Case("translucent", html, (ink,), script)


def _frames(dice: random.Random) -> Iterator[Case]:
    """Text in what frames it: outlined, filled and raised buttons, fields, focus rings, inset pills."""
    frames = (
        "border:1px solid {other};border-radius:6px;padding:8px 16px;",
        "border-radius:22px;background:{fill};padding:9px 22px;",
        "border-radius:4px;background:{fill};padding:8px;box-shadow:0 2px 6px rgba(0,0,0,.4);",
        "outline:2px solid {other};outline-offset:-4px;padding:10px 14px;",
        "border-bottom:2px solid {other};padding:6px 0;",
        "border:6px solid {page};border-radius:20px;background:{fill} padding-box;padding:6px 16px;",
        "border:1px dashed {other};padding:6px 12px;",
        "text-decoration:underline;padding:4px;",
    )
    for frame in frames:
        page = _color(dice.choice(PLAN["backgrounds"][:4] + PLAN["backgrounds"][8:11]))
        fill = _color(dice.choice(PLAN["backgrounds"])) if "{fill}" in frame else page
        color, other = _mixed_for(dice, fill), _mixed_for(dice, page)
        script = dice.choice(["chinese", "chinese", "mixed", "latin"])
        box = frame.format(other=_hex(other), fill=_hex(fill), page=_hex(page))
        style = _font(dice, dice.choice(PLAN["sizes"][:11])) + _css(color) + box
        html = _row(page, style, dice.choice(PLAN["texts"][script]), dice, padding=False)
        yield Case("frame", html, (color,), script)


def _beside(dice: random.Random) -> Iterator[Case]:
    """An icon or a badge in the same box as the text, of its own colour or of the same."""
    for same in (True, False, False, False):
        background = _color(dice.choice(PLAN["backgrounds"]))
        color = _mixed_for(dice, background)
        other = color if same else _mixed_for(dice, background)
        size = dice.choice(PLAN["sizes"][4:11])
        icon = _svg(dice, size * dice.choice([1.0, 1.4]), other, "vertical-align:middle;margin-right:6px")
        dot = f"<span class=dot style='color:{_hex(other)}'>●</span>"
        script = dice.choice(["chinese", "mixed"])
        text = (icon if dice.random() < 0.7 else dot) + dice.choice(PLAN["texts"][script])
        html = _row(background, _font(dice, size) + _css(color), text, dice, extra="text")
        yield Case("beside", html, (color,), script)


def _spans(dice: random.Random) -> Iterator[Case]:
    for _ in range(4):
        background = _color(dice.choice(PLAN["backgrounds"]))
        color, other = _mixed_for(dice, background), _mixed_for(dice, background)
        text = f"我已阅读并同意<span style='color:{_hex(other)}'>《用户协议》</span>"
        style = _font(dice, dice.choice(PLAN["sizes"][:9])) + _css(color)
        yield Case("spans", _row(background, style, text, dice), (color, other), "chinese")


def _graphics(dice: random.Random) -> Iterator[Case]:
    """Icons on flat and graded backgrounds, and the frames of fields."""
    for filled in (False, False, True, False, False, True):
        background = _color(dice.choice(PLAN["backgrounds"]))
        color = _mixed_for(dice, background)
        icon = _svg(dice, dice.choice([16, 20, 24, 32]), color, "display:block", filled=filled)
        style = f"padding:{dice.choice([0, 2, 8, 12])}px;"
        yield Case("icon", _row(background, style, icon, dice, padding=False), (color,))
    for width in (1, 1, 2):
        background = _color(dice.choice(PLAN["backgrounds"]))
        color = _mixed_for(dice, background)
        radius = dice.choice([0, 4, 20])
        style = f"border:{width}px solid {_hex(color)};border-radius:{radius}px;width:220px;height:44px;"
        yield Case("control", _row(background, style, "", dice, padding=False), (color,))


# ---- pieces of HTML --------------------------------------------------------------------------------------


def _row(
    behind: Rgba | str,
    style: str,
    inner: str,
    dice: random.Random,
    *,
    wide: bool = False,
    padding: bool = True,
    layer: str = "",
    extra: str = "",
) -> str:
    back = behind if isinstance(behind, str) else f"background:{_hex(behind)};"
    room = f"padding:{dice.choice([0, 2, 6, 12])}px {dice.choice([0, 4, 12])}px;" if padding else ""
    wide = wide or dice.random() < 0.25
    classes = " ".join(["case", "wide" * wide, extra]).strip()
    case = f'<div id="{{id}}" data-case class="{classes}" style="{style}{room}">{inner}</div>'
    if layer:
        case = f'<div class=layer style="{layer}">{case}</div>'
    return f'<div class=row style="{back}">{case}</div>'


def _font(dice: random.Random, size: float) -> str:
    weight = dice.choice([400, 400, 400, 700])
    return f"font-family:{dice.choice(PLAN['families'])};font-weight:{weight};font-size:{size}px;"


def _svg(dice: random.Random, size: float, color: Rgba, style: str, *, filled: bool = False) -> str:
    path = PLAN["icons"]["card" if filled else dice.choice(sorted(PLAN["icons"]))]
    paint = f"fill:{_hex(color)}" if filled else f"fill:none;stroke:{_hex(color)};stroke-width:2"
    shape = "<rect x=3 y=5 width=18 height=14 rx=3 />" if filled else f"<path d='{path}'/>"
    return f"<svg width={size} height={size} viewBox='0 0 24 24' style='{style};{paint}'>{shape}</svg>"


def _picture(dice: random.Random, kind: str) -> str:
    """A generated photograph of 412 × 80 as a data URI."""
    noise = np.random.default_rng(dice.getrandbits(32))
    grain = Image.fromarray(noise.integers(0, 256, (80, 412, 3), dtype=np.uint8), "RGB")
    if kind == "blobs":
        grain = Image.fromarray(noise.integers(0, 256, (4, 16, 3), dtype=np.uint8), "RGB").resize((412, 80))
    elif kind == "noise":
        grain = grain.filter(ImageFilter.GaussianBlur(3))
    elif kind == "stripes":
        rows = noise.integers(0, 256, (1, 60, 3), dtype=np.uint8)
        grain = Image.fromarray(rows, "RGB").resize((412, 80), Image.Resampling.NEAREST)
    out = io.BytesIO()
    grain.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


# ---- colours ---------------------------------------------------------------------------------------------


def _color(code: str) -> Rgba:
    return (int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16), 1.0)


def _hex(color: Rgba) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color[:3])


def _css(color: Rgba) -> str:
    red, green, blue, alpha = color
    return f"color:rgba({red},{green},{blue},{alpha});"


def _shade(dice: random.Random, color: Rgba) -> Rgba:
    """The same hue, somewhat darker or lighter: what most gradients run to."""
    by = dice.choice([-60, -35, 35, 60])
    red, green, blue = (min(255, max(0, band + by)) for band in color[:3])
    return (red, green, blue, 1.0)


def _mixed_for(dice: random.Random, background: Rgba) -> Rgba:
    """A colour whose contrast with the background is near one of the planned ratios."""
    best, far = (0, 0, 0, 1.0), 99.0
    wanted = dice.choice(PLAN["ratios"])
    grey = dice.random() < 0.5
    for _ in range(400):
        level = dice.randrange(256)
        red, green, blue = [level] * 3 if grey else [dice.randrange(256) for _ in range(3)]
        color = (red, green, blue, 1.0)
        off = abs(_contrast(color[:3], background[:3]) / wanted - 1)
        if off < far:
            best, far = color, off
        if off < 0.02:
            break
    return best


def _contrast(one: Sequence[float], other: Sequence[float]) -> float:
    return float(_contrasts(np.array([one], float), np.array([other], float))[0])


def _contrasts(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """WCAG 2's ratio, row by row; written here again, so that the truth does not rest on the engine."""
    lights = []
    for colors in (one, other):
        bands = colors / 255
        linear = np.where(bands <= 0.04045, bands / 12.92, ((bands + 0.055) / 1.055) ** 2.4)
        lights.append(linear @ np.array([0.2126, 0.7152, 0.0722]) + 0.05)
    ratios: NDArray[np.float64] = np.maximum(*lights) / np.minimum(*lights)
    return ratios


# ---- drawing ---------------------------------------------------------------------------------------------


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()


def draw(driver: webdriver.Chrome, wanted: Sequence[Case], pixel_ratio: float, folder: Path) -> Page:
    """Draw some cases as one page and ask the browser for the truth."""
    rows = [case.html.format(id=f"c{number}") for number, case in enumerate(wanted)]
    page = folder / "page.html"
    page.write_text((HERE / "page.html").read_text("utf-8").replace("<!--cases-->", "\n".join(rows)), "utf-8")
    metrics = {"width": PLAN["width"], "height": 900, "deviceScaleFactor": pixel_ratio, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    driver.get(page.as_uri())
    height = driver.execute_script("return document.documentElement.scrollHeight")
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**metrics, "height": height})
    told = driver.execute_script((HERE / "truth.js").read_text("utf-8"))
    shots = []
    for name in ("", "bare", "mask"):
        driver.execute_script("document.body.className = arguments[0]", name)
        shots.append(base64.b64decode(driver.execute_cdp_cmd("Page.captureScreenshot", {})["data"]))
    bare, mask = (np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")) for shot in shots[1:])
    truths = (_truth(case, facts, pixel_ratio, bare, mask) for case, facts in zip(wanted, told, strict=True))
    return Page(shots[0], pixel_ratio, tuple(truths))


def _truth(case: Case, told: Mapping[str, Any], pixel_ratio: float, bare: Pixels, mask: Pixels) -> Truth:
    """The worst contrast of the text's colour against what lies behind its letters."""
    box = tuple(edge * pixel_ratio for edge in told["box"])
    left, top, right, bottom = (round(edge) for edge in box)
    behind = bare[top:bottom, left:right].reshape(-1, 3).astype(float)
    letters = mask[top:bottom, left:right].reshape(-1, 3).mean(axis=1) < 128
    if case.kind == "control":  # its frame against the inside
        behind = behind.reshape(bottom - top, right - left, 3)[(bottom - top) // 2, (right - left) // 2][None]
        letters = np.ones(1, bool)
    under = np.unique(behind[letters], axis=0)
    worst = (99.0, (0, 0, 0), (0, 0, 0))
    for *color, alpha in case.colors:
        front = np.rint(alpha * np.array(color) + (1 - alpha) * under)
        ratios = _contrasts(front, under)
        at = int(ratios.argmin())
        if ratios[at] < worst[0]:
            worst = (float(ratios[at]), _ints(front[at]), _ints(under[at]))
    return Truth(
        case=case,
        pixel_ratio=pixel_ratio,
        box=box,
        text=told["text"],
        ratio=worst[0],
        foreground=worst[1],
        background=worst[2],
        size=told["size"],
        pitch=told["pitch"],
        lines=told["lines"],
    )


def _ints(color: Iterable[float]) -> tuple[int, int, int]:
    red, green, blue = (int(band) for band in color)
    return red, green, blue


def crowded(driver: webdriver.Chrome, folder: Path) -> tuple[bytes, list[tuple[str, tuple[float, ...]]]]:
    """A capture of 1080 × 2400 px with 150 texts, and where they are: what the speed is measured on."""
    dice = random.Random(PLAN["seed"])
    texts = [*PLAN["texts"]["chinese"], *PLAN["texts"]["mixed"], *PLAN["texts"]["digits"]]
    cells = []
    for number in range(TEXTS):
        left, top = number % 3 * 120, number // 3 * 16
        back = _color(dice.choice(PLAN["backgrounds"][:4] + PLAN["backgrounds"][8:10]))
        style = f"position:absolute;left:{left}px;top:{top}px;width:120px;height:16px;line-height:16px;"
        style += f"overflow:hidden;white-space:nowrap;background:{_hex(back)};{_css(_mixed_for(dice, back))}"
        style += f"font-size:{dice.choice([10, 11, 12])}px"
        cells.append(f'<div id=c{number} data-case style="{style}">{dice.choice(texts)}</div>')
    page = folder / "crowded.html"
    page.write_text(
        (HERE / "page.html").read_text("utf-8").replace("<!--cases-->", "\n".join(cells)), "utf-8"
    )
    metrics = {"width": 360, "height": 800, "deviceScaleFactor": 3, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    driver.get(page.as_uri())
    told = driver.execute_script((HERE / "truth.js").read_text("utf-8"))
    png = base64.b64decode(driver.execute_cdp_cmd("Page.captureScreenshot", {})["data"])
    return png, [(facts["text"], tuple(edge * 3 for edge in facts["box"])) for facts in told]


def pages(driver: webdriver.Chrome, folder: Path, pixel_ratios: Sequence[float]) -> Iterator[Page]:
    for pixel_ratio in pixel_ratios:
        planned = cases(pixel_ratio)
        for start in range(0, len(planned), ROWS):
            yield draw(driver, planned[start : start + ROWS], pixel_ratio, folder)


# ---- measuring and report --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    truth: Truth
    colors: Colors
    ink: TextInk | None

    @property
    def limits(self) -> tuple[float, ...]:
        return (3.0,) if self.truth.case.kind in GRAPHICS else (3.0, 4.5)

    @property
    def high(self) -> bool:
        return self.colors.confidence >= HIGH

    @property
    def close(self) -> bool:
        return abs(self.colors.ratio - self.truth.ratio) <= max(0.05 * self.truth.ratio, 0.3)

    @property
    def wrong(self) -> bool:
        return any(
            passes(self.truth.ratio, limit) != passes(self.colors.ratio, limit) for limit in self.limits
        )

    @property
    def off(self) -> float | None:
        """Error of the text size in dp."""
        if self.ink is None or self.ink.size_dp is None:
            return None
        return self.ink.size_dp - self.truth.size


def passes(ratio: float, limit: float) -> bool:
    """As the rules compare: with a tolerance of 0.01."""
    return ratio + 0.01 >= limit


def measured(page: Page) -> Iterator[Result]:
    picture = read_png(page.png)
    for truth in page.truths:
        if truth.case.kind in GRAPHICS:
            yield Result(truth, measure_graphic(picture, truth.box), None)
            continue
        layers = separate(picture, truth.box)
        colors = measure_colors(picture, truth.box, layers=layers)
        yield Result(
            truth, colors, measure_text(picture, truth.box, truth.text, page.pixel_ratio, layers=layers)
        )


def main() -> int:
    """Draw, measure and print; return the exit status."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seed", type=int, default=PLAN["seed"], help="draw other cases of the same kinds")
    options.add_argument(
        "--crops", type=Path, help="write a small sheet of cases with their truth for the unit tests"
    )
    chosen = options.parse_args()
    PLAN["seed"] = chosen.seed
    results: list[Result] = []
    places: list[tuple[int, int, int]] = []
    with browser() as driver, tempfile.TemporaryDirectory() as folder:
        drawn = list(pages(driver, Path(folder), PLAN["pixel_ratios"]))
        full = crowded(driver, Path(folder))
    for page in drawn:
        results += measured(page)
        places.append(_unexposed(page))
    if chosen.crops:
        write_crops(drawn, chosen.crops)
    kept = [*_report_colors(results), *_report_sizes(results)]
    _report_places(places)
    kept.append(_report_speed(*full))
    return 0 if all(kept) else 1


def _report_colors(results: Sequence[Result]) -> Iterator[bool]:
    print(f"{len(results)} cases, seed {PLAN['seed']}, pixel ratios {PLAN['pixel_ratios']}\n")
    print("contrast      cases  close   high  wrong  wrong at high   what keeps the others low")
    for kind in sorted({result.truth.case.kind for result in results}):
        some = [result for result in results if result.truth.case.kind == kind]
        reasons = Counter(result.colors.reason for result in some if not result.high)
        told = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
        print(
            f"{kind:12}{len(some):7}{_share(r.close for r in some):7.1%}{_share(r.high for r in some):7.1%}"
            f"{sum(r.wrong for r in some):7}{sum(r.wrong and r.high for r in some):15}   {told}"
        )
    _print_confusion(results)
    flat = [result for result in results if result.truth.case.kind == "flat"]
    wrong = [result for result in results if result.wrong and result.high]
    for result in wrong:
        print(
            f"WRONG {result.truth.case.kind} {result.truth.text!r} {result.truth.ratio:.2f} {result.colors}"
        )
    yield _kept("flat cases within 5 % or 0.3", _share(r.close for r in flat), CLOSE)
    yield _kept("flat cases with high confidence", _share(r.high for r in flat), CONFIDENT)
    yield _kept("verdicts at high confidence that are right", 1 - len(wrong) / len(results), 1.0)


def _print_confusion(results: Sequence[Result]) -> None:
    """Truth by row, pixels by column, for high and low confidence."""
    print("\nverdict                      high confidence          low confidence")
    print("                             passes     fails       passes     fails")
    for limit in (3.0, 4.5):
        asked = [result for result in results if limit in result.limits]
        for truly in (True, False):
            row = [result for result in asked if passes(result.truth.ratio, limit) == truly]
            cells = [
                sum(r.high == high and passes(r.colors.ratio, limit) == says for r in row)
                for high in (True, False)
                for says in (True, False)
            ]
            name = f"{limit}, truly {'passes' if truly else 'fails'}"
            print(f"{name:24}{cells[0]:11}{cells[1]:10}{cells[2]:13}{cells[3]:10}")
    print()


def _report_sizes(results: Sequence[Result]) -> Iterator[bool]:
    print(
        "text size      cases  measured  median   95 %    max  within 1 dp  high: cases, max   lines   pitch"
    )
    texts = [result for result in results if result.ink is not None]
    scripts = ("chinese", "mixed", "paragraph", "digits", "latin")
    for script in scripts:
        _print_sizes(script, [result for result in texts if result.truth.case.script == script])
    lettered = [r for r in texts if r.off is not None and _has_chinese(r.truth.text)]
    offs = [abs(r.off or 0.0) for r in lettered]
    print()
    yield _kept(
        "median error of the text size with Chinese, dp", statistics.median(offs), MEDIAN_DP, most=True
    )
    yield _kept(f"texts with Chinese within {MOST_DP:g} dp", _share(off <= MOST_DP for off in offs), WITHIN)


def _print_sizes(script: str, some: Sequence[Result]) -> None:
    offs = sorted(abs(result.off) for result in some if result.off is not None)
    sure = [abs(r.off or 0.0) for r in some if r.ink is not None and r.ink.confidence >= HIGH]
    lines = _share(r.ink.lines == r.truth.lines for r in some if r.ink is not None and r.ink.lines)
    pitches = [
        abs(r.ink.line_pitch_px / r.truth.pixel_ratio / r.truth.pitch - 1)
        for r in some
        if r.ink is not None and r.ink.line_pitch_px is not None and r.truth.lines > 1
    ]
    pitch = f"{statistics.median(pitches):.1%}" if pitches else "-"
    middle, wide, widest = statistics.median(offs), offs[int(0.95 * len(offs))], offs[-1]
    print(
        f"{script:12}{len(some):8}{len(offs):10}{middle:8.2f}{wide:7.2f}{widest:7.2f}"
        f"{_share(off <= 1 for off in offs):12.1%}{len(sure):11},{max(sure, default=0):5.2f}"
        f"{lines:11.1%}{pitch:>8}"
    )


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _unexposed(page: Page) -> tuple[int, int, int]:
    """Of the flat texts of a page: how many, how many are noticed when the tree says nothing; false alarms
    besides."""
    picture = read_png(page.png)
    flat = [truth.box for truth in page.truths if truth.case.kind == "flat"]
    found = text_like(picture, [], page.pixel_ratio)
    noticed = sum(any(_within(place, box) for place in found) for box in flat)
    told = [truth.box for truth in page.truths if truth.case.script and truth.case.kind != "photo"]
    return len(flat), noticed, len(text_like(picture, told, page.pixel_ratio))


def _within(place: Sequence[float], box: Sequence[float]) -> bool:
    middle = (place[1] + place[3]) / 2
    return place[0] < box[2] and place[2] > box[0] and box[1] < middle < box[3]


def _report_places(places: Sequence[tuple[int, int, int]]) -> None:
    texts, noticed, alarms = (sum(column) for column in zip(*places, strict=True))
    print(f"\nunexposed text: {noticed} of {texts} flat texts noticed, {alarms} false alarms elsewhere")


def _report_speed(png: bytes, texts: Sequence[tuple[str, tuple[float, ...]]]) -> bool:
    """Decode, and decode and measure, in turn; compared by their medians."""
    times: dict[str, list[float]] = {"decode": [], "measure": []}
    for number in range(-2, TIMED):
        started = time.perf_counter()
        with Image.open(io.BytesIO(png)) as image:
            image.load()
        decoded = time.perf_counter()
        read_png.cache_clear()
        _measure_all(read_png(png), texts)
        ended = time.perf_counter()
        if number >= 0:
            times["decode"].append(decoded - started)
            times["measure"].append(ended - decoded)
    decode, measure = (statistics.median(times[name]) * 1000 for name in ("decode", "measure"))
    print(f"\n1080 × 2400 px: Pillow decodes in {decode:.1f} ms", end="; ")
    print(f"that and colours and sizes of {len(texts)} texts take {measure:.1f} ms")
    return _kept("decode and measure, times the decoding", measure / decode, MOST_TIME, most=True)


def _measure_all(picture: Picture, texts: Sequence[tuple[str, tuple[float, ...]]]) -> None:
    for text, box in texts:
        layers = separate(picture, box)  # type: ignore[arg-type]
        measure_colors(picture, box, layers=layers)  # type: ignore[arg-type]
        measure_text(picture, box, text, 3.0, layers=layers)  # type: ignore[arg-type]


def _share(truths: Iterable[bool]) -> float:
    values = list(truths)
    return sum(values) / len(values) if values else 1.0


def _kept(name: str, value: float, limit: float, *, most: bool = False) -> bool:
    kept = value <= limit if most else value >= limit
    shown, wanted = (
        (f"{value:.2f}", f"{limit:g}") if most or value > 1.5 else (f"{value:.1%}", f"{limit:.0%}")
    )
    print(f"{name}: {shown}, at {'most' if most else 'least'} {wanted}: {'ok' if kept else 'MISSED'}")
    return kept


# ---- crops for the unit tests ----------------------------------------------------------------------------


def write_crops(drawn: Sequence[Page], folder: Path) -> None:
    """One sheet of small crops and a table of what is true of them."""
    wanted = [(page, truth) for page in drawn for truth in page.truths if _is_handy(truth)]
    random.Random(PLAN["seed"]).shuffle(wanted)
    taken: Counter[tuple[str, str, float]] = Counter()
    rows: list[dict[str, Any]] = []
    tiles: list[Image.Image] = []
    for page, truth in wanted:
        key = (
            truth.case.kind,
            truth.case.script,
            min(truth.pixel_ratio, 2.0) if truth.case.kind == "flat" else 0.0,
        )
        if taken[key] >= (2 if truth.case.kind in ("flat", *GRAPHICS) else 1):
            continue
        taken[key] += 1
        left, top, right, bottom = (round(edge) for edge in truth.box)
        around = (left - 4, top - 4, right + 4, bottom + 4)
        tile = Image.open(io.BytesIO(page.png)).convert("RGB").crop(around)
        rows.append(_row_of_sheet(truth, around, sum(tile.height for tile in tiles)))
        tiles.append(tile)
    sheet = Image.new("RGB", (max(tile.width for tile in tiles), sum(tile.height for tile in tiles)), "white")
    at = 0
    for tile in tiles:
        sheet.paste(tile, (0, at))
        at += tile.height
    folder.mkdir(parents=True, exist_ok=True)
    sheet.save(folder / "crops.png", optimize=True)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "crops.json").write_text(f"[\n{lines}\n]\n", "utf-8")


def _is_handy(truth: Truth) -> bool:
    width, height = truth.box[2] - truth.box[0], truth.box[3] - truth.box[1]
    small = width <= (400 if truth.case.script == "paragraph" else 300) and height <= (
        260 if truth.case.script == "paragraph" else 110
    )
    return small and truth.box[0] >= 4 and (truth.lines == 1 or truth.case.script == "paragraph")


def _row_of_sheet(truth: Truth, around: tuple[int, int, int, int], down: int) -> dict[str, Any]:
    left, top, right, bottom = truth.box
    box = (left - around[0], top - around[1] + down, right - around[0], bottom - around[1] + down)
    return {
        "kind": truth.case.kind,
        "box": [round(edge, 2) for edge in box],
        "pixel_ratio": truth.pixel_ratio,
        "text": truth.text,
        "ratio": round(truth.ratio, 3),
        "foreground": list(truth.foreground),
        "background": list(truth.background),
        "size": truth.size,
        "pitch": truth.pitch,
        "lines": truth.lines,
    }


if __name__ == "__main__":
    sys.exit(main())
