"""What a user does with the privacy notice, on an app in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fake_app import FakeApp, element, fault, page

from pytest_mobcompliance.device import consent
from pytest_mobcompliance.device.android_permissions import Held
from pytest_mobcompliance.device.consent import (
    WAYS,
    after,
    asked_after_refusal,
    beside,
    changed_states,
    closed_to,
    compared,
    decide_permissions,
    decline,
    earlier_version,
    first_policy,
    granted_anew,
    guest_screens,
    opens_after_consent,
    taken_for,
)
from pytest_mobcompliance.device.document import Document
from pytest_mobcompliance.device.flows import Sighting, sighting
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.recognise import PermissionPrompt
from pytest_mobcompliance.recognise.blocks import blocks_of_text
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Settings

PACKAGE = "cn.example.bank"
BODY = "我们非常重视您的个人信息和隐私保护。在您使用前，请您务必审慎阅读、充分理解《隐私政策》"
USER = frozenset({"USER_SET"})


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QUESTION", "OPENS", "SETTLES", "ASKED", "AWAY", "NOTICE_CLOSES"):
        monkeypatch.setattr(consent, name, 0.0)


def notice(*, again: bool = False, decline: bool = True) -> Screen:
    answers = [element("yes", text="同意", parent="box", resource_id="yes")]
    if decline:
        no = ("still-no", "仍不同意") if again else ("no", "不同意")
        answers.append(element(no[0], text=no[1], parent="box", resource_id=no[0]))
    words = element("words", "text", BODY, parent="box")
    link = element("policy", "link", "《隐私政策》", parent="box", resource_id="policy")
    return page(element("box", "dialog"), words, link, *answers)


def home(said: str = "余额") -> Screen:
    return page(element("said", "text", said), element("pay", text="转账"))


class Bank(FakeApp):
    """``moves``: what a verb makes the app show, or do."""

    def __init__(self, **screens: Screen) -> None:
        super().__init__({"first-start": notice(), "home": home(), **screens})
        self.moves: dict[str, Callable[[], object] | str] = {}

    def _did(self, verb: str, argument: object = "") -> None:
        super()._did(verb, argument)
        move = self.moves.get(f"{verb} {argument}") or self.moves.get(verb)
        if isinstance(move, str):
            self.shown = move
        elif move is not None:
            move()


def settings(**more: object) -> Settings:
    screens = {
        "home": {"url": "bank://home", "expect": {"id": "home"}, "guest": True},
        "help": {"expect": {"id": "help"}},
    }
    app = {"platform": "android", "package": PACKAGE}
    return Settings.model_validate({"app": app, "screens": screens, **more})


def seen(app: FakeApp) -> Sighting:
    found = sighting(app)
    assert found.notice is not None
    return found


# ------------------------------------------------------------------ a refusal


def declined(app: Bank) -> tuple[str, int]:
    began = seen(app)
    assert began.notice is not None
    refusal = decline(app, began.notice, began.screen)
    assert (refusal.screen is None) == (refusal.outcome == "left")
    return refusal.outcome, refusal.questions


def test_a_notice_that_closes_is_gone() -> None:
    app = Bank()
    app.doors = {"no": "home"}
    assert declined(app) == ("gone", 1)


def test_one_more_question_is_answered_as_well() -> None:
    app = Bank(again=notice(again=True))
    app.doors = {"no": "again", "still-no": "home"}
    assert declined(app) == ("gone", 2)


def test_a_notice_that_stays_traps() -> None:
    assert declined(Bank()) == ("stays", 2)


class Closing(Bank):
    """Shows these screens one after the other, one at each look after the first tap; the last stays."""

    def __init__(self, *names: str, **screens: Screen) -> None:
        super().__init__(**screens)
        self.next = list(names)
        self.tapped = False

    def capture(self, name: str | None = None) -> Screen:
        self.tapped = self.tapped or any(line.startswith("tap") for line in self.log)
        if self.tapped and self.next:
            self.shown = self.next.pop(0)
        if self.shown == "left":
            raise fault("app-not-in-front")
        return super().capture(name)


def counting(second: int) -> Screen:
    screen = notice()
    said = tuple(replace(e, text=f"不同意({second})") if e.id == "no" else e for e in screen.elements)
    return replace(screen, elements=said)


@pytest.mark.parametrize(
    ("later", "outcome"),
    [
        (("first-start", "first-start", "home"), ("gone", 1)),
        (("first-start", "first-start", "left"), ("left", 1)),
        (("first-start", "counting", "home"), ("gone", 1)),
        (("fading", "home"), ("gone", 1)),
        (("first-start", "again", "again", "again", "home"), ("gone", 2)),
    ],
    ids=["closes late", "leaves late", "counts down", "fades out", "asks late"],
)
def test_a_refusal_has_time_to_take_effect(
    later: tuple[str, ...], outcome: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consent, "NOTICE_CLOSES", 60.0)
    screens = {"again": notice(again=True), "fading": notice(decline=False), "counting": counting(2)}
    assert declined(Closing(*later, **screens)) == outcome


def test_a_notice_without_a_no_has_no_way() -> None:
    app = Bank()
    app.screens["first-start"] = notice(decline=False)
    assert declined(app) == ("no-way", 1)


def test_an_app_that_goes_is_left() -> None:
    app = Bank()
    app.moves = {"tap id=no": lambda: app.faults.update(capture=fault("app-not-in-front"))}
    assert declined(app) == ("left", 1)


def test_only_an_app_that_goes_is_left() -> None:
    app = Bank()
    app.moves = {"tap id=no": lambda: app.faults.update(capture=fault("session-lost"))}
    with pytest.raises(RigError) as caught:
        declined(app)
    assert caught.value.reason == "session-lost"


@pytest.mark.parametrize(("at_start", "asked"), [("home", 0), ("first-start", 2)])
def test_questions_at_later_starts_are_counted(at_start: str, asked: int) -> None:
    app = Bank()
    app.doors = {"no": "home"}
    began = seen(app)
    app.moves = {"restart": at_start}
    assert asked_after_refusal(app, began, 2) == asked
    assert app.log.count("restart") == 2


def test_a_later_notice_that_stays_ends_the_count() -> None:
    app = Bank()
    assert asked_after_refusal(app, seen(app), 2) == 1


def test_guests_have_the_screens_that_say_so() -> None:
    assert guest_screens(settings()) == ("home",)


def test_a_screen_that_opens_is_not_closed() -> None:
    app = Bank(**{"bank://home": home(), "help": home()})
    app.there = {"home"}
    assert closed_to(app, settings(), "home") is None
    assert closed_to(app, settings(), "help") is None
    assert "visit bank://home" in app.log
    assert "go help" in app.log


def test_a_screen_without_what_it_expects_is_closed() -> None:
    app = Bank(**{"bank://home": home("登录")})
    shown = closed_to(app, settings(), "home")
    assert shown is not None
    assert shown.name == "home"


def test_a_notice_over_a_screen_closes_it() -> None:
    app = Bank(**{"bank://home": notice()})
    app.there = {"home"}
    assert closed_to(app, settings(), "home") is not None


def test_only_a_screen_that_is_not_there_is_closed() -> None:
    app = Bank(help=home())
    app.faults = {"go": fault("screen-not-reached")}
    assert closed_to(app, settings(), "help") is not None
    app.faults = {"go": fault("session-lost")}
    with pytest.raises(RigError):
        closed_to(app, settings(), "help")


def test_a_screen_that_is_closed_to_all_is_told_apart() -> None:
    app = Bank(**{"bank://home": home()})
    app.doors = {"yes": "home"}
    assert not opens_after_consent(app, settings(), "home")
    app.there = {"home"}
    assert opens_after_consent(app, settings(), "home")
    assert app.log.count("reset") == 2


# ------------------------------------------------------------------ no answer


def on_phone(*beside_it: Element) -> Screen:
    within = notice()
    box = {"box": (100.0, 300.0, 300.0, 600.0)}
    elements = tuple(
        replace(each, bounds=box.get(each.id, (110.0, 310.0, 290.0, 390.0))) for each in within.elements
    )
    body = replace(elements[0], bounds=(0.0, 0.0, 390.0, 844.0))
    more = tuple(replace(each, parent="body") for each in beside_it)
    return replace(within, platform=Platform.ANDROID, elements=(body, *elements[1:], *more))


TITLE = element("title", "text", "示例银行", bounds=(100.0, 50.0, 300.0, 80.0))


def test_a_finger_finds_words_beside_the_notice() -> None:
    place = beside(seen(Bank(**{"first-start": on_phone(TITLE)})))
    assert place is not None
    assert place.id == "title"


@pytest.mark.parametrize(
    "screen",
    [
        notice(),
        on_phone(),
        on_phone(replace(TITLE, clickable=True)),
        on_phone(replace(TITLE, bounds=(100.0, 310.0, 300.0, 340.0))),
        on_phone(replace(TITLE, text=None, name=None)),
    ],
    ids=["a page", "nothing else", "a control", "inside", "nothing to find it by"],
)
def test_where_nothing_stands_beside_it_nothing_is_touched(screen: Screen) -> None:
    app = Bank(**{"first-start": screen})
    began = seen(app)
    assert beside(began) is None
    WAYS["a touch beside it"](app, began)
    assert not [line for line in app.log if line.startswith("tap")]


def test_the_touch_is_a_tap_on_these_words() -> None:
    app = Bank(**{"first-start": on_phone(TITLE)})
    WAYS["a touch beside it"](app, seen(app))
    assert app.log[-1] == "tap text=示例银行"


@pytest.mark.parametrize("way", sorted(WAYS))
def test_a_notice_that_was_not_answered_stands(way: str) -> None:
    app = Bank(**{"first-start": on_phone(TITLE)})
    assert after(app, WAYS[way], seen(app)).notice is not None


def test_who_went_back_opens_the_app_again() -> None:
    app = Bank(**{"first-start": on_phone(TITLE)})
    began = seen(app)
    app.moves = {
        "back": lambda: app.faults.update(capture=fault("app-not-in-front")),
        "launch": app.faults.clear,
    }
    assert after(app, WAYS["back"], began).notice is not None
    assert app.log[-2:] == ["launch", "capture first-start"]


def test_back_leaves_a_page_and_so_it_is_opened_again() -> None:
    app = Bank()
    after(app, WAYS["back"], seen(app))
    assert app.log[-3:] == ["back", "launch", "capture first-start"]


@pytest.mark.parametrize(
    ("silent", "taken"), [("余额", "agreed"), ("仅浏览模式", "declined"), ("别的", "")], ids=str
)
def test_what_silence_was_taken_for_is_seen_from_what_shows(silent: str, taken: str) -> None:
    app = Bank(guest=home("仅浏览模式"))
    app.doors = {"yes": "home", "no": "guest"}
    app.moves = {"reset": "first-start"}
    assert taken_for(app, home(silent)) == taken


def test_where_both_see_the_same_silence_tells_nothing() -> None:
    app = Bank()
    app.doors = {"yes": "home", "no": "home"}
    app.moves = {"reset": "first-start"}
    assert taken_for(app, home()) == ""


def test_where_a_refusal_ends_the_app_what_was_agreed_to_is_known() -> None:
    app = Bank()
    app.doors = {"yes": "home"}

    def leave() -> None:
        app.faults["capture"] = fault("app-not-in-front")

    app.moves = {"reset": "first-start", "tap id=no": leave}
    assert taken_for(app, home()) == "agreed"


# ------------------------------------------------------------------ another version


class Phone(Bank):
    def install_anew(self, package_file: str) -> None:
        self._did("install_anew", package_file)

    @contextmanager
    def other_version(self, package_file: str) -> Iterator[None]:
        self._did("other_version", package_file)
        yield

    def declared_permissions(self) -> tuple[str, ...]:
        self._did("declared_permissions")
        return ()


def test_the_version_under_test_is_there_in_the_end() -> None:
    app = Phone()

    def upgrade_fails() -> None:
        with earlier_version(app, Path("a.apk"), Path("b.apk")):  # type: ignore[arg-type]
            app.log.append("upgrade")
            raise fault("install-refused")

    with pytest.raises(RigError):
        upgrade_fails()
    assert [line for line in app.log if line != "declared_permissions"] == [
        "other_version b.apk",
        "install_anew a.apk",
        "upgrade",
        "install_anew b.apk",
    ]


def test_an_installation_that_brings_another_app_is_told() -> None:
    app = Phone()
    app.faults = {"declared_permissions": fault("app-not-installed")}
    with (
        pytest.raises(RigError, match="got: g"),
        earlier_version(app, Path("a.apk"), Path("b.apk")),  # type: ignore[arg-type]
    ):
        pytest.fail("the version before is not there")
    assert "install_anew b.apk" in app.log


WORDS = "我们如何收集和使用您的个人信息，以及您有哪些权利。" * 5
DATED = "更新日期：2024年1月1日。生效日期：2024年1月8日。\n" + WORDS


def policy(text: str, **facts: str) -> Document:
    return Document(blocks=blocks_of_text(text), **facts)


def on_android(*elements: Element) -> Screen:
    return page(*elements, platform="android")


def opened(*parts: Screen) -> Document | None:
    start = replace(notice(), platform=Platform.ANDROID)
    more = {f"policy~{number}": part for number, part in enumerate(parts[1:], start=2)}
    app = Bank(**{"first-start": start, "policy": parts[0], **more})
    app.doors = {"policy": "policy"}
    return first_policy(app, settings())


@pytest.fixture
def loads_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STILL", "LOADS"):
        monkeypatch.setattr(f"pytest_mobcompliance.device.document.{name}", 0.01)


@pytest.mark.usefixtures("loads_at_once")
def test_the_policy_is_read_behind_its_link() -> None:
    heading, words = element("h", "heading", "隐私政策"), element("t", "text", WORDS)
    parts = [on_android(heading, words), on_android(words, element("u", "text", "附则。"))]
    read = opened(*parts)
    assert read is not None
    assert read.problem == ""
    assert WORDS in read.text
    assert "附则" in read.text


@pytest.mark.usefixtures("loads_at_once")
@pytest.mark.parametrize(
    "shown",
    [
        on_android(element("t", "text", "加载中…")),
        on_android(element("t", "text", "隐私政策"), element("w", "webview")),
    ],
    ids=["loading", "a page seen from outside"],
)
def test_a_policy_that_was_not_read_is_compared_with_none(shown: Screen) -> None:
    read = opened(shown)
    assert read is not None
    assert read.problem
    assert compared(read, read) == "unread"
    assert compared(policy(WORDS), read) == "unread"


def test_a_notice_without_a_link_leads_to_no_policy() -> None:
    assert first_policy(Bank(**{"first-start": home()}), settings()) is None
    assert compared(None, policy(WORDS)) == "unread"


@pytest.mark.parametrize(
    ("earlier", "current", "outcome"),
    [
        (DATED, DATED, "same"),
        (DATED.replace("2024", "2023"), DATED, "newer"),
        (DATED, DATED + "今天是星期一", "other"),
        (WORDS, DATED, "other"),
        ("现在是12点。" + WORDS, "现在是13点。" + WORDS, "other"),
    ],
    ids=["same", "dates", "same date", "one date", "clock"],
)
def test_a_policy_is_newer_by_its_date(earlier: str, current: str, outcome: str) -> None:
    assert compared(policy(earlier), policy(current)) == outcome


def prompt(permission: str) -> PermissionPrompt:
    buttons = {meaning: element(meaning, text=meaning) for meaning in ("allow", "deny")}
    return PermissionPrompt(
        family="aosp", permission=permission, message="?", buttons=buttons, confirmed=True
    )


def test_permissions_are_refused_and_granted_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "ASKED", 0.05)
    app = Bank(help=home())
    kinds = {kind: {"purpose": "p", "screen": "help", "trigger": {"id": kind}} for kind in ("camera", "sms")}
    kinds |= {
        "phone": {"purpose": "p", "screen": "help"},
        "contacts": {**kinds["sms"], "trigger": {"id": "none"}},
    }
    app.moves = {f"tap id={kind}": lambda: app.prompts.append(prompt("x")) for kind in ("camera", "sms")}
    assert decide_permissions(app, settings(permissions=kinds)) == {"camera": "denied", "sms": "granted"}
    assert [line for line in app.log if line.startswith("answer")] == ["answer deny", "answer allow"]


def test_states_that_an_upgrade_changed_are_named() -> None:
    before = {
        "CAMERA": Held(False, USER),
        "LOCATION": Held(True, USER),
        "SMS": Held(False, USER),
        "PHONE": Held(False, frozenset()),
        "GONE": Held(True, USER),
    }
    then = {
        "CAMERA": Held(True, USER),
        "LOCATION": Held(False, USER),
        "SMS": Held(False, frozenset({"REVIEW"})),
        "PHONE": Held(False, USER),
        "NEW": Held(True, frozenset()),
        "NEWER": Held(False, frozenset()),
    }
    assert changed_states(before, then) == ("CAMERA", "LOCATION", "SMS")
    assert changed_states(before, before) == ()
    assert granted_anew(before, then) == ("NEW",)
