"""A walk through the configured screens, on an app in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fake_app import FakeApp, element, fault, page

from pytest_mobcompliance.device.walk import (
    ELDERLY_LARGEST,
    Walk,
    joined,
    text_of,
    walk,
    whole_over_clipped,
)
from pytest_mobcompliance.errors import ConfigurationError, RigError
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.screen import Element
from pytest_mobcompliance.screen.names import without_part
from pytest_mobcompliance.settings import Settings

SCREENS = {
    "account": {"login": True},
    "home": {"elderly": True},
    "about": {},
    "transfer": {"login": True, "elderly": True},
}
LOGIN = {
    "screen": "login",
    "fields": {"account": {"id": "who"}},
    "submit": {"id": "go"},
    "done": {"id": "welcome"},
}


def settings(**parts: Any) -> Settings:
    data: dict[str, Any] = {
        "app": {"url": "http://127.0.0.1/", "test_packages": ["127.0.0.1"]},
        "screens": {**SCREENS, "login": {}},
        "identities": {"alice": {"account": "alice"}},
        "forms": {"login": LOGIN},
    }
    return Settings.model_validate(data | parts)


def app(**faults: Exception) -> FakeApp:
    names = ("start", *SCREENS, "login")
    made = FakeApp({name: page(element("e", text=name)) for name in names})
    made.faults = {verb.replace("__", " "): error for verb, error in faults.items()}
    made.there = {"welcome", "off"}
    return made


def names(seen: Walk) -> list[str]:
    return [screen.name for screen in seen.screens]


def missed(seen: Walk) -> dict[str, str]:
    assert {finding.verdict for finding in seen.missed} <= {Verdict.NOT_VERIFIED}
    return {finding.screen: finding.reason for finding in seen.missed}


def test_every_screen_is_captured_once_those_behind_the_login_last() -> None:
    used = app()
    seen = walk(used, settings(), "standard", None)
    assert names(seen) == ["home", "about", "login", "account", "transfer"]
    assert seen.missed == ()
    assert used.log[:3] == ["reset", "launch", "capture first-start"]
    assert used.log.count("type id=who") == 1
    assert used.log.index("type id=who") > used.log.index("go about")


def test_no_login_where_no_screen_asks_for_one() -> None:
    used = app()
    walk(used, settings(screens={"home": {}, "login": {}}), "standard", None)
    assert not used.typed


def test_elderly_walk_sees_the_elderly_screens_only() -> None:
    used = app()
    assert names(walk(used, settings(), "elderly", None)) == ["home", "transfer"]
    assert used.log.index("switch_mode elderly") < used.log.index("go home")


def test_walk_with_the_largest_text_sees_the_elderly_screens() -> None:
    used = app()
    used.screens["home~2"] = page(element("e", text="底部"))
    seen = walk(used, settings(), ELDERLY_LARGEST, None)
    assert names(seen) == ["home×2.0", "home×2.0~2", "transfer×2.0"]
    assert (
        used.log.index("switch_mode elderly") < used.log.index("text_scale 2.0") < used.log.index("go home")
    )


@pytest.mark.parametrize("mode", ["standard", "elderly"])
def test_other_walks_leave_the_text_as_it_is(mode: str) -> None:
    used = app()
    walk(used, settings(), mode, None)
    assert not any(line.startswith("text_scale") for line in used.log)


def test_lost_elderly_mode_leaves_every_screen_not_verified() -> None:
    elderly = {"on": [{"tap": {"id": "on"}}], "off": [{"tap": {"id": "off"}}]}
    used = app()
    assert names(walk(used, settings(elderly=elderly), "elderly", None)) == ["home", "transfer"]
    used.there = {"welcome"}
    seen = walk(used, settings(elderly=elderly), "elderly", None)
    assert (names(seen), missed(seen)) == (
        [],
        {"home": "elderly-mode-lost", "transfer": "elderly-mode-lost"},
    )


def test_long_screen_is_kept_in_all_its_parts() -> None:
    used = app()
    used.screens["home~2"] = page(element("e", text="底部"))
    seen = walk(used, settings(screens={"home": {"elderly": True}, "login": {}}), "standard", None)
    assert names(seen) == ["home", "home~2", "login"]
    assert [part.name for part in seen.parts_of("home")] == ["home", "home~2"]
    assert seen.parts_of("absent") == ()
    assert seen.texts() == {"home": "home底部", "login": "login"}


def test_mode_that_is_lost_names_a_long_screen_once() -> None:
    elderly = {"on": [{"tap": {"id": "on"}}], "off": [{"tap": {"id": "off"}}]}
    used = app()
    used.screens["home~2"] = page(element("e", text="底部"))
    used.there = {"welcome"}
    seen = walk(used, settings(elderly=elderly), "elderly", None)
    assert [finding.screen for finding in seen.missed] == ["home", "transfer"]


@pytest.mark.parametrize(
    ("part", "screen"), [("home", "home"), ("home~2", "home"), ("home~12", "home"), ("a~b", "a~b")]
)
def test_part_names_its_screen(part: str, screen: str) -> None:
    assert without_part(part) == screen


def test_words_of_a_phone_are_the_apps_own_descriptions_too() -> None:
    tree = (
        element("a", "text", "余额", package="cn.example.bank"),
        element("b", "img", None, name="投诉电话", package="cn.example.bank"),
        element("c", "text", "12:00", package="com.android.systemui"),
    )
    screen = page(*tree, platform="android", package="cn.example.bank")
    assert text_of([screen]) == "余额投诉电话"
    assert text_of([page(*tree)]) == "余额12:00"


def test_joined_parts_say_all_and_show_their_own() -> None:
    box = (0.0, 0.0, 100.0, 40.0)
    first = page(element("list", scrollable=True), element("a", "text", "登录", bounds=box), name="login")
    row = element("row", "generic", children=("b",), clickable=True)
    second = page(row, element("b", "text", "语音验证码", parent="row", bounds=box), name="login~2")
    whole = joined([first, second], first)
    assert [each.text for each in whole.elements if each.text] == ["登录", "语音验证码"]
    assert [each.bounds for each in whole.elements if each.text] == [box, None]
    assert [each.id for each in whole.ancestors(whole["login~2/b"])] == ["login~2/row", "login~2/body"]
    assert not any(each.scrollable for each in whole.elements)
    assert whole["a"] == first["a"]


def test_one_part_is_joined_to_nothing() -> None:
    only = page(element("a", text="登录"))
    assert joined([only], only).elements == only.elements


# --- clipped in one part, whole in another


def judged(
    screen: str, label: str, verdict: Verdict, reason: str = "", rule: str = "6.target-size"
) -> Finding:
    row = Element(id=screen, role="button", name=label)
    return Finding(rule=rule, requirement="r", verdict=verdict, reason=reason, element=row, screen=screen)


def test_what_is_clipped_gives_way_to_what_another_part_shows_whole() -> None:
    cut = judged("home", "转账", Verdict.NEEDS_REVIEW, "clipped")
    whole = judged("home~2", "转账", Verdict.SATISFIED)
    small = judged("home~3", "转账", Verdict.VIOLATED, "too-small")
    assert whole_over_clipped([cut, whole]) == [whole]
    assert whole_over_clipped([small, cut]) == [small]


@pytest.mark.parametrize(
    "other",
    [
        judged("about", "转账", Verdict.SATISFIED),
        judged("home~2", "理财", Verdict.SATISFIED),
        judged("home~2", "转账", Verdict.SATISFIED, rule="6.name-missing"),
        judged("home~2", "转账", Verdict.NEEDS_REVIEW, "clipped"),
        Finding(rule="6.target-size", requirement="r", verdict=Verdict.SATISFIED, screen="home~2"),
    ],
    ids=["another screen", "another element", "another rule", "clipped there too", "no element"],
)
def test_what_is_clipped_stays_where_nothing_shows_it_whole(other: Finding) -> None:
    cut = judged("home", "转账", Verdict.NEEDS_REVIEW, "clipped")
    assert whole_over_clipped([cut, other]) == [cut, other]


def test_rows_that_share_an_id_are_not_each_other() -> None:
    cut = judged("home", "转账", Verdict.NEEDS_REVIEW, "clipped")
    other = judged("home", "转账", Verdict.SATISFIED)  # another row of the same part
    assert whole_over_clipped([cut, other]) == [cut, other]
    rows = [Element(id=text, role="text", resource_id="cn.example:id/amount", text=text) for text in "一二"]
    pale, fine = replace(cut, element=rows[0]), replace(other, element=rows[1], screen="home~2")
    assert whole_over_clipped([pale, fine]) == [pale, fine]


def test_other_demotions_stay() -> None:
    web = judged("home", "转账", Verdict.NEEDS_REVIEW, "in-webview")
    assert whole_over_clipped([web, judged("home~2", "转账", Verdict.SATISFIED)])[0] is web


def test_screen_that_is_not_reached_leaves_the_others() -> None:
    seen = walk(app(go__about=fault("screen-not-reached")), settings(), "standard", None)
    assert names(seen) == ["home", "login", "account", "transfer"]
    assert missed(seen) == {"about": "screen-not-reached"}


def test_missed_screen_says_why() -> None:
    seen = walk(app(go__about=fault("screen-not-reached", "[screens.about]")), settings(), "standard", None)
    (finding,) = seen.missed
    assert finding.values["detail"] == "[screens.about]: g"


def test_damaged_capture_leaves_the_others() -> None:
    seen = walk(app(capture__home=fault("recording-damaged")), settings(), "standard", None)
    assert missed(seen) == {"home": "recording-damaged"}


def test_lost_session_makes_the_rest_not_verified() -> None:
    used = app()
    go = used.go

    def break_off(screen: str) -> None:
        if screen == "about":
            used.faults = {"go": fault("session-lost"), "type": fault("session-lost")}
        go(screen)

    used.go = break_off  # type: ignore[method-assign]
    seen = walk(used, settings(), "standard", None)
    assert names(seen) == ["home"]
    assert missed(seen) == dict.fromkeys(("about", "login", "account", "transfer"), "session-lost")


def test_refused_login_leaves_what_needs_none() -> None:
    used = app()
    used.there = set()
    seen = walk(used, settings(), "standard", None)
    assert names(seen) == ["home", "about", "login"]
    assert missed(seen) == {"account": "login-failed", "transfer": "login-failed"}
    assert used.log.count("tap id=go") == 1, "a second try may lock the account"


def test_nobody_logs_in_to_an_app_that_is_not_for_tests() -> None:
    used = app()
    seen = walk(used, settings(app={"url": "https://m.bank.example/"}), "standard", None)
    assert missed(seen) == dict.fromkeys(("account", "transfer"), "destructive-not-allowed")
    assert not used.typed


def test_login_that_is_not_configured_leaves_what_needs_none() -> None:
    seen = walk(app(), settings(forms={}), "standard", None)
    assert missed(seen) == {"account": "configuration", "transfer": "configuration"}
    assert "[forms.login]" in str(seen.missed[0].values["detail"])


def test_recorded_screens_need_no_login() -> None:
    seen = walk(app(type=fault("replay"), restart=fault("replay")), settings(), "standard", None)
    assert names(seen) == ["home", "about", "login", "account", "transfer"]


@pytest.mark.parametrize("verb", ["reset", "launch", "switch_mode"])
def test_app_that_does_not_start_is_told_at_once(verb: str) -> None:
    with pytest.raises(RigError) as caught:
        walk(app(**{verb: fault("server-died")}), settings(), "elderly", None)
    assert caught.value.reason == "server-died"


def test_elderly_mode_without_its_steps_is_told() -> None:
    error = ConfigurationError(who="w", where="[elderly]", got="g", wanted="w", next_step="n")
    with pytest.raises(ConfigurationError):
        walk(app(switch_mode=error), settings(), "elderly", None)


def test_axe_runs_on_each_screen_that_was_reached() -> None:
    used = app(go__about=fault("screen-not-reached"))
    used.run_axe = lambda source: {"source": source, "on": used.shown}  # type: ignore[attr-defined]
    seen = walk(used, settings(), "standard", "axe!")
    assert {name: result["on"] for name, result in seen.axe.items()} == {n: n for n in names(seen)}
    assert {result["source"] for result in seen.axe.values()} == {"axe!"}


def test_axe_that_fails_keeps_the_screen() -> None:
    used = app()

    def run_axe(source: str) -> dict[str, Any]:
        raise fault("script-timeout")

    used.run_axe = run_axe  # type: ignore[attr-defined]
    seen = walk(used, settings(screens={"home": {}, "login": {}}), "standard", "axe!")
    assert names(seen) == ["home", "login"]
    assert (seen.axe, seen.missed) == ({}, ())
    assert {finding.screen: finding.reason for finding in seen.axe_missed} == {
        "home": "script-timeout",
        "login": "script-timeout",
    }


def test_app_that_cannot_run_axe_is_walked_all_the_same() -> None:
    assert walk(app(), settings(), "standard", "axe!").axe is None
