"""Our rules against axe-core, verdict by verdict: ``python benchmarks/peers.py`` (``make bench-peers``).

Real headless Chromium shows the cases of `accuracy/`, `page.html`, and good and bad cases for targets, names
and images (`peers/page.html`). axe-core runs inside each page; our rules see the page as it was captured. The
contrast is judged twice: by computed styles, and by pixels alone, as on a phone.

Every disagreement needs an explanation, which is data (`peers/explanations.toml`). The tables are written
into `docs/peers.md`. Exit status 1: a disagreement that no explanation covers.
"""

from __future__ import annotations

import argparse
import base64
import dataclasses
import json
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accuracy import PLAN, ROWS, browser, cases
from selenium import webdriver
from tables import DOCS, put, render_atf

from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.rules import RULES, audit
from pytest_mobcompliance.screen import Platform, Screen
from pytest_mobcompliance.screen.web import load_collect_script, parse_web

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).with_name("peers")
AXE = ROOT / "rig" / "node_modules" / "axe-core" / "axe.min.js"
PROFILE = "wcag-aa"
"""The numbers that axe-core has, too."""
RATIOS = (1.0, 2.0, 3.0)
WIDTH, DENSITY = 412, 2.625
"""Of the pages that are not `accuracy`'s: dp, and px per dp."""
AS_AXE = {
    Verdict.SATISFIED: "passes",
    Verdict.VIOLATED: "violations",
    Verdict.NEEDS_REVIEW: "incomplete",
    Verdict.NOT_VERIFIED: "incomplete",
}
WORDS = {"passes": "satisfied", "violations": "violated", "incomplete": "needs review", "": "says nothing"}
WORST = ("violations", "incomplete", "passes")
# Every element gets an id, by which both verdicts meet: that of the element around it, tag and number.
NUMBER = """
const own = new Set(document.querySelectorAll("body [id]"));
document.querySelectorAll("body, body *").forEach((element, number) => {
  if (element.id) return;
  let around = element.parentElement;
  while (around && !own.has(around)) around = around.parentElement;
  element.id = (around ? around.id + "-" : "") + element.localName + "-" + number;
});
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A rule of axe-core and ours. ``selector``: which elements the rule is about.

    ``seen``: ``styles`` where our rule sees the page's computed styles, ``pixels`` where it sees the picture.
    """

    axe: str
    rule: str
    selector: str
    seen: str = "styles"

    @property
    def name(self) -> str:
        return f"{self.axe}, from pixels" if self.seen == "pixels" else self.axe


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two engines may differ; what is empty fits everything. Verdicts are in axe-core's words."""

    id: str
    words: str
    axe_rules: tuple[str, ...] = ()
    seen: str = ""
    ours: tuple[str, ...] = ()
    axe: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    selector: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Both verdicts on one element; an empty one means that the engine did not judge it."""

    pair: Pair
    page: str
    element: str
    ours: str
    axe: str
    reason: str = ""
    key: str = ""
    measured: str = ""
    met: frozenset[str] = frozenset()
    """Which explanations' selectors the element meets."""

    @property
    def agrees(self) -> bool:
        return self.ours == self.axe

    def __str__(self) -> str:
        why = f" ({self.reason}{' ' + self.measured if self.measured else ''})" if self.ours else ""
        key = f" ({self.key})" if self.key else ""
        return f"{self.page} {self.element}: ours {WORDS[self.ours]}{why}, axe-core {WORDS[self.axe]}{key}"


