"""What the checks of the login and of the reset make of an app whose answers are made up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

import pytest
from form_app import Answer, FormApp
from told import Ended, Told

from pytest_mobcompliance.checks import entering, submitting
from pytest_mobcompliance.checks import test_login as login
from pytest_mobcompliance.checks import test_reset as reset
from pytest_mobcompliance.device.pauses import LOOKS
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.recognise import TOAST
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import Locator, Settings

WRONG = "账号或密码不正确"
LOCKED = "账号已锁定，请明天再试"
ALICE = {"account": "a", "phone": "1", "password": "right-1", "code": "246810"}
BOB = {"account": "b", "password": "secret-0"}
CAROL = {"phone": "2", "code": "135790", "name": "测试丙", "id_number": "9", "new_password": "new-1"}
FORMS: dict[str, Any] = {
    "login": {
        "screen": "login",
        "fields": {"account": {"id": "account"}, "password": {"id": "password"}},
        "submit": {"id": "submit"},
        "error": {"id": "error"},
        "answers_within": 0.02,
        "done": {"id": "done"},
    },
    "reset": {
        "screen": "reset",
        "fields": {name: {"id": name} for name in CAROL},
        "submit": {"id": "submit"},
        "error": {"id": "error"},
        "answers_within": 0.02,
        "done": {"id": "done"},
    },
}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No notice is looked for, and nobody waits long."""
    for module in (login, submitting):
        monkeypatch.setattr(module, "accept_notice", lambda app: None)
    monkeypatch.setattr(login, "FOLLOWS", 0.01)


def settings(**instead: Any) -> Settings:
    open_ = {name: {"url": f"app/{name}"} for name in FORMS}
    screens = {"account": {"url": "app/account", "expect": {"id": "account-page"}, "login": True}}
    known: dict[str, Any] = {
        "app": {"url": "index.html"},
        "identities": {"alice": ALICE, "bob": BOB, "carol": CAROL, "unknown": {"account": "nobody"}},
        "forms": FORMS,
        "verification": {"attempts": 3, "lock_identity": "bob", "reset_identity": "carol"},
    }
    people, roles = {**known, **instead}["identities"], known["verification"]
    known["verification"] = {role: of for role, of in roles.items() if role == "attempts" or of in people}
    instead["screens"] = open_ | instead.get("screens", screens)
    return Settings.model_validate(known | instead)


def ended(check: Callable[..., None], app: FormApp, known: Settings, **more: Any) -> object:
    """How a check ended: what it observed, or verdict and reason."""
    told = Told()
    try:
        check(app, known, told, **more)
    except Ended as end:
        return end.args
    return told.seen


def fault(reason: str) -> RigError:
    return RigError(reason=reason, who="fake", where="here", got="g", wanted="w", next_step="n")


def without(form: str, key: str) -> dict[str, Any]:
    """The forms, one without a key."""
    return FORMS | {form: {name: value for name, value in FORMS[form].items() if name != key}}


# ------------------------------------------------------------------ guests


def guests(app: FormApp, known: Settings) -> object:
    return ended(login.test_account_screens_are_closed_to_guests, app, known)


def nothing(typed: Mapping[str, str]) -> Mapping[str, str]:
    return {}


PATH = {"path": [{"tap": {"id": "mine"}}], "expect": {"id": "account-page"}, "login": True}


@pytest.mark.parametrize("way", [{"url": "app/account"}, {"path": PATH["path"]}])
@pytest.mark.parametrize(
    ("leads", "end"),
    [
        ("password", {"account": "login asked"}),
        ("account-page", ("violated", "open-to-guests")),
        ("help", ("needs-review", "no-login-asked")),
    ],
)
def test_a_customer_s_screen_is_tried_by_link_and_by_path(
    way: dict[str, Any], leads: str, end: object
) -> None:
    app = FormApp(nothing)
    app.closed = {"account": leads}
    screens = {"account": {"expect": {"id": "account-page"}, "login": True, **way}}
    assert guests(app, settings(screens=screens)) == end


@pytest.mark.parametrize("reason", entering.NOT_THERE)
def test_a_path_that_ends_at_the_login_is_closed(reason: str) -> None:
    app = FormApp(nothing)
    app.faults, app.always = {"account": reason}, {"password": ""}
    app.shown = {"password": ""}
    assert guests(app, settings(screens={"account": PATH})) == {"account": "login asked"}
    app.faults = {"account": "session-lost"}
    with pytest.raises(Exception, match="fake"):
        guests(app, settings(screens={"account": PATH}))


