"""Forms: the order of their fields, where codes come from, and fields that nobody named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fake_app import FakeApp, element, page

from pytest_mobcompliance.device.assistance import Assistance, nobody
from pytest_mobcompliance.device.forms import (
    Answer,
    answer_of,
    fields_of,
    fill,
    is_disabled,
    submit,
    submit_button,
)
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.recognise import TOAST
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import FormSettings, IdentitySettings, Locator

FORM: dict[str, Any] = {
    "screen": "register",
    "fields": {"code": {"id": "sms"}, "phone": {"id": "phone"}, "password": {"id": "key"}},
    "send_code": {"id": "send"},
    "submit": {"id": "go"},
    "done": {"id": "home"},
}


def form(**changes: Any) -> FormSettings:
    return FormSettings.model_validate({**FORM, **changes})


def person(**changes: str) -> IdentitySettings:
    facts = {"phone": "13800000000", "code": "246810", "password": "pass-1"}
    return IdentitySettings.model_validate({**facts, **changes})


class Phone(FakeApp):
    """With a shell and an inbox; ``arrives``: what the inbox holds once a code was asked for."""

    def __init__(self, arrives: str = "") -> None:
        super().__init__({"register": page()})
        self.arrives = arrives

    def what_it_can(self) -> frozenset[str]:
        return frozenset({"shell"})

    def clock_ms(self) -> float:
        return 5000.5

    def shell(self, command: str) -> str:
        return self.arrives if "tap id=send" in self.log else "No result found.\n"


def test_code_is_asked_for_after_the_phone_and_before_it_is_typed() -> None:
    app = FakeApp({"register": page()})
    fill(app, form(), person())
    assert app.log == ["go register", "type id=phone", "tap id=send", "type id=sms", "type id=key"]


@pytest.mark.parametrize("choice", [{"leave_out": ("code",)}, {"ask_code": False}])
def test_code_is_not_asked_for(choice: dict[str, Any]) -> None:
    app = FakeApp({"register": page()})
    fill(app, form(), person(), **choice)
    assert "tap id=send" not in app.log


def test_wrong_code_is_typed_after_one_was_asked_for() -> None:
    app = FakeApp({"register": page()})
    fill(app, form(), person(code="hook"), instead={"code": "000000"})
    assert app.typed["sms"] == "000000"
    assert "tap id=send" in app.log


def test_hook_is_asked_once_the_code_was_sent() -> None:
    app = FakeApp({"register": page()})
    alice, asked = person(code="hook"), []

    def code(who: IdentitySettings, purpose: str) -> str:
        asked.append((who, purpose, app.log[-1]))
        return "112233"

    hidden: list[str] = []
    app.assistance = Assistance(code=code, step=nobody().step, keep_secret=hidden.append)
    fill(app, form(), alice)
    assert hidden == ["112233"]
    assert asked == [(alice, "register", "tap id=send")]
    assert app.typed["sms"] == "112233"


@pytest.mark.parametrize(
    ("instead", "hidden"),
    [
        ({"password": "pass-2"}, ["pass-2"]),
        ({"code": "246811"}, ["246811"]),
        ({"password": "pass-1", "code": "000000", "phone": "13800000001"}, []),
        ({"password": "password"}, []),
        ({"new_password": "x"}, []),
    ],
)
def test_wrong_values_that_tell_most_of_a_secret_are_kept_secret(
    instead: dict[str, str], hidden: list[str]
) -> None:
    app, told = FakeApp({"register": page()}), list[str]()
    app.assistance = Assistance(code=nobody().code, step=nobody().step, keep_secret=told.append)
    fill(app, form(), person(), instead=instead)
    assert told == hidden


def test_code_is_read_in_the_inbox() -> None:
    app = Phone("Row: 0 date=5000, body=验证码 334455")
    fill(app, form(), person(code="sms"))
    assert app.typed["sms"] == "334455"


def test_code_of_an_earlier_message_is_not_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.forms.code_from_inbox", lambda shell, since: None)
    app = Phone("Row: 0 date=4000, body=验证码 334455")
    with pytest.raises(RigError, match="no message with a code") as caught:
        fill(app, form(), person(code="sms"))
    assert caught.value.reason == "no-code-source"
    assert "sms" not in app.typed


def test_inbox_cannot_be_read_without_a_shell() -> None:
    app = FakeApp({"register": page()})
    with pytest.raises(RigError, match="no shell") as caught:
        fill(app, form(), person(code="sms"))
    assert caught.value.reason == "no-code-source"
    assert "tap id=send" not in app.log


# --- fields and buttons that nobody named


def entry(id: str, hint: str | None = None, **facts: Any) -> Element:
    return element(
        id, "textbox", None, **{"editable": True, "hint": hint, "name": hint, "bounds": BOX} | facts
    )


def press(id: str, words: str, role: str = "button", **facts: Any) -> Element:
    return element(id, role, words, bounds=BOX, **facts)


BOX = (0.0, 0.0, 390.0, 48.0)
PHONE, CODE = entry("p", "手机号"), entry("c", "短信验证码")
SEND, GO = press("send", "获取验证码"), press("go", "立即注册")
UNNAMED = {"screen": "register", "done": {"id": "home"}}


def unnamed(**changes: Any) -> FormSettings:
    return FormSettings.model_validate({**UNNAMED, **changes})


def on_phone(*parts: tuple[Element, ...]) -> FakeApp:
    names = ["register", *(f"register~{number}" for number in range(2, len(parts) + 1))]
    return FakeApp({name: page(*part, platform="android") for name, part in zip(names, parts, strict=True)})


def test_recognised_form_is_filled_in_and_submitted() -> None:
    agree = press("agree", "我已阅读并同意《隐私政策》", "checkbox", clickable=True, checked=False)
    secret = entry("s", None, name="登录密码", password=True)
    app = on_phone((PHONE, CODE, SEND, secret, entry("n", "姓名"), agree, GO))
    fill(app, unnamed(), person(name="测试甲"))
    assert app.typed == {
        "手机号": "13800000000",
        "短信验证码": "246810",
        "登录密码": "pass-1",
        "姓名": "测试甲",
    }
    assert "tap text=获取验证码" in app.log
    assert app.log[-1] == "tap text=我已阅读并同意《隐私政策》"
    submit(app, unnamed())
    assert app.log[-1] == "tap text=立即注册"


def test_parts_of_a_long_form_belong_together() -> None:
    id_number, login = entry("i", "证件号码"), press("login", "登录")
    app = on_phone((PHONE, id_number), (CODE, SEND, login, press("end", "提交申请")))
    app.go("register")
    assert [str(each) for each in fields_of(app, unnamed()).values()] == [
        "text=手机号",
        "text=短信验证码",
        "text=证件号码",
    ]
    assert str(submit_button(app, unnamed())) == "text=提交申请"


def test_what_the_configuration_names_counts() -> None:
    app = on_phone((PHONE, CODE, SEND, GO))
    fill(app, unnamed(send_code={"id": "own"}), person())
    assert "tap id=own" in app.log
    assert str(submit_button(app, unnamed(submit={"id": "mine"}))) == "id=mine"
    assert fields_of(app, form()) == form().fields


def test_doubtful_field_that_would_be_typed_is_refused() -> None:
    app = on_phone((PHONE, entry("c", "请输入验证码"), GO))
    with pytest.raises(RigError, match="no certain sign of code") as caught:
        fill(app, unnamed(), person())
    assert caught.value.reason == "field-not-recognised"
    assert app.typed == {}
    fill(app, unnamed(), person(), leave_out=("code",))
    assert app.typed == {"手机号": "13800000000"}


def test_form_of_which_nothing_is_known_is_refused() -> None:
    with pytest.raises(RigError, match="any field"):
        fill(on_phone((entry("x", "邀请码"),)), unnamed(), person())


def test_field_that_cannot_be_found_again_is_doubtful() -> None:
    labels = [
        element(f"l{n}", "text", words, bounds_dp=(0.0, n * 100.0, 390.0, n * 100.0 + 20))
        for n, words in ((0, "手机号"), (1, "证件号码"))
    ]
    bare = [
        entry(
            f"f{n}",
            None,
            class_name="android.widget.EditText",
            bounds_dp=(0.0, n * 100.0 + 24, 390.0, n * 100.0 + 72),
        )
        for n in (0, 1)
    ]
    app = on_phone((*labels, *bare))
    with pytest.raises(RigError, match="no certain sign of id_number"):
        fill(app, unnamed(), person(id_number="999999199001010016"))
    fill(app, unnamed(), person())
    assert app.typed == {"android.widget.EditText": "13800000000"}


def test_button_is_found_below_a_title_that_says_the_same() -> None:
    title = element("t", "text", "登录", bounds=BOX, class_name="android.widget.TextView")
    button = press("go", "登录", class_name="android.widget.Button")
    app = on_phone((title, entry("a", "手机号"), button))
    app.go("register")
    assert str(submit_button(app, unnamed())) == "class=android.widget.Button"


@pytest.mark.parametrize("words", ["忘记密码", "登录遇到问题"])
def test_form_without_a_button_that_submits(words: str) -> None:
    app = on_phone((entry("a", "手机号"), press("go", words)))
    app.go("register")
    with pytest.raises(RigError) as caught:
        submit(app, unnamed())
    assert caught.value.reason == "submit-not-found"


def test_button_below_the_edge_of_a_page_is_found_again() -> None:
    below = element(
        "go", "button", "立即注册", resource_id="submit", full_bounds=(0.0, 2000.0, 390.0, 2048.0)
    )
    app = FakeApp({"register": page(entry("p", "手机号"), below)})
    app.go("register")
    assert str(submit_button(app, unnamed())) == "id=submit"


def test_field_of_a_page_is_found_by_its_hint() -> None:
    app = FakeApp({"register": page(entry("p", "手机号"), entry("i", "证件号码", resource_id="idno"))})
    app.go("register")
    assert [str(each) for each in fields_of(app, unnamed()).values()] == [
        'css=[placeholder="手机号"]',
        "id=idno",
    ]


# --- the box that agrees


def box(checked: bool | None, **facts: Any) -> Element:
    return element("b", "checkbox", "同意", resource_id="box", bounds=BOX, checked=checked, **facts)


class Ticking(FakeApp):
    """A box below the edge, which a tap brings into view and toggles; ``lags``: looks until that shows."""

    def __init__(self, ticked: bool, lags: int = 0) -> None:
        super().__init__({"register": page(PHONE)})
        self.ticked, self.lags = ticked, lags

    def tap(self, locator: Locator) -> None:
        super().tap(locator)
        self.ticked = not self.ticked

    def capture(self, name: str | None = None) -> Screen:
        if self.typed:
            self.lags -= 1
            shows = self.ticked if self.lags < 0 else not self.ticked
            self.screens["register"] = page(box(shows))
        return super().capture(name)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.forms.REDRAWN", 0.2)


AGREES = {"agree": {"id": "box"}, "fields": {"phone": {"id": "phone"}}}


@pytest.mark.parametrize("platform", ["web", "android"])
@pytest.mark.parametrize(
    ("shown", "taps"),
    [
        ((box(False),), 1),
        ((box(True),), 0),
        ((box(None, selected=True),), 0),  # a picture of a box
        ((box(None),), 1),
        ((), 1),
        ((element("l", "group", resource_id="box", bounds=BOX), box(True, parent="l")), 0),
    ],
)
def test_box_is_ticked_where_it_is_not_ticked_yet(
    soon: None, platform: str, shown: tuple[Element, ...], taps: int
) -> None:
    named = tuple(replace(each, resource_id=None) if each.parent else each for each in shown)
    app = FakeApp({"register": page(*named, platform=platform)})
    fill(app, form(**AGREES), person())
    assert app.log.count("tap id=box") == taps


def test_box_that_is_not_to_be_ticked_is_left_alone() -> None:
    app = FakeApp({"register": page(box(False))})
    fill(app, form(**AGREES), person(), agree=False)
    assert app.log == ["go register", "type id=phone"]


@pytest.mark.parametrize(("ticked", "lags"), [(False, 0), (True, 0), (False, 2)])
def test_box_out_of_view_is_ticked_in_the_end(soon: None, ticked: bool, lags: int) -> None:
    app = Ticking(ticked, lags)
    fill(app, form(**AGREES), person())
    assert app.ticked


@pytest.mark.parametrize(("css", "checked", "taps"), [("#a", True, 0), ("#a", False, 1), ("#a, #b", True, 1)])
def test_box_of_a_page_tells_its_state_by_a_selector(css: str, checked: bool, taps: int) -> None:
    app = FakeApp({"register": page()})
    app.there = {f"{css}:checked"} if checked else set()
    fill(app, form(**AGREES | {"agree": {"css": css}}), person())
    assert app.log.count(f"tap css={css}") == taps


STEP = {"step": {"kind": "face", "shown": {"id": "face"}}}


def test_a_step_on_the_way_is_passed_by_whoever_can() -> None:
    app, asked = FakeApp({"register": page()}), []
    app.there = {"face"}

    def step(kind: str, purpose: str) -> bool:
        asked.append((kind, purpose))
        app.there = {"home"}
        return True

    app.assistance = Assistance(code=lambda person, purpose: None, step=step)
    assert answer_of(app, form(**STEP)).came == "done"
    assert asked == [("face", "register")]


def test_a_step_that_nobody_passes_is_no_outcome() -> None:
    app = FakeApp({"register": page()})
    app.there = {"face"}
    with pytest.raises(RigError) as caught:
        answer_of(app, form(**STEP))
    assert caught.value.reason == "no-step-source"


@pytest.mark.parametrize(
    ("there", "came"),
    [({"home"}, "done"), ({"wrong"}, "refused"), ({"home", "wrong"}, "done"), (set(), None)],
)
def test_outcome_is_what_is_seen(there: set[str], came: str | None) -> None:
    app = FakeApp({"register": page()})
    app.there = there
    assert answer_of(app, form(**REFUSES)).came == came


class Speaking(FakeApp):
    """An app whose errors say one thing after the other; None where none shows."""

    def __init__(self, *words: str | None, done_after: int = 99) -> None:
        super().__init__({"register": page()})
        self.words, self.done_after, self.looks = list(words), done_after, 0

    def exists(self, locator: Locator) -> bool:
        if locator.value == "home":
            self.looks += 1
            return self.looks > self.done_after
        return locator.value == TOAST and self.words[0] is not None

    def text_of(self, locator: Locator) -> str:
        return (self.words.pop(0) if len(self.words) > 1 else self.words[0]) or ""


REFUSES = {"error": [{"id": "wrong"}, {"class": TOAST}], "answers_within": 2.0}


@pytest.mark.parametrize(
    ("app", "answer"),
    [
        (Speaking("密码错误"), Answer("refused", "密码错误")),
        (Speaking("登录中…", "登录成功", done_after=2), Answer("done")),
        (Speaking("请稍候", "密码错误"), Answer("refused", "密码错误")),
        (Speaking("", "密码错误"), Answer("refused", "密码错误")),
        (Speaking("登录成功"), Answer("refused", "登录成功")),
        (Speaking(None), Answer(None)),
    ],
)
def test_a_message_that_is_no_refusal_ends_no_wait(app: Speaking, answer: Answer) -> None:
    assert answer_of(app, form(**REFUSES)) == answer


def test_what_stood_there_is_an_answer_once_it_was_away() -> None:
    said = "密码错误"
    assert answer_of(Speaking(said), form(**REFUSES), stood=[said]) == Answer(None)
    app, stands = Speaking(said), iter([True, False])
    app.exists = lambda locator: locator.value == TOAST and next(stands, True)  # type: ignore[method-assign]
    assert answer_of(app, form(**REFUSES), stood=[said]) == Answer("refused", said)


def test_a_place_that_says_nothing_hides_no_toast() -> None:
    app = FakeApp({"register": page()})
    said = {"wrong": "", TOAST: "密码错误"}
    app.there = set(said)
    app.text_of = lambda locator: said[locator.value]  # type: ignore[method-assign]
    assert answer_of(app, form(**REFUSES), stood=[""]) == Answer("refused", "密码错误")


@pytest.mark.parametrize(("there", "disabled"), [({"#go:disabled"}, True), (set(), False)])
def test_a_button_of_a_page_is_asked_by_a_selector(there: set[str], disabled: bool) -> None:
    app = FakeApp({"register": page()})
    app.there = there
    assert is_disabled(app, form(), Locator(css="#go")) is disabled


@pytest.mark.parametrize(
    ("button", "disabled"),
    [
        ({"enabled": False}, True),
        ({"enabled": True}, False),
        ({"enabled": False, "bounds": None, "full_bounds": (0, 2000, 90, 2040)}, True),  # below the fold
    ],
)
def test_a_button_tells_whether_it_can_be_pressed(button: dict[str, Any], disabled: bool) -> None:
    app = FakeApp({"register": page(element("go", resource_id="go", **{"bounds": (0, 0, 9, 9)} | button))})
    assert is_disabled(app, form(), Locator(id="go")) is disabled
