"""What the checks of users' rights and separate consents make of an app in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from pytest_mobcompliance.checks import test_closing as closing
from pytest_mobcompliance.checks import test_personalised as personalised
from pytest_mobcompliance.checks import test_separate_consent as consents
from pytest_mobcompliance.device import outcome
from pytest_mobcompliance.device.app import PermissionRequest
from pytest_mobcompliance.device.explore import Survey
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Locator, Settings

HOST = "http://127.0.0.1/"
AGREE, DECLINE = "同意并开始", "暂不同意"
FACE = "我们需要采集您的人脸图像，仅用于核对是不是您本人"
PARTNER = "示例生活是第三方，我们将向其提供您的手机号码"
SETTINGS: dict[str, Any] = {
    "app": {"url": "index.html"},
    "screens": {"settings": {"url": "#/a"}},
    "consents": {kind: {"screen": "settings", "trigger": {"text": "开始"}} for kind in ("face", "location")},
    "partners": {"示例生活": {"screen": "settings", "trigger": {"text": "开始"}}},
    "closing": {
        "screen": "settings",
        "path": [{"tap": {"text": "开始"}}],
        "submit": {"text": "确认注销"},
        "done": {"text": "已注销"},
    },
}


class Ended(Exception):
    """The check came to its end: verdict and reason."""

    def __init__(self, verdict: str, reason: str) -> None:
        super().__init__(verdict, reason)


class Told:
    """A `MobVerdict` that keeps what is observed."""

    def __init__(self) -> None:
        self.seen: dict[str, object] = {}

    def observe(self, name: str, value: object) -> None:
        self.seen[name] = value

    def violated(self, reason: str, detail: str, screen: Screen | None = None) -> NoReturn:
        raise Ended("violated", reason)

    def needs_review(self, reason: str, screen: Screen | None = None, detail: str = "") -> NoReturn:
        assert screen is not None
        raise Ended("needs-review", reason)

    def not_verified(self, reason: str, detail: str = "") -> NoReturn:
        raise Ended("not-verified", reason)

    def not_applicable(self, reason: str, detail: str = "") -> NoReturn:
        raise Ended("not-applicable", reason)


def button(words: str, **facts: Any) -> Element:
    known = {"id": words, "role": "button", "text": words, "name": words, "visible": True, "clickable": True}
    return Element(**known | facts)


def words(said: str) -> Element:
    return button(said, role="text", clickable=False)


def page(*elements: Element, host: str = HOST) -> Screen:
    return Screen(platform=Platform.WEB, elements=elements, size=(390, 844), name="s", url=host)


class InMemory:
    """An app whose taps lead from screen to screen, and may ask for a permission."""

    def __init__(self, *start: Element, **after: Screen) -> None:
        self.screens = {"start": page(button("开始"), *start), **after}
        self.shown = "start"
        self.asks: dict[str, str] = {}
        self.asked: list[PermissionRequest] = []
        self.ways: dict[str, Callable[[], None]] = {}

    def reset(self) -> None:
        self.shown = "start"

    launch = restart = reset

    def go(self, screen: str) -> None:
        self.shown = "start"

    def tap(self, locator: Locator) -> None:
        if locator.value in self.asks:
            self.asked.append(PermissionRequest(self.asks[locator.value], 1.0, HOST, True))
        self.shown = locator.value if locator.value in self.screens else self.shown
        self.ways.get(locator.value, lambda: None)()

    def capture(self, name: str | None = None) -> Screen:
        return self.screens[self.shown]

    def captures(self, name: str | None = None) -> list[Screen]:
        return [self.capture()]

    def wait_for(self, locator: Locator, timeout: float) -> bool:
        return any(each.text == locator.value for each in self.capture().elements)

    def requests_for_permission(self) -> list[PermissionRequest]:
        return list(self.asked)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No notice is waited for, and nothing follows late."""
    for module in (consents, closing):
        monkeypatch.setattr(module, "accept_notice", lambda app: None)
    monkeypatch.setattr(consents, "IDLE", 0.0)
    monkeypatch.setattr(
        consents, "outcome", lambda app, trigger, enough: outcome.outcome(app, trigger, enough, 0)
    )
    monkeypatch.setattr("pytest_mobcompliance.device.explore.accept_notice", lambda app: None)


