"""An audit put together: problems with their places, JSON, and a page that is safe to open."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from string import Formatter
from typing import Any

import pytest
from PIL import Image

from pytest_mobcompliance.evidence.audit_page import (
    Audit,
    audit_json,
    audit_page,
    audited,
    counts_of,
    problems_of,
    screen_names,
    unjudged_of,
)
from pytest_mobcompliance.evidence.redact import Redactor
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.ledger.exports import SYMBOLS
from pytest_mobcompliance.messages import LANGUAGES, load_messages
from pytest_mobcompliance.rules import RULES
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState

EN = load_messages("en")
PHONE = "13800000001"
EVIL = '<script>alert("x")</script>'
VOID = {"meta", "img", "input", "br", "link"}


def png(size: tuple[int, int] = (400, 800)) -> bytes:
    buffer = io.BytesIO()
    picture = Image.new("RGB", size, "white")
    picture.putpixel((0, 0), (0, 0, 0))
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def screen(*elements: Element, name: str = "home", **more: Any) -> Screen:
    kept = {"screenshot": png(), "screenshot_state": ScreenshotState.OK, **more}
    return Screen(platform=Platform.ANDROID, elements=elements, size=(400, 800), name=name, **kept)


def small(element: Element, on: str, measured: float = 20.0, **more: Any) -> Finding:
    told = {
        "rule": "6.target-size",
        "verdict": Verdict.VIOLATED,
        "reason": "too-small",
        "severity": "critical",
    }
    numbers = {"measured": measured, "required": 44, "unit": "dp", "profile": "miit-2021"}
    return Finding(requirement="6.accessibility", element=element, screen=on, **{**told, **numbers, **more})


def audit_of(
    *judged: tuple[Screen, Sequence[Finding]], redactor: Redactor | None = None, **more: Any
) -> Audit:
    by = redactor or Redactor(key=b"k")
    kept = tuple(
        audited(f"in/{number}.xml", seen, seen.mode == "elderly", found, by)
        for number, (seen, found) in enumerate(judged, 1)
    )
    return Audit(**{"screens": kept, "rules": RULES, "profile": "miit-2021", "errors": {}, **more})


BUTTON = Element(id="0.1", role="button", name="支付", bounds=(10, 20, 50, 60))
OTHER = Element(id="0.2", role="button", name="取消", bounds=(60, 20, 90, 60))


# ------------------------------------------------------------------ put together


def test_same_thing_on_two_screens_is_one_problem_with_two_places() -> None:
    home, pay = screen(BUTTON), screen(BUTTON, OTHER, name="pay")
    [one, two] = problems_of(
        audit_of(
            (home, [small(BUTTON, "home", 30.0)]),
            (pay, [small(BUTTON, "pay", 20.0), small(OTHER, "pay")]),
        )
    )
    assert [place.screen for place in one.places] == [1, 2]
    assert one.finding.measured == 20.0, "the worst place speaks for all"
    assert one.fingerprint == small(BUTTON, "home").fingerprint
    assert [place.screen for place in two.places] == [2]
    assert (one.number, two.number) == (1, 2)


def test_same_thing_in_both_modes_is_one_problem_that_asks_for_more() -> None:
    home, elderly = screen(BUTTON), screen(BUTTON, mode="elderly")
    [one] = problems_of(
        audit_of((home, [small(BUTTON, "home", 40.0)]), (elderly, [small(BUTTON, "home", 40.0, required=60)]))
    )
    assert (one.finding.required, [place.finding.required for place in one.places]) == (60, [44, 60])


def test_two_things_of_one_name_on_a_screen_are_two_problems() -> None:
    twin = replace(OTHER, name="支付")
    home, pay = screen(BUTTON, twin), screen(BUTTON, twin, name="pay")
    found = problems_of(
        audit_of(*((each, [small(e, each.name) for e in (BUTTON, twin)]) for each in (home, pay)))
    )
    assert [[place.screen for place in one.places] for one in found] == [[1, 2], [1, 2]]
    assert len({one.fingerprint for one in found}) == 2


def test_worst_verdict_then_severity_come_first() -> None:
    review = small(BUTTON, "home", verdict=Verdict.NEEDS_REVIEW, reason="clipped")
    minor = small(BUTTON, "home", severity="minor", reason="a")
    normal = small(BUTTON, "home", severity="normal", reason="b")
    satisfied = small(OTHER, "home", verdict=Verdict.SATISFIED, reason="")
    found = problems_of(audit_of((screen(BUTTON, OTHER), [review, minor, satisfied, normal])))
    assert [problem.finding for problem in found] == [normal, minor, review]


def test_what_was_not_judged_says_why_once() -> None:
    none = Finding(
        rule="6.text-contrast", requirement="", verdict=Verdict.NOT_VERIFIED, reason="screenshot-hidden"
    )
    other = replace(none, rule="6.line-spacing")
    rules = tuple(
        rule for rule in RULES if rule.id in ("6.text-contrast", "6.advertising", "11.filing-number")
    )
    rows = unjudged_of(audit_of((screen(), [none, other]), (screen(name="pay"), [none]), rules=rules))
    assert (rows[0].reason, rows[0].rules, rows[0].screens) == (
        "screenshot-hidden",
        ("6.text-contrast", "6.line-spacing"),
        (1, 2),
    )
    assert {(row.verdict, row.reason, row.rules) for row in rows[1:]} == {
        (None, "other-mode", ("6.advertising",)),
        (None, "nothing-there", ("11.filing-number",)),
    }


def test_counts_have_every_rule() -> None:
    counts = counts_of(audit_of((screen(BUTTON), [small(BUTTON, "home")])))
    assert set(counts) == {rule.id for rule in RULES}
    assert counts["6.target-size"] == {Verdict.VIOLATED: 1}


def test_screens_of_one_name_are_told_apart() -> None:
    names = screen_names(audit_of((screen(), []), (screen(), []), (screen(mode="elderly"), [])), EN)
    assert names == ("home [in/1.xml]", "home [in/2.xml]", "home (elderly mode)")


# ------------------------------------------------------------------ JSON


def test_json_has_its_keys_and_nothing_personal() -> None:
    element = replace(BUTTON, name=f"拨打 {PHONE}")
    result = audit_of(
        (screen(element, url=f"app://x?{PHONE}"), [small(element, "home")]), errors={"bad.xml": "why"}
    )
    data: Any = audit_json(result, EN, Redactor(key=b"k"))
    text = json.dumps(data, ensure_ascii=False)
    assert PHONE not in text
    assert set(data) == {
        *("format", "version", "lang", "profile", "rules", "screens", "problems", "counts", "not_judged"),
        "errors",
    }
    [problem] = data["problems"]
    assert problem["fingerprint"] == small(element, "home").fingerprint, "as the ledger of a run has it"
    assert problem["places"] == [
        {
            "screen": 1,
            "verdict": "violated",
            "element": problem["element"],
            "bounds": [10, 20, 50, 60],
            "measured": 20.0,
            "required": 44,
        }
    ]
    assert set(problem["fix_on"]) == {"android", "ios", "web"}
    assert data["errors"] == [{"source": "bad.xml", "message": "why"}]
    assert data["screens"][0]["screenshot"] == "ok"


# ------------------------------------------------------------------ the page


class Page(HTMLParser):
    """What stands where: tags are closed, and attributes and texts are kept."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title"):
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