def main() -> int:
    """Compare and print, write the document; return the exit status."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--no-docs", action="store_true", help="leave docs/peers.md as it is")
    chosen = options.parse_args()
    pairs, explanations = read_data()
    with browser() as driver, tempfile.TemporaryDirectory() as folder:
        rows = list(compare(driver, Path(folder), pairs, explanations))
        engine = driver.execute_script("return window.axe.version")
    explained = {row: explanation_of(row, explanations) for row in rows if not row.agrees}
    _report(rows, explained, engine)
    unused = {each.id for each in explanations} - {each.id for each in explained.values() if each}
    for name in sorted(unused):
        print(f"no longer needed: the explanation {name}")
    if not chosen.no_docs:
        text = DOCS.read_text("utf-8")
        text = put(text, "axe", render_axe(rows, explained, engine))
        text = put(text, "atf", render_atf({rule.id: rule for rule in RULES}))
        DOCS.write_text(text, "utf-8")
    unexplained = [row for row, explanation in explained.items() if explanation is None]
    print(f"\ndisagreements without an explanation: {len(unexplained)} {'(FAILED)' if unexplained else ''}")
    return 1 if unexplained else 0


def read_data() -> tuple[list[Pair], list[Explanation]]:
    """Read `explanations.toml`: which rules are compared, and why they may differ."""
    data = tomllib.loads((HERE / "explanations.toml").read_text("utf-8"))
    lists = {each.name for each in dataclasses.fields(Explanation) if each.type == "tuple[str, ...]"}
    explanations = [
        Explanation(**{key: tuple(value) if key in lists else value for key, value in entry.items()})
        for entry in data["explanation"]
    ]
    return [Pair(**entry) for entry in data["pair"]], explanations


def explanation_of(row: Row, explanations: Iterable[Explanation]) -> Explanation | None:
    """The first explanation that fits a disagreement."""
    for each in explanations:
        fits = (
            (not each.axe_rules or row.pair.axe in each.axe_rules)
            and (not each.seen or row.pair.seen == each.seen)
            and (not each.ours or row.ours in each.ours)
            and (not each.axe or row.axe in each.axe)
            and (not each.reasons or row.reason in each.reasons)
            and (not each.keys or row.key in each.keys)
            and (not each.selector or f"why {each.id}" in row.met)
        )
        if fits:
            return each
    return None


# ---- pages -----------------------------------------------------------------------------------------------


def compare(
    driver: webdriver.Chrome, folder: Path, pairs: Sequence[Pair], explanations: Sequence[Explanation]
) -> Iterator[Row]:
    """Show every page to both engines."""
    driver.set_script_timeout(60)
    for name, html, ratio, wanted in _pages():
        page = folder / "page.html"
        page.write_text(html, "utf-8")
        screen, told = _both(driver, page, name, ratio, pairs, explanations)
        for pair in pairs:
            if not wanted or pair.axe in wanted:
                yield from _rows(pair, screen, told)


def _pages() -> Iterator[tuple[str, str, float, tuple[str, ...]]]:
    """Name, HTML, pixel ratio, and for which of axe-core's rules (all, if empty)."""
    frame = (HERE.with_name("accuracy") / "page.html").read_text("utf-8")
    for ratio in RATIOS:
        planned = cases(ratio)
        for number, start in enumerate(range(0, len(planned), ROWS), 1):
            rows = [
                case.html.format(id=f"c{at}").replace("data-case", f'data-case data-kind="{case.kind}"', 1)
                for at, case in enumerate(planned[start : start + ROWS])
            ]
            html = frame.replace("<!--cases-->", "\n".join(rows))
            yield f"cases {ratio:g}/{number}", html, ratio, ("color-contrast",)
    yield "home page", HERE.with_name("page.html").read_text("utf-8"), DENSITY, ()
    yield "good and bad", (HERE / "page.html").read_text("utf-8"), DENSITY, ()


def _both(
    driver: webdriver.Chrome,
    page: Path,
    name: str,
    ratio: float,
    pairs: Sequence[Pair],
    explanations: Sequence[Explanation],
) -> tuple[Screen, dict[str, Any]]:
    """The screen with the whole page in its picture, and what axe-core says."""
    width = PLAN["width"] if name.startswith("cases") else WIDTH
    metrics = {"width": width, "height": 900, "deviceScaleFactor": ratio, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    driver.get(page.as_uri())
    height = driver.execute_script("return document.documentElement.scrollHeight")
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**metrics, "height": height})
    driver.execute_script(NUMBER)
    payload = driver.execute_script(load_collect_script(), {"maxElements": 20_000})
    png = base64.b64decode(driver.execute_cdp_cmd("Page.captureScreenshot", {})["data"])
    selectors = {pair.axe: pair.selector for pair in pairs}
    selectors |= {f"why {each.id}": each.selector for each in explanations if each.selector}
    driver.execute_script(AXE.read_text("utf-8"))
    rules = sorted({pair.axe for pair in pairs})
    told = driver.execute_script((HERE / "verdicts.js").read_text("utf-8"), rules, selectors)
    return parse_web(payload, png, name=name), json.loads(told)


def _rows(pair: Pair, screen: Screen, told: Mapping[str, Any]) -> Iterator[Row]:
    about = set(told["met"][pair.axe])
    met = {name: set(ids) for name, ids in told["met"].items()}
    ours = _ours(pair, screen)
    theirs: dict[str, tuple[str, str]] = {}
    for each in told["verdicts"]:
        if each["rule"] == pair.axe:
            theirs[each["id"]] = (each["verdict"], each["key"])
    order = {element.resource_id: at for at, element in enumerate(screen.elements)}
    for element in sorted({*theirs, *(about & ours.keys())}, key=lambda name: order.get(name, -1)):
        verdict, key = theirs.get(element, ("", ""))
        finding = ours.get(element)
        yield Row(
            pair=pair,
            page=screen.name,
            element=element,
            ours=AS_AXE[finding.verdict] if finding else "",
            axe=verdict,
            reason=finding.reason if finding else "",
            key=key,
            measured=str(finding.measured or "") if finding else "",
            met=frozenset(name for name, ids in met.items() if element in ids),
        )


