"""What a capture costs, against the bare floor: ``python benchmarks/capture.py`` (``make bench``).

Everything is measured in one run, against a real Chromium behind a real Appium server, on `page.html`. The
parts are interleaved, so that a busy machine slows all of them alike, and compared by their medians.

Exit status 1: a capture costs more than 1.25 times the floor (page source + screenshot), or the rules that
need no pixels more than 0.15 times the floor on top.
"""

from __future__ import annotations

import argparse
import base64
import dataclasses
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pytest_mobcompliance.device.axe import axe_source
from pytest_mobcompliance.device.capabilities import web_capabilities
from pytest_mobcompliance.device.lease import lease_for
from pytest_mobcompliance.device.server import free_port, start_server
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.device.web import WebApp
from pytest_mobcompliance.recognise import fold
from pytest_mobcompliance.rules import audit
from pytest_mobcompliance.rules.contrast import contrast_ratio
from pytest_mobcompliance.screen import Screen, ScreenshotState
from pytest_mobcompliance.settings import AppSettings, Settings

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path(__file__).with_name("page.html")
SETTINGS = Settings(app=AppSettings(url=PAGE.as_uri()))
MOST_CAPTURE = 1.25
MOST_RULES = 0.15
WARM_UPS = 3
"""Rounds that are not counted: the first ones pay for caches of browser, server and Python."""


def main() -> int:
    """Run the measurement and return the exit status."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pairs", type=int, default=15, help="counted rounds (default 15)")
    pairs = options.parse_args().pairs
    with _app() as (app, driver):
        app.launch()
        elements = len(app.capture().elements)
        times = _interleaved(_parts(app, driver), pairs)
        reads, seconds = _element_reads(driver)
    print(f"{PAGE.name}: {elements} elements, medians of {pairs} interleaved rounds\n")
    return _report(times, reads, seconds)


def _parts(app: WebApp, driver: Any) -> dict[str, Callable[[], object]]:
    """What is timed in each round, in this order; the rules judge the screen captured just before."""
    fresh: list[Screen] = []

    def capture() -> None:
        fresh[:] = [app.capture()]

    parts: dict[str, Callable[[], object]] = {
        "floor": lambda: (
            driver.page_source,
            base64.b64decode(driver.get_screenshot_as_base64()),
        ),
        "capture": capture,
        "rules without pixels": lambda: _rules(fresh[0], elderly=False),
        "the same in elderly mode": lambda: _rules(fresh[0], elderly=True),
    }
    axe = axe_source(SETTINGS, ROOT)
    if axe is not None:
        parts["axe-core, inject + run"] = lambda: app.run_axe(axe)
    return parts


def _interleaved(parts: dict[str, Callable[[], object]], pairs: int) -> dict[str, list[float]]:
    """Time each part once in every round, in turn; milliseconds."""
    times: dict[str, list[float]] = {name: [] for name in parts}
    for number in range(-WARM_UPS, pairs):
        for name in parts:
            _forget()
            started = time.perf_counter()
            parts[name]()
            if number >= 0:
                times[name].append((time.perf_counter() - started) * 1000)
    return times


def _report(times: dict[str, list[float]], reads: int, seconds: float) -> int:
    floor = statistics.median(times["floor"])
    middles = {name: statistics.median(values) for name, values in times.items()}
    rules = max(("rules without pixels", "the same in elderly mode"), key=middles.__getitem__)
    both = [capture + judged for capture, judged in zip(times["capture"], times[rules], strict=True)]
    middles["capture + rules"] = statistics.median(both)
    for name, middle in middles.items():
        print(f"{name:28}{middle:9.1f} ms{middle / floor:8.2f} × floor")
    print(f"{'WebDriver reads, ' + str(reads) + ' elements':28}{seconds * 1000:9.1f} ms", end="")
    print(f"{seconds * 1000 / floor:8.2f} × floor   (once; rect, text, one attribute each)\n")
    verdicts = [
        _judge("capture", middles["capture"] / floor, MOST_CAPTURE),
        _judge("rules without pixels, on top", middles[rules] / floor, MOST_RULES),
    ]
    return 0 if all(verdicts) else 1


def _judge(name: str, ratio: float, most: float) -> bool:
    kept = ratio <= most
    print(f"{name}: {ratio:.2f} × floor, at most {most:.2f}: {'ok' if kept else 'TOO SLOW'}")
    return kept


def _rules(screen: Screen, *, elderly: bool) -> object:
    """Judge without the picture: what needs pixels then has nothing to do."""
    unseen = ScreenshotState.UNAVAILABLE
    return audit(dataclasses.replace(screen, screenshot=None, screenshot_state=unseen), elderly=elderly)


def _forget() -> None:
    """Each page is new to the rules: nothing folded or compared before counts."""
    fold.cache_clear()
    contrast_ratio.cache_clear()


def _element_reads(driver: Any) -> tuple[int, float]:
    started = time.perf_counter()
    elements = driver.find_elements("css selector", "body *")
    for element in elements:
        _ = (element.rect, element.text, element.get_attribute("role"))
    return len(elements), time.perf_counter() - started


@contextmanager
def _app() -> Iterator[tuple[WebApp, Any]]:
    """The page behind the Appium server of `rig/`, both started here and ended afterwards."""
    lease = lease_for(SETTINGS, "", "main")
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "appium.log"
        server = start_server(None, ROOT, timeout=SETTINGS.server.start_timeout, log=log)
        try:
            capabilities = web_capabilities(SETTINGS, lease, Path(folder) / "profile", free_port())
            driver = open_session(server.url, capabilities, SETTINGS.server.command_timeout)
            try:
                yield WebApp(driver, SETTINGS, PAGE.as_uri(), lease), driver
            finally:
                close_session(driver)
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
