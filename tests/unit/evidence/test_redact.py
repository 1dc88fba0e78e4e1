"""What must not be kept leaves texts, data and pictures; ids and codes stay."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from pytest_mobcompliance.evidence.annotate import annotate
from pytest_mobcompliance.evidence.redact import Redactor
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState

PHONE = "138 0013 8000"
REDACTOR = Redactor(["test", "张三丰"], [("customer", r"CUST-\d{6}")], key=b"k")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 200), (255, 255, 255)).save(out, "PNG")
    return out.getvalue()


def screen(**fields: object) -> Screen:
    element = Element(id="e", role="text", bounds=(20.0, 60.0, 180.0, 100.0), **fields)  # type: ignore[arg-type]
    return Screen(
        platform=Platform.WEB,
        elements=(element,),
        size=(200, 200),
        name="home",
        screenshot=picture(),
        screenshot_state=ScreenshotState.OK,
    )


def test_numbers_names_and_patterns_go() -> None:
    clean = REDACTOR.text(f"张三丰 {PHONE} CUST-123456")
    assert "张三丰" not in clean
    assert "8000" not in clean
    assert "‹customer9-16#" in clean  # kind and length class
    assert REDACTOR.text(clean) == clean


def test_node_ids_stay_when_an_account_is_called_test() -> None:
    record = {"item": "tests/test_a.py::test_b", "check": "16.x/test", "detail": "test"}
    clean = REDACTOR.json(record)
    assert isinstance(clean, dict)
    assert (clean["item"], clean["check"]) == (record["item"], record["check"])
    assert clean["detail"] != "test"


@pytest.mark.parametrize("field", ["text", "value", "hint", "error"])
def test_sensitive_text_is_painted_over(field: str) -> None:
    clean = REDACTOR.screen(screen(**{field: PHONE}))
    assert getattr(clean["e"], field) != PHONE
    assert clean.screenshot is not None
    shown = Image.open(io.BytesIO(clean.screenshot)).convert("RGB")
    assert shown.getpixel((100, 80)) != (255, 255, 255)


def test_findings_are_drawn_with_the_numbers_of_the_table() -> None:
    page = screen(text="x")
    finding = Finding(rule="r", requirement="q", verdict=Verdict.VIOLATED, element=page["e"], screen="home")
    one, other = annotate(page, [finding]), annotate(page, [finding], [7])
    assert one is not None
    assert other is not None
    assert one != other
    assert annotate(screen(text="x"), []) is not None


@pytest.mark.parametrize(
    "text",
    [
        "验证码：246810",
        '{"code": "246810"}',
        "typed 246810.",
        "２４６８１０",
        "246810",
        '["2", "4", "6", "8", "1", "0"]',
    ],
)
def test_a_code_goes_where_it_stands_by_itself(text: str) -> None:
    redactor = Redactor(key=b"k", codes=["246810"])
    clean = redactor.text(text)
    assert "‹code5-8#" in clean
    assert redactor.text(clean) == clean


@pytest.mark.parametrize("text", ["1246810", "2468101", "0.246810", "246810.5", "a246810", "1795246810123"])
def test_a_code_inside_another_number_is_none(text: str) -> None:
    assert Redactor(key=b"k", codes=["246810"]).text(text) == text


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("验证码 1357", True),
        ("您的验证码是：1357，请勿告知他人", True),
        ("code=1357", True),
        ("OTP 1357", True),
        ('{"typed": "1357"}', True),
        (' "{\\"typed\\": \\"1357\\"}"', True),
        ("1357", True),
        ("界面上新出现的文字：“1357”", True),
        ("“第 1357 号”", False),
        ("width 1357 px", False),
        ("[0, 1357, 40, 50]", False),
        ("验证码已发送，1357 ms", False),
    ],
)
def test_a_short_code_goes_in_quotes_alone_and_behind_a_word_for_it(text: str, goes: bool) -> None:
    assert ("1357" not in Redactor(key=b"k", codes=["1357"]).text(text)) == goes


def test_a_number_is_no_code() -> None:
    redactor = Redactor(key=b"k", codes=["246810"])
    assert redactor.json({"px": 246810, "typed": "246810"}) == {
        "px": 246810,
        "typed": redactor.text("246810"),
    }


def test_a_code_that_is_supplied_later_makes_another_redactor() -> None:
    before = Redactor(["张三丰"], key=b"k", codes=["246810"])
    after = before.also("753951", "")
    assert before.text("753951") == "753951"
    clean = after.text("张三丰 246810 753951")
    assert not any(value in clean for value in ("张三丰", "246810", "753951"))
    assert after.text("张三丰") == before.text("张三丰")


def test_a_code_that_is_known_changes_nothing() -> None:
    redactor = Redactor(key=b"k", codes=["246810"])
    assert redactor.also("246810", " ") is redactor


def test_a_long_text_is_searched_once_until_a_code_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    hits = Redactor._hits

    def counted(self: Redactor, text: str, *, codes: bool = True) -> list[Any]:
        searched.append(text)
        return hits(self, text, codes=codes)

    monkeypatch.setattr(Redactor, "_hits", counted)
    redactor = Redactor(["张三丰"], key=b"k")
    text = "张三丰 753951 " + "line " * 1000
    clean = redactor.text(text)
    assert redactor.text("".join(text)) == redactor.text(clean) == clean
    assert searched == [text]
    assert "753951" not in redactor.also("753951").text(text)
    assert redactor.text(text) == clean


@pytest.mark.parametrize("written", ["&#24352;&#19977;&#20016;", "&#x5F20;&#x4e09;&#x04E30;", "&amp; 张三丰"])
def test_a_name_goes_when_it_is_written_in_entities(written: str) -> None:
    clean = REDACTOR.text(f"<b>{written}</b>")
    assert "‹identity" in clean
    assert not any(part in clean for part in ("&#", "张三丰"))


def test_a_code_of_three_digits_is_in_too_many_texts() -> None:
    assert Redactor(key=b"k", codes=["123"]).text("code 123") == "code 123"


def test_an_outline_tells_the_kind_only() -> None:
    assert REDACTOR.outline(f"张三丰-{PHONE}-CUST-123456-else") == "identity-phone-customer-else"
    assert REDACTOR.outline("else") == "else"


@pytest.mark.parametrize(
    ("value", "size"),
    [("张三", "2-4"), ("secret", "5-8"), ("correct-horse", "9-16"), ("p" * 20 + "1", "17+")],
)
def test_a_token_keeps_the_length_class(value: str, size: str) -> None:
    assert Redactor([value], key=b"k").text(value).startswith(f"‹identity{size}#")


def test_tokens_compare_within_a_run_and_not_between_runs() -> None:
    one, same, other = (Redactor(["张三丰"], key=key).text("张三丰") for key in (b"1", b"1", b"2"))
    assert one == same
    assert one != other


def test_a_reason_that_is_a_sentence_is_no_code() -> None:
    clean = REDACTOR.json({"reason": "look at 张三丰", "findings": [{"reason": "test"}]})
    assert isinstance(clean, dict)
    assert "张三丰" not in str(clean)
    assert clean["findings"] == [{"reason": "test"}]


@pytest.mark.parametrize(
    "told",
    [
        "written to /home/run-20261126-093545-9fe0/ledger.jsonl",
        "written to demo-phone-20261126-094748-19154/run-20261126-094751-b405",
    ],
)
def test_the_name_of_a_run_folder_stays(told: str) -> None:
    hidden = Redactor(key=b"k").text("20261126-093545 or 20261126-093547")
    assert hidden != "20261126-093545 or 20261126-093547", "one of them passes for a card"
    assert Redactor(key=b"k").text(told) == told


def test_a_time_in_milliseconds_is_no_card() -> None:
    told = [f"{1764150000123 + n}.{n:03d}" for n in range(100, 400)]
    assert Redactor(key=b"k").text(" | ".join(told)) == " | ".join(told)
    assert Redactor(key=b"k").text("6217.0000.0000.0000.012") != "6217.0000.0000.0000.012"


@pytest.mark.parametrize(
    "value",
    ["alice.w:Demo-Pass-2024", "张三丰的账号", '{"name": "张三丰", "n": 1}', "马娜", "x" * 200 + "张三丰"],
)
@pytest.mark.parametrize("before", ["Authorization: Basic ", "token=", "/path/", ""])
@pytest.mark.parametrize("code", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_of_a_declared_value_goes(value: str, before: str, code: Callable[[bytes], bytes]) -> None:
    redactor = Redactor(["Demo-Pass-2024", "张三丰", "马娜"], key=b"k")
    encoded = code(value.encode()).decode()
    clean = redactor.text(f"{before}{encoded} end")
    assert encoded.rstrip("=") not in clean
    assert "‹encoded" in clean
    assert redactor.text(clean) == clean


@pytest.mark.parametrize(
    "text",
    ["android.widget.FrameLayout", "QUJDREVGR0g=", "pytest_mobcompliance/Abcdefgh/Ijklmnop", "AAAA" * 3],
)
def test_other_base64_and_words_stay(text: str) -> None:
    assert Redactor(["Demo-Pass-2024", "张三丰"], key=b"k").text(text) == text


def test_base64_in_lines_goes() -> None:
    """Android breaks it at 76 characters, through the middle of whatever stands there."""
    redactor = Redactor(["Demo-Pass-2024"], key=b"k")
    encoded = base64.encodebytes(b"x" * 50 + b"Demo-Pass-2024" + b"y" * 50).decode()
    assert "‹encoded" in redactor.text(f"body:\n{encoded}end")