def test_a_violation_is_seen_behind_a_doubt() -> None:
    app = FormApp(nothing)
    app.closed = {"a": "help", "b": "account-page"}
    assert guests(app, settings(screens={"a": PATH, "b": PATH})) == ("violated", "open-to-guests")


def test_screens_that_cannot_be_recognised_are_not_verified() -> None:
    app = FormApp(nothing)
    app.closed = {"account": "password"}
    more = {"account": PATH, "mute": {"url": "app/mute", "login": True}}
    assert guests(app, settings(screens=more)) == ("not-verified", "not-configured")
    assert guests(app, settings(screens={})) == ("not-verified", "not-configured")
    assert guests(app, settings(forms={})) == ("not-verified", "not-configured")


def test_a_login_without_names_is_recognised_by_its_button_or_its_password() -> None:
    app = FormApp(nothing)
    app.closed = {"account": "submit"}
    assert guests(app, settings(forms=without("login", "fields"))) == {"account": "login asked"}
    bare = without("login", "fields")["login"]
    bare = {"login": {name: value for name, value in bare.items() if name != "submit"}}
    assert guests(app, settings(forms=bare)) == ("needs-review", "no-login-asked")


# ------------------------------------------------------------------ answers


def answers(unknown: str, known: str, *words: str, who: Mapping[str, str] = ALICE) -> object:
    def answer(typed: Mapping[str, str]) -> Mapping[str, str]:
        said = unknown if typed["account"] == "nobody" else known
        return {"error": said} if said else {}

    app = FormApp(answer)
    app.words = words
    given = settings(identities={"alice": who, "bob": BOB, "unknown": {"account": "nobody"}})
    return ended(login.test_login_answers_alike, app, given, person=given.identities["alice"])


@pytest.mark.parametrize(
    ("unknown", "known", "end"),
    [
        (WRONG, WRONG, {"answer to both": WRONG}),
        ("账号或密码不正确！", "帐号或 密码不正确", {"answer to both": "账号或密码不正确！"}),
        (f"{WRONG}，还剩 4 次机会", f"{WRONG}，还剩 3 次机会", {"answer to both": f"{WRONG}，还剩 4 次机会"}),
        (WRONG, f"{WRONG}，还剩 4 次机会", ("needs-review", "attempts-told-once")),
        ("账号不存在", "密码错误", ("violated", "account-enumeration")),
        ("账号不存在", "密码错误，还剩 4 次机会", ("violated", "account-enumeration")),
        (WRONG, LOCKED, ("needs-review", "account-locked")),
        ("网络异常", WRONG, ("needs-review", "login-not-tried")),
        (WRONG, "", ("needs-review", "no-answer")),
        ("请先阅读并同意用户协议", "请先阅读并同意用户协议", ("needs-review", "refused-otherwise")),
        ("验证码已发送", "验证码已发送", ("needs-review", "refused-otherwise")),
        ("手机号未注册", "密码错误", ("violated", "account-enumeration")),
        (f"{WRONG}[20260101-17]", f"{WRONG}[20260101-18]", ("needs-review", "numbers-differ")),
        (f"138****0001 {WRONG}", f"139****22 {WRONG}", ("needs-review", "numbers-differ")),
        ("账号不存在[1]", "密码错误[2]", ("violated", "account-enumeration")),
    ],
)
def test_answers_are_compared(unknown: str, known: str, end: object) -> None:
    assert answers(unknown, known) == end


def test_an_account_that_is_quoted_tells_nobody_anything() -> None:
    alice = ALICE | {"account": "alice.w@bank"}
    same = answers("nobody：账号或密码不正确", "alice.w@bank：账号或密码不正确", who=alice)
    assert same == {"answer to both": "nobody：账号或密码不正确"}
    other = answers("nobody：账号不存在", "alice.w@bank：密码错误", who=alice)
    assert other == ("violated", "account-enumeration")


def test_answers_of_somebody_without_a_password_are_not_compared() -> None:
    assert answers(WRONG, WRONG, who=ALICE | {"password": ""}) == ("not-verified", "not-configured")


