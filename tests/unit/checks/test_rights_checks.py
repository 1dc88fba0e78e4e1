"""What the checks of users' rights and separate consents make of an app in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from told import Ended, Told

from pytest_mobcompliance.checks import test_closing as closing
from pytest_mobcompliance.checks import test_personalised as personalised
from pytest_mobcompliance.checks import test_rights as rights
from pytest_mobcompliance.checks import test_separate_consent as consents
from pytest_mobcompliance.device import outcome
from pytest_mobcompliance.device.app import PermissionRequest
from pytest_mobcompliance.device.consent import Refusal
from pytest_mobcompliance.device.explore import Survey, Surveyor
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.recognise import PermissionPrompt
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Locator, Settings, Step

HOST = "http://127.0.0.1/"
AGREE, DECLINE = "同意并开始", "暂不同意"
FACE = "我们需要采集您的人脸图像，仅用于核对是不是您本人"
PARTNER = "示例生活是第三方，我们将向其提供您的手机号码"
SETTINGS: dict[str, Any] = {
    "app": {"url": "index.html"},
    "screens": {"settings": {"url": "#/a"}},
    "consents": {kind: {"screen": "settings", "trigger": {"text": "开始"}} for kind in ("face", "location")},
    "partners": {"示例生活": {"screen": "settings", "trigger": {"text": "开始"}, "host": "localhost"}},
    "closing": {
        "screen": "settings",
        "path": [{"tap": {"text": "开始"}}],
        "submit": {"text": "确认注销"},
        "done": {"text": "已注销"},
    },
}


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

    def type(self, locator: Locator, secret: str) -> None:
        raise AssertionError(f"{secret} was typed")

    def back(self) -> None:
        self.ways.get("back", self.reset)()

    def prompt(self) -> PermissionPrompt | None:
        return None

    def set_permission(self, kind: str, state: str) -> None:
        self.ways.get(f"{kind} {state}", lambda: None)()

    def requests_for_permission(self) -> list[PermissionRequest]:
        return list(self.asked)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No notice is waited for, and nothing follows late."""
    for module in (consents, closing):
        monkeypatch.setattr(module, "accept_notice", lambda app: None)
    monkeypatch.setattr(consents, "IDLE", 0.0)
    monkeypatch.setattr(consents, "FOLLOWS", 0.0)
    monkeypatch.setattr(consents, "LOOKS", 0.0)
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


def on_phone(app: InMemory) -> InMemory:
    app.screens = {name: replace(each, platform=Platform.ANDROID) for name, each in app.screens.items()}
    return app


def test_camera_alone_took_no_face_yet() -> None:
    app = on_phone(InMemory())
    app.asks = {"开始": "camera"}
    assert ended(separate, app) == ("needs-review", "no-consent-seen")


def test_page_that_asks_for_the_camera_films_with_the_yes() -> None:
    app = InMemory()
    app.asks = {"开始": "camera"}
    assert ended(separate, app) == ("violated", "no-separate-consent")


def test_face_that_is_taken_behind_the_camera_s_permission_had_no_consent() -> None:
    app = on_phone(InMemory(开始=page(button("开始"), words("请正对屏幕"))))
    app.asks = {"开始": "camera"}
    assert ended(separate, app) == ("violated", "no-separate-consent")


def test_permission_is_allowed_by_its_meaning() -> None:
    app = on_phone(box(FACE))
    app.asks = {"开始": "camera"}
    allow = PermissionPrompt(
        family="aosp",
        permission="camera",
        message="?",
        buttons={"deny": button("拒绝"), "allow": button("允许")},
    )
    answers: list[str] = []
    app.prompt = lambda: allow  # type: ignore[method-assign]
    app.answer = answers.append  # type: ignore[attr-defined]
    assert separate(app).seen["asked for before"] == "camera"
    assert answers == ["allow"]


