"""What the checks of the privacy notice make of an app in memory."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from told import Ended, Told

from pytest_mobcompliance.checks import test_privacy as privacy
from pytest_mobcompliance.device.apk import Manifest
from pytest_mobcompliance.device.consent import Refusal
from pytest_mobcompliance.device.document import Document
from pytest_mobcompliance.device.flows import Sighting
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.recognise import PrivacyNotice
from pytest_mobcompliance.recognise.blocks import blocks_of_text
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Settings

SCREEN = Screen(platform=Platform.ANDROID, elements=(), size=(1080, 2400), name="first-start")
BOX = Element(id="box")
NOTICE = PrivacyNotice(container=BOX, text="隐私政策", decline=BOX, policy_links=(BOX,))
SEEN = Sighting(NOTICE, SCREEN, 1.0)
WORDS = "我们如何收集和使用您的个人信息，以及您有哪些权利。" * 5


class App:
    """Takes whatever is done to it; ``done`` says what."""

    def __init__(self, version: int | None = None) -> None:
        self.done: list[str] = []
        self.version = version

    def __getattr__(self, verb: str) -> Any:
        def does(*given: object) -> Any:
            self.done.append(" ".join(map(str, (verb, *given))))
            return (
                nullcontext() if verb == "other_version" else self.version if verb == "version_code" else ()
            )

        return does


def ended(check: Any, *given: Any) -> tuple[str, ...]:
    """Verdict and reason of a check; ``satisfied`` when it ends by itself."""
    try:
        check(*given, Told())
    except Ended as end:
        return end.args
    return ("satisfied",)


@pytest.fixture
def sees(monkeypatch: pytest.MonkeyPatch) -> Any:
    def sees(sighting: Sighting) -> None:
        monkeypatch.setattr(privacy, "sighting", lambda app: sighting)

    return sees


# ------------------------------------------------------------------ the first start


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        ({}, ("satisfied",)),
        ({"operable": 0.9, "skippable": 0.9}, ("satisfied",)),
        ({"operable": 1.8, "skippable": 1.8}, ("needs-review", "operable-before-notice")),
        ({"operable": 2.9, "skippable": 2.9}, ("needs-review", "operable-before-notice")),
        ({"skippable": 5.0}, ("needs-review", "skip-before-notice")),
        ({"notice": None}, ("violated", "no-notice")),
        ({"notice": None, "splash": True}, ("needs-review", "skip-before-notice")),
        ({"notice": replace(NOTICE, policy_links=())}, ("violated", "no-policy-link")),
    ],
)
def test_the_first_start_is_judged_by_what_came_first(
    facts: dict[str, Any], end: tuple[str, ...], sees: Any
) -> None:
    sees(replace(SEEN, before=SCREEN, **facts))
    assert ended(privacy.test_first_start_shows_a_notice, App()) == end


# ------------------------------------------------------------------ a refusal


def settings(*guests: str) -> Settings:
    screens = {name: {"guest": name in guests} for name in ("home", "help")}
    return Settings.model_validate({"app": {"url": "index.html"}, "screens": screens})


@pytest.mark.parametrize(
    ("refusal", "guests", "end"),
    [
        (Refusal("gone", 1, SCREEN), ("home",), ("satisfied",)),
        (Refusal("gone", 1, SCREEN), (), ("needs-review", "guest-screens-unknown")),
        (Refusal("stays", 2, SCREEN), ("home",), ("violated", "decline-traps")),
        (Refusal("no-way", 1, SCREEN), ("home",), ("violated", "no-decline")),
    ],
    ids=["guests look around", "a wall or a page", "trap", "no way"],
)
def test_a_refusal_is_judged_by_what_is_open_then(
    refusal: Refusal,
    guests: tuple[str, ...],
    end: tuple[str, ...],
    sees: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sees(SEEN)
    monkeypatch.setattr(privacy, "decline", lambda *given: refusal)
    monkeypatch.setattr(privacy, "closed_to", lambda *given: None)
    assert ended(privacy.test_decline_does_not_trap, App(), settings(*guests)) == end


# ------------------------------------------------------------------ without a notice


class Judging(Told):
    """`Told` that takes findings too: the first that is violated ends the check."""

    def findings(self, found: Iterable[Finding]) -> None:
        for each in found:
            if each.verdict is Verdict.VIOLATED:
                raise Ended("violated", each.rule)


def unjudged(*given: Any, **named: Any) -> list[Finding]:
    return []


OTHERS: list[tuple[Any, tuple[Any, ...]]] = [
    (privacy.test_notice_leaves_a_choice, ()),
    (privacy.test_choices_are_comparable, (unjudged,)),
    (privacy.test_nothing_is_preticked, (unjudged,)),
    (privacy.test_decline_does_not_trap, (settings("home"),)),
    (privacy.test_a_refusal_is_remembered, ()),
    (privacy.test_no_answer_is_no_consent, ()),
]
"""The checks that judge how the notice looks and works, with what they are given."""


@pytest.mark.parametrize("splash", [False, True])
def test_a_missing_notice_is_the_violation_of_one_check(splash: bool, sees: Any) -> None:
    """Nothing of it was seen: each of the others says what it could not tell."""
    sees(replace(SEEN, notice=None, splash=splash))
    details = set()
    for check, given in OTHERS:
        told = Judging()
        with pytest.raises(Ended) as caught:
            check(App(), *given, told)
        assert caught.value.args == ("not-verified", "no-notice-seen")
        assert told.detail.endswith("; see 16.privacy-notice/first-start")
        assert told.seen == {}
        details.add(told.detail)
    assert len(details) == len(OTHERS)


def test_a_box_elsewhere_is_judged_without_a_notice(sees: Any) -> None:
    sees(replace(SEEN, notice=None))
    ticked = Finding(rule="16.preticked", requirement="16.privacy-notice", verdict=Verdict.VIOLATED)
    with pytest.raises(Ended) as caught:
        privacy.test_nothing_is_preticked(App(), lambda *given: [ticked], Judging())
    assert caught.value.args == ("violated", "16.preticked")


# ------------------------------------------------------------------ a newer version


def policy(year: int = 2024, more: str = "", **facts: str) -> Document:
    said = f"更新日期：{year}年1月1日。生效日期：{year}年1月8日。\n{WORDS}{more}"
    return Document(blocks=blocks_of_text(said), **facts)


@pytest.mark.parametrize(
    ("first", "then", "policies", "end"),
    [
        (NOTICE, NOTICE, [], ("satisfied",)),
        (NOTICE, None, [policy(2023), policy()], ("violated", "update-silent")),
        (NOTICE, None, [policy(), policy()], ("not-applicable", "policy-unchanged")),
        (NOTICE, None, [policy(), policy(more="您好")], ("needs-review", "policies-differ")),
        (
            NOTICE,
            None,
            [policy(2023), policy(problem="policy-empty")],
            ("needs-review", "policies-not-compared"),
        ),
        (NOTICE, None, [None, policy()], ("needs-review", "policies-not-compared")),
        (None, None, [None, None], ("not-verified", "no-notice-seen")),
        (None, None, [None, policy()], ("needs-review", "policies-not-compared")),  # it should have told
        (None, NOTICE, [], ("satisfied",)),
    ],
    ids=[
        "told",
        "newer",
        "same",
        "words",
        "not read",
        "no link",
        "no notice",
        "only the newer asks",
        "the first notice",
    ],
)
def test_a_silent_upgrade_is_judged_by_both_policies(
    first: PrivacyNotice | None,
    then: PrivacyNotice | None,
    policies: list[Document | None],
    end: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    starts = iter([replace(SEEN, notice=first), replace(SEEN, notice=then)])
    monkeypatch.setattr(privacy, "sighting", lambda app: next(starts))
    monkeypatch.setattr(privacy, "accept_notice", lambda app: None)
    left = iter(policies)
    monkeypatch.setattr(privacy, "first_policy", lambda app, settings: next(left))
    app = App()
    versions = privacy.Versions(Path("a.apk"), Path("b.apk"))
    assert ended(privacy.test_a_newer_policy_is_told, versions, app, settings()) == end
    assert [line for line in app.done if line.startswith("install")][-1] == "install_anew b.apk"


@pytest.mark.parametrize(
    ("check", "more"),
    [
        (privacy.test_a_newer_policy_is_told, ()),
        (privacy.test_an_upgrade_keeps_what_was_refused, (None,)),
    ],
)
def test_another_build_than_the_installed_one_is_not_installed(
    check: Any, more: tuple[None, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "read_manifest", lambda file: Manifest("cn.example.bank", 41))
    app = App(42)
    end = ended(check, *more, privacy.Versions(Path("a.apk"), Path("b.apk")), app, settings())
    assert end == ("not-verified", "other-build")
    assert app.done == ["version_code"]
    monkeypatch.setattr(privacy, "read_manifest", lambda file: Manifest("cn.example.bank", 42))
    monkeypatch.setattr(privacy, "sighting", lambda app: SEEN)
    monkeypatch.setattr(privacy, "accept_notice", lambda app: None)
    monkeypatch.setattr(privacy, "decide_permissions", lambda app, settings: {})
    ended(check, *more, privacy.Versions(Path("a.apk"), Path("b.apk")), app, settings())
    assert "install_anew a.apk" in app.done
