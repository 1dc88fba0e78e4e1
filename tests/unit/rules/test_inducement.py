"""6.advertising and 6.inducing-button."""

from __future__ import annotations

from functools import partial

from rule_cases import SATISFIED, THE_SCREEN, VIOLATED, Case, check, el, findings_of, page, phone

from pytest_mobcompliance.screen import Screen

advert = partial(Case, rule="6.advertising")
push = partial(Case, rule="6.inducing-button")


def elderly(role: str = "text", text: str | None = None, **facts: object) -> Screen:
    return page(el("it", role, text, **facts), mode="elderly")


def row(*texts: str) -> Screen:
    """A row of a phone around its texts."""
    inside = [el(f"t{number}", "text", text, parent="it") for number, text in enumerate(texts)]
    return phone(el("it", clickable=True), *inside, mode="elderly")


CASES = [
    *(
        advert(name=f"“{text}”", screen=elderly(text=text), verdict=VIOLATED, reason="advertising-text")
        for text in ("广告", "广 告", "推广", "理财广告", "AD", "Sponsored")
    ),
    *(
        advert(name=f"id {name}", screen=elderly(resource_id=name), verdict=VIOLATED, reason="advertising-id")
        for name in ("home-ad", "ads", "cn.example.bank:id/ad_banner", "topAdvert", "sponsor-1")
    ),
    *(
        advert(
            name=f"no advertising: “{text}”", screen=elderly(text=text), element=THE_SCREEN, verdict=SATISFIED
        )
        for text in ("余额", "无广告", "个性化广告管理", "广告收入占营业收入的比例说明", "Adam", "load")
    ),
    *(
        advert(
            name=f"no advertising: id {name}",
            screen=elderly(text="余额", resource_id=name),
            element=THE_SCREEN,
            verdict=SATISFIED,
        )
        for name in ("loading", "address", "download", "head-title", "readable", "cn.example.ads:id/home")
    ),
    advert(
        name="not shown",
        screen=page(el("w", "text", "余额"), el("it", "text", "广告", visible=False), mode="elderly"),
        element=THE_SCREEN,
        verdict=SATISFIED,
    ),
    *(
        advert(name=f"{what}: nothing seen", screen=blank, element=THE_SCREEN, verdict=None)
        for what, blank in (
            ("empty", phone(mode="elderly")),
            ("one canvas", phone(el("it", "generic", resource_id="home"), mode="elderly")),
        )
    ),
    advert(name="not in elderly mode", screen=page(el("it", "text", "广告")), verdict=None),
    advert(
        name="on a phone",
        screen=phone(el("it", "img", resource_id="ad_banner"), mode="elderly"),
        verdict=VIOLATED,
        reason="advertising-id",
    ),
    push(name="words in a row", screen=row("新人券", "去看看"), verdict=VIOLATED, reason="inducing-word"),
    push(
        name="a list of payments that is tapped as a whole",
        screen=row("红包 -20.00", "转账给测试甲 -1,200.00", "水费 -36.50"),
        verdict=None,
    ),
    push(name="a plain button", screen=elderly("button", "转账"), verdict=SATISFIED),
    *(
        push(name=f"“{text}”", screen=elderly("button", text), verdict=VIOLATED, reason="inducing-word")
        for text in ("立即领取", "抢 红 包", "残忍拒绝", "限时抢购", "下载有礼", "放弃优惠并离开")
    ),
    push(name="words that are not to be tapped", screen=elderly("text", "红包"), verdict=None),
    push(name="a field", screen=elderly("textbox", "红包", clickable=True, editable=True), verdict=None),
    push(name="not in elderly mode", screen=page(el("it", "button", "红包")), verdict=None),
]


def test_verdict(case: Case) -> None:
    check(case)


def test_the_word_is_told() -> None:
    [finding] = findings_of(push(name="", screen=elderly("button", "点我领取新人券"), verdict=None))
    assert finding.values == {"word": "点我领取"}