def test_consent_behind_the_camera_s_permission_is_judged() -> None:
    app = box(FACE)
    app.asks = {"开始": "camera"}
    seen = separate(app).seen
    assert seen["asked for before"] == "camera"
    assert "核对" in str(seen["face"])


def own_page() -> InMemory:
    """A tap on 开始 leads to a page without a button that declines."""
    return InMemory(
        words("账号登录"), 开始=page(button("上一层级"), words(FACE), button("开始识别"), words("示例"))
    )


def test_page_is_refused_by_back() -> None:
    assert "核对" in str(separate(own_page()).seen["face"])
    stuck = own_page()
    stuck.ways = {"back": lambda: None}
    assert ended(separate, stuck) == ("needs-review", "consent-without-choice")
    vain = own_page()
    vain.ways = {"back": lambda: vain.asked.append(PermissionRequest("camera", 1.0, HOST, True))}
    assert ended(separate, vain) == ("violated", "refused-in-vain")


def test_what_else_comes_to_the_front_is_for_a_person() -> None:
    left = box(FACE)
    left.screens[DECLINE] = page(words("主屏幕"), host="http://launcher/")
    assert ended(separate, left) == ("needs-review", "other-in-front")
    asks_system = InMemory(开始=page(words("想要打开示例生活"), host="http://launcher/"))
    assert ended(partner, asks_system) == ("needs-review", "other-in-front")
    closes = box(PARTNER)
    closes.screens[DECLINE] = page(words("主屏幕"), host="http://launcher/")
    assert ended(partner, closes) == ("needs-review", "other-in-front")


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


def test_last_step_is_never_tapped_on_the_way() -> None:
    made, told = settings(), Told()
    assert made.closing is not None
    app = InMemory(button("确认注销", id="开始", bounds=(0.0, 0.0, 9.0, 9.0)))
    app.screens["start"] = page(button("确认注销", resource_id="last", bounds=(0.0, 0.0, 9.0, 9.0)))
    way = made.closing.model_copy(update={"path": (Step(tap=Locator(id="last")),)})
    app.ways = {"last": lambda: pytest.fail("the account was closed")}
    with pytest.raises(Ended) as caught:
        closing.test_closing_asks_for_nothing_more(way, app, made, told)  # type: ignore[arg-type]
    assert caught.value.args == ("needs-review", "last-step-not-reached")


@pytest.mark.parametrize(
    ("packages", "code", "reason"),
    [([], "246810", "destructive-not-allowed"), (["127.0.0.1"], "hook", "not-configured")],
)
def test_values_are_typed_on_test_packages_only(packages: list[str], code: str, reason: str) -> None:
    made = settings(
        app={"url": "http://127.0.0.1/", "test_packages": packages},
        identities={"a": {"name": "测试甲", "code": code}},
        closing={**SETTINGS["closing"], "fields": {"code": {"text": "开始"}}},
    )
    app = InMemory(button("开始", bounds=(0.0, 0.0, 9.0, 9.0)))
    app.exists = lambda locator: True  # type: ignore[attr-defined]
    with pytest.raises(Ended) as caught:
        closing._to_the_last_step(app, made, made.closing, Told())  # type: ignore[arg-type]
    assert caught.value.args == ("not-verified", reason)


def test_page_that_only_its_frame_is_seen_of_is_not_judged() -> None:
    made, told = settings(), Told()
    frame = button("注销账号", role="webview", class_name="android.webkit.WebView", text=None)
    app = InMemory(开始=replace(page(frame, button("确认注销")), platform=Platform.ANDROID))
    with pytest.raises(Ended) as caught:
        closing.test_closing_asks_for_nothing_more(made.closing, app, made, told)  # type: ignore[arg-type]
    assert caught.value.args == ("not-verified", "in-webview")


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


LOGIN = {"login": REGISTRATION["registration"]}


def surveyor(app: InMemory) -> Surveyor:
    surveys = {who: Survey(app, 2, lambda: None, lambda: None) for who in ("guest", "customer")}  # type: ignore[arg-type]
    return surveys.__getitem__


