"""The bank's policy: whole by itself, and without or with what a defect says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bank_in_hand import InHand, agreed

from pytest_mobcompliance.virtual_phone.bank.style import PALE
from pytest_mobcompliance.virtual_phone.views import View


def views(*on: str, **kept: bool) -> list[View]:
    def walk(view: View) -> Iterator[View]:
        yield view
        for child in view.children:
            yield from walk(child)

    return list(walk(InHand(*on, kept=agreed(**kept), open_="policy").panes[-1].root))


def words(*on: str) -> str:
    return "\n".join(view.text for view in views(*on) if view.text)


@pytest.mark.parametrize(
    ("defect", "said"),
    [
        ("policy-no-operator", "示例银行股份有限公司"),
        ("policy-no-date", "更新日期"),
        ("policy-no-storage", "中华人民共和国境内"),
        ("policy-no-rights", "撤回同意"),
        ("policy-omits-camera", "相机"),
        ("policy-omits-sdk", "示例推送"),
        ("policy-no-complaint", "投诉"),
        ("policy-no-minors", "监护人"),
    ],
)
def test_a_defect_takes_out_what_it_names(defect: str, said: str) -> None:
    assert said in words()
    assert said not in words(defect)


def test_a_defect_adds_what_leaves_lists_open() -> None:
    assert "例如" not in words()
    assert "例如" in words("policy-vague")


def test_traditional_characters_stand_for_simplified_ones() -> None:
    assert "隱私政策" in words("policy-traditional")
    assert "隐" not in words("policy-traditional")
    assert len(words("policy-traditional")) == len(words())


def test_two_sections_get_hard_to_read() -> None:
    plain = {view.text: view for view in views()}
    pale = [view for view in views("policy-pale") if view.text and view.color != plain[view.text].color]
    tiny = [view for view in views("policy-tiny") if view.text and view.size != plain[view.text].size]
    assert {view.color for view in pale} == {PALE[False]}
    assert [view.size for view in tiny] == [10.0]
    assert not {view.text for view in pale} & {view.text for view in tiny}
