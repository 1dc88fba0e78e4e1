"""What the checks of the policy make of what was read, without an app."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from pytest_mobcompliance.checks import test_policy as checks
from pytest_mobcompliance.device.document import Document
from pytest_mobcompliance.device.policy import PolicyRead
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.recognise.blocks import blocks_of_text
from pytest_mobcompliance.recognise.policy import read_policy
from pytest_mobcompliance.screen import Element, Platform, Screen


class Ended(Exception):
    """A check came to its verdict."""


class Told:
    """A `MobVerdict` that keeps what it is told; the first verdict ends the check, as the real one does."""

    def __init__(self) -> None:
        self.observed: dict[str, Any] = {}
        self.said: tuple[str, str, str] = ("satisfied", "", "")

    def observe(self, name: str, value: object) -> None:
        self.observed[name] = value

    def told(self, name: str, lines: Iterable[str]) -> None:
        self.observed[f"told {name}"] = list(lines)

    def findings(self, found: Iterable[Finding]) -> None:
        worst = [f for f in found if f.verdict.value != "satisfied"]
        if worst:
            self._end(worst[0].verdict.value, worst[0].reason, worst[0].rule)

    def _end(self, verdict: str, reason: str, detail: str = "") -> NoReturn:
        self.said = (verdict, reason, detail)
        raise Ended

    def violated(self, reason: str, detail: str, screen: Screen | None = None) -> NoReturn:
        self._end("violated", reason, detail)

    def needs_review(self, reason: str, screen: Screen | None = None, detail: str = "") -> NoReturn:
        self._end("needs-review", reason, detail)

    def not_verified(self, reason: str, detail: str = "") -> NoReturn:
        self._end("not-verified", reason, detail)


WHOLE = (
    "一、信息收集\n"
    + "登录时核对手机号码和登录密码。" * 10
    + "\n二、信息共享\n"
    + "转账时与清算机构共享收付款账号。" * 10
    + "\n三、信息安全\n"
    + "传输时加密，页面上只显示脱敏后的号码。" * 10
    + "\n"
)
"""A policy that was surely read whole, and tells nothing that it must."""
SHOWN = Screen(
    platform=Platform.ANDROID,
    elements=(Element(id="t", role="heading", text="隐私政策", name="隐私政策", visible=True),),
    size=(390, 844),
    name="policy",
)


def read(text: str, problem: str = "", **more: Any) -> PolicyRead:
    told = {"noticed": True, "way": "notice", "permissions": ("camera",), **more}
    blocks = blocks_of_text(text)
    policy = read_policy(blocks, sdks={"示例推送": ()}, permissions=told["permissions"]) if blocks else None
    document = Document(blocks=blocks, screens=told.pop("screens", (SHOWN,)), problem=problem, detail="d")
    return PolicyRead(document=document, policy=policy, **told)


def said(check: Any, found: PolicyRead, *more: Any) -> tuple[str, str, str]:
    """Verdict, reason and detail of a check of items."""
    told = Told()
    with suppress(Ended):
        policy = checks.policy.__wrapped__(found, told)
        judge = checks.judge.__wrapped__(found, told)
        check(policy, judge, *(told if each is Told else each for each in more))
    return told.said


RIGHTS = "六、您的权利\n您可以在设置中查阅、更正、删除信息，撤回同意或者注销账号。"


def test_what_is_told_is_satisfied_and_quoted() -> None:
    found = read(RIGHTS)
    assert said(checks.test_policy_tells_the_rights, found)[0] == "satisfied"
    told = Told()
    assert found.policy is not None
    checks.judge.__wrapped__(found, told)(found.policy.group("rights"))
    assert "查阅、更正、删除" in told.observed["right-look-up"]
    assert told.observed["right-look-up"].endswith(" (六、您的权利)")
    assert any("查阅、更正、删除" in line for line in told.observed["told policy"])


@pytest.mark.parametrize(
    ("text", "problem", "verdict", "reason"),
    [
        ("更新日期：2024年1月8日", "", "satisfied", ""),
        ("更新日期：2024528", "", "needs-review", "policy-item-unclear"),
        (WHOLE, "", "violated", "policy-item-missing"),
        (WHOLE, "policy-cut", "needs-review", "policy-cut"),
        (WHOLE, "in-webview", "needs-review", "in-webview"),
        (WHOLE, "policy-not-loaded", "needs-review", "policy-not-loaded"),
        (WHOLE + "展开全部", "", "needs-review", "policy-folded"),
        (WHOLE + "完整内容请查看完整版《隐私政策》。", "", "needs-review", "policy-folded"),
        ("我们重视隐私。", "", "needs-review", "policy-short"),
        ("登录时核对手机号码和登录密码。" * 60, "", "needs-review", "policy-short"),
        ("1. What we collect: your name and your number. " * 20, "", "needs-review", "not-chinese"),
        ("更新日期：2024年1月8日", "policy-cut", "satisfied", ""),
        ("", "in-webview", "needs-review", "in-webview"),
        ("", "policy-tls", "needs-review", "policy-tls"),
        ("", "policy-not-text", "needs-review", "policy-not-text"),
        ("短", "policy-empty", "needs-review", "policy-empty"),
        ("", "policy-not-found", "not-verified", "policy-not-found"),
        ("", "policy-unreachable", "not-verified", "policy-unreachable"),
    ],
)
def test_verdict_of_an_item(text: str, problem: str, verdict: str, reason: str) -> None:
    assert said(checks.test_policy_is_dated, read(text, problem))[:2] == (verdict, reason)


def test_nothing_is_read_in_the_user_agreement() -> None:
    title = Element(id="t", role="heading", text="用户协议", name="用户协议", visible=True)
    agreement = Screen(platform=Platform.ANDROID, elements=(title,), size=(390, 844))
    found = read("更新日期：2024年1月8日", screens=(agreement,))
    assert said(checks.test_policy_is_dated, found)[:2] == ("not-verified", "policy-not-own-document")


def test_a_list_in_another_document_leaves_it_open() -> None:
    check, some = checks.test_policy_names_third_parties, SimpleNamespace(sdks=("示例推送",))
    assert said(check, read(WHOLE + "详见《第三方SDK目录》。"), some, Told)[1] == "told-elsewhere"
    assert said(check, read(WHOLE + "载于设置中的第三方信息共享清单。"), some, Told)[1] == "told-elsewhere"
    assert said(check, read(WHOLE), some, Told)[:2] == ("violated", "policy-item-missing")
    assert said(check, read("第三方 SDK：示例推送"), some, Told)[0] == "satisfied"


def test_sdks_that_nobody_named_are_not_verified_and_an_empty_list_is_an_answer() -> None:
    check = checks.test_policy_names_third_parties
    assert said(check, read("政策"), SimpleNamespace(sdks=None), Told)[:2] == (
        "not-verified",
        "not-configured",
    )
    none = read("政策")
    none.policy.found.pop("sdk:示例推送")  # type: ignore[union-attr]
    assert said(check, none, SimpleNamespace(sdks=()), Told)[0] == "satisfied"


def test_what_the_page_holds_and_does_not_show_a_person_looks_at() -> None:
    hidden = read_policy("更新日期：2024年1月8日\n投诉请联系客服")
    found = replace(read(WHOLE), folded=hidden)
    assert said(checks.test_policy_is_dated, found)[:2] == ("needs-review", "policy-folded")
    assert said(checks.test_policy_tells_storage, found)[:2] == ("violated", "policy-item-missing")
    check = checks.test_policy_names_a_complaint_channel
    assert ended(check, found, found.policy)[:2] == ("needs-review", "policy-folded")


def test_permissions() -> None:
    def verdict(found: PolicyRead) -> tuple[str, str]:
        check = checks.test_policy_names_the_permissions
        return said(lambda policy, judge: check(policy, found, judge, told), found)[:2]

    told = Told()
    assert verdict(read("相机权限用于扫码"))[0] == "satisfied"
    assert verdict(read(WHOLE)) == ("violated", "policy-item-missing")
    assert verdict(read(WHOLE + "扫一扫时打开镜头")) == ("needs-review", "policy-item-unclear")
    assert verdict(read(WHOLE + "详见《应用权限说明》"))[1] == "told-elsewhere"
    verdict(read("我们重视隐私", permissions=()))
    assert told.said[:2] == ("not-verified", "not-configured")


# ------------------------------------------------------------------ the others


def ended(check: Any, found: PolicyRead, *more: Any) -> tuple[str, str, str]:
    told = Told()
    with suppress(Ended):
        check(*more, found, told)
    return told.said


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        ("投诉热线 95000，15 个工作日内答复。", "satisfied", ""),
        ("投诉热线 95000", "satisfied", ""),
        ("投诉热线 95000，30 个工作日内答复。", "violated", "response-too-late"),
        ("投诉热线 95000，30 天内答复。", "needs-review", "answer-unclear"),
        ("投诉热线 95000，15 个工作日内答复，最长 60 个工作日内办结处理。", "needs-review", "answer-unclear"),
        (WHOLE + "如有意见，请告诉我们。", "needs-review", "complaint-unclear"),
        (WHOLE, "violated", "no-complaint-channel"),
        ("我们重视隐私。", "needs-review", "policy-short"),
        ("投诉热线 95000。理赔资料齐全后 30 个工作日内办理。", "needs-review", "answer-unclear"),
        ("投诉热线 95000，30（三十）个工作日内答复。", "violated", "response-too-late"),
    ],
)
def test_complaints(text: str, verdict: str, reason: str) -> None:
    found = read(text)
    assert ended(checks.test_policy_names_a_complaint_channel, found, found.policy)[:2] == (verdict, reason)


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        ("一、信息收集\n姓名和手机号。", "satisfied", ""),
        ("一、信息收集\n姓名等信息。", "needs-review", "vague-list"),
        ("姓名等信息。", "needs-review", "no-collection-chapter"),
    ],
)
def test_open_lists(text: str, verdict: str, reason: str) -> None:
    found = read(text)
    assert ended(checks.test_policy_closes_its_lists, found, found.policy)[:2] == (verdict, reason)


def test_a_notice_whose_link_opens_the_policy() -> None:
    check = checks.test_policy_is_its_own_document
    assert ended(check, read("政策"))[0] == "satisfied"
    # Without a notice there is no such link: first-start says so, wherever else the policy was found.
    verdict, reason, detail = ended(check, read("政策", noticed=False, way="menu"))
    assert (verdict, reason) == ("not-verified", "no-notice-seen")
    assert detail.endswith("; see 16.privacy-notice/first-start")
    assert ended(check, read("政策", way="menu"))[:2] == ("needs-review", "policy-not-a-link")
    assert ended(check, read("", "in-webview"))[:2] == ("needs-review", "in-webview")
    assert ended(check, read("政策", "policy-cut"))[0] == "satisfied"


@pytest.mark.parametrize(
    ("tops", "verdict", "reason"),
    [
        (["用户协议", "一、服务内容"], "violated", "policy-not-own-document"),
        (["《用户服务协议》"], "violated", "policy-not-own-document"),
        (["用户服务协议及隐私政策"], "needs-review", "policy-title-unclear"),
        (["服务条款", "隐私政策"], "satisfied", ""),
        (["用户协议", "隐私政策"], "needs-review", "policy-title-unclear"),
        (["隐私政策", "本政策是用户协议的一部分，请一并阅读。"], "satisfied", ""),
        (["加载中，请稍候", "第一章 总则"], "needs-review", "policy-title-unclear"),
        (["网络异常，请点击重试"], "needs-review", "policy-title-unclear"),
        (["第一章 总则"], "needs-review", "policy-title-unclear"),
        (
            ["示例银行股份有限公司个人手机银行客户端用户隐私政策（2024年第二版，现行有效）", "第一章 总则"],
            "satisfied",
            "",
        ),
    ],
)
def test_only_a_title_of_an_agreement_says_that_it_is_no_policy(
    tops: list[str], verdict: str, reason: str
) -> None:
    shown = Screen(
        platform=Platform.ANDROID,
        elements=tuple(
            Element(id=str(n), role="text", text=top, name=top, visible=True) for n, top in enumerate(tops)
        ),
        size=(390, 844),
    )
    check = checks.test_policy_is_its_own_document
    assert ended(check, read(WHOLE, screens=(shown,)))[:2] == (verdict, reason)
    empty = read(WHOLE, "policy-empty", screens=(shown,))
    assert ended(check, empty)[:2] == ("needs-review", "policy-empty")


def test_a_policy_that_nobody_saw_shown_or_in_another_language_is_not_judged_readable() -> None:
    def verdict(found: PolicyRead) -> tuple[str, str]:
        told = Told()
        with suppress(Ended):
            checks.test_policy_is_readable(found.policy, found, lambda *_, **__: [], told)  # type: ignore[arg-type]
        return told.said[:2]

    assert verdict(read("我们收集信息", screens=())) == ("not-verified", "policy-not-on-screen")
    english = Screen(platform=Platform.ANDROID, elements=(), size=(1, 1), locale="en-US")
    assert verdict(read("We collect", screens=(english,))) == ("needs-review", "another-language")
    for locale in ("zh-Hant-HK", "zh_TW", "zh-tw", "zh-MO"):
        other = Screen(platform=Platform.ANDROID, elements=(), size=(1, 1), locale=locale)
        assert verdict(read("我們收集資訊", screens=(other,))) == ("needs-review", "another-language")
    traditional = WHOLE.replace("时", "時").replace("录", "錄").replace("账", "賬").replace("号码", "號碼")
    traditional = (
        traditional.replace("传输", "傳輸").replace("转", "轉").replace("与", "與").replace("机", "機")
    )
    assert verdict(read(traditional)) == ("violated", "traditional-chinese")
    assert verdict(read(traditional + "简体 | 繁體")) == ("needs-review", "traditional-chinese")
    assert verdict(read("我們收集資訊與個人資料")) == ("needs-review", "traditional-chinese")
