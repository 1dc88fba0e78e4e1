"""What a user does in several steps, on an app in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fake_app import FakeApp, element, fault, page

from pytest_mobcompliance.device.flows import accept_notice, first_notice, locator_of, notice_again, sighting
from pytest_mobcompliance.device.forms import fill, form, identity, log_in
from pytest_mobcompliance.errors import ConfigurationError, RigError
from pytest_mobcompliance.recognise import PermissionPrompt, UnknownDialog
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import FormSettings, Settings

BODY = "我们非常重视您的个人信息和隐私保护。在您使用前，请您务必审慎阅读、充分理解《隐私政策》"


def dialog(*buttons: Element) -> Screen:
    inside = [
        element("words", "text", BODY, parent="box"),
        element("policy", "link", "《隐私政策》", parent="box", href="http://127.0.0.1/policy.html"),
        *buttons,
    ]
    return page(element("box", "dialog"), *inside)


def button(id: str, text: str, **facts: Any) -> Element:
    return element(id, "button", text, parent="box", **facts)


# --- the privacy notice


def test_notice_is_accepted_by_meaning_not_by_place() -> None:
    for order in (("不同意", "同意并继续"), ("同意并继续", "不同意")):
        app = FakeApp({"start": dialog(*(button(f"b{n}", text) for n, text in enumerate(order)))})
        assert accept_notice(app)
        assert app.log == ["capture first-start", "tap text=同意并继续", "exists text=同意并继续"]


def test_button_is_found_again_by_its_id() -> None:
    app = FakeApp({"start": dialog(button("b", "同意", resource_id="agree"), button("c", "不同意"))})
    accept_notice(app)
    assert "tap id=agree" in app.log


def test_notice_that_can_only_be_acknowledged_is_left_that_way() -> None:
    app = FakeApp({"start": dialog(button("b", "我知道了"))})
    assert not accept_notice(app)
    assert "tap text=我知道了" in app.log


def test_notice_that_comes_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.flows.NOTICE_APPEARS", 3.0)
    app = FakeApp({"blank": page(), "start": dialog(button("b", "同意", resource_id="agree"))})
    captured = app.capture

    def capture(name: str | None = None) -> Screen:
        seen = captured(name)
        app.shown = "start"
        return seen

    monkeypatch.setattr(app, "capture", capture)
    accept_notice(app)
    assert "tap id=agree" in app.log


def test_recording_goes_on_behind_its_notice() -> None:
    app = FakeApp({"start": dialog(button("b", "同意", resource_id="agree"))})
    app.faults = {"tap": fault("replay")}
    accept_notice(app)
    app.faults = {"tap": fault("session-lost")}
    with pytest.raises(RigError):
        accept_notice(app)


def test_notice_that_does_not_close_is_the_rigs_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.flows.NOTICE_CLOSES", 0.01)
    app = FakeApp({"start": dialog(button("b", "同意", resource_id="agree"))})
    app.there = {"agree"}
    with pytest.raises(RigError, match="id=agree") as caught:
        accept_notice(app)
    assert caught.value.reason == "notice-stays"


def test_notice_without_a_yes_is_never_declined() -> None:
    app = FakeApp({"start": dialog(button("b", "不同意"))})
    accept_notice(app)
    assert app.log == ["capture first-start"]


def test_other_dialogs_are_left_alone() -> None:
    app = FakeApp({"start": page(element("box", "dialog"), button("b", "同意"))})
    assert first_notice(app) is None
    accept_notice(app)
    assert not [line for line in app.log if line.startswith("tap")]


def test_recording_has_no_notice_to_accept() -> None:
    assert not accept_notice(FakeApp({}, faults={"capture": fault("replay")}))


def test_lost_session_is_told() -> None:
    with pytest.raises(RigError) as caught:
        accept_notice(FakeApp({}, faults={"capture": fault("session-lost")}))
    assert caught.value.reason == "session-lost"


# --- on a phone


def on_phone(screen: Screen, **facts: Any) -> Screen:
    return replace(screen, platform=Platform.ANDROID, package="cn.example.bank", **facts)


def splash() -> Screen:
    return on_phone(page(element("logo", "img", "示例银行")))


class Starting(FakeApp):
    """Shows one screen after the other, one at each capture; the last stays."""

    def capture(self, name: str | None = None) -> Screen:
        seen = super().capture(name)
        names = list(self.screens)
        self.shown = names[min(names.index(self.shown) + 1, len(names) - 1)]
        return seen


NOTICE = on_phone(dialog(button("b", "同意", resource_id="agree"), button("c", "不同意")))


def test_notice_behind_a_long_splash_is_waited_for() -> None:
    """However long the splash: only once something can be tapped, the time for the notice begins."""
    app = Starting({"splash": splash(), "still": splash(), "start": NOTICE})
    assert first_notice(app) is not None


def test_notice_over_a_screen_that_can_be_operated_may_come_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.flows.NOTICE_APPEARS", 3.0)
    home = on_phone(page(element("b", "button", "转账")))
    assert first_notice(Starting({"home": home, "start": NOTICE})) is not None


def test_phone_without_a_notice_has_none() -> None:
    assert first_notice(FakeApp({"home": on_phone(page(element("b", "button", "转账")))})) is None


@pytest.mark.parametrize(
    "part", [element("b", "button", "转账", enabled=False), element("t", "text", "加载")]
)
def test_screen_where_nothing_can_be_tapped_is_no_screen_without_a_notice(
    part: Element, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.flows.READY_WITHIN", 0.3)
    of_the_system = element("s", "button", "主屏幕", package="com.android.systemui")
    app = FakeApp({"splash": on_phone(page(part, of_the_system))})
    with pytest.raises(RigError, match=str(part.text)) as caught:
        first_notice(app)
    assert caught.value.reason == "app-not-ready"


def test_app_that_was_left_has_no_notice_only_where_it_may_be_left() -> None:
    app = FakeApp({}, faults={"capture": fault("app-not-in-front")})
    assert first_notice(app, may_leave=True) is None
    assert notice_again(app) is None
    with pytest.raises(RigError):
        first_notice(app)
    with pytest.raises(RigError):
        notice_again(FakeApp({}, faults={"capture": fault("session-lost")}))
    found = notice_again(FakeApp({"start": NOTICE}))
    assert found is not None
    assert found[1].name == "first-start"


def test_button_below_the_edge_is_scrolled_to() -> None:
    """With large text the buttons of a notice do not fit onto the screen."""
    above = on_phone(dialog(), elements=tuple(replace(e, scrollable=True) for e in dialog().elements))
    app = FakeApp({"start": above, "start~2": NOTICE})
    accept_notice(app)
    assert "tap id=agree" in app.log


def test_notice_without_a_yes_in_any_part_is_told() -> None:
    app = FakeApp({"start": on_phone(dialog(button("c", "不同意")))})
    with pytest.raises(RigError) as caught:
        accept_notice(app)
    assert caught.value.reason == "notice-stays"


# --- what could be tapped before it


class Slow(Starting):
    """Each look takes 0.4 s by a clock of its own."""

    def __init__(self, screens: dict[str, Screen], monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(screens)
        self.clock = 100.0
        monkeypatch.setattr("pytest_mobcompliance.device.flows.NOTICE_APPEARS", 3.0)
        monkeypatch.setattr("pytest_mobcompliance.device.flows.time.monotonic", lambda: self.clock)
        monkeypatch.setattr("pytest_mobcompliance.device.flows.time.sleep", self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.clock += seconds

    def capture(self, name: str | None = None) -> Screen:
        self.clock += 0.4
        return super().capture(name)


HOME = on_phone(page(*(element(f"b{n}", "button", text) for n, text in enumerate(("转账", "理财", "我的")))))
SPARSE = on_phone(page(element("b", "button", "进入"), element("ad", "button", "了解")))
CROWDED = on_phone(page(*HOME.elements[1:], element("s", "button", "跳过 3")))
SHAKE = on_phone(page(*HOME.elements[1:], element("w", "text", "摇一摇查看")))
SKIP = on_phone(page(element("s", "button", "跳过 3"), element("ad", "img", "广告")))
AD = on_phone(page(element("s", "button", "跳过 3"), element("ad", "button", "立即查看")))


@pytest.mark.parametrize(
    ("before", "operable", "skippable"),
    [
        ((), 0.0, 0.0),
        ((splash(), splash()), 0.0, 0.0),
        ((HOME,), 0.0, 0.0),  # seen once: for how long nobody knows
        ((HOME, HOME, HOME), 1.2, 1.2),
        ((HOME, HOME, splash(), HOME), 0.6, 0.6),
        ((SKIP, SKIP, SKIP), 0.0, 1.2),
        ((AD, AD, AD), 0.0, 1.2),
        ((SPARSE, SPARSE, SPARSE), 0.0, 1.2),
        ((CROWDED, CROWDED, CROWDED), 0.0, 1.2),
        ((SHAKE, SHAKE, SHAKE), 0.0, 1.2),
        ((SKIP, HOME, HOME), 0.6, 1.2),
    ],
    ids=[
        *("at once", "splash", "one look", "home", "in between", "skip only", "advertisement"),
        *("two buttons", "page with skip", "shake", "both"),
    ],
)
def test_how_long_something_could_be_tapped_before_the_notice(
    before: tuple[Screen, ...], operable: float, skippable: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {f"before-{number}": screen for number, screen in enumerate(before)}
    seen = sighting(Slow({**names, "start": NOTICE}, monkeypatch))
    assert seen.notice is not None
    assert (seen.operable, seen.skippable) == (pytest.approx(operable), pytest.approx(skippable))
    assert (seen.before is None) == (not any(e.clickable for screen in before for e in screen.elements))


@pytest.mark.parametrize("shown", [SKIP, AD, CROWDED])
def test_a_long_splash_that_can_be_skipped_is_waited_for(
    shown: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = {f"splash-{number}": shown for number in range(15)}  # 9 s
    assert sighting(Slow({**long, "start": NOTICE}, monkeypatch)).notice is not None


def test_a_page_that_stays_until_it_is_skipped_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sighting(Slow({"guide": SKIP}, monkeypatch))
    assert (seen.notice, seen.splash) == (None, True)
    assert 20.0 <= seen.took < 21.0
    assert not sighting(Slow({"home": HOME}, monkeypatch)).splash


def test_later_starts_are_given_the_time_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sighting(Slow({"start": NOTICE}, monkeypatch)).patience == pytest.approx(1.4)
    assert (
        sighting(Slow({"home": HOME, "h": HOME, "i": HOME, "j": HOME, "start": NOTICE}, monkeypatch)).patience
        == 3.0
    )


def test_an_app_without_a_notice_tells_nothing_of_what_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sighting(Slow({"home": HOME}, monkeypatch), patience=1.0)
    assert (seen.notice, seen.operable, seen.before) == (None, 0.0, None)
    assert 1.4 <= seen.took < 2.6


# --- permission dialogs before it


def asks(*meanings: str, confirmed: bool = True) -> PermissionPrompt:
    return PermissionPrompt(
        family="aosp",
        permission="location",
        message="允许示例银行获取此设备的位置信息吗？",
        buttons={meaning: element(meaning, text=meaning) for meaning in meanings},
        confirmed=confirmed,
    )


def test_permission_dialogs_before_the_notice_are_refused() -> None:
    app = FakeApp({"blank": page(), "start": dialog(button("b", "同意", resource_id="agree"))})
    app.prompts = [asks("allow", "deny"), asks("allow_foreground", "deny_forever")]
    answered = app.answer

    def answer(meaning: str) -> None:
        answered(meaning)
        app.shown = app.shown if app.prompts else "start"

    app.answer = answer  # type: ignore[method-assign]
    accept_notice(app)
    assert [line for line in app.log if line.startswith(("answer", "tap"))] == [
        "answer deny",
        "answer deny_forever",
        "tap id=agree",
    ]


@pytest.mark.parametrize(
    "prompt", [asks("allow", "deny", confirmed=False), asks("allow"), UnknownDialog(package="p", text="t")]
)
def test_dialog_that_nobody_may_answer_is_left(
    prompt: PermissionPrompt | UnknownDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.flows.NOTICE_APPEARS", 0.01)
    app = FakeApp({"blank": page()})
    app.prompts = [prompt]
    assert first_notice(app) is None
    assert app.prompts == [prompt]


# --- locators


@pytest.mark.parametrize(
    ("found", "locator"),
    [
        (Element(id="e", resource_id="pay", text="转账", name="去转账"), "id=pay"),
        (Element(id="e", text="转账", name="去转账"), "text=转账"),
        (Element(id="e", name="去转账"), "accessibility_id=去转账"),
        (Element(id="e", resource_id="", text="", name="去转账"), "accessibility_id=去转账"),
    ],
)
def test_element_is_found_again_by_the_surest_way(found: Element, locator: str) -> None:
    assert str(locator_of(found)) == locator


def test_id_that_rows_of_a_phone_share_is_no_way_to_find_one() -> None:
    rows = [
        element(f"r{n}", "generic", None, clickable=True, resource_id="cn.example:id/row") for n in range(2)
    ]
    words = [element(f"t{n}", "text", text, parent=f"r{n}") for n, text in enumerate(("转账", "理财"))]
    named = element("b", "button", "理财", resource_id="cn.example:id/row")
    alone = element("c", "button", "关于", resource_id="cn.example:id/about")
    screen = page(*rows, *words, named, alone, platform="android")
    assert str(locator_of(screen["r1"], screen)) == "text=理财"
    assert str(locator_of(screen["b"], screen)) == "text=理财"
    assert str(locator_of(screen["c"], screen)) == "id=cn.example:id/about"
    assert str(locator_of(screen["r1"])) == "id=cn.example:id/row"
    web = page(named, element("d", "button", "转账", resource_id="cn.example:id/row"))
    assert str(locator_of(web["b"], web)) == "id=cn.example:id/row"


def test_row_without_any_words_is_refused_by_its_shared_id() -> None:
    rows = [element(f"r{n}", "generic", None, clickable=True, resource_id="row") for n in range(2)]
    screen = page(*rows, platform="android")
    with pytest.raises(ConfigurationError, match="an id that others share: row"):
        locator_of(screen["r0"], screen)


def test_element_without_anything_to_find_it_by_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="without id, text and name"):
        locator_of(Element(id="html/div[3]", text=""))


# --- identities and forms

ALICE = {"name": "甲", "account": "alice", "password": "pass-1", "phone": "13800000000", "code": "246810"}
FORM = {
    "screen": "login",
    "fields": {"account": {"id": "who"}, "password": {"id": "key"}, "code": {"id": "sms"}},
    "agree": {"id": "consent"},
    "submit": {"id": "go"},
    "done": {"id": "home"},
}


def settings(**parts: Any) -> Settings:
    data = {
        "app": {"url": "http://127.0.0.1/", "test_packages": ["127.0.0.1"]},
        "screens": {"login": {}},
        **parts,
    }
    return Settings.model_validate(data)


def login_form(**changes: Any) -> FormSettings:
    return FormSettings.model_validate({**FORM, **changes})


def test_first_identity_is_the_default() -> None:
    two = settings(identities={"alice": ALICE, "bob": {"name": "乙"}})
    assert identity(two).name == "甲"
    assert identity(two, "bob").name == "乙"


@pytest.mark.parametrize(("name", "got"), [(None, "no identity"), ("carol", "no identity 'carol'")])
def test_nobody_but_a_declared_identity_is_used(name: str | None, got: str) -> None:
    declared = settings(identities={"alice": ALICE} if name else {})
    with pytest.raises(ConfigurationError) as caught:
        identity(declared, name)
    assert caught.value.got == got


def test_form_that_is_not_declared() -> None:
    assert form(settings(), "transfer") is None
    declared = form(settings(forms={"login": FORM}), "login")
    assert declared is not None
    assert declared.screen == "login"


def person() -> Any:
    return settings(identities={"alice": ALICE}).identities["alice"]


def test_form_is_filled_in_and_not_submitted() -> None:
    app = FakeApp({"login": page()})
    fill(app, login_form(), person())
    assert app.typed == {"who": "alice", "key": "pass-1", "sms": "246810"}
    seen = "capture login@form"
    assert app.log == ["go login", seen, "type id=who", "type id=key", "type id=sms", "tap id=consent", seen]


def test_values_can_be_replaced_and_left_out() -> None:
    app = FakeApp({"login": page()})
    fill(app, login_form(), person(), instead={"account": "mallory"}, leave_out={"code"}, agree=False)
    assert app.typed == {"who": "mallory", "key": "pass-1"}
    assert "tap id=consent" not in app.log


def test_what_the_identity_does_not_have_stays_empty() -> None:
    app = FakeApp({"login": page()})
    fill(app, login_form(fields={"card": {"id": "card"}, "phone": {"id": "phone"}}, agree=None), person())
    assert app.typed == {"phone": "13800000000"}


def test_code_that_nothing_supplies_is_not_typed() -> None:
    app = FakeApp({"login": page()})
    with pytest.raises(RigError, match="implement pytest_mobcompliance_code") as caught:
        fill(app, login_form(), person().model_copy(update={"code": "hook"}))
    assert caught.value.reason == "no-code-source"
    assert "sms" not in app.typed


def test_word_hook_is_an_ordinary_value_elsewhere() -> None:
    app = FakeApp({"login": page()})
    fill(app, login_form(), person().model_copy(update={"account": "hook"}))
    assert app.typed["who"] == "hook"


def test_login_is_done_when_the_app_shows_it() -> None:
    app = FakeApp({"login": page()})
    app.there = {"home"}
    log_in(app, settings(identities={"alice": ALICE}, forms={"login": FORM}))
    assert app.log[-2:] == ["tap id=go", "exists id=home"]


def test_refused_login_is_told() -> None:
    app = FakeApp({"login": page()})
    with pytest.raises(RigError, match="nothing visible for id=home") as caught:
        log_in(app, settings(identities={"alice": ALICE}, forms={"login": FORM}))
    assert caught.value.reason == "login-failed"
    assert "pass-1" not in str(caught.value)


def test_login_form_must_be_declared() -> None:
    with pytest.raises(ConfigurationError, match=r"\[forms\.login\]"):
        log_in(FakeApp({}), settings(identities={"alice": ALICE}))


def test_login_needs_an_identity() -> None:
    app = FakeApp({"login": page()})
    with pytest.raises(ConfigurationError, match=r"\[identities\]"):
        log_in(app, settings(forms={"login": FORM}))
    assert app.log == []