def test_an_answer_that_is_gone_before_it_is_read_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(app: FormApp, locator: object) -> str:
        raise fault("element-not-found")

    monkeypatch.setattr(FormApp, "text_of", gone)
    assert answers(WRONG, WRONG) == ("needs-review", "refused-otherwise")
    assert lock(Guarded(3)) == ("needs-review", "refused-otherwise")


class Toasting(FormApp):
    """Its errors are toasts, which go when time passes; the answer says the same as the one before."""

    def __init__(self) -> None:
        super().__init__(lambda typed: {TOAST: WRONG})
        self.shown = {TOAST: WRONG}
        self.waits: list[float] = []

    def let_pass(self, seconds: float) -> None:
        self.waits.append(seconds)
        if seconds > LOOKS:
            self.shown.pop(TOAST, None)


def test_a_toast_of_the_round_before_is_waited_away() -> None:
    """It outlives the app that it was shown by."""
    app = Toasting()
    toasts = (
        settings().forms["login"].model_copy(update={"error": (Locator.model_validate({"class": TOAST}),)})
    )
    assert submitting.refusal(cast(Any, app), toasts, cast(Any, Told())) == WRONG
    assert max(app.waits) == submitting.TOAST_STAYS


def test_a_captcha_in_between_is_left_to_a_person() -> None:
    assert answers(WRONG, WRONG, "拖动滑块完成拼图", "请完成安全验证") == ("needs-review", "captcha-asked")


@pytest.mark.parametrize(
    "instead", [{"forms": without("login", "error")}, {"forms": {}}, {"identities": {"alice": ALICE}}]
)
def test_answers_need_their_settings(instead: dict[str, Any]) -> None:
    given = settings(**instead)
    end = ended(login.test_login_answers_alike, FormApp(nothing), given, person=given.identities["alice"])
    assert end == ("not-verified", "not-configured")


# ------------------------------------------------------------------ lock


class Guarded:
    """A login that locks after so many wrong passwords, with the words that it says then."""

    def __init__(self, locks_after: int | None, *, locked: str = LOCKED, wrong: str = WRONG) -> None:
        self.after, self.locked, self.wrong = locks_after, locked, wrong
        self.tried: list[str] = []

    def __call__(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        self.tried.append(typed["password"])
        failures = sum(password != BOB["password"] for password in self.tried)
        if self.after is not None and failures >= self.after:
            return {"error": self.locked} if self.locked else {}
        return {"done": ""} if typed["password"] == BOB["password"] else {"error": self.wrong}


def lock(answer: Answer, *, stays: bool = False, words: Iterable[str] = (), **instead: Any) -> object:
    app = FormApp(answer)
    app.stays, app.words = stays, tuple(words)
    return ended(login.test_wrong_passwords_lock_the_account, app, settings(**instead))


TOLD = "right password after 3 wrong passwords, house value [verification] attempts = 3"


@pytest.mark.parametrize("after", [1, 2, 3])
@pytest.mark.parametrize("stays", [False, True])
def test_a_lock_is_seen_by_the_right_password(after: int, stays: bool) -> None:
    guarded = Guarded(after)
    assert lock(guarded, stays=stays) == {TOLD: f"refused: {LOCKED}"}
    assert guarded.tried == ["secret-0", "secret-1", "secret-2", "secret-3", "secret-0"]


def test_attempts_that_are_counted_are_recorded() -> None:
    left = f"{WRONG}，还剩 1 次机会"
    seen = lock(Guarded(3, wrong=left))
    assert isinstance(seen, dict)
    assert {name: seen[name] for name in seen if name != TOLD} == {
        "told after 1": "还剩1次机会",
        "told after 2": "还剩1次机会",
    }


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (Guarded(None), ("violated", "not-locked")),
        (Guarded(4), ("violated", "not-locked")),
        (Guarded(3, locked=WRONG), {TOLD: f"refused: {WRONG}"}),  # a lock that nobody is told of
        (Guarded(0), ("needs-review", "right-person-refused")),
        (Guarded(None, wrong="网络异常"), ("needs-review", "login-not-tried")),
        (Guarded(3, locked=""), ("needs-review", "no-answer")),
        (Guarded(3, locked="请先阅读并同意用户协议"), ("needs-review", "refused-otherwise")),
        (Guarded(3, locked="登录失败", wrong="登录失败"), ("needs-review", "refused-otherwise")),
        (Guarded(None, wrong="登录失败"), ("violated", "not-locked")),
        (Guarded(None, wrong="请先阅读并同意用户协议"), ("needs-review", "refused-otherwise")),
        (lambda typed: {"done": ""}, ("violated", "wrong-value-accepted")),
    ],
)
def test_what_the_right_password_does_in_the_end(answer: Answer, end: object) -> None:
    assert lock(answer) == end


