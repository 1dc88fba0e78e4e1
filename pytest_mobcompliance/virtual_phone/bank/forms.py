"""What the forms decide. There is no server: fixed sample values stand for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

CODE = "246810"
"""The one-time code that every message is said to bring."""
ACCOUNT = "13800000001"
PASSWORD = "Demo-Pass-2024"
SAME_ANSWER = "账号或密码不正确"
ELDERLY_NAMES = ("长辈版", "亲情版", "关爱版", "关怀版")
"""What a search must find the elderly mode by (MIIT 2021)."""
_FIELDS = {
    "phone": "手机号码",
    "code": "短信验证码",
    "name": "真实姓名",
    "id_number": "身份证件号码",
    "card": "本人银行卡号",
    "password": "密码",
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PLACES = (("转账汇款", "transfer"), ("我的账户", "account"), ("附近网点", "nearby"), ("帮助中心", "help"))


def id_number_is_valid(number: str, *, checksum: bool = True) -> bool:
    """Tell whether an identity number has 18 digits and the right check digit (GB 11643)."""
    if not re.fullmatch(r"\d{17}[\dXx]", number):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return not checksum or _CHECK_DIGITS[total % 11] == number[17].upper()


def card_is_valid(number: str) -> bool:
    """Tell whether a card number has 13 to 19 digits and the right check digit (ISO/IEC 7812-1)."""
    if not re.fullmatch(r"\d{13,19}", number):
        return False
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def registration_error(values: Mapping[str, str], *, agreed: bool, on: Collection[str] = ()) -> str:
    """Return the first thing that is wrong with a registration; empty when nothing is.

    :param values: what was typed, by meaning of the field.
    :param on: defects that are switched on.
    """
    typed = {name: values.get(name, "").strip() for name in _FIELDS}
    card = typed["card"].replace(" ", "")
    needed = [name for name in _FIELDS if name != "card" or "no-second-factor" not in on]
    empty = next((name for name in needed if not typed[name]), None)
    answers = (
        (empty is not None, f"请填写{_FIELDS[empty or 'phone']}"),
        (not re.fullmatch(r"1[3-9]\d{9}", typed["phone"]), "手机号码格式不正确"),
        ("code-not-checked" not in on and typed["code"] != CODE, "短信验证码不正确"),
        (not id_number_is_valid(typed["id_number"], checksum="id-checksum" not in on), "身份证件号码不正确"),
        (bool(card) and not card_is_valid(card), "银行卡号不正确"),
        (len(typed["password"]) < 8, "密码至少 8 位"),
        (not agreed, "请先阅读并勾选文件"),
    )
    return next((answer for wrong, answer in answers if wrong), "")


def wrong_field(error: str) -> str:
    """Return the meaning of the field that an error of the registration is about; empty for none."""
    about = error.removeprefix("请填写").removeprefix("本人")
    labels = ((meaning, label.removeprefix("本人")) for meaning, label in _FIELDS.items())
    return next((meaning for meaning, label in labels if about.startswith(label)), "")


def login_error(account: str, password: str, *, on: Collection[str] = ()) -> str:
    """Return the answer to a login, empty when it is right. Unknown account and wrong password get one."""
    if account.strip() == ACCOUNT and password == PASSWORD:
        return ""
    if "account-enumeration" not in on:
        return SAME_ANSWER
    return "登录密码错误" if account.strip() == ACCOUNT else "账号不存在"


def transfer_error(values: Mapping[str, str]) -> str:
    """Return the first thing that is wrong with a transfer; empty when nothing is."""
    if not values.get("payee", "").strip():
        return "请填写收款人姓名"
    if not card_is_valid(values.get("to", "").replace(" ", "")):
        return "收款账号不正确"
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", values.get("amount", "").strip()):
        return "金额不正确"
    return ""


def found(term: str, *, on: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return titles and screens that a search finds; the elderly mode's screen is called ``elderly``."""
    term = term.strip()
    if not term:
        return ()
    names = ELDERLY_NAMES[:1] if "elderly-search-alias" in on else ELDERLY_NAMES
    places = tuple((title, screen) for title, screen in _PLACES if term in title)
    return (("长辈版", "elderly"), *places) if term in names else places
