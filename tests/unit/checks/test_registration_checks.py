"""What the checks of the registration make of what a form answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from inspect import signature
from typing import Any

import pytest
from registering import ALICE, FIELDS, Answer, Registration, fault, settings
from told import Ended, Told

from pytest_mobcompliance.checks import conftest, submitting
from pytest_mobcompliance.checks import test_registration as checks
from pytest_mobcompliance.device.assistance import Assistance
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import IdentitySettings, Settings

NAMES = {
    "phone": "手机号码",
    "code": "短信验证码",
    "name": "姓名",
    "id_number": "证件号码",
    "card": "银行卡号",
}
UNFIT: dict[str, dict[str, str]] = {
    "expired-document": {"id_expiry": "2020-01-01"},
    "under-age": {"id_number": "999999202206010022"},
    "bad-checksum": {"id_number": "999999199001010017"},
}
YES, NO = "", "系统繁忙"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submitting, "accept_notice", lambda app: None)


def given(function: Callable[..., Any], known: Mapping[str, Any]) -> Any:
    """Call a check or a fixture with those that it asks for."""
    return function(**{name: known[name] for name in signature(function).parameters})


def ended(check: str, app: Registration, made: Settings, told: Told, **more: Any) -> tuple[object, ...]:
    """How a check ends; empty for one that came to its end."""
    registration, registrant = made.forms["registration"], made.identities["alice"]
    known: dict[str, Any] = {
        "mob_app": app,
        "mob_settings": made,
        "mob_verdict": told,
        "registration": registration,
        "registrant": registrant,
        "fields": tuple(registration.fields),
        "proven": set(),
    } | more
    for fixture in ("right", "refused", "needs_each"):
        known[fixture] = given(getattr(checks, fixture).__wrapped__, known)
    try:
        given(getattr(checks, check), known)
    except Ended as end:
        return end.args
    return ()


def strict(values: Mapping[str, str]) -> str:
    """A registration that asks for everything, and knows only Alice."""
    missing = next((name for name in NAMES if not values.get(name)), None)
    wrong = next((name for name in NAMES if values.get(name) != ALICE[name]), None)
    return f"请填写{NAMES[missing]}" if missing else f"{NAMES[wrong]}不正确" if wrong else YES


def without(*factors: str) -> Answer:
    """The same without asking for these."""
    return lambda values: strict({**values, **{name: ALICE[name] for name in factors}})


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (strict, ()),
        (without("name"), ("violated", "factor-not-required")),
        (without("phone", "code", "id_number"), ("violated", "factor-not-required")),
        (lambda values: "请先勾选", ("needs-review", "refused-otherwise")),
        (lambda values: NO, ("needs-review", "refused-otherwise")),
        (lambda values: None, ("needs-review", "no-answer")),
    ],
)
def test_each_factor_is_left_out(answer: Answer, end: tuple[object, ...]) -> None:
    told = Told()
    assert ended("test_registration_needs_code_name_and_id", Registration(answer), settings(), told) == end
    if not end:
        assert set(told.seen) == {f"without {name}" for name in ("phone", "code", "name", "id_number")}


def test_second_factor() -> None:
    check = "test_registration_needs_a_second_factor"
    assert ended(check, Registration(strict), settings(), Told()) == ()
    assert ended(check, Registration(without("card")), settings(), Told()) == (
        "violated",
        "factor-not-required",
    )
    fields = tuple(name for name in FIELDS if name != "card")
    assert ended(check, Registration(strict), settings(fields), Told()) == (
        "needs-review",
        "factor-not-declared",
    )


@pytest.mark.parametrize(
    ("field", "answer", "end"),
    [
        ("code", strict, ()),
        ("code", without("code"), ("violated", "wrong-value-accepted")),
        ("id_number", strict, ()),
        ("id_number", without("id_number"), ("violated", "wrong-value-accepted")),
        ("id_number", lambda values: "短信验证码不正确", ("needs-review", "refused-otherwise")),
    ],
)
def test_wrong_values(field: str, answer: Answer, end: tuple[object, ...]) -> None:
    made = settings()
    app = Registration(answer)
    assert ended("test_registration_refuses_wrong_values", app, made, Told(), field=field) == end
    assert app.typed[field] != ALICE[field]


def test_wrong_value_of_a_field_that_is_not_there() -> None:
    made = settings(("phone",))
    end = ended("test_registration_refuses_wrong_values", Registration(), made, Told(), field="code")
    assert end == ("not-verified", "not-configured")


def test_real_codes_are_asked_for_after_the_wait() -> None:
    made = settings(identities={"alice": {**ALICE, "code": "hook"}}, verification={"resend_seconds": 60})
    app = Registration(lambda values: "验证码错误")
    assert ended("test_registration_refuses_wrong_values", app, made, Told(), field="code") == ()
    assert app.typed["code"] == "000000"
    assert app.log[0] == "let_pass 60"


def test_phone_is_left_out_where_codes_are_really_sent() -> None:
    codes: list[str] = []

    def code(person: IdentitySettings, purpose: str) -> str:
        codes.append(purpose)
        return ALICE["code"]

    app = Registration(strict)
    app.assistance = Assistance(code=code, step=lambda kind, purpose: None)
    made = settings(identities={"alice": {**ALICE, "code": "hook"}}, verification={"resend_seconds": 60})
    assert ended("test_registration_needs_code_name_and_id", app, made, Told()) == ()
    assert len(codes) == 2  # for the name and the ID number: without a phone none can be sent
    assert app.log.count("tap send") == app.log.count("let_pass 60") == 2


def test_refusal_whose_words_were_gone_proves_nothing() -> None:
    told = Told()
    app = Registration(strict, faded=True)
    end = ended("test_registration_needs_a_second_factor", app, settings(), told)
    assert end == ("needs-review", "refused-otherwise")
    assert not told.seen


@pytest.mark.parametrize(
    "words",
    ["注册成功", "网络异常，请检查网络", "系统错误 500", "验证码已发送", "该手机号已注册", "信息有误"],
)
def test_words_that_refuse_nothing_prove_nothing(words: str) -> None:
    app = Registration(lambda values: words)
    end = ended("test_registration_refuses_wrong_values", app, settings(), Told(), field="code")
    assert end == ("needs-review", "refused-otherwise")


@pytest.mark.parametrize("first", ["注册成功", "验证码已发送"])
def test_good_news_come_before_the_answer(first: str) -> None:
    check, made = "test_registration_refuses_wrong_values", settings()
    done = Registration(lambda values: first, later=(1, YES))
    assert ended(check, done, made, Told(), field="code") == ("violated", "wrong-value-accepted")
    refused = Registration(lambda values: first, later=(1, "验证码不正确"))
    assert ended(check, refused, made, Told(), field="code") == ()


@pytest.mark.parametrize("stood", ["", "验证码不正确"])
def test_what_stood_there_before_is_no_answer(stood: str) -> None:
    check, made = "test_registration_refuses_wrong_values", settings()
    silent = Registration(lambda values: None, stands=stood)
    assert ended(check, silent, made, Told(), field="code") == ("needs-review", "no-answer")
    accepting = Registration(lambda values: YES, stands=stood)
    assert ended(check, accepting, made, Told(), field="code") == ("violated", "wrong-value-accepted")
    refusing = Registration(lambda values: "短信验证码错误", stands=stood)
    assert ended(check, refusing, made, Told(), field="code") == ()
    right = Registration(strict, stands=stood)
    assert ended("test_registration_accepts_the_right_person", right, made, Told()) == ()


def filled(*needed: str) -> Callable[[Mapping[str, str]], bool]:
    return lambda values: all(values.get(each) for each in needed)


def test_a_button_that_stays_grey_refuses() -> None:
    """Only where it can be pressed with everything right, and the form is accepted then: once in a run."""
    check, made = "test_registration_needs_code_name_and_id", settings()
    grey, told = Registration(ready=filled("phone", "code", "name", "id_number")), Told()
    proven: set[str] = set()
    assert ended(check, grey, made, told, proven=proven) == ()
    assert told.seen["without code"] == "refused: the button that submits is disabled"
    assert grey.log.count("tap submit") == 1
    assert ended(check, grey, made, told, proven=proven) == ()
    assert grey.log.count("tap submit") == 1
    check, told = "test_registration_accepts_the_right_person", Told()
    assert ended(check, grey, made, told, proven=proven) == ()
    assert told.seen == {"complete registration": "accepted by an earlier check of this run"}
    assert grey.log.count("tap submit") == 1
    check = "test_registration_needs_a_second_factor"
    assert ended(check, grey, made, Told()) == ("violated", "factor-not-required")
    dead = Registration(ready=filled("nothing"))
    assert ended(check, dead, made, Told()) == ("needs-review", "submit-disabled")


@pytest.mark.parametrize(
    ("answer", "end", "words"),
    [
        (None, ("needs-review", "no-answer"), "with everything right: neither done nor error"),
        (NO, ("needs-review", "right-person-refused"), f"with everything right: refused with “{NO}”"),
        ("该手机号已注册", ("needs-review", "right-person-refused"), "该手机号已注册"),
    ],
)
@pytest.mark.parametrize(
    "check", ["test_registration_needs_code_name_and_id", "test_registration_needs_a_second_factor"]
)
def test_a_grey_button_proves_nothing_where_nothing_is_accepted(
    check: str, answer: str | None, end: tuple[object, ...], words: str
) -> None:
    app = Registration(lambda values: answer, ready=filled(*NAMES))
    told, proven = Told(), set[str]()
    assert ended(check, app, settings(), told, proven=proven) == end
    assert words in told.detail
    assert not told.seen
    assert not proven


def test_a_form_that_gives_no_answer_is_quoted() -> None:
    """What came up on the screen may be the sign that the settings should name; what is typed is not told."""

    class Elsewhere(Registration):
        def capture(self, name: str | None = None) -> Screen:
            screen = super().capture(name)
            shown = ["手机号注册"]
            if "tap submit" in self.log:
                shown += ["提交成功，预计 1 个工作日内审核", "返回首页"]
            more = (Element(id=text, role="text", text=text, visible=True) for text in shown)
            return replace(screen, elements=(*screen.elements, *more))

    told, check = Told(), "test_registration_accepts_the_right_person"
    assert ended(check, Elsewhere(lambda values: None), settings(), told) == ("needs-review", "no-answer")
    assert told.detail == (
        "neither done nor error of the form was seen within 0.2 s; "
        "new on the screen: “提交成功，预计 1 个工作日内审核”, “返回首页”"
    )
    assert ended(check, Registration(lambda values: None), settings(), told) == ("needs-review", "no-answer")
    assert told.detail.endswith("; no new short text on the screen then; a toast would have gone")


@pytest.mark.parametrize("field", ["id_number", "code"])
def test_a_button_that_stays_grey_refuses_wrong_values(field: str) -> None:
    grey = Registration(strict, ready=lambda values: values.get(field) == ALICE[field])
    assert ended("test_registration_refuses_wrong_values", grey, settings(), Told(), field=field) == ()
    assert grey.log.count("tap submit") == 1
    late = Registration(ready=slowly(3))
    check = "test_registration_refuses_wrong_values"
    assert ended(check, late, settings(), Told(), field=field) == ("violated", "wrong-value-accepted")


def slowly(looks: int) -> Callable[[Mapping[str, str]], bool]:
    """A button that comes to life after so many looks, whatever is typed."""
    left = iter([False] * looks)
    return lambda values: next(left, True)


def test_a_button_that_stays_grey_refuses_unfit_persons() -> None:
    """Who lacks something else is not told from who is unfit: the control would differ in both."""
    young = UNFIT["under-age"]["id_number"]
    grey = Registration(ready=lambda values: values.get("id_number") != young)
    made = settings(verification={"least_age": 16})
    unfit = IdentitySettings.model_validate({**ALICE, **UNFIT["under-age"], "unfit": "under-age"})
    check = "test_registration_refuses_unfit_persons"
    assert ended(check, grey, made, Told(), why="under-age", unfit=unfit) == ()
    poor = unfit.model_copy(update={"card": ""})
    end = ended(check, Registration(ready=filled("card")), made, Told(), why="under-age", unfit=poor)
    assert end == ("not-verified", "not-configured")


def test_field_that_the_app_filled_in_was_not_left_out() -> None:
    check = "test_registration_needs_code_name_and_id"
    app = Registration(strict, knows={"phone": ALICE["phone"]})
    assert ended(check, app, settings(), Told()) == ("needs-review", "field-prefilled")
    other = Registration(strict, knows={"phone": "13800000099"})
    assert ended(check, other, settings(), Told()) == ()


def test_the_house_may_name_who_registers() -> None:
    registrant = conftest.registrant.__wrapped__
    both = {"alice": ALICE, "newcomer": {**ALICE, "phone": "13800000077"}}
    named = settings(identities=both, verification={"register_identity": "newcomer"})
    assert registrant(named).phone == "13800000077"
    assert conftest.person.__wrapped__(named).phone == ALICE["phone"]
    assert registrant(settings(identities=both)).phone == ALICE["phone"]


def test_field_of_a_recognised_form_is_not_looked_into() -> None:
    made = settings(())
    form = made.forms["registration"]
    assert not submitting._holds(Registration(), form, "phone")  # type: ignore[arg-type]


def test_other_faults_are_raised() -> None:
    app = Registration(strict)
    app.text_of = lambda locator: _raise()  # type: ignore[method-assign]
    with pytest.raises(RigError):
        ended("test_registration_needs_a_second_factor", app, settings(), Told())


def _raise() -> str:
    raise fault("session-lost")


# ------------------------------------------------------------------ persons who cannot register


def unfit_ends(
    why: str, answer: Answer, fields: tuple[str, ...] = FIELDS, least: int | None = 16, **person: str
) -> tuple[object, ...]:
    verification = {} if least is None else {"least_age": least}
    made = settings(fields, verification=verification)
    unfit = IdentitySettings.model_validate({**ALICE, **UNFIT[why], **person, "unfit": why})
    check = "test_registration_refuses_unfit_persons"
    return ended(check, Registration(answer), made, Told(), why=why, unfit=unfit)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("expired-document", "证件有效期已过"),
        ("under-age", "未满 16 周岁"),
        ("bad-checksum", "身份证号码不正确"),
    ],
)
def test_unfit_persons(why: str, said: str) -> None:
    assert unfit_ends(why, lambda values: said) == ()
    assert unfit_ends(why, lambda values: YES) == ("violated", "unfit-accepted")
    assert unfit_ends(why, lambda values: "验证码不正确") == ("needs-review", "refused-otherwise")
    assert unfit_ends(why, lambda values: None) == ("needs-review", "no-answer")
    assert unfit_ends(why, lambda values: YES, ("phone",)) == ("not-verified", "not-configured")


@pytest.mark.parametrize(
    ("why", "person"),
    [
        ("expired-document", {"id_expiry": "2999-01-01"}),
        ("expired-document", {"id_expiry": "长期"}),
        ("under-age", {"id_number": ALICE["id_number"]}),
        ("under-age", {"id_number": "999999299901010016"}),  # not born yet
        ("under-age", {"id_number": "没有"}),
        ("bad-checksum", {"id_number": ALICE["id_number"]}),
    ],
)
def test_identity_that_fits_proves_nothing(why: str, person: dict[str, str]) -> None:
    assert unfit_ends(why, lambda values: NO, **person) == ("not-verified", "identity-fits")


def test_least_age_is_a_value_of_the_house() -> None:
    assert unfit_ends("under-age", lambda values: NO, least=None) == ("not-verified", "no-house-value")


@pytest.mark.parametrize(
    ("day", "past"),
    [
        ("2025-12-31", True),
        ("2026-01-01", False),
        ("2025.12.31", True),
        ("2025/1/2", True),
        ("20251231", True),
        ("20260101", False),
        ("长期", False),
        ("", False),
    ],
)
def test_days_as_forms_write_them(day: str, past: bool) -> None:
    assert checks._is_past(day, date(2026, 1, 1)) is past


def test_the_device_tells_the_date() -> None:
    app: Any = Registration()
    app.what_it_can = lambda: frozenset({"shell"})
    app.clock_ms = lambda: 1_767_196_800_000.0  # 2026-01-01 in China, still 2025 in London
    assert checks._today(app) == date(2026, 1, 1)


# ------------------------------------------------------------------ passwords, and the right person


def test_weak_passwords() -> None:
    made = settings(verification={"weak_passwords": ["12345678", "abcd1234"]})
    check = "test_registration_refuses_weak_passwords"
    told = Told()
    assert ended(check, Registration(lambda values: "密码过于简单"), made, told) == ()
    assert set(told.seen) == {"weak password 1 of 2", "weak password 2 of 2"}
    assert ended(check, Registration(), made, Told()) == ("violated", "weak-password-accepted")
    otherwise = Registration(lambda values: "验证码不正确")
    assert ended(check, otherwise, made, Told()) == ("needs-review", "refused-otherwise")
    assert ended(check, Registration(), settings(), Told()) == ("not-verified", "no-house-value")
    no_field = settings(("phone",), verification={"weak_passwords": ["12345678"]})
    assert ended(check, Registration(), no_field, Told()) == ("not-verified", "not-configured")


def test_right_person() -> None:
    check = "test_registration_accepts_the_right_person"
    assert ended(check, Registration(strict), settings(), Told()) == ()
    refused = Registration(lambda values: NO)
    assert ended(check, refused, settings(), Told()) == ("needs-review", "right-person-refused")