def test_a_refusal_in_other_words_is_left_to_a_person() -> None:
    def answer(typed: Mapping[str, str]) -> Mapping[str, str]:
        tried.append(typed["password"])
        right = typed["password"] == BOB["password"]
        return {"error": "请先绑定设备" if right else WRONG} if len(tried) > 1 else {"done": ""}

    tried: list[str] = []
    assert lock(answer) == ("needs-review", "refused-otherwise")


class Late(FormApp):
    """An inline error that stays when the form is opened again; the right password opens after more looks."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.stays, self.looks = True, 0

    def tap(self, locator: Locator) -> None:
        self.looks = 0
        super().tap(locator)

    def exists(self, locator: Locator) -> bool:
        self.looks += 1
        return super().exists(locator) and (locator.value != "done" or self.looks > 5)


def test_an_old_error_is_no_answer_to_the_right_password() -> None:
    known = settings()
    slow = known.forms["login"].model_copy(update={"answers_within": 0.5})
    known = known.model_copy(update={"forms": {"login": slow}})
    told = Told()
    with pytest.raises(Ended, match="not-locked"):
        login.test_wrong_passwords_lock_the_account(cast(Any, Late(Guarded(None))), known, cast(Any, told))


def test_a_box_that_keeps_its_tick_is_not_unticked_between_attempts() -> None:
    """The form stands where it was: a second tap would make it refuse for another reason."""
    app = Agreeing(Guarded(None))
    agreeing = FORMS["login"] | {"agree": {"id": "agree"}}
    seen = ended(login.test_wrong_passwords_lock_the_account, app, settings(forms={"login": agreeing}))
    assert seen == ("violated", "not-locked")
    assert app.refused == 0


class Agreeing(FormApp):
    """A login with a box that keeps its tick until the app is reset."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.ticked, self.refused = False, 0

    def reset(self) -> None:
        super().reset()
        self.ticked = False

    def tap(self, locator: Locator) -> None:
        if locator.value == "agree":
            self.ticked = not self.ticked
        elif self.ticked:
            super().tap(locator)
        else:
            self.refused += 1
            self.shown = {**self.shown, "error": "请先阅读并同意用户协议"}

    def capture(self, name: str | None = None) -> Screen:
        box = Element(
            id="x",
            role="checkbox",
            resource_id="agree",
            bounds=(0, 0, 9, 9),
            visible=True,
            checked=self.ticked,
        )
        return replace(super().capture(name), elements=(box,))


def test_a_captcha_on_the_way_is_left_to_a_person() -> None:
    seen = lock(Guarded(None), words=["拖动滑块完成拼图", "请完成安全验证"])
    assert seen == ("needs-review", "captcha-asked")


def test_an_error_that_goes_without_an_outcome_is_silence() -> None:
    app = FormApp(lambda typed: {"error": WRONG})
    app.stays = True
    app.shown = {"error": WRONG}
    told = Told()
    app.tap = lambda locator: app.shown.clear()  # type: ignore[method-assign]
    with pytest.raises(Ended, match="no-answer"):
        submitting.refusal(cast(Any, app), settings().forms["login"], cast(Any, told))


@pytest.mark.parametrize(
    ("instead", "reason"),
    [
        ({"verification": {"lock_identity": "bob"}}, "no-house-value"),
        ({"verification": {"attempts": 3}}, "not-configured"),
        ({"verification": {"attempts": 3, "lock_identity": "alice"}}, "not-configured"),
        ({"verification": {"attempts": 3, "lock_identity": "unknown"}}, "not-configured"),
        ({"forms": without("login", "error")}, "not-configured"),
        ({"forms": {}}, "not-configured"),
    ],
)
def test_a_lock_needs_its_settings(instead: dict[str, Any], reason: str) -> None:
    assert lock(nothing, **instead) == ("not-verified", reason)


