"""What the checks of the elderly mode make of screens, without an app."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_mobcompliance.checks import conftest
from pytest_mobcompliance.checks import test_elderly_mode as checks
from pytest_mobcompliance.device.replay import ReplayApp
from pytest_mobcompliance.device.walk import Walk
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.rules import RULES, Rule, audit
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.screen.bundle import write_bundle
from pytest_mobcompliance.settings import Settings

BY_ID = {rule.id: rule for rule in RULES}
BOX = (0.0, 0.0, 100.0, 60.0)
CAPTCHA = Element(id="captcha", role="img", name="图形验证码", visible=True, bounds=BOX, bounds_dp=BOX)
VOICE = Element(id="voice", role="button", text="语音验证码", visible=True, clickable=True, bounds=BOX)
LIST = Element(id="list", role="generic", visible=True, scrollable=True, bounds=BOX)


def screen(*elements: Element, name: str = "login") -> Screen:
    return Screen(platform=Platform.ANDROID, elements=elements, size=(390, 844), density=1.0, name=name)


class Told:
    """A `MobVerdict` that keeps what it is told."""

    def __init__(self) -> None:
        self.found: list[Finding] = []

    def findings(self, found: Iterable[Finding]) -> None:
        self.found += found

    def not_verified(self, reason: str, detail: str = "") -> None:
        raise LookupError(reason)


def mob_audit(screen: Screen, *, rules: Iterable[Rule | str]) -> list[Finding]:
    return audit(screen, rules=[BY_ID[rule] for rule in rules if isinstance(rule, str)])


def captchas(*screens: Screen) -> list[tuple[str, Verdict, str]]:
    walk = Walk(screens=screens, axe=None, missed=())
    judge = conftest.judged_whole.__wrapped__(lambda mode: walk, mob_audit)
    return [
        (finding.screen, finding.verdict, finding.reason)
        for finding in judge("standard", "6.captcha-alternative")
    ]


def test_another_way_on_a_later_part_counts() -> None:
    parts = screen(CAPTCHA, LIST), screen(replace(LIST), VOICE, name="login~2")
    assert captchas(*parts) == [("login", Verdict.SATISFIED, "")]


def test_no_way_on_any_part_is_violated() -> None:
    parts = screen(CAPTCHA, LIST), screen(LIST, name="login~2")
    assert captchas(*parts) == [("login", Verdict.VIOLATED, "eyes-only")]


def test_the_captcha_is_shown_where_it_is() -> None:
    parts = screen(LIST), screen(LIST, CAPTCHA, name="login~2"), screen(VOICE, name="help")
    assert captchas(*parts) == [
        ("login~2", Verdict.VIOLATED, "eyes-only"),
        ("help", Verdict.NOT_APPLICABLE, "no-captcha"),
    ]


# --- left alone


class Turning:
    """An app whose home screen shows other words with each capture."""

    def __init__(self) -> None:
        self.log: list[str] = []

    def __getattr__(self, verb: str) -> Any:
        return lambda *args: self.log.append(" ".join((verb, *map(str, args))))

    def capture(self, name: str | None = None) -> Screen:
        self.log.append(f"capture {name}")
        lines = (Element(id=f"s{n}", role="text", text=f"第{n}行", visible=True) for n in range(3))
        turning = Element(
            id="news", role="text", text="甲乙丙丁"[len(self.log) % 4], visible=True, resource_id="news"
        )
        return screen(*lines, turning, name=name or "")


def left_alone(settings: Settings) -> tuple[Turning, Told, list[str]]:
    app, told, remembered = Turning(), Told(), []

    def remember(screen: Screen, *, rules: Iterable[Rule | str]) -> list[Finding]:
        remembered.append(screen.name)
        return mob_audit(screen, rules=rules)

    assert settings.elderly is not None
    checks.test_nothing_changes_by_itself(app, settings.elderly, settings, remember, told)  # type: ignore[arg-type]
    return app, told, remembered


def settings(screens: dict[str, Any], **elderly: Any) -> Settings:
    app = {"platform": "android", "package": "cn.example.bank"}
    off = [{"tap": {"id": "off"}}]
    return Settings.model_validate(
        {"app": app, "screens": screens, "elderly": {"off": off, "still_seconds": 0.01, **elderly}}
    )


@pytest.fixture(autouse=True)
def _no_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "accept_notice", lambda app: None)


HOME, ABOUT, HELP = {"elderly": True}, {"elderly": False}, {"elderly": True}


def test_the_first_screen_of_the_mode_is_left_alone() -> None:
    app, told, remembered = left_alone(settings({"about": ABOUT, "home": HOME, "help": HELP}))
    assert remembered == ["home"]
    assert {finding.reason for finding in told.found} == {"changes-by-itself"}
    assert app.log.index("switch_mode elderly") < app.log.index("go home")


def test_the_named_screens_are_left_alone() -> None:
    _, told, remembered = left_alone(settings({"home": HOME, "help": HELP}, still=["home", "help"]))
    assert remembered == ["home", "help"]
    assert [finding.screen for finding in told.found] == ["home", "help"]


def test_a_recording_of_a_single_moment_is_not_left_alone(tmp_path: Path) -> None:
    write_bundle(tmp_path / "home", screen(name="home"))
    marks = checks.test_nothing_changes_by_itself.pytestmark  # type: ignore[attr-defined]
    needs = {word for mark in marks if mark.name == "needs" for word in mark.args}
    assert needs
    assert not needs <= ReplayApp(tmp_path).what_it_can()


def test_no_screen_of_the_mode_is_said_so() -> None:
    with pytest.raises(LookupError, match="not-configured"):
        left_alone(settings({"about": ABOUT}))


# --- enlarged


def enlarged(size: float, **elderly: Any) -> list[tuple[Verdict, str]]:
    text = replace(VOICE, text_size_dp=size)
    screens = (replace(screen(text), mode="elderly", font_scale=2.0),)
    walk = Walk(screens=screens, axe=None, missed=())
    judged, told = conftest.judged.__wrapped__(lambda mode: walk, mob_audit), Told()
    known = settings({"home": HOME}, **elderly).elderly
    assert known is not None
    checks.test_text_can_grow(judged, known, told)  # type: ignore[arg-type]
    return [(finding.verdict, finding.reason) for finding in told.found]


def test_text_that_stays_small_is_for_a_person_as_the_app_may_have_a_size_of_its_own() -> None:
    assert enlarged(20) == [(Verdict.NEEDS_REVIEW, "text-stays-small")]


def test_text_that_stays_small_is_violated_where_the_size_is_up_to_the_system_alone() -> None:
    assert enlarged(20, text_size="system") == [(Verdict.VIOLATED, "text-stays-small")]
    assert enlarged(30, text_size="system") == [(Verdict.SATISFIED, "")]