def tailored(app: InMemory, forms: Any = LOGIN) -> Told:
    told, seek = Told(), surveyor(app)
    check: Any = personalised.test_personalised_content_can_be_put_off
    check(seek("guest"), seek, app, settings(forms=forms), told)
    return told


@pytest.mark.parametrize("on", [True, False])
def test_switch_that_stays_off_is_as_it_should_be_and_left_as_it_was(on: bool) -> None:
    app = Switched(on=on)
    assert tailored(app).seen["at first"] == ("on" if on else "off")
    assert app.on is on


def test_switch_that_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personalised, "FOLLOWS", 0.0)
    assert ended(tailored, Switched(on=True, works=False)) == ("violated", "switch-without-effect")
    assert ended(tailored, Switched(on=None)) == ("needs-review", "switch-state-unseen")


def test_switch_that_comes_back() -> None:
    assert ended(tailored, Switched(on=False, comes_back=True)) == ("violated", "switched-on-again")


def test_without_a_switch_tailored_content_decides() -> None:
    assert ended(tailored, InMemory(words("猜你喜欢"))) == ("violated", "no-personalised-switch")
    assert ended(tailored, InMemory()) == ("needs-review", "tailoring-unknown")
    assert ended(tailored, InMemory(words("为您精选 稳健理财"))) == ("needs-review", "tailoring-unknown")
    assert ended(tailored, InMemory(words("猜你喜欢")), {}) == ("needs-review", "seen-as-guest-only")
    nameless = InMemory(replace(button("x"), text=None, name=None))
    assert ended(tailored, nameless) == ("needs-review", "search-incomplete")


# ------------------------------------------------------------------ lists, withdrawal, entries


def found_in(check: Any, app: InMemory, forms: Any = LOGIN) -> Told:
    told, seek = Told(), surveyor(app)
    check(seek("guest"), seek, settings(forms=forms), told)
    return told


def test_what_a_guest_does_not_see_is_not_missing() -> None:
    withdrawal = rights.test_consent_can_be_withdrawn
    assert ended(found_in, withdrawal, InMemory()) == ("violated", "no-withdrawal")
    assert ended(found_in, withdrawal, InMemory(), forms={}) == ("needs-review", "seen-as-guest-only")
    assert found_in(withdrawal, InMemory(button("撤回同意"))).seen["path"] == "撤回同意 (guest)"


def entries(app: InMemory, right: Any, forms: Any = LOGIN) -> Told:
    told, seek = Told(), surveyor(app)
    rights.test_rights_have_their_entries(right, seek("guest"), seek, settings(forms=forms), told)  # type: ignore[arg-type]
    return told


def test_rows_of_the_app_s_own_files_are_no_right() -> None:
    app = InMemory(button("清除缓存数据"), button("关闭账户变动提醒"))
    assert ended(entries, app, "delete") == ("violated", "no-entry")
    assert ended(entries, app, "close") == ("violated", "no-entry")
    assert ended(entries, app, "delete", {}) == ("needs-review", "seen-as-guest-only")
    assert entries(InMemory(button("删除个人信息")), "delete").seen["delete"] == "删除个人信息 (guest)"


def lists(app: InMemory, title: str, forms: Any = LOGIN) -> Told:
    told, seek = Told(), surveyor(app)
    rights.test_lists_are_shown(title, seek("guest"), seek, app, settings(forms=forms), told)  # type: ignore[arg-type]
    return told


def test_list_under_another_name_is_for_a_person() -> None:
    assert ended(lists, InMemory(button("收集信息一览列表")), "个人信息收集清单") == (
        "needs-review",
        "list-unclear",
    )
    assert ended(lists, InMemory(), "个人信息收集清单") == ("violated", "list-missing")
    assert ended(lists, InMemory(), "第三方", {}) == ("needs-review", "seen-as-guest-only")