def settings(**instead: Any) -> Settings:
    return Settings.model_validate({**SETTINGS, **instead})


def separate(app: InMemory, kind: str = "face", **instead: Any) -> Told:
    told = Told()
    consents.test_consent_to_one_thing_is_asked_for(kind, app, settings(**instead), told)  # type: ignore[arg-type]
    return told


def partner(app: InMemory, **instead: Any) -> Told:
    told = Told()
    consents.test_partners_get_nothing_unasked(app, settings(**instead), told)  # type: ignore[arg-type]
    return told


def ended(check: Callable[..., Told], *args: Any, **instead: Any) -> tuple[object, ...]:
    with pytest.raises(Ended) as caught:
        check(*args, **instead)
    return caught.value.args


def box(said: str, *more: Element, decline: bool = True) -> InMemory:
    """A tap on 开始 brings up a box over the screen."""
    answers = [button(AGREE), *([button(DECLINE)] if decline else [])]
    return InMemory(开始=page(button("开始"), words(said), *answers, *more))


def test_box_that_names_data_and_purpose_and_can_be_refused_is_a_consent() -> None:
    assert "核对" in str(separate(box(FACE)).seen["face"])


def test_what_is_not_declared_is_not_judged() -> None:
    assert ended(separate, InMemory(), "id_photo") == ("not-applicable", "not-declared")
    assert ended(separate, InMemory(), consents={}) == ("not-verified", "not-configured")
    assert ended(partner, InMemory(), partners={}) == ("not-verified", "not-configured")


def test_permission_without_a_box_is_no_consent() -> None:
    app = InMemory()
    app.asks = {"开始": "camera"}
    assert ended(separate, app) == ("violated", "no-separate-consent")


def test_place_is_consented_to_in_the_system_s_dialog_where_the_screen_tells_the_purpose() -> None:
    told = InMemory(words("位置信息仅用于查询附近网点"))
    told.asks = {"开始": "geolocation"}
    assert separate(told, "location").seen
    silent = InMemory(words("附近网点"))
    silent.asks = {"开始": "geolocation"}
    assert ended(separate, silent, "location") == ("violated", "no-separate-consent")


@pytest.mark.parametrize(
    ("app", "end"),
    [
        (box(FACE, decline=False), ("violated", "consent-without-choice")),
        (
            box(FACE, button("我同意", role="checkbox", checked=True)),
            ("violated", "consent-preticked"),
        ),
        (box("我已阅读并同意《隐私政策》"), ("needs-review", "consent-names-nothing")),
        (box("我们将采集您的人脸图像"), ("needs-review", "consent-without-purpose")),
        (InMemory(开始=page(words("请正对屏幕"))), ("needs-review", "no-consent-seen")),
    ],
)
def test_box_that_lacks_something(app: InMemory, end: tuple[str, str]) -> None:
    assert ended(separate, app) == end


def test_refusal_that_changes_nothing_is_a_violation() -> None:
    app = box(FACE)
    app.asks = {DECLINE: "camera"}
    assert ended(separate, app) == ("violated", "refused-in-vain")


def test_partner_opens_after_a_question() -> None:
    assert partner(box(PARTNER)).seen == {"示例生活": "手机号码"}
    away = InMemory(开始=page(words("示例生活"), host="http://localhost/"))
    assert ended(partner, away) == ("violated", "partner-unasked")
    nobody = box("我们将向第三方提供您的手机号码")
    assert ended(partner, nobody) == ("needs-review", "consent-names-nobody")
    assert ended(partner, box("即将前往示例生活")) == ("needs-review", "consent-names-nothing")
    vain = box(PARTNER)
    vain.screens[DECLINE] = page(words("示例生活"), host="http://localhost/")
    assert ended(partner, vain) == ("violated", "refused-in-vain")


# ------------------------------------------------------------------ closing


