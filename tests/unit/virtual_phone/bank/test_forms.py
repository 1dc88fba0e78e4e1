from __future__ import annotations

import pytest
from bank_in_hand import PERSON

from pytest_mobcompliance.virtual_phone.bank.forms import (
    card_is_valid,
    found,
    id_number_is_valid,
    login_error,
    registration_error,
    transfer_error,
    wrong_field,
)


def test_a_complete_registration_is_accepted() -> None:
    assert registration_error(PERSON, agreed=True) == ""


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
    ],
)
def test_a_registration_is_refused(change: dict[str, str], answer: str) -> None:
    assert registration_error(PERSON | change, agreed=True) == answer


def test_a_registration_needs_the_tick() -> None:
    assert registration_error(PERSON, agreed=False) == "请先阅读并勾选文件"


def test_a_card_may_be_written_in_groups() -> None:
    assert registration_error(PERSON | {"card": "6217 0000 0000 0000 012"}, agreed=True) == ""


@pytest.mark.parametrize(
    ("defect", "change"),
    [
        ("no-second-factor", {"card": ""}),
        ("code-not-checked", {"code": "000000"}),
        ("id-checksum", {"id_number": "999999199001010011"}),
    ],
)
def test_a_defect_accepts_what_must_be_refused(defect: str, change: dict[str, str]) -> None:
    assert registration_error(PERSON | change, agreed=True) != ""
    assert registration_error(PERSON | change, agreed=True, on=[defect]) == ""


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
