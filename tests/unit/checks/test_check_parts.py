"""What the ready-made checks make of a phone's screens, without a phone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import pytest

from pytest_mobcompliance.checks import test_compatibility as compatibility
from pytest_mobcompliance.checks import test_denials as denials
from pytest_mobcompliance.checks import test_rights as rights
from pytest_mobcompliance.device import document
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Locator


def element(id: str, text: str | None = None, role: str = "text", **facts: Any) -> Element:
    box = (0.0, 0.0, 100.0, 40.0)
    known = {"visible": True, "bounds": box, "bounds_dp": box, "resource_id": id, "package": "cn.example"}
    return Element(id=id, role=role, text=text, name=text, **known | facts)


def screen(*elements: Element) -> Screen:
    return Screen(
        platform=Platform.ANDROID,
        name="list",
        elements=elements,
        package="cn.example",
        size=(360, 640),
        density=1.0,
    )


class Shown:
    """An app whose captures are handed out one after another, the last one again and again."""

    def __init__(self, *captures: Screen) -> None:
        self.ahead = list(captures)
        self.parts = list(captures)

    def capture(self, name: str | None = None) -> Screen:
        return self.ahead.pop(0) if len(self.ahead) > 1 else self.ahead[0]

    def captures(self, name: str | None = None) -> list[Screen]:
        return self.parts

    def let_pass(self, seconds: float) -> None:
        """Nothing waits."""

    def exists(self, locator: Locator) -> bool:
        return denials.match(self.parts[0], locator) is not None


TITLE = element("title", "第三方信息共享清单")
SENTENCE = element("text", "我们为实现转账目的，在转账场景以加密方式共享您的信息。")


def test_the_title_of_a_list_is_no_column() -> None:
    shown = screen(TITLE, element("head", "使用目的"))
    assert rights._columns(Shown(shown), shown) == (["使用目的"], [])  # type: ignore[arg-type]


def test_sentences_are_no_columns_either() -> None:
    shown = screen(TITLE, SENTENCE)
    assert rights._columns(Shown(shown), shown) == ([], [rights.fold(SENTENCE.text or "")])  # type: ignore[arg-type]


def test_a_document_is_looked_at_once_it_has_loaded() -> None:
    empty, half, whole = screen(), screen(element("a", "加载中")), screen(element("a", "隐私政策"))
    assert document._loaded(Shown(empty, half, whole), "policy").screen == whole  # type: ignore[arg-type]


def test_a_web_view_that_says_nothing_is_seen_from_outside() -> None:
    view = element("view", role="webview", children=("inside",))
    inside = element("inside", role="generic", parent="view")
    assert document.is_seen_from_outside(screen(view, inside))
    assert not document.is_seen_from_outside(screen(view, replace(inside, text="隐私政策")))
    assert not document.is_seen_from_outside(screen(TITLE))


def test_what_was_scrolled_away_is_still_there() -> None:
    app = Shown(screen(TITLE), screen(element("trigger", "开始扫描")))
    assert denials._all_there(app, [Locator(id="title"), Locator(id="trigger")])  # type: ignore[arg-type]
    assert not denials._all_there(app, [Locator(id="gone")])  # type: ignore[arg-type]


class Narrow(Shown):
    """An app whose screen can be made another size, or only says so."""

    def viewport(self, width: int, height: int, pixel_ratio: float) -> AbstractContextManager[None]:
        return nullcontext()


class Said:
    """What a check said last."""

    reason, detail = "", ""

    def findings(self, found: list[Finding]) -> None:
        assert found == []

    def not_verified(self, reason: str, detail: str) -> None:
        self.reason, self.detail = reason, detail


def fits_width(width: int, app: Narrow, verdict: Said) -> None:
    """The check, with what it would be handed."""

    def toured(look: Callable[[str], None]) -> list[Finding]:
        look("home")
        return []

    compatibility.test_layout_fits_width(width, app, toured, lambda *_, **__: [], verdict)


@pytest.mark.parametrize(
    ("width", "reason", "detail"),
    [
        (360, "", ""),
        (361, "", ""),  # a phone's density is a whole number of dpi
        (320, "width-not-held", "360 dp on list, wanted 320 dp"),
    ],
)
def test_a_width_that_was_not_held_is_no_observation(width: int, reason: str, detail: str) -> None:
    said = Said()
    fits_width(width, Narrow(screen(TITLE)), said)
    assert (said.reason, said.detail) == (reason, detail)
