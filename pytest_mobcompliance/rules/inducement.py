"""Advertising and buttons that push, which elderly mode must not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import Verdict
from ..recognise.text import fold, spoken
from ..screen import Element, Screen
from .model import Judgement, Limits
from .tree import is_native, own_id, said

_MARKS = tuple(map(fold, ("广告", "推广", "赞助")))
_MARKS_WHOLE = frozenset({"ad", "ads", "sponsored", "advertisement"})
_LONGEST_MARK = 12
"""Characters; longer texts talk about advertising."""
_LONGEST_ROW = 30
"""Characters of all words inside something to tap; more of them are content, such as a list of payments."""
_NOT_A_MARK = re.compile("无广告|没有广告|个性化|管理|设置|拦截|反对|防范|禁止|举报|免打扰")
_AD_ID = re.compile(r"(?:^|[^a-z])ads?(?:[^a-z]|$)|advert|sponsor", re.IGNORECASE)

# Lexicon, section 7: rewards, urgency, promises, shaming refusals.
_INDUCING = tuple(
    map(
        fold,
        (
            *("领取优惠", "立即领取", "马上领取", "点我领取", "前往领取", "领取奖励", "免费领", "开心收下"),
            *("领取今日现金", "下载并领取", "下载有礼", "邀请有礼", "新人券", "开户有礼", "首投有礼"),
            *("红包", "抽奖", "惊喜奖励", "专属福利", "省钱好物", "去逛逛", "签到赢", "送你大额现金"),
            *("一键测额", "立即提额", "最高可借", "日息低至", "秒到账", "零门槛", "稳赚", "保本保息"),
            *("高收益", "无风险", "限时", "仅剩", "倒计时", "马上抢", "立即抢购"),
            *("残忍拒绝", "狠心拒绝", "默默拒绝", "忍痛离开", "放弃优惠", "放弃权益", "放弃奖励"),
        ),
    )
)


def advertising(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether something on the screen is marked as advertising, by its text or its id.

    Of a screen without any words nothing is said, unless an id tells.
    """
    hit = False
    for element in screen.shown():
        reason = _advertises(element)
        if reason:
            hit = True
            yield Judgement(element=element, verdict=Verdict.VIOLATED, reason=reason)
    if not hit and any(map(said, screen.shown())):
        yield Judgement(element=None, verdict=Verdict.SATISFIED)


def _advertises(element: Element) -> str:
    words = fold(element.text or "")
    short = 0 < len(words) <= _LONGEST_MARK and not _NOT_A_MARK.search(words)
    if short and (words in _MARKS_WHOLE or words.startswith(_MARKS) or words.endswith(_MARKS)):
        return "advertising-text"
    if _AD_ID.search(own_id(element)):
        return "advertising-id"
    return ""


def inducing_button(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a button's words push: rewards, urgency, promises of gain, shaming refusals."""
    native = is_native(screen)
    for element in screen.shown():
        name = fold(element.name or element.text or "")
        if native and not name and element.clickable:
            inside = spoken(screen, element)
            name = inside if len(inside) <= _LONGEST_ROW else ""
        if not element.clickable or element.editable or not name:
            continue
        word = next((each for each in _INDUCING if each in name), "")
        yield Judgement(
            element=element,
            verdict=Verdict.VIOLATED if word else Verdict.SATISFIED,
            reason="inducing-word" if word else "",
            values={"word": word} if word else {},
        )
