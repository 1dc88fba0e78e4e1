"""Opening a document from the link that leads to it, and what stands at its top."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pytest_mobcompliance.device import document
from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.recognise import fold
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict


def opened(
    app: App, settings: Settings, verdict: MobVerdict, link: Element, screen: Screen, name: str
) -> Screen:
    """Open a link and return what shows then; a person must look where that was not seen or not allowed."""
    behind = document.open_link(app, settings.links.allowed_hosts, link, screen, name)
    if behind.problem:
        verdict.needs_review(behind.problem, behind.screen, behind.detail)
    return behind.screen


def titles(screen: Screen) -> list[str]:
    """What may be the title of a document, folded; see `document.titles`."""
    return [fold(title) for title in document.titles(screen)]


def is_policy_title(heading: str) -> bool:
    """The policy's own title, not that of an agreement with the policy in it (CAC 2019-191 method, 1.3)."""
    return bool(re.search(_POLICY, heading)) and not re.search(_AGREEMENT, heading)


def is_agreement(heading: str) -> bool:
    """The title of an agreement, no sentence that names one; with the policy in it, it may be both."""
    return bool(re.search(_AGREEMENT, heading)) and not re.search(rf"{_POLICY}|[,。;:]", heading)


_POLICY = "隐私|个人信息(?:保护|处理)"
_AGREEMENT = r"(?:用户|服务|会员)\w{0,4}协议"


def is_another_document(titles: Sequence[str]) -> bool:
    """The titles, folded, are those of an agreement, and none is the policy's."""
    return any(map(is_agreement, titles)) and not any(map(is_policy_title, titles))
