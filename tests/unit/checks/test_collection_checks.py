"""What the checks of collection make of manifests and forms, without an app."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NoReturn, get_args

import pytest

from pytest_mobcompliance.checks import test_collection as collection
from pytest_mobcompliance.checks import test_denials as denials
from pytest_mobcompliance.checks import test_permissions as permissions
from pytest_mobcompliance.checks.field_words import WORDS, worded
from pytest_mobcompliance.device.app import Access
from pytest_mobcompliance.device.asking import Kept, Left, Start, Used
from pytest_mobcompliance.messages import load_messages
from pytest_mobcompliance.recognise.collection import AskedField, meanings
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import FormField, FormSettings, Locator, PurposeSettings, Settings

SCREEN = Screen(platform=Platform.ANDROID, elements=(Element(id="root"),), size=(360, 640), name="form")


class Ended(Exception):
    """A verdict that ends the check."""


class Verdict:
    """`MobVerdict` that says what it was told."""

    def __init__(self) -> None:
        self.seen: dict[str, object] = {}

    def observe(self, name: str, value: object) -> None:
        self.seen[name] = value

    def _end(self, *told: object) -> NoReturn:
        raise Ended(*told)

    def violated(self, reason: str, detail: str, screen: Screen | None = None) -> NoReturn:
        self._end("violated", reason, detail)

    def needs_review(self, reason: str, screen: Screen | None = None, detail: str = "") -> NoReturn:
        self._end("needs-review", reason, detail)

    def not_verified(self, reason: str, detail: str = "") -> NoReturn:
        self._end("not-verified", reason, detail)

    def not_applicable(self, reason: str, detail: str = "") -> NoReturn:
        self._end("not-applicable", reason, detail)


def settings(**more: Any) -> Settings:
    app = {"platform": "android", "package": "cn.example.bank", **more.pop("app", {})}
    return Settings.model_validate({"app": app, **more})


PURPOSE = {"purpose": "用于扫描二维码", "screen": "scan", "trigger": {"id": "start"}}
DECLARING = {"screens": {"scan": {}}, "permissions": {"camera": PURPOSE}}


MAIN = "android.intent.action.MAIN"


class Phone:
    """An installed app with its manifest."""

    def __init__(
        self, *permissions: str, held: tuple[str, ...] = (), actions: tuple[str, ...] = (MAIN,)
    ) -> None:
        self.actions = actions
        self.permissions = tuple(f"android.permission.{name}" for name in permissions)
        self.held = {f"android.permission.{name}": None for name in held}

    def declared_permissions(self) -> tuple[str, ...]:
        return self.permissions

    def answered_actions(self) -> tuple[str, ...]:
        return self.actions

    def held_permissions(self) -> dict[str, None]:
        return self.held


def ended(act: Any, *args: Any) -> tuple[str, ...]:
    """Verdict, reason and detail; of a check that went through, nothing."""
    verdict = Verdict()
    try:
        act(*args, verdict)
    except Ended as end:
        return tuple(str(each) for each in end.args)
    assert verdict.seen  # a check without an observation proves nothing
    return ()


# --- the manifest


def test_what_is_declared_needs_a_purpose() -> None:
    declared = collection.test_what_is_declared_has_a_purpose
    known = settings(**DECLARING)
    assert ended(declared, Phone("INTERNET", "CAMERA"), known) == ()
    told = ended(declared, Phone("CAMERA", "RECORD_AUDIO"), known)
    assert told[:2] == ("violated", "undeclared-purpose")
    assert told[2].endswith(": RECORD_AUDIO")
    assert ended(declared, Phone("UWB_RANGING", held=("UWB_RANGING",)), known)[0] == "needs-review"
    assert ended(declared, Phone("CAMERA"), settings())[1] == "not-configured"
    assert ended(declared, Phone(), known)[:2] == ("not-verified", "no-manifest")


def test_what_no_bank_needs_is_violated_and_what_some_may_is_reviewed() -> None:
    needed = collection.test_nothing_without_need_is_declared
    assert ended(needed, Phone("INTERNET", "CAMERA"), settings()) == ()
    for name in ("READ_CALL_LOG", "RECEIVE_SMS", "ACCESS_BACKGROUND_LOCATION", "BODY_SENSORS", "CALL_PHONE"):
        assert ended(needed, Phone(name), settings())[:2] == ("violated", "declared-without-need")
    heart = {"screens": {"scan": {}}, "permissions": {"sensors": PURPOSE}}
    assert ended(needed, Phone("BODY_SENSORS"), settings(**heart))[0] == "needs-review"  # a function's
    assert ended(needed, Phone("ANSWER_PHONE_CALLS"), settings())[0] == "needs-review"  # no article names it
    contacts = {"screens": {"scan": {}}, "permissions": {"contacts": PURPOSE, "sms": PURPOSE}}
    assert ended(needed, Phone("READ_CONTACTS"), settings())[0] == "violated"
    assert ended(needed, Phone("READ_CONTACTS"), settings(**contacts))[0] == "needs-review"
    assert ended(needed, Phone("READ_SMS"), settings(**contacts))[0] == "violated"  # whatever it is for
    assert ended(needed, Phone("READ_PHONE_STATE"), settings())[0] == "needs-review"  # only advised against


def test_special_access_needs_a_reason_and_then_a_person() -> None:
    special = collection.test_no_special_access_is_declared
    assert ended(special, Phone("INTERNET"), settings()) == ()
    assert ended(special, Phone("SYSTEM_ALERT_WINDOW"), settings())[:2] == ("violated", "special-access")
    reason = settings(special_access={"overlay": {"reason": "来电客户身份提示"}})
    told = ended(special, Phone("SYSTEM_ALERT_WINDOW"), reason)
    assert told[0] == "needs-review"
    assert "来电客户身份提示" in told[2]
    reads = Phone("INTERNET", actions=(MAIN, "android.service.notification.NotificationListenerService"))
    assert ended(special, reads, settings())[2].endswith(": notification_listener")
    assert ended(special, Phone("INTERNET", actions=()), settings())[1] == "services-unseen"
    assert (
        ended(special, Phone("WRITE_SETTINGS"), settings())[0] == "needs-review"
    )  # not named by the article


# --- the registration


def field(meaning: str, required: bool | None) -> AskedField:
    return AskedField(meaning=meaning, label=meaning or "?", required=required, element=SCREEN.elements[0])


def judged(*fields: AskedField, **app: Any) -> tuple[str, ...]:
    return ended(
        lambda verdict: collection._judge_fields(fields, settings(app=app), verdict, SCREEN)  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("fields", "app", "said"),
    [
        ([("phone", None), ("card", True), ("password", None)], {}, ()),
        ([("phone", None), ("address", False)], {}, ()),
        ([("phone", None), ("address", True)], {}, ("violated", "field-not-necessary")),
        ([("income", None)], {}, ("needs-review", "field-maybe-mandatory")),
        ([("", None)], {}, ("needs-review", "field-unknown")),
        ([("", False)], {}, ()),
        ([("id_photo", True)], {"kind": "pay"}, ("violated", "field-not-necessary")),
        ([("id_photo", True)], {"kind": "invest"}, ()),
        ([("occupation", True)], {"necessary": ["occupation"]}, ("needs-review", "necessary-by-the-house")),
        ([("occupation", True)], {"kind": "insurance", "necessary": ["occupation"]}, ()),
        (
            [("name", True)],
            {"kind": "insurance", "necessary": ["phone"]},
            ("violated", "field-not-necessary"),
        ),
        ([], {}, ("not-verified", "no-fields-seen")),
    ],
)
def test_fields_are_judged_by_kind_and_mark(
    fields: list[tuple[str, bool | None]], app: dict[str, Any], said: tuple[str, ...]
) -> None:
    assert judged(*(field(*each) for each in fields), **app)[:2] == said


NEEDED = "asks for card, which is necessary and may be required"


@pytest.mark.parametrize(
    ("meaning", "required", "told"),
    [
        (
            "card",
            None,
            f"{NEEDED}; no mark tells whether it is required",
        ),
        ("card", True, f"{NEEDED}; marked as required"),
        ("income", False, "asks for income, which is not necessary; may not be required; marked as optional"),
        ("", None, "asks for what was not recognised; no mark tells whether it is required"),
        (
            "email",
            False,
            "asks for email, which [app] necessary calls necessary, a house value; marked as optional",
        ),
    ],
)
def test_a_field_is_told_with_what_makes_it_fit(meaning: str, required: bool | None, told: str) -> None:
    assert collection._seen_of(field(meaning, required), {"card"}, {"card", "email"}) == told


def test_every_field_has_words() -> None:
    assert set(WORDS) == meanings() | set(get_args(FormField))
    assert worded("card") == "card"
    assert worded("anything else") == "anything else"
    assert load_messages("zh-CN").said(worded("card")) == "银行卡号"


# --- permissions


def used(*asked: str, **facts: Any) -> Used:
    return Used(kind="camera", runtime=True, before=SCREEN, asked=asked, **facts)


def test_questions_at_once_are_violated_unless_all_are_declared_for_the_tap() -> None:
    purpose = PurposeSettings.model_validate(PURPOSE)
    both = {"screens": {"scan": {}}, "permissions": {"camera": PURPOSE, "microphone": PURPOSE}}

    def one(seen: Used, known: Settings) -> tuple[str, ...]:
        return ended(
            lambda verdict: permissions.test_one_permission_at_a_time(
                "camera",
                purpose,
                None,  # type: ignore[arg-type]
                verdict,
                known,
                lambda kind: seen,
            )
        )[:2]

    assert one(used("camera"), settings(**DECLARING)) == ()
    assert one(used("camera", "microphone"), settings(**DECLARING)) == ("violated", "asked-at-once")
    assert one(used("camera", "microphone"), settings(**both)) == ("needs-review", "several-for-one-feature")
    left = used("camera", dialogs=(SCREEN,), stopped="unconfirmed-family")
    assert one(left, settings(**DECLARING)) == ("needs-review", "unconfirmed-family")
    assert one(used(), settings(**DECLARING)) == ("needs-review", "no-request-seen")


def kept(*asked: tuple[float, tuple[str, ...]], state: str | None = "denied", opened: bool = True) -> Kept:
    starts = tuple(Start(hours, "11-26 08:00:00", kinds, opened) for hours, kinds in asked)
    return Kept(denied={"camera": state}, starts=starts, screen=SCREEN)


@pytest.mark.parametrize(
    ("after", "in_run", "in_48_hours"),
    [
        (kept((0, ()), (24, ()), (47, ())), (), ()),
        (kept((0, ()), (24, ("camera",)), (47, ())), (), ("needs-review", "asked-on-restart")),
        (  # the figure is one permission's
            kept((0, ()), (24, ("camera",)), (47, ("geolocation",))),
            (),
            ("needs-review", "asked-on-restart"),
        ),
        (kept((0, ())), (), ("not-verified", "clock-not-moved")),
        (
            kept((0, ()), (24, ()), opened=False),
            ("not-verified", "screen-not-reached"),
            ("not-verified", "screen-not-reached"),
        ),
        (
            kept((0, ()), state=None),
            ("not-verified", "permission-state-unknown"),
            ("not-verified", "permission-state-unknown"),
        ),
        (
            kept((0, ()), state="prompt"),
            ("needs-review", "denial-not-noted"),
            ("needs-review", "denial-not-noted"),
        ),
        (kept((0, ()), (24, ("camera",)), (47, ("camera",))), (), ("violated", "asked-too-often")),
        (
            kept((0, ("camera",)), (24, ())),
            ("violated", "asked-on-restart"),
            ("needs-review", "asked-on-restart"),
        ),
        (
            kept((0, ()), state="granted"),
            ("needs-review", "denial-not-noted"),
            ("needs-review", "denial-not-noted"),
        ),
    ],
)
def test_questions_after_a_denial_are_counted(
    after: Kept, in_run: tuple[str, ...], in_48_hours: tuple[str, ...]
) -> None:
    for check, said in (
        (denials.test_denial_is_kept, in_run),
        (denials.test_denial_is_kept_for_48_hours, in_48_hours),
    ):
        told = ended(lambda verdict, check=check: check(None, verdict, {}, lambda: after))
        assert told[:2] == said


def test_the_starts_that_are_told_are_those_that_are_counted() -> None:
    after = kept((0, ()), (0, ()), (24, ()), (47, ()))
    one, two = Verdict(), Verdict()
    denials.test_denial_is_kept(None, one, {}, lambda: after)  # type: ignore[arg-type]
    denials.test_denial_is_kept_for_48_hours(None, two, {}, lambda: after)  # type: ignore[arg-type]
    unmoved = ["start 1", "start 2"]
    assert [name for name in one.seen if name.startswith("start ")] == unmoved
    assert one.seen["starts after the denial, the clock left alone"] == len(unmoved)
    assert [name for name in two.seen if name.startswith("start ")] == [
        *unmoved,
        "start 3, the clock moved by 24 h",
        "start 4, the clock moved by 47 h",
    ]


def test_uses_are_named_with_their_operation() -> None:
    uses = [Access("FINE_LOCATION", 1.0, refused=True), Access("CAMERA", 1.0, refused=False)]
    assert permissions._uses(uses) == ["camera (CAMERA)", "geolocation (FINE_LOCATION, refused)"]


LEFT = Left(used_ms=90_000.0, left_ms=100_000.0)
IN_FRONT = Access("FINE_LOCATION", 95_000.0, refused=False)


@pytest.mark.parametrize(
    ("uses", "said"),
    [
        ([IN_FRONT], ()),
        ([], ("not-verified", "no-use-seen")),
        ([Access("FINE_LOCATION", 95_000.0, refused=True)], ("not-verified", "no-use-seen")),
        ([Access("FINE_LOCATION", 95_000.0, False, 9000)], ("violated", "used-in-background")),
        ([Access("FINE_LOCATION", 95_000.0, False, 7000)], ("needs-review", "used-in-background")),
        ([Access("FINE_LOCATION", 102_000.0, False)], ("violated", "used-in-background")),
        (
            [IN_FRONT, Access("FINE_LOCATION", 102_000.0, True)],
            ("needs-review", "used-in-background"),
        ),
        ([Access("FINE_LOCATION", 106_000.0, False)], ("not-verified", "used-on-return")),
    ],
)
def test_uses_in_the_background_are_told_from_those_in_front(
    uses: list[Access], said: tuple[str, ...]
) -> None:
    def judge(verdict: Any) -> None:
        permissions._judge_behind("geolocation", LEFT, uses, SCREEN, verdict)

    assert ended(judge)[:2] == said


@pytest.mark.parametrize(
    ("time_ms", "told"),
    [
        (99_000.0, "began 1.0 s before the app was left, lasted 0.5 s"),
        (100_000.0, "began 0.0 s after the app was left, lasted 0.5 s"),
        (102_000.0, "began 2.0 s after the app was left, lasted 0.5 s"),
    ],
)
def test_a_use_is_told_by_when_the_app_was_left(time_ms: float, told: str) -> None:
    verdict = Verdict()
    with suppress(Ended):
        use = Access("FINE_LOCATION", time_ms, False, 500)
        permissions._judge_behind("geolocation", LEFT, [use], SCREEN, verdict)  # type: ignore[arg-type]
    assert verdict.seen["FINE_LOCATION"] == told


def words(id: str, text: str, role: str = "text", **facts: Any) -> Element:
    return Element(id=id, role=role, text=text, name=text, visible=True, bounds=(0, 0, 90, 20), **facts)


@pytest.mark.parametrize(
    ("elements", "told", "specific"),
    [
        (
            (words("t", "扫一扫", "button", clickable=True),),
            ("needs-review", "purpose-unclear"),
            ("not-verified", "no-purpose-seen"),
        ),
        ((words("t", "开始", "button", clickable=True), words("w", "扫一扫需要相机")), (), ()),
        ((words("t", "开始", "button", clickable=True),), ("violated", "no-purpose"), None),
    ],
)
def test_the_features_own_button_explains_nothing(
    elements: tuple[Element, ...], told: tuple[str, ...], specific: tuple[str, ...] | None
) -> None:
    purpose = PurposeSettings(purpose="扫一扫", screen="scan", trigger=Locator(text=elements[0].text or ""))
    shown = Screen(platform=Platform.WEB, elements=elements, size=(360, 640), name="scan")
    seen = Used(kind="camera", runtime=True, before=shown, asked=("camera",))

    def checked(check: Any) -> tuple[str, ...]:
        return ended(lambda verdict: check("camera", purpose, None, verdict, lambda kind: seen))[:2]

    assert checked(permissions.test_purpose_is_told) == told
    if specific is not None:
        assert checked(permissions.test_purpose_is_specific) == specific


class Form:
    """An app whose form shows what ``there`` says."""

    def __init__(self, *there: str, button: str = "注册") -> None:
        self.there, self.button = there, button

    def exists(self, locator: Locator) -> bool:
        return locator.value in self.there

    def text_of(self, locator: Locator) -> str:
        return self.button


@pytest.mark.parametrize(
    ("app", "said"),
    [
        (Form("phone", "name", "go"), ()),
        (Form("phone", "go"), ("needs-review", "more-steps")),
        (Form("phone", "name"), ("needs-review", "more-steps")),
        (Form("phone", "name", "go", button="下一步"), ("needs-review", "more-steps")),
    ],
)
def test_a_first_step_says_nothing_of_the_next(app: Form, said: tuple[str, ...]) -> None:
    fields = {"phone": {"id": "phone"}, "name": {"id": "name"}}
    form = FormSettings.model_validate(
        {"screen": "register", "fields": fields, "submit": {"id": "go"}, "done": {"id": "done"}}
    )

    def judge(verdict: Any) -> None:
        collection._is_whole(app, form, [SCREEN], verdict)  # type: ignore[arg-type]
        verdict.observe("whole", True)

    assert ended(judge)[:2] == said


# --- a denial, and the screens


class Denied:
    """An app after a no: what is there, which screens open, and whether a box about the denial stands."""

    def __init__(self, *there: str, box: bool = False, closed: tuple[str, ...] = ()) -> None:
        self.there, self.box, self.closed = set(there), box, closed

    def exists(self, locator: Locator) -> bool:
        return locator.value in self.there and not self.box

    def captures(self, name: str) -> list[Screen]:
        return [SCREEN]


TWO = settings(
    screens={"scan": {"expect": {"id": "title"}}, "home": {"expect": {"id": "tabs"}}},
    permissions={"camera": PURPOSE},
)


@pytest.mark.parametrize(
    ("app", "usable"),
    [
        (Denied("title", "start"), True),
        (Denied("title", "start", box=True), True),  # closed like any box
        (Denied("tabs"), True),  # the feature ended, and its user is elsewhere in the app
        (Denied("title"), False),
        (Denied(), False),
    ],
)
def test_after_a_no_the_screen_goes_on_or_its_user_is_elsewhere(
    app: Denied, usable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def close(app: Denied) -> bool:
        was, app.box = app.box, False
        return was

    monkeypatch.setattr(denials, "close_own_box", close)
    purpose = PurposeSettings.model_validate(PURPOSE)
    assert denials._is_usable(app, TWO, purpose) == usable  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("opens_else", "said"),
    [(True, ("violated", "denial-blocks")), (False, ("not-verified", "screen-not-reached"))],
)
def test_a_screen_that_a_no_closes_is_opened_without_it(
    opens_else: bool, said: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(denials, "opens_after_consent", lambda *told: opens_else)

    def judge(verdict: Any) -> None:
        denials._judge_blocked(None, TWO, "camera", {"home": SCREEN}, verdict)  # type: ignore[arg-type]

    assert ended(judge)[:2] == said