def _ours(pair: Pair, screen: Screen) -> dict[str, Finding]:
    """By element id, the worst that our rule says."""
    seen = as_a_phone(screen) if pair.seen == "pixels" else screen
    rules = [rule for rule in RULES if rule.id == pair.rule]
    worst: dict[str, Finding] = {}
    for finding in audit(seen, rules=rules, profile=PROFILE, elderly=False):
        name = getattr(finding.element, "resource_id", None)
        if name is None or finding.verdict not in AS_AXE:
            continue
        known = worst.get(name)
        if known is None or _rank(finding) < _rank(known):
            worst[name] = finding
    return worst


def _rank(finding: Finding) -> int:
    return WORST.index(AS_AXE[finding.verdict])


def as_a_phone(screen: Screen) -> Screen:
    """The same screen without what only a browser tells of colours and sizes."""
    elements = tuple(
        dataclasses.replace(
            element,
            color=None,
            background=None,
            background_reason="",
            text_size_dp=None,
            text_weight=None,
            line_height_dp=None,
            line_count=None,
            full_bounds=None,
            full_bounds_dp=None,
        )
        for element in screen.elements
    )
    return dataclasses.replace(screen, platform=Platform.ANDROID, elements=elements)


# ---- report ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one pair: elements that both judge, on how many they agree, and what one judges alone."""

    both: int
    agree: int
    opposite: int
    """One passes what the other fails."""
    only_ours: int
    only_axe: int

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Tally:
        both = [row for row in rows if row.ours and row.axe]
        sides = {"passes", "violations"}
        return cls(
            both=len(both),
            agree=sum(row.agrees for row in both),
            opposite=sum({row.ours, row.axe} == sides for row in both),
            only_ours=sum(not row.axe for row in rows),
            only_axe=sum(not row.ours for row in rows),
        )

    @property
    def rate(self) -> str:
        return f"{self.agree / self.both:.1%}" if self.both else "-"


def _by_pair(rows: Sequence[Row]) -> dict[Pair, list[Row]]:
    grouped: dict[Pair, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.pair, []).append(row)
    return grouped


def _report(rows: Sequence[Row], explained: Mapping[Row, Explanation | None], engine: str) -> None:
    pages = len({row.page for row in rows})
    print(f"axe-core {engine} on {pages} pages, numbers of {PROFILE}\n")
    print(
        "axe-core's rule              ours                  both  agree         opposite  only ours  only axe"
    )
    for pair, some in _by_pair(rows).items():
        tally = Tally.of(some)
        print(
            f"{pair.name:29}{pair.rule:20}{tally.both:6}{tally.agree:7} {tally.rate:>7}"
            f"{tally.opposite:12}{tally.only_ours:11}{tally.only_axe:10}"
        )
    for pair, some in _by_pair(rows).items():
        print(f"\n{pair.name}")
        for row in some:
            if not row.agrees:
                explanation = explained[row]
                print(f"  {row}: {explanation.id if explanation else 'UNEXPLAINED'}")


def render_axe(rows: Sequence[Row], explained: Mapping[Row, Explanation | None], engine: str) -> str:
    """The generated part of `docs/peers.md` on axe-core, as Markdown."""
    pages = len({row.page for row in rows})
    lines = [
        f"axe-core {engine} on {pages} pages. *Both*: elements that both judge. *Opposite*: one passes what "
        "the other fails.",
        "",
        "| axe-core | ours | both | agree | rate | opposite | only ours | only axe-core |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for pair, some in _by_pair(rows).items():
        tally = Tally.of(some)
        lines.append(
            f"| {pair.name} | `{pair.rule}` | {tally.both} | {tally.agree} | {tally.rate} "
            f"| {tally.opposite} | {tally.only_ours} | {tally.only_axe} |"
        )
    lines += ["", "Every disagreement, and why:", ""]
    lines += [
        "| axe-core | ours says | axe-core says | elements | where | why |",
        "|---|---|---|--:|---|---|",
    ]
    groups: dict[tuple[Pair, str, str, str], list[Row]] = {}
    words: dict[str, str] = {}
    order = list(_by_pair(rows))
    for row, explanation in sorted(explained.items(), key=lambda item: order.index(item[0].pair)):
        why = explanation.id if explanation else "unexplained"
        words[why] = explanation.words if explanation else "not explained yet"
        groups.setdefault((row.pair, row.ours, row.axe, why), []).append(row)
    for (pair, ours, axe, why), some in groups.items():
        lines.append(
            f"| {pair.name} | {WORDS[ours]} | {WORDS[axe]} | {len(some)} | {_where(some)} | *{why}* |"
        )
    return "\n".join([*lines, "", *(f"* *{why}*: {text}." for why, text in words.items())])


def _where(rows: Sequence[Row]) -> str:
    """The elements by name where they are few, else the pages."""
    named = [row for row in rows if row.page == "good and bad"]
    told = [f"`#{row.element}`" for row in named]
    pages = Counter("cases" if row.page.startswith("cases") else row.page for row in rows if row not in named)
    return ", ".join([*told, *(f"{page} ({count})" for page, count in pages.items())])


if __name__ == "__main__":
    sys.exit(main())