def page_of(result: Audit, lang: str = "en", redactor: Redactor | None = None) -> Page:
    by = redactor or Redactor(key=b"k")
    return Page(audit_page(result, load_messages(lang), by.text, SYMBOLS))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_links_boxes_and_findings_both_ways(lang: str) -> None:
    home, pay = screen(BUTTON), screen(BUTTON, OTHER, name="pay")
    page = page_of(
        audit_of(
            (home, [small(BUTTON, "home")]),
            (pay, [small(BUTTON, "pay"), small(OTHER, "pay"), small(OTHER, "pay")]),
        ),
        lang,
    )
    assert {"html"} == {tag for tag, attrs in page.tags if attrs.get("lang") == lang}
    assert len(page.ids) == len(set(page.ids))
    links = {attrs["href"].removeprefix("#") for attrs in page.all("a")}
    assert links <= set(page.ids)
    assert {"p-1-1", "p-2-1", "p-2-2", "b-1-1-1", "b-2-1-1", "b-2-2-1", "fix-1"} <= links
    [box] = [attrs for attrs in page.all("a") if attrs.get("id") == "b-1-1-1"]
    assert box["style"] == "left:2.5%;top:2.5%;width:10.25%;height:5.125%"
    assert "b-2-2-2" in page.ids, "two places of one problem on one screen have a box each"


