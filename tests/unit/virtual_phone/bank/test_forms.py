from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest
from bank_in_hand import PERSON

from pytest_mobcompliance.virtual_phone.bank.forms import (
    LOCKED,
    SAME_ANSWER,
    card_is_valid,
    document_has_expired,
    found,
    id_number_is_valid,
    is_under_age,
    login_error,
    password_is_weak,
    registration_error,
    reset_error,
    transfer_error,
    wrong_field,
)

TODAY = date(2026, 1, 1)


def refused(*, agreed: bool = True, code_open: bool = True, on: Collection[str] = (), **change: str) -> str:
    """Why a registration with these changes is refused."""
    return registration_error(PERSON | change, agreed=agreed, today=TODAY, code_open=code_open, on=on)


def test_a_complete_registration_is_accepted() -> None:
    assert refused() == ""


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"phone": ""}, "请填写手机号码"),
        ({"card": " "}, "请填写本人银行卡号"),
        ({"phone": "12800000001"}, "手机号码格式不正确"),
        ({"code": "246811"}, "短信验证码不正确"),
        ({"id_number": "999999199001010011"}, "身份证件号码不正确"),
        ({"id_number": "99999919900101001"}, "身份证件号码不正确"),
        ({"card": "6217000000000000011"}, "银行卡号不正确"),
        ({"password": "short"}, "密码至少 8 位"),
        ({"password": "12345678"}, "密码过于简单"),
        ({"id_expiry": "2025-12-31"}, "证件有效期已过"),
        ({"id_expiry": "明年"}, "证件有效期已过"),
    ],
)
def test_a_registration_is_refused(change: dict[str, str], answer: str) -> None:
    assert refused(**change) == answer


def test_a_registration_needs_the_tick() -> None:
    assert refused(agreed=False) == "请先阅读并勾选文件"


def test_a_card_may_be_written_in_groups() -> None:
    assert refused(card="6217 0000 0000 0000 012") == ""


@pytest.mark.parametrize(
    ("defect", "change"),
    [
        ("no-second-factor", {"card": ""}),
        ("no-real-name", {"name": ""}),
        ("code-not-checked", {"code": "000000"}),
        ("id-checksum", {"id_number": "999999199001010011"}),
        ("expired-accepted", {"id_expiry": "2020-01-01"}),
        ("weak-passwords-accepted", {"password": "abcd1234"}),
        ("under-age-accepted", {"id_number": "999999202206010022"}),
    ],
)
def test_a_defect_accepts_what_must_be_refused(defect: str, change: dict[str, str]) -> None:
    assert refused(**change) != ""
    assert refused(on=[defect], **change) == ""


def test_a_code_opens_one_registration() -> None:
    assert refused(code_open=False) == "短信验证码已失效，请重新获取"


def test_a_document_ends_with_its_last_day() -> None:
    assert not document_has_expired("2026-01-01", TODAY)
    assert document_has_expired("2025-12-31", TODAY)
    assert not document_has_expired("长期", TODAY)


def test_age_is_told_by_the_id_number() -> None:
    assert not is_under_age("999999201001010018", TODAY)
    assert is_under_age("999999201001020018", TODAY)
    assert is_under_age("999999201013010018", TODAY)  # no such month


@pytest.mark.parametrize(
    ("password", "weak"),
    [("12345678", True), ("ABCD1234", True), ("abababab", True), ("Demo-Pass-2024", False)],
)
def test_weak_passwords(password: str, weak: bool) -> None:
    assert password_is_weak(password) is weak


def test_check_digits() -> None:
    assert id_number_is_valid("11010519491231002X")  # the example of GB 11643
    assert id_number_is_valid("11010519491231002x")
    assert not id_number_is_valid("110105194912310021")
    assert card_is_valid("4111111111111111")
    assert not card_is_valid("4111111111111112")
    assert not card_is_valid("411111111111")


def test_login_answers_alike_without_the_defect() -> None:
    wrong = [("13900000009", "Demo-Pass-2024"), ("13800000001", "Demo-Pass-2025")]
    assert len({login_error(*each) for each in wrong}) == 1
    assert len({login_error(*each, on=["account-enumeration"]) for each in wrong}) == 2
    assert login_error("13800000001", "Demo-Pass-2024") == ""


def test_a_login_counts_the_last_attempts_and_locks() -> None:
    answers = [login_error("13800000005", "wrong", failures=failures) for failures in range(7)]
    assert answers == [
        SAME_ANSWER,
        SAME_ANSWER,
        f"{SAME_ANSWER}，还剩 2 次机会",
        f"{SAME_ANSWER}，还剩 1 次机会",
        LOCKED,
        LOCKED,
        LOCKED,
    ]
    assert login_error("13800000005", "Demo-Lock-2024", failures=4) == ""
    assert login_error("13800000005", "Demo-Lock-2024", failures=5) == LOCKED
    assert login_error("13800000005", "Demo-Lock-2024", failures=5, on=["no-lock"]) == ""
    assert login_error("13800000005", "wrong", failures=5, on=["no-lock"]) == SAME_ANSWER


RESET = {name: PERSON[name] for name in ("phone", "code", "name", "id_number")} | {
    "new_password": "Demo-New-2024"
}


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({}, ""),
        ({"phone": "1380000000"}, "手机号码格式不正确"),
        ({"code": ""}, "短信验证码不正确"),
        ({"code": "246811"}, "短信验证码不正确"),
        ({"name": " "}, "请填写真实姓名"),
        ({"id_number": ""}, "身份证件号码不正确"),
        ({"new_password": "short"}, "新密码至少 8 位"),
    ],
)
def test_a_reset_needs_every_proof(change: dict[str, str], answer: str) -> None:
    assert reset_error(RESET | change) == answer


def test_a_defect_asks_for_the_code_alone() -> None:
    bare = RESET | {"name": "", "id_number": ""}
    assert reset_error(bare, on=["reset-without-identity"]) == ""
    assert reset_error(bare | {"code": ""}, on=["reset-without-identity"]) != ""


@pytest.mark.parametrize("term", ["长辈版", "亲情版", "关爱版", "关怀版", " 长辈版 "])
def test_a_search_finds_the_elderly_mode(term: str) -> None:
    assert found(term)[0] == ("长辈版", "elderly")


def test_a_search_finds_places_and_nothing_for_nothing() -> None:
    assert found("转账") == (("转账汇款", "transfer"),)
    assert found("") == ()
    assert found("没有这个") == ()


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({}, "请填写收款人姓名"),
        ({"payee": "测试乙", "to": "1", "amount": "1"}, "收款账号不正确"),
        ({"payee": "测试乙", "to": PERSON["card"], "amount": "一元"}, "金额不正确"),
        ({"payee": "测试乙", "to": PERSON["card"], "amount": "10.50"}, ""),
    ],
)
def test_a_transfer_is_checked(values: dict[str, str], answer: str) -> None:
    assert transfer_error(values) == answer


def test_errors_name_the_field_they_are_about() -> None:
    assert wrong_field("请填写本人银行卡号") == wrong_field("银行卡号不正确") == "card"
    assert wrong_field("身份证件号码不正确") == "id_number"
    assert wrong_field("请先阅读并勾选文件") == wrong_field("") == ""
