"""What is said of a policy that was opened: its language, its size, its open lists."""

from __future__ import annotations

import pytest
from rule_cases import NEEDS_REVIEW, NOT_VERIFIED, SATISFIED, VIOLATED, el, page, phone

from pytest_mobcompliance.messages import LANGUAGES, load_messages
from pytest_mobcompliance.recognise.policy import read_policy
from pytest_mobcompliance.rules.describe import describe
from pytest_mobcompliance.rules.policy import (
    SHORTEST_TEXT,
    simplified_finding,
    text_size_findings,
    vague_findings,
)

SIMPLE = "我们收集您的个人信息，用于实名认证。"
HANT = "我們收集您的個人資訊，用於實名認證。"


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        (SIMPLE, SATISFIED, ""),
        (SIMPLE * 9 + "镕、喆、堃三位先生。", SATISFIED, ""),
        (HANT, VIOLATED, "traditional-chinese"),
        (SIMPLE * 6 + HANT, NEEDS_REVIEW, "some-traditional"),
        ("This privacy policy is in English.", VIOLATED, "not-chinese"),
        ("This privacy policy is in English. 隐私政策", NEEDS_REVIEW, "not-chinese"),
        ("", NEEDS_REVIEW, "not-chinese"),
    ],
)
def test_simplified_chinese(text: str, verdict: object, reason: str) -> None:
    found = simplified_finding(read_policy(text), "policy")
    assert (found.verdict, found.reason) == (verdict, reason)
    unsure = simplified_finding(read_policy(text), "policy", surely=False)
    assert unsure.verdict is (NEEDS_REVIEW if verdict is VIOLATED else verdict)


LONG = "本" * SHORTEST_TEXT


def test_text_smaller_than_the_house_s_number_needs_a_look_and_is_never_violated() -> None:
    texts = [
        el("a", "text", LONG, (0, 0, 300, 20), text_size_dp=10.0),
        el("b", "text", LONG, (0, 30, 300, 60), text_size_dp=12.0),
        el("c", "text", "页1", (0, 70, 300, 80), text_size_dp=8.0),
        el("d", "text", LONG, None, text_size_dp=8.0),
    ]
    found = {f.element.id: (f.verdict, f.measured) for f in text_size_findings([page(*texts)])}  # type: ignore[union-attr]
    assert found == {"a": (NEEDS_REVIEW, 10.0), "b": (SATISFIED, 12.0), "d": (NEEDS_REVIEW, 8.0)}


@pytest.mark.parametrize("make", [page, phone])
def test_texts_of_unknown_size_are_not_verified(make: object) -> None:
    (found,) = text_size_findings([make(el("a", "text", LONG, (0, 0, 300, 20)))])  # type: ignore[operator]
    assert (found.verdict, found.reason) == (NOT_VERIFIED, "unknown-text-size")
    (none,) = text_size_findings([])
    assert none.verdict is NOT_VERIFIED


def test_open_lists_are_counted_and_never_violated() -> None:
    policy = read_policy("一、信息收集\n姓名等信息、设备等信息，例如型号。")
    found = {f.values["word"]: (f.verdict, f.measured) for f in vague_findings(policy, "policy")}
    assert found == {"等": (NEEDS_REVIEW, 2), "例如": (NEEDS_REVIEW, 1)}
    (closed,) = vague_findings(read_policy("一、信息收集\n姓名和手机号。"), "policy")
    assert closed.verdict is SATISFIED


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_has_its_sentence(lang: str) -> None:
    small = el("a", "text", LONG, (0, 0, 300, 20), text_size_dp=10.0)
    found = [
        simplified_finding(read_policy(HANT), "policy"),
        simplified_finding(read_policy(SIMPLE * 6 + HANT), "policy"),
        *text_size_findings([page(small)]),
        *text_size_findings([]),
        *vague_findings(read_policy("一、信息收集\n姓名等信息。"), "policy"),
    ]
    sentences = [describe(each, load_messages(lang)) for each in found]
    assert not any(each.rule in said for each, said in zip(found, sentences, strict=True))
    assert "姓名等信息" in sentences[-1]
