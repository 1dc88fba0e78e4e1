"""What the forms decide. There is no server: fixed sample values stand for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

CODE = "246810"
"""The one-time code that every message is said to bring."""
ACCOUNT = "13800000001"
PASSWORD = "Demo-Pass-2024"
CUSTOMERS = {ACCOUNT: PASSWORD, "13800000005": "Demo-Lock-2024"}
"""Passwords by account."""
MOST_FAILURES = 5
"""Wrong passwords after which nobody is let in."""
_TELLS_LEFT = 2
"""Attempts left, from which on the answer counts them."""
SAME_ANSWER = "账号或密码不正确"
LOCKED = "密码错误次数过多，账号已锁定，请明天再试"
ELDERLY_NAMES = ("长辈版", "亲情版", "关爱版", "关怀版")
"""What a search must find the elderly mode by (MIIT 2021)."""
_FIELDS = {
    "phone": "手机号码",
    "code": "短信验证码",
    "name": "真实姓名",
    "id_number": "身份证件号码",
    "id_expiry": "证件有效期",
    "card": "本人银行卡号",
    "password": "密码",
}
_SPARED = {"card": "no-second-factor", "name": "no-real-name"}
"""Fields that a defect does not ask for."""
LEAST_AGE = 16
"""Years: who is younger needs a guardian at a branch."""
ENDLESS = "长期"
"""Of a document that does not expire."""
_TOO_YOUNG = f"身份证件号码对应的年龄未满 {LEAST_AGE} 周岁，请由监护人陪同到网点办理"
_COMMON = ("password", "12345678", "87654321", "abcd1234", "qwertyui")
"""What is tried first by whoever guesses passwords."""
_PROOFS = ("phone", "code", "name", "id_number")
"""By what a reset knows who asks for it."""
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


def document_has_expired(expiry: str, today: date) -> bool:
    """Tell whether a document's last day (``2030-01-01`` or `ENDLESS`) is over, or no day at all."""
    if expiry == ENDLESS:
        return False
    try:
        return date.fromisoformat(expiry) < today
    except ValueError:
        return True


def is_under_age(id_number: str, today: date) -> bool:
    """Tell whether the owner of an ID number is younger than `LEAST_AGE`, or was not born on any day."""
    try:
        born = date.fromisoformat(f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}")
    except ValueError:
        return True
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < LEAST_AGE


def password_is_weak(password: str) -> bool:
    """Tell whether a password is commonly known, or made of one kind of sign over and over."""
    return password.casefold() in _COMMON or password.isdigit() or len(set(password)) < 3


def registration_error(
    values: Mapping[str, str],
    *,
    agreed: bool,
    today: date,
    code_open: bool = True,
    on: Collection[str] = (),
) -> str:
    """Return the first thing that is wrong with a registration; empty when nothing is.

    :param values: what was typed, by meaning of the field.
    :param today: by the phone's clock.
    :param code_open: a one-time code was asked for and not used since.
    :param on: defects that are switched on.
    """
    typed = {name: values.get(name, "").strip() for name in _FIELDS}
    card = typed["card"].replace(" ", "")
    spared = {field for field, defect in _SPARED.items() if defect in on}
    needed = [name for name in _FIELDS if name not in spared]
    empty = next((name for name in needed if not typed[name]), None)
    answers = (
        ("registration-down" in on, "系统繁忙，请稍后再试"),
        (empty is not None, f"请填写{_FIELDS[empty or 'phone']}"),
        (not re.fullmatch(r"1[3-9]\d{9}", typed["phone"]), "手机号码格式不正确"),
        ("code-not-checked" not in on and typed["code"] != CODE, "短信验证码不正确"),
        (not code_open, "短信验证码已失效，请重新获取"),
        (not id_number_is_valid(typed["id_number"], checksum="id-checksum" not in on), "身份证件号码不正确"),
        ("under-age-accepted" not in on and is_under_age(typed["id_number"], today), _TOO_YOUNG),
        ("expired-accepted" not in on and document_has_expired(typed["id_expiry"], today), "证件有效期已过"),
        (bool(card) and not card_is_valid(card), "银行卡号不正确"),
        (len(typed["password"]) < 8, "密码至少 8 位"),
        ("weak-passwords-accepted" not in on and password_is_weak(typed["password"]), "密码过于简单"),
        (not agreed, "请先阅读并勾选文件"),
    )
    return next((answer for wrong, answer in answers if wrong), "")


def wrong_field(error: str) -> str:
    """Return the meaning of the field that an error of the registration is about; empty for none."""
    about = error.removeprefix("请填写").removeprefix("本人")
    labels = ((meaning, label.removeprefix("本人")) for meaning, label in _FIELDS.items())
    return next((meaning for meaning, label in labels if about.startswith(label)), "")


def login_error(account: str, password: str, *, failures: int = 0, on: Collection[str] = ()) -> str:
    """Return the answer to a login, empty when it is right. Unknown account and wrong password get one.

    :param failures: refused logins since the last one that was right.
    """
    locks = "no-lock" not in on
    if locks and failures >= MOST_FAILURES:
        return LOCKED
    known = CUSTOMERS.get(account.strip())
    if known == password:
        return ""
    if "account-enumeration" in on:
        return "账号不存在" if known is None else "登录密码错误"
    left = MOST_FAILURES - failures - 1
    if not locks or left > _TELLS_LEFT:
        return SAME_ANSWER
    return f"{SAME_ANSWER}，还剩 {left} 次机会" if left else LOCKED


def reset_error(values: Mapping[str, str], *, on: Collection[str] = ()) -> str:
    """Return the first thing that is wrong with a reset of the password; empty when nothing is."""
    typed = {name: values.get(name, "").strip() for name in (*_PROOFS, "new_password")}
    proves = "reset-without-identity" not in on
    answers = (
        (not re.fullmatch(r"1[3-9]\d{9}", typed["phone"]), "手机号码格式不正确"),
        (typed["code"] != CODE, "短信验证码不正确"),
        (proves and not typed["name"], "请填写真实姓名"),
        (proves and not id_number_is_valid(typed["id_number"]), "身份证件号码不正确"),
        (len(typed["new_password"]) < 8, "新密码至少 8 位"),
    )
    return next((answer for wrong, answer in answers if wrong), "")


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