class Withdrawing(InMemory):
    """Settings with an entry to withdraw consent, behind which a button stands."""

    def __init__(self, confirm: str = "确认撤回", *after: Element) -> None:
        super().__init__(button("撤回同意"), 撤回同意=page(words("撤回后将无法使用"), button(confirm)))
        self.screens["later"] = page(*after)

    def restart(self) -> None:
        self.shown = "later"


def withdraw(app: InMemory) -> Told:
    told, seek = Told(), surveyor(app)
    check: Any = rights.test_withdrawal_takes_the_consent_back
    check(seek("guest"), seek, app, settings(permissions=CAMERA), told)
    return told


CAMERA = {"camera": {"purpose": "扫一扫", "screen": "settings", "trigger": {"text": "扫"}}}


@pytest.fixture
def no_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "accept_notice", lambda app: None)
    monkeypatch.setattr(rights, "first_notice", lambda app, may_leave=False: None)
    monkeypatch.setattr(rights, "FOLLOWS", 0.0)
    monkeypatch.setattr(
        rights, "outcome", lambda app, trigger, enough, seconds: outcome.outcome(app, trigger, enough, 0)
    )


@pytest.mark.usefixtures("no_notice")
def test_withdrawal_that_was_not_confirmed_is_not_judged() -> None:
    app = Withdrawing("仍然撤回")
    app.asks = {"扫": "camera"}
    assert ended(withdraw, app) == ("needs-review", "withdrawal-not-confirmed")


@pytest.mark.usefixtures("no_notice")
def test_running_without_consent_counts_when_it_is_new() -> None:
    assert "says so" in str(withdraw(Withdrawing("确认撤回", words("游客模式"))).seen["after a restart"])
    always = Withdrawing("确认撤回", words("游客模式"))
    always.screens["start"] = page(button("撤回同意"), words("游客模式"))
    assert ended(withdraw, always) == ("needs-review", "withdrawal-unclear")


@pytest.mark.usefixtures("no_notice")
def test_app_that_does_not_open_after_a_withdrawal_is_for_a_person() -> None:
    class Gone(Withdrawing):
        def restart(self) -> None:
            raise RigError(
                reason="app-not-in-front", who="w", where="w", got="launcher", wanted="w", next_step="n"
            )

    assert ended(withdraw, Gone()) == ("needs-review", "withdrawal-unclear")


@pytest.mark.usefixtures("no_notice")
def test_permission_after_a_withdrawal_is_held_against_who_declined(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Withdrawing()
    app.asks = {"扫": "camera"}
    monkeypatch.setattr(rights, "_is_for_agreed_only", lambda app, settings, kind: False)
    assert ended(withdraw, app) == ("needs-review", "withdrawal-unclear")
    monkeypatch.setattr(rights, "_is_for_agreed_only", lambda app, settings, kind: True)
    assert ended(withdraw, app) == ("violated", "withdrawal-without-effect")


@pytest.mark.usefixtures("no_notice")
@pytest.mark.parametrize(
    ("asks", "end", "again", "only_agreed"),
    [
        ({}, "gone", True, True),
        ({"扫": "camera"}, "gone", True, False),
        ({}, "gone", False, False),
        ({}, "stays", True, False),
    ],
)
def test_who_declined_is_asked_for_consent_first(
    asks: dict[str, str], end: Any, again: bool, only_agreed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = InMemory()
    app.asks = asks
    seen: Any = SimpleNamespace(notice=object(), screen=app.capture())
    monkeypatch.setattr(rights, "sighting", lambda app: seen)
    monkeypatch.setattr(rights, "decline", lambda app, notice, screen: Refusal(end, 1, screen))
    monkeypatch.setattr(rights, "first_notice", lambda app, may_leave: object() if again else None)
    made = settings(permissions=CAMERA)
    assert rights._is_for_agreed_only(app, made, "camera") is only_agreed  # type: ignore[arg-type]
