"""What must not be kept leaves texts, data and pictures; ids and codes stay."""

from __future__ import annotations

import io

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