def close(said: str, **instead: Any) -> Told:
    told, made = Told(), settings(**instead)
    app = InMemory(开始=page(words(said), button("确认注销")))
    assert made.closing is not None
    closing.test_closing_asks_for_nothing_more(made.closing, app, made, told)  # type: ignore[arg-type]
    return told


REGISTRATION = {
    "registration": {
        "screen": "settings",
        "fields": {"card": {"text": "a"}},
        "submit": {"text": "b"},
        "done": {"text": "c"},
    }
}


def test_closing_in_time_without_more_data_is_as_it_should_be() -> None:
    seen = close("注销后我们在15个工作日内删除您的信息").seen
    assert seen["days"] == ["15 working"]
    assert seen["asked for"] == {}
    assert close("请完成人脸识别", forms=REGISTRATION).seen["asked for"] == {"face": "请完成人脸识别"}
    assert close("请输入银行卡号", forms=REGISTRATION).seen["asked for"] == {"card": "请输入银行卡号"}


@pytest.mark.parametrize(
    ("said", "forms", "end"),
    [
        ("请上传手持身份证照片", {}, ("violated", "closing-asks-more")),
        ("请拍摄身份证正面", REGISTRATION, ("violated", "closing-asks-more")),
        ("请拍摄身份证正面", {}, ("needs-review", "may-be-more-than-needed")),
        ("注销在30个工作日内完成", {}, ("violated", "closing-too-late")),
        ("注销在60天内完成", {}, ("needs-review", "calendar-days")),
    ],
)
def test_closing_that_asks_more_or_takes_longer(said: str, forms: Any, end: tuple[str, str]) -> None:
    assert ended(close, said, forms=forms) == end


def test_last_step_that_does_not_come_is_for_a_person() -> None:
    made = settings()
    app = InMemory(开始=page(words("验证身份")))
    with pytest.raises(Ended) as caught:
        closing._to_the_last_step(app, made, made.closing, Told())  # type: ignore[arg-type]
    assert caught.value.args == ("needs-review", "last-step-not-reached")


# ------------------------------------------------------------------ what is tailored


class Switched(InMemory):
    """Settings with a switch; ``comes_back``: it is on after each start."""

    def __init__(self, *, on: bool | None, works: bool = True, comes_back: bool = False) -> None:
        super().__init__()
        self.on, self.works, self.comes_back = on, works, comes_back
        self.ways = {"个性化推荐": self.flip}

    def flip(self) -> None:
        self.on = not self.on if self.works else self.on

    def reset(self) -> None:
        self.on = True if self.comes_back else self.on

    launch = restart = reset

    def capture(self, name: str | None = None) -> Screen:
        return page(button("个性化推荐", role="switch", checked=self.on))


def tailored(app: InMemory) -> Told:
    told = Told()
    survey = Survey(app, 2, lambda: None, lambda: None)  # type: ignore[arg-type]
    personalised.test_personalised_content_can_be_put_off(survey, app, told)  # type: ignore[arg-type]
    return told


@pytest.mark.parametrize("on", [True, False])
def test_switch_that_stays_off_is_as_it_should_be_and_left_as_it_was(on: bool) -> None:
    app = Switched(on=on)
    assert tailored(app).seen["at first"] == ("on" if on else "off")
    assert app.on is on


def test_switch_that_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personalised, "ANSWERS", 0.0)
    assert ended(tailored, Switched(on=True, works=False)) == ("violated", "switch-without-effect")
    assert ended(tailored, Switched(on=None)) == ("needs-review", "switch-state-unseen")


def test_switch_that_comes_back() -> None:
    assert ended(tailored, Switched(on=False, comes_back=True)) == ("violated", "switched-on-again")


def test_without_a_switch_tailored_content_decides() -> None:
    assert ended(tailored, InMemory(words("猜你喜欢"))) == ("violated", "no-personalised-switch")
    assert ended(tailored, InMemory()) == ("needs-review", "tailoring-unknown")
    nameless = InMemory(replace(button("x"), text=None, name=None))
    assert ended(tailored, nameless) == ("needs-review", "search-incomplete")