def test_wrong_passwords_are_all_others() -> None:
    for right in ("a0", "a5", "a", "Demo-Pass-2024", "密码"):
        wrong = login.wrong_passwords(right, 20)
        assert len({*wrong, right}) == 21
        assert {len(each) for each in wrong} == {len(right)}


# ------------------------------------------------------------------ reset


UNPROVEN = "验证码、姓名或证件号码不正确"


class Resets:
    """A reset that asks for some proofs.

    :param news: passwords that it takes.
    """

    def __init__(self, *asks: str, words: str = UNPROVEN, news: Iterable[str] = ("new-1",)) -> None:
        self.asks, self.words, self.news = asks, words, {*news}

    def __call__(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        right = all(typed.get(proof) == CAROL[proof] for proof in self.asks)
        return {"done": ""} if right and typed["new_password"] in self.news else {"error": self.words}


def resets(answer: Answer, form: Mapping[str, Any] = FORMS["reset"], **instead: Any) -> object:
    given = settings(forms={"reset": form}, **instead)
    told = Told()
    try:
        reset.test_reset_verifies_who_asks_for_it(
            cast(Any, FormApp(answer)), given, cast(Any, told), given.forms["reset"]
        )
    except Ended as end:
        return end.args
    return [*told.seen]


ALL = ("code", "name", "id_number")
PROVEN = ["without code", "without name", "without id_number", "wrong code", "with everything right"]


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (Resets(*ALL), PROVEN),
        (Resets(*ALL, words="姓名或证件号码或验证码不正确"), PROVEN),
        (Resets("code"), ("violated", "factor-not-required")),
        (Resets("code", "name"), ("violated", "factor-not-required")),
        (Resets("name", "id_number"), ("violated", "factor-not-required")),
        (Resets(*ALL, words="获取验证码过于频繁"), ("needs-review", "refused-otherwise")),
        (Resets(*ALL, words="请完成滑块"), ("needs-review", "refused-otherwise")),
        (Resets(*ALL, words="系统繁忙"), ("needs-review", "refused-otherwise")),
        (Resets(*ALL, words=""), ("needs-review", "refused-otherwise")),
        (Resets(*ALL, news=()), ("needs-review", "right-person-refused")),
        (lambda typed: {}, ("needs-review", "no-answer")),
        (
            lambda typed: {"done": ""} if all(typed.get(name) for name in ALL) else {"error": UNPROVEN},
            ("violated", "wrong-value-accepted"),
        ),
    ],
)
def test_each_proof_is_left_out_in_turn(answer: Answer, end: object) -> None:
    assert resets(answer) == end


def test_an_earlier_run_may_have_set_the_new_password() -> None:
    carol = {"carol": CAROL | {"password": "old-1"}}
    assert resets(Resets(*ALL, news=("old-1",)), identities={"alice": ALICE, "bob": BOB, **carol}) == PROVEN


def test_only_what_the_form_has_is_left_out() -> None:
    fields = {name: {"id": name} for name in ("phone", "code", "new_password")}
    assert resets(Resets("code"), FORMS["reset"] | {"fields": fields}) == [
        "without code",
        "wrong code",
        "with everything right",
    ]
    named = FORMS["reset"] | {"fields": {"phone": {"id": "phone"}, "name": {"id": "name"}}}
    assert resets(lambda typed: {"error": "姓名不正确"}, named) == ("needs-review", "right-person-refused")
    bare = FORMS["reset"] | {"fields": {"phone": {"id": "phone"}}}
    assert resets(nothing, bare) == ("needs-review", "factor-not-declared")


@pytest.mark.parametrize(
    "instead",
    [
        {"verification": {}},
        {"verification": {"reset_identity": "alice"}},
        {"verification": {"reset_identity": "bob"}},  # has no code, name, number
    ],
)
def test_a_reset_needs_its_settings(instead: dict[str, Any]) -> None:
    assert resets(nothing, **instead) == ("not-verified", "not-configured")


@pytest.mark.parametrize(("code", "wrong"), [("135790", "135791"), ("hook", "000000"), ("sms", "000000")])
def test_a_wrong_code_is_made_of_digits(code: str, wrong: str) -> None:
    known = settings(identities={"alice": ALICE | {"code": code}}, verification={})
    assert submitting.wrong_code(known.identities["alice"]) == wrong