def test_page_needs_nothing_from_outside_and_runs_nothing() -> None:
    page = page_of(audit_of((screen(BUTTON), [small(BUTTON, "home")])))
    assert not {"script", "link", "iframe", "object", "base"} & {tag for tag, _ in page.tags}
    assert not [key for _, attrs in page.tags for key in attrs if key.startswith("on")]
    assert all(attrs["src"].startswith("data:image/jpeg;base64,") for attrs in page.all("img"))
    assert any("default-src 'none'" in attrs.get("content", "") for attrs in page.all("meta"))


def test_words_of_the_app_stay_words() -> None:
    element = replace(BUTTON, name=EVIL)
    page = page_of(
        audit_of(
            (screen(element, name=EVIL), [small(element, EVIL), small(element, EVIL, rule="9.<b>")]),
            errors={EVIL: EVIL},
        )
    )
    assert "script" not in {tag for tag, _ in page.tags}
    assert "b" in {tag for tag, _ in page.tags}
    assert sum(EVIL in text for text in page.texts) >= 4


def test_page_is_redacted() -> None:
    redactor = Redactor(["测试甲"], key=b"k")
    element = replace(BUTTON, name=f"测试甲 {PHONE}", text=f"测试甲 {PHONE}")
    result = audit_of(
        (screen(element, name="测试甲"), [small(element, "测试甲", values={"other": PHONE})]),
        redactor=redactor,
        errors={f"{redactor.text('测试甲')}.xml": redactor.text(PHONE)},
    )
    html = audit_page(result, EN, redactor.text, SYMBOLS)
    assert "测试甲" not in html
    assert PHONE not in html
    assert "‹phone#" in html


@pytest.mark.parametrize(
    ("state", "words"),
    [(ScreenshotState.HIDDEN, "hides its screenshot"), (ScreenshotState.UNAVAILABLE, "no screenshot")],
)
def test_screen_without_a_picture_says_so(state: ScreenshotState, words: str) -> None:
    picture = None if state is ScreenshotState.UNAVAILABLE else png()
    page = page_of(
        audit_of((screen(BUTTON, screenshot=picture, screenshot_state=state), [small(BUTTON, "home")]))
    )
    assert page.all("img") == []
    assert any(words in text for text in page.texts)


def test_filter_has_each_verdict_and_each_rule_that_found_something() -> None:
    named = small(BUTTON, "home", rule="6.name-missing", reason="no-name", verdict=Verdict.NEEDS_REVIEW)
    page = page_of(audit_of((screen(BUTTON), [small(BUTTON, "home"), named])))
    assert {"v-violated", "v-needs-review", "r-0", "r-1", "r-2"} <= set(page.ids)
    classes = {
        attrs["id"]: attrs["class"].split()
        for _, attrs in page.tags
        if attrs.get("class", "")[:2] == "f " and "id" in attrs
    }
    assert classes["p-1-1"] == ["f", "violated", "r1"]
    assert classes["p-1-2"] == ["f", "needs-review", "r2"]


def test_empty_audit_is_a_page_too() -> None:
    page = page_of(audit_of(errors={"x.xml": "no such file"}))
    assert any("no such file" in text for text in page.texts)
    assert page.all("form") == []


# ------------------------------------------------------------------ the words


def stored(lang: str) -> dict[str, Any]:
    return tomllib.loads((files("pytest_mobcompliance.messages") / lang / "audit.toml").read_text("utf-8"))


def flat(data: dict[str, Any], above: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in data.items():
        found |= flat(value, f"{above}{key}/") if isinstance(value, dict) else {f"{above}{key}": value}
    return found


def test_languages_have_the_same_sentences_with_the_same_values() -> None:
    one, other = (flat(stored(lang)) for lang in LANGUAGES)
    assert set(one) == set(other)
    for key in one:
        names = [{name for _, name, _, _ in Formatter().parse(words[key])} for words in (one, other)]
        assert names[0] == names[1], key
