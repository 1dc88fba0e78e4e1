"""What the checks of collection make of manifests and forms, without an app."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from pytest_mobcompliance.checks import test_collection as collection
from pytest_mobcompliance.checks import test_permissions as permissions
from pytest_mobcompliance.device.app import Access
from pytest_mobcompliance.device.asking import Kept, Start, Used
from pytest_mobcompliance.recognise.collection import AskedField
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import PurposeSettings, Settings

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


class Phone:
    """An installed app with its manifest."""

    def __init__(self, *permissions: str, held: tuple[str, ...] = ()) -> None:
        self.permissions = tuple(f"android.permission.{name}" for name in permissions)
        self.held = {f"android.permission.{name}": None for name in held}

    def declared_permissions(self) -> tuple[str, ...]:
        return self.permissions

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


def kept(*asked: tuple[float, tuple[str, ...]], state: str | None = "denied") -> Kept:
    starts = tuple(Start(hours, "11-26 08:00:00", kinds) for hours, kinds in asked)
    return Kept(denied={"camera": state}, starts=starts, screen=SCREEN)


@pytest.mark.parametrize(
    ("after", "in_run", "in_48_hours"),
    [
        (kept((0, ()), (24, ()), (47, ())), (), ()),
        (kept((0, ()), (24, ("camera",)), (47, ())), (), ("needs-review", "asked-on-restart")),
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
        (permissions.test_denial_is_kept, in_run),
        (permissions.test_denial_is_kept_for_48_hours, in_48_hours),
    ):
        told = ended(lambda verdict, check=check: check(None, verdict, {}, lambda: after))
        assert told[:2] == said


def test_uses_are_named_with_their_operation() -> None:
    uses = [Access("FINE_LOCATION", 1.0, refused=True), Access("CAMERA", 1.0, refused=False)]
    assert permissions._uses(uses) == "camera (CAMERA), geolocation (FINE_LOCATION, refused)"
