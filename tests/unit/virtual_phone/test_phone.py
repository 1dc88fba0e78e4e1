"""The phone with a small app on it: windows, touch, life of processes, permissions, clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from pytest_mobcompliance.virtual_phone.apps import Context, Intent, Manifest, Pane
from pytest_mobcompliance.virtual_phone.phone import BACK, COPY, HOME, LETTER_A, PASTE, RECENTS, Phone
from pytest_mobcompliance.virtual_phone.spec import PhoneSpec
from pytest_mobcompliance.virtual_phone.state import PhoneError
from pytest_mobcompliance.virtual_phone.system import BROWSER, KEYBOARD, LAUNCHER
from pytest_mobcompliance.virtual_phone.views import View, Window, button, column, field_, scroll, text

PACKAGE = "cn.example.small"
CAMERA = "android.permission.CAMERA"


class SmallApp:
    def __init__(self, version: int = 1) -> None:
        self.manifest = Manifest(
            package=PACKAGE,
            label="小应用",
            permissions=(CAMERA, "android.permission.INTERNET"),
            schemes=("small",),
            version_code=version,
        )

    def start(self, context: Context) -> SmallProcess:
        return SmallProcess(context)


class SmallProcess:
    """Counts taps, keeps a text, asks for the camera, opens a dialog, crashes and hangs on request."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.dialog = False
        self.answers: list[Mapping[str, bool]] = []
        self.log: list[str] = []
        self.secure = False
        self.broken = False
        self.facts: dict[str, bool] = {}

    def open(self, intent: Intent) -> None:
        self.log.append(f"open {intent.data}".strip())

    @property
    def activity(self) -> str:
        return ".Main"

    def panes(self) -> Sequence[Pane]:
        if self.broken:
            raise RuntimeError("cannot draw")
        rows = [text(f"第 {n} 行", id="row", height=60) for n in range(30)]
        page = column(
            text(f"点了 {self.context.storage.get('taps', 0)} 次", id="count"),
            button("点", self.count, id="tap"),
            button("问", lambda: self.context.request([CAMERA], self.answers.append), id="ask"),
            button("框", self.show, id="dialog"),
            button("崩", lambda: self.context.crash("gone"), id="crash"),
            button("错", lambda: 1 // 0, id="raise"),
            button("挂", self.context.hang, id="hang"),
            button("网", lambda: self.context.start(Intent(data="https://example.test/")), id="web"),
            button("讯", lambda: self.context.toast("好了"), id="toast"),
            button("灰", self.count, id="off", enabled=False),
            field_(self.context.storage.get("name", ""), self.name, id="name", **self.facts),
            scroll(*rows, id="list"),
            height="fill",
        )
        panes = [Pane(root=page, secure=self.secure)]
        if self.dialog:
            box = column(text("问题", id="title"), button("好", self.close, id="ok"), width=200)
            panes.append(Pane(root=box, kind="dialog", key="box"))
        return panes

    def count(self) -> None:
        self.context.storage["taps"] = self.context.storage.get("taps", 0) + 1

    def name(self, words: str) -> None:
        self.context.storage["name"] = words

    def show(self) -> None:
        self.dialog = True

    def close(self) -> None:
        self.dialog = False

    def back(self) -> bool:
        was, self.dialog = self.dialog, False
        return was

    def paused(self) -> None:
        self.log.append("paused")

    def resumed(self) -> None:
        self.log.append("resumed")


def opened(spec: PhoneSpec | None = None, *more: str) -> Phone:
    """A phone that shows the app, which asks for these permissions too."""
    app = SmallApp()
    app.manifest = replace(app.manifest, permissions=(*app.manifest.permissions, *more))
    phone = Phone(spec or PhoneSpec(), [app])
    phone.start(Intent(package=PACKAGE))
    return phone


@pytest.fixture
def phone() -> Phone:
    return opened()


def process(phone: Phone) -> SmallProcess:
    running = phone.installed[PACKAGE].process
    assert isinstance(running, SmallProcess)
    return running


def view(phone: Phone, name: str) -> View | None:
    nodes = (node for window in phone.windows() for node in window.root.walk())
    return next((node.view for node in nodes if node.view.id == name), None)


def key(phone: Phone, name: str) -> str:
    nodes = (node for window in phone.windows() for node in window.root.walk())
    return next(node.key for node in nodes if node.view.id == name)


def tap(phone: Phone, name: str) -> None:
    phone.click(key(phone, name))


def words(phone: Phone, name: str) -> str | None:
    found = view(phone, name)
    return found.text if found is not None else None


def kinds(phone: Phone) -> list[str]:
    return [window.kind for window in phone.windows()]


def in_prompt(phone: Phone, words: str) -> None:
    """Touch the button of the permission dialog that says so."""
    (window,) = [each for each in phone.windows() if each.key == "prompt"]
    node = next(node for node in window.root.walk() if node.view.text == words)
    phone.click(node.key)


# ------------------------------------------------------------------ windows and touch


def test_the_app_stands_between_the_bars(phone: Phone) -> None:
    top, app, bottom = phone.windows()
    assert (top.kind, app.package, bottom.kind) == ("bar", PACKAGE, "bar")
    assert app.root.box == (0, top.root.box[3], phone.width, bottom.root.box[1])
    assert phone.focus() == (PACKAGE, f"{PACKAGE}.Main")


def test_a_touch_reaches_the_button_under_it(phone: Phone) -> None:
    tap(phone, "tap")
    tap(phone, "tap")
    assert words(phone, "count") == "点了 2 次"


def test_a_disabled_button_does_nothing(phone: Phone) -> None:
    tap(phone, "off")
    assert words(phone, "count") == "点了 0 次"


def test_a_dialog_keeps_touches_from_what_lies_behind(phone: Phone) -> None:
    tap(phone, "dialog")
    assert phone.active().kind == "dialog"
    button = next(node for node in phone.windows()[1].root.walk() if node.view.id == "tap")
    phone.tap(button.box[0] + 1, button.box[1] + 1)  # beside the dialog: closes it, does not count
    assert words(phone, "count") == "点了 0 次"
    assert "dialog" not in kinds(phone)


def test_back_closes_the_dialog_then_leaves_the_app(phone: Phone) -> None:
    tap(phone, "dialog")
    phone.press(BACK)
    assert phone.focus()[0] == PACKAGE
    phone.press(BACK)
    assert phone.focus()[0] == LAUNCHER


def test_typing_needs_a_field_with_the_focus(phone: Phone) -> None:
    with pytest.raises(PhoneError, match="focus"):
        phone.type_text("x")
    tap(phone, "name")
    assert phone.keyboard_shown()
    phone.type_text("测")
    phone.type_text("试")
    assert words(phone, "name") == "测试"
    phone.press(BACK)
    assert not phone.keyboard_shown()
    assert phone.focus()[0] == PACKAGE


def test_the_keyboard_shrinks_the_app_and_types(phone: Phone) -> None:
    before = phone.windows()[1].root.box[3]
    tap(phone, "name")
    window = next(each for each in phone.windows() if each.kind == "keyboard")
    assert window.package == KEYBOARD
    assert phone.windows()[1].root.box[3] == window.root.box[1] < before
    tap(phone, f"{KEYBOARD}:id/key_a")
    tap(phone, f"{KEYBOARD}:id/key_b")
    tap(phone, f"{KEYBOARD}:id/key_⌫")
    assert words(phone, "name") == "a"


def test_the_clipboard_is_used_by_keys(phone: Phone) -> None:
    phone.clipboard = "词"
    phone.press(PASTE)  # no field has the input
    tap(phone, "name")
    phone.press(PASTE)
    phone.press(PASTE)
    assert words(phone, "name") == "词词"
    phone.press(COPY)
    assert phone.clipboard == "词"  # nothing is selected
    phone.press(LETTER_A, ctrl=True)
    phone.press(COPY)
    assert phone.clipboard == "词词"


@pytest.mark.parametrize("facts", [{"password": True}, {"no_clipboard": True}])
def test_some_fields_let_nothing_be_copied(phone: Phone, facts: dict[str, bool]) -> None:
    process = phone.installed[PACKAGE].process
    assert isinstance(process, SmallProcess)
    process.facts = facts
    phone.clipboard = "词"
    tap(phone, "name")
    phone.type_text("密")
    phone.press(LETTER_A, ctrl=True)
    phone.press(COPY)
    assert phone.clipboard == "词"
    phone.press(PASTE)
    assert process.context.storage["name"] == ("密词" if "password" in facts else "密")


def test_a_swipe_scrolls_what_lies_under_it(phone: Phone) -> None:
    node = phone.find(key(phone, "list"))
    assert node is not None
    assert node.seen is not None
    x, y = node.seen[0] + 50, node.seen[3] - 10
    phone.swipe(x, y, x, y - 300)
    moved = phone.find(node.key)
    assert moved is not None
    assert moved.scrolled == 300


def test_scrolling_tells_when_it_is_at_its_end(phone: Phone) -> None:
    place = key(phone, "list")
    assert phone.scroll(place, 100)
    assert not phone.scroll(place, 100_000)
    assert not phone.scroll(place, -100_000)


def test_a_toast_goes_away_by_itself(phone: Phone) -> None:
    tap(phone, "toast")
    assert phone.toasts() == ["好了"]
    assert "toast" in kinds(phone)
    phone.advance(3)
    assert phone.toasts() == []
    assert "toast" not in kinds(phone)


# ------------------------------------------------------------------ life of processes


def test_data_outlive_the_process_and_not_a_clear(phone: Phone) -> None:
    tap(phone, "tap")
    phone.force_stop(PACKAGE)
    assert phone.focus()[0] == LAUNCHER
    phone.start(Intent(package=PACKAGE))
    assert words(phone, "count") == "点了 1 次"
    phone.clear(PACKAGE)
    phone.start(Intent(package=PACKAGE))
    assert words(phone, "count") == "点了 0 次"


def test_home_pauses_and_a_second_start_resumes_the_same_process(phone: Phone) -> None:
    first = process(phone)
    phone.press(HOME)
    phone.start(Intent(package=PACKAGE))
    assert process(phone) is first
    assert first.log == ["open", "resumed", "paused", "open", "resumed"]


def test_deep_links_find_their_app(phone: Phone) -> None:
    phone.press(HOME)
    phone.start(Intent(data="small://here"))
    assert process(phone).log[-2:] == ["open small://here", "resumed"]
    with pytest.raises(PhoneError, match="unable to resolve"):
        phone.start(Intent(data="nobody://here"))
    with pytest.raises(PhoneError, match="does not exist"):
        phone.start(Intent(package=PACKAGE, activity=".Nowhere"))


def test_an_address_opens_the_browser_and_back_returns(phone: Phone) -> None:
    tap(phone, "web")
    assert phone.focus()[0] == BROWSER
    assert words(phone, "url") == "https://example.test/"
    phone.press(BACK)
    assert phone.focus()[0] == PACKAGE


def test_recent_tasks_lead_back(phone: Phone) -> None:
    phone.press(RECENTS)
    card = next(node for node in phone.active().root.walk() if node.view.text == "小应用")
    phone.tap(card.box[0] + 1, card.box[1] + 1)
    assert phone.focus()[0] == PACKAGE


def thumbnail(phone: Phone) -> View:
    return next(node.view for node in phone.active().root.walk() if node.view.id == "snapshot")


def test_recent_tasks_show_what_an_app_showed_last(phone: Phone) -> None:
    tap(phone, "tap")
    before = [node.view.text for node in phone.active().root.walk()]
    phone.press(RECENTS)
    (window,) = thumbnail(phone).small
    assert [node.view.text for node in window.root.walk()] == before
    plain = phone.screenshot()
    process(phone).secure = True
    phone.start(Intent(package=PACKAGE))
    phone.press(RECENTS)
    assert thumbnail(phone).small == ()
    assert phone.screenshot() != plain


def test_a_dialog_shows_among_the_recent_tasks_too(phone: Phone) -> None:
    tap(phone, "dialog")
    phone.press(HOME)
    phone.press(RECENTS)
    assert [window.kind for window in thumbnail(phone).small] == ["application", "dialog"]
    assert phone.screenshot()


def test_a_toast_can_be_taken_away(phone: Phone) -> None:
    takes_away = process(phone).context.toast("好了")
    assert phone.toasts() == ["好了"]
    takes_away()
    takes_away()
    assert phone.toasts() == []


@pytest.mark.parametrize("how", ["crash", "raise"])
def test_a_crash_ends_the_process_and_the_system_says_so(phone: Phone, how: str) -> None:
    tap(phone, how)
    assert phone.installed[PACKAGE].process is None
    assert phone.focus()[0] == "android"
    assert any("FATAL EXCEPTION" in line.text for line in phone.logcat)
    tap(phone, "android:id/aerr_close")
    assert phone.focus()[0] == LAUNCHER


def test_an_app_that_cannot_draw_has_crashed(phone: Phone) -> None:
    process(phone).broken = True
    phone.changed()
    assert phone.windows()[1].package == LAUNCHER
    assert phone.installed[PACKAGE].process is None


def test_an_app_that_does_not_answer_a_touch_hangs(phone: Phone) -> None:
    tap(phone, "hang")
    tap(phone, "tap")
    assert phone.focus()[0] == PACKAGE
    phone.advance(6)
    assert phone.focus()[0] == "android"
    assert any("ANR in" in line.text for line in phone.logcat)
    tap(phone, "android:id/aerr_wait")
    assert words(phone, "count") == "点了 0 次"


def test_timers_of_a_dead_process_do_nothing(phone: Phone) -> None:
    process(phone).context.later(10, lambda: process(phone).count())
    phone.force_stop(PACKAGE)
    phone.start(Intent(package=PACKAGE))
    phone.advance(20)
    assert words(phone, "count") == "点了 0 次"


def test_an_upgrade_keeps_data_and_permissions(phone: Phone) -> None:
    tap(phone, "tap")
    phone.grant(PACKAGE, CAMERA)
    phone.install(SmallApp(version=2))
    assert phone.installed[PACKAGE].manifest.version_code == 2
    assert phone.installed[PACKAGE].permissions.granted(CAMERA)
    phone.start(Intent(package=PACKAGE))
    assert words(phone, "count") == "点了 1 次"


# ------------------------------------------------------------------ permissions


def test_a_request_shows_the_dialog_and_its_answer_reaches_the_app(phone: Phone) -> None:
    tap(phone, "ask")
    assert phone.focus()[0] == "com.android.permissioncontroller"
    in_prompt(phone, "仅在使用该应用时允许")
    assert process(phone).answers == [{CAMERA: True}]
    assert phone.focus()[0] == PACKAGE
    tap(phone, "ask")
    assert process(phone).answers[1:] == [{CAMERA: True}]


def test_the_second_denial_is_for_good(phone: Phone) -> None:
    for _ in range(2):
        tap(phone, "ask")
        in_prompt(phone, "不允许")
    tap(phone, "ask")
    assert phone.focus()[0] == PACKAGE
    assert process(phone).answers == [{CAMERA: False}] * 3


def test_back_is_no_answer(phone: Phone) -> None:
    for _ in range(3):
        tap(phone, "ask")
        phone.press(BACK)
    assert process(phone).answers == [{CAMERA: False}] * 3
    assert phone.installed[PACKAGE].permissions.flags(CAMERA) & {"USER_SET", "USER_FIXED"} == set()


def test_a_one_time_grant_ends_after_a_while_in_the_background(phone: Phone) -> None:
    tap(phone, "ask")
    in_prompt(phone, "仅限这一次")
    assert phone.installed[PACKAGE].permissions.granted(CAMERA)
    phone.press(HOME)
    phone.advance(120)
    assert not phone.installed[PACKAGE].permissions.granted(CAMERA)


def test_an_upgrade_that_regrants(phone: Phone) -> None:
    tap(phone, "ask")
    in_prompt(phone, "不允许")
    newer = SmallApp(version=2)
    newer.manifest = replace(newer.manifest, regrants=True)
    phone.install(newer)
    assert phone.installed[PACKAGE].permissions.granted(CAMERA)


@pytest.mark.parametrize(("api", "in_front_only"), [(28, False), (29, True), (34, True)])
def test_behind_another_app_uses_are_refused(api: int, in_front_only: bool) -> None:
    phone = opened(PhoneSpec(api=api))
    rights, context = phone.installed[PACKAGE].permissions, process(phone).context
    rights.grant(CAMERA)
    phone.clipboard = "x"
    context.use("CAMERA")
    assert context.clipboard() == "x"
    assert {op.name: op.reject_time for op in rights.ops() if op.time} == {
        "CAMERA": None,
        "READ_CLIPBOARD": None,
    }
    phone.press(HOME)
    context.use("CAMERA")
    assert context.clipboard() == ("" if in_front_only else "x")
    refused = {op.name for op in rights.ops() if op.reject_time}
    assert ("READ_CLIPBOARD" in refused) == in_front_only
    assert ("CAMERA" in refused) == (api >= 30)  # since then a grant is for the time of use


def test_setting_the_clock_ends_no_one_time_grant(phone: Phone) -> None:
    tap(phone, "ask")
    in_prompt(phone, "仅限这一次")
    before = phone.now()
    phone.set_clock(before + 48 * 3600)
    phone.press(HOME)
    assert phone.installed[PACKAGE].permissions.granted(CAMERA)
    assert phone.now() - before >= 48 * 3600


# ------------------------------------------------------------------ faults of dialogs


def test_a_dialog_that_stands_there_twice() -> None:
    phone = opened(PhoneSpec(faults=("prompt-twice",)))
    tap(phone, "ask")
    in_prompt(phone, "不允许")
    assert phone.focus()[0] == "com.android.permissioncontroller"
    assert "USER_SET" in phone.installed[PACKAGE].permissions.flags(CAMERA)
    in_prompt(phone, "仅在使用该应用时允许")  # the second one decides nothing
    assert process(phone).answers == [{CAMERA: False}]
    assert "USER_FIXED" not in phone.installed[PACKAGE].permissions.flags(CAMERA)


def test_a_dialog_that_another_takes_the_place_of() -> None:
    phone = opened(PhoneSpec(faults=("prompt-changes",)), "android.permission.RECORD_AUDIO")
    phone.disturb("prompt-changes")
    tap(phone, "ask")
    asks = [asking.ahead[0].group for asking in phone.asking]
    phone.disturb("prompt-presses")  # not this phone's fault
    assert asks == ["CAMERA"]
    for _ in range(2):  # once for each
        phone.disturb("prompt-changes")
        assert [asking.ahead[0].group for asking in phone.asking] == ["MICROPHONE", "CAMERA"]
    in_prompt(phone, "不允许")
    in_prompt(phone, "不允许")
    assert process(phone).answers == [{CAMERA: False}]


def test_a_dialog_that_another_lies_over() -> None:
    phone = opened(PhoneSpec(faults=("prompt-covers",)))
    tap(phone, "ask")
    assert phone.focus()[0] == "com.android.settings"
    phone.press(BACK)
    assert phone.focus()[0] == "com.android.permissioncontroller"
    in_prompt(phone, "不允许")
    assert process(phone).answers == [{CAMERA: False}]


def test_revoking_ends_the_process(phone: Phone) -> None:
    phone.grant(PACKAGE, CAMERA)
    assert phone.installed[PACKAGE].process is not None
    phone.revoke(PACKAGE, CAMERA)
    assert phone.installed[PACKAGE].process is None


# ------------------------------------------------------------------ display


def test_rotation_and_overrides_change_the_display(phone: Phone) -> None:
    phone.settings["system"]["user_rotation"] = "1"
    phone.changed()
    assert (phone.width, phone.height) == (2340, 1080)
    assert phone.windows()[1].root.box[2] == 2340
    phone.settings["system"]["user_rotation"] = "0"
    phone.density_override = 320
    phone.changed()
    assert phone.density == 2.0


def app_window(phone: Phone) -> Window:
    return phone.windows()[1]


def test_text_follows_the_font_scale(phone: Phone) -> None:
    def height() -> int:
        node = next(node for node in app_window(phone).root.walk() if node.view.id == "count")
        return node.box[3] - node.box[1]

    before = height()
    phone.settings["system"]["font_scale"] = "2.0"
    phone.changed()
    assert height() > 1.5 * before


def test_a_protected_window_leaves_a_black_picture(phone: Phone) -> None:
    open_picture = phone.screenshot()
    process(phone).secure = True
    phone.changed()
    assert phone.shows_secure()
    assert phone.screenshot() != open_picture
    assert phone.screenshot() is phone.screenshot()
