"""Permission dialogs of the virtual phone, by vendor and Android version."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from pytest_mobcompliance.virtual_phone.dialogs import (
    Dialog,
    choices,
    dialog_for,
    other_dialog,
    other_dialogs,
)
from pytest_mobcompliance.virtual_phone.layout import Display, lay_out
from pytest_mobcompliance.virtual_phone.permissions import GROUPS, Permissions, Request
from pytest_mobcompliance.virtual_phone.spec import API_LEVELS, VENDORS, PhoneSpec
from pytest_mobcompliance.virtual_phone.views import View

PC = "com.android.permissioncontroller:id/"
PI = "com.android.packageinstaller:id/"
MIUI = "com.lbe.security.miui:id/"
CAMERA = Request(group="CAMERA", names=("android.permission.CAMERA",))
LOCATION = Request(
    group="LOCATION",
    names=("android.permission.ACCESS_FINE_LOCATION", "android.permission.ACCESS_COARSE_LOCATION"),
    precision=True,
)
CONTACTS = Request(group="CONTACTS", names=("android.permission.READ_CONTACTS",))


class Heard:
    """Takes answers."""

    def __init__(self):
        self.said: list[tuple[str, bool, bool]] = []

    def __call__(self, meaning, *, precise=True, dont_ask_again=False):
        self.said.append((meaning, precise, dont_ask_again))


def ask(request, api=34, vendor="aosp", locale="zh-CN", heard=None, state=None) -> Dialog:
    spec = PhoneSpec(api=api, vendor=vendor)
    return dialog_for(spec, "示例银行", request, heard or Heard(), locale, {} if state is None else state)


def views(root: View):
    yield root
    for child in root.children:
        yield from views(child)


def by_id(dialog: Dialog) -> dict[str, View]:
    return {view.id: view for view in views(dialog.root) if view.id}


def buttons(dialog: Dialog) -> list[tuple[str, str]]:
    words = [view for view in views(dialog.root) if view.clickable and view.text and not view.checkable]
    return [(view.id, view.text) for view in words]


# ------------------------------------------------------------------ the stock dialog


def test_the_camera_on_35():
    dialog = ask(CAMERA, 35)
    assert dialog.package == "com.android.permissioncontroller"
    assert dialog.activity.endswith(".permission.ui.GrantPermissionsActivity")
    assert by_id(dialog)[f"{PC}permission_message"].text == "要允许“示例银行”拍摄照片和录制视频吗？"
    assert buttons(dialog) == [
        (f"{PC}permission_allow_foreground_only_button", "仅在使用该应用时允许"),
        (f"{PC}permission_allow_one_time_button", "仅限这一次"),
        (f"{PC}permission_deny_button", "不允许"),
    ]
    assert dialog.guesses == ()
    assert not dialog.guessed


def test_the_camera_on_29_has_no_one_time_button():
    assert buttons(ask(CAMERA, 29)) == [
        (f"{PC}permission_allow_button", "允许"),
        (f"{PC}permission_deny_button", "拒绝"),
    ]


def test_the_camera_on_26_lives_in_the_installer():
    dialog = ask(CAMERA, 26)
    assert dialog.package == "com.android.packageinstaller"
    assert by_id(dialog)[f"{PI}permission_message"].text == "要允许示例银行拍摄照片和录制视频吗？"
    assert buttons(dialog) == [
        (f"{PI}permission_deny_button", "拒绝"),
        (f"{PI}permission_allow_button", "允许"),
    ]
    assert f"{PI}do_not_ask_checkbox" not in by_id(dialog)
    assert not dialog.guessed


def test_english_words():
    assert [words for _, words in buttons(ask(CAMERA, 34, locale="en-US"))] == [
        "While using the app",
        "Only this time",
        "Don’t allow",
    ]


def test_from_30_the_second_denial_has_the_same_words_and_another_id():
    first = ask(CAMERA, 33)
    second = ask(Request(group="CAMERA", names=CAMERA.names, asked_before=True), 33)
    assert buttons(first)[-1] == (f"{PC}permission_deny_button", "不允许")
    assert buttons(second)[-1] == (f"{PC}permission_deny_and_dont_ask_again_button", "不允许")


def test_on_29_both_denials_stand_side_by_side():
    second = Request(group="CONTACTS", names=CONTACTS.names, asked_before=True)
    assert choices(second, 29) == ("allow", "deny", "deny_forever")
    assert buttons(ask(second, 29))[-1][1] == "拒绝，不要再询问"


def test_until_28_a_box_appears_after_the_first_denial_and_turns_allow_off():
    heard, state = Heard(), {}
    second = Request(group="CONTACTS", names=CONTACTS.names, asked_before=True)
    dialog = ask(second, 28, heard=heard, state=state)
    box = by_id(dialog)[f"{PI}do_not_ask_checkbox"]
    assert (box.text, box.checked) == ("不再询问", False)
    box.on_tap()
    dialog = ask(second, 28, heard=heard, state=state)
    found = by_id(dialog)
    assert found[f"{PI}do_not_ask_checkbox"].checked
    assert not found[f"{PI}permission_allow_button"].enabled
    found[f"{PI}permission_deny_button"].on_tap()
    assert heard.said == [("deny", True, True)]


def test_precise_or_approximate():
    heard, state = Heard(), {}
    found = by_id(ask(LOCATION, heard=heard, state=state))
    assert found[f"{PC}permission_location_accuracy_radio_fine"].checked
    found[f"{PC}permission_location_accuracy_radio_coarse"].on_tap()
    found = by_id(ask(LOCATION, heard=heard, state=state))
    assert found[f"{PC}permission_location_accuracy_radio_coarse"].checked
    assert not found[f"{PC}permission_location_accuracy_radio_fine"].checked
    found[f"{PC}permission_allow_one_time_button"].on_tap()
    assert heard.said == [("allow_once", False, False)]
    assert f"{PC}permission_location_accuracy" not in by_id(ask(CAMERA))


def test_from_approximate_to_precise_the_denial_keeps_what_is_granted():
    upgrade = Request(group="LOCATION", names=LOCATION.names[:1], coarse_granted=True)
    heard = Heard()
    dialog = ask(upgrade, 34, heard=heard)
    found = by_id(dialog)
    assert (
        found[f"{PC}permission_message"].text == "要将“示例银行”可以使用的位置信息从大致位置改为确切位置吗？"
    )
    assert found[f"{PC}permission_allow_foreground_only_button"].text == "更改为确切位置"
    assert found[f"{PC}permission_deny_button"].text == "继续使用大致位置"
    found[f"{PC}permission_deny_button"].on_tap()
    assert heard.said[0][0] == "keep_current"


def test_some_photos_or_all():
    photos = Request(group="READ_MEDIA_VISUAL", names=("android.permission.READ_MEDIA_IMAGES",), partial=True)
    assert [name.removeprefix(PC) for name, _ in buttons(ask(photos))] == [
        "permission_allow_selected_button",
        "permission_allow_all_button",
        "permission_deny_button",
    ]
    again = Request(group="READ_MEDIA_VISUAL", names=photos.names, partial=True, selected_before=True)
    assert buttons(ask(again))[-1] == (f"{PC}permission_dont_allow_more_selected_button", "不选择其他数据")


def test_background_location_for_old_targets():
    upgrade = Request(
        group="LOCATION", names=("android.permission.ACCESS_BACKGROUND_LOCATION",), background="upgrade"
    )
    assert choices(upgrade, 29) == ("allow_background", "keep_background")
    assert buttons(ask(upgrade, 29))[-1] == (f"{PC}permission_deny_button", "保持仅在使用时访问")
    assert buttons(ask(upgrade, 33)) == [(f"{PC}permission_no_upgrade_button", "保留“在使用该应用期间”")]
    assert "在“设置”中允许" in by_id(ask(upgrade, 33))[f"{PC}detail_message"].text


@pytest.mark.parametrize(
    ("api", "target", "words"),
    [
        (32, 29, "照片、媒体内容和文件"),
        (32, 31, "照片和媒体"),
        (33, 31, "照片、视频、音乐和音频"),
        (33, 28, "和其他文件"),
    ],
)
def test_files_are_worded_by_level_and_target(api, target, words):
    files_ = Request(group="STORAGE", names=("android.permission.READ_EXTERNAL_STORAGE",), target_sdk=target)
    assert words in by_id(ask(files_, api))[f"{PC}permission_message"].text


# ------------------------------------------------------------------ vendors


def test_xiaomi_has_texts_instead_of_buttons_and_its_own_spelling():
    dialog = ask(CAMERA, 33, "miui")
    assert dialog.package == "com.lbe.security.miui"
    found = by_id(dialog)
    assert found[f"{MIUI}permission_allow_onetime_button"].text == "本次运行允许"
    assert found[f"{MIUI}permission_allow_onetime_button"].cls == "android.widget.TextView"
    assert found[f"{MIUI}permission_allow_foreground_only_button"].text == "仅在使用中允许"
    assert found[f"{MIUI}permission_deny_button"].text == "拒绝"
    assert not dialog.guessed


def test_huaweis_guard_of_26_and_its_guessed_successors():
    guard = ask(CAMERA, 26, "emui")
    assert guard.package == "com.huawei.systemmanager"
    assert dict(buttons(guard)) == {
        "com.huawei.systemmanager:id/btn_allow": "允许",
        "com.huawei.systemmanager:id/btn_forbbid": "禁止",
    }
    assert guard.guesses == ("activity",)
    assert "window" in ask(CAMERA, 31, "emui").guesses


def test_samsung_says_dont_allow_already_on_30():
    dialog = ask(CAMERA, 30, "oneui", "en-US")
    assert dialog.package == "com.google.android.permissioncontroller"
    assert buttons(dialog)[-1] == (f"{PC}permission_deny_button", "Don’t allow")
    assert not dialog.guessed
    assert ask(CAMERA, 30, "oneui").guessed  # its Chinese words were never seen


@pytest.mark.parametrize("vendor", ["coloros", "originos"])
@pytest.mark.parametrize("api", [28, 31, 35])
def test_families_nobody_captured_say_that_they_are_guesses(vendor, api):
    assert "window" in ask(CAMERA, api, vendor).guesses


def test_nothing_of_36_was_seen():
    assert set(ask(CAMERA, 36).guesses) >= {"window", "message", "button:deny"}


def test_the_list_of_apps_on_xiaomi():
    apps = Request(group="INSTALLED_APPS", names=GROUPS["INSTALLED_APPS"])
    assert by_id(ask(apps, 34, "miui"))[f"{MIUI}permission_message"].text == "要允许示例银行获取应用列表吗？"


# ------------------------------------------------------------------ all of them


@pytest.mark.parametrize(
    ("vendor", "locale"), [*((vendor, "zh-CN") for vendor in VENDORS), ("aosp", "en-US"), ("oneui", "en-US")]
)
def test_every_question_that_a_phone_can_ask_has_a_dialog_that_fits_and_answers(vendor, locale):
    for api in API_LEVELS:
        spec = PhoneSpec(api=api, vendor=vendor)
        for target in (28, 34):
            names = [name for group in GROUPS.values() for name in group]
            rights = Permissions(names, api=api, target_sdk=target, vendor=vendor)
            for _ in range(2):
                for request in [*rights.ask(names), *rights.system_asks()]:
                    heard = Heard()
                    dialog = dialog_for(spec, "示例银行", request, heard, locale, {})
                    choose = [
                        view for view in views(dialog.root) if view.clickable and view.text and view.enabled
                    ]
                    assert choose, (api, target, request)
                    assert all("{" not in view.text for view in views(dialog.root))
                    node = lay_out(dialog.root, (0, 66, 1080, 2340), Display(density=2.75))
                    assert node.box[3] <= 2340
                    assert all(each.seen is not None for each in node.walk() if each.view.text)
                    for view in choose:
                        view.on_tap()
                    meanings = [meaning for meaning, _, _ in heard.said]
                    assert len(meanings) == len(set(meanings)), (api, request, meanings)
                    refusal = next(
                        each for each in meanings if each in ("deny", "deny_forever", "keep_current")
                    )
                    rights.answer(request, refusal)
            assert api < 30 or not rights.ask(names)


def test_every_value_names_its_source():
    data = tomllib.loads(
        files("pytest_mobcompliance.virtual_phone").joinpath("dialogs.toml").read_text("utf-8")
    )
    rows = [row for family in data["windows"].values() for row in family]
    rows += [button for family in data["buttons"].values() for button in family.values()]
    rows += [*data["words"].values(), *data["messages"].values(), *data["others"].values()]
    assert all(row["source"] for row in rows)
    for row in rows:
        if row["source"].startswith(("G", "L")) and "S " not in row["source"]:
            flagged = row.get("guessed") or all(
                each.get("guessed") or row["source"].startswith("G in") for each in row.get("texts", [{}])
            )
            assert flagged, row


# ------------------------------------------------------------------ near misses


def test_other_dialogs_are_of_the_system_and_tell_what_was_tapped():
    said = []
    dialog = other_dialog("anr", "示例银行", chosen=said.append)
    found = by_id(dialog)
    assert dialog.package == "android"
    assert found["android:id/aerr_wait"].text == "等待"
    found["android:id/aerr_close"].on_tap()
    assert said == ["close"]
    assert "示例银行" in found["android:id/alertTitle"].text


def test_other_dialogs_never_carry_a_prompts_message():
    for name in other_dialogs():
        dialog = other_dialog(name, "示例银行", "en-US")
        assert len(buttons(dialog)) >= 2
        assert not any("permission_message" in name for name in by_id(dialog))


def test_an_unknown_name_is_an_error():
    with pytest.raises(KeyError):
        other_dialog("nonsense", "示例银行")
