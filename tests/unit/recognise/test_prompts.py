"""Permission dialogs of the families, written down from the sources that each row names; and near misses.

Each dialog is a tree in the shape of UiAutomator2's: package, class, resource id, text.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pytest_mobcompliance import recognise_prompt
from pytest_mobcompliance.recognise import DIALOG_FAMILIES, DialogFamily, PermissionPrompt, UnknownDialog
from pytest_mobcompliance.recognise.prompts import load_families
from pytest_mobcompliance.screen import Element, Platform, Screen

APP = "cn.example.bank"
STOCK = "com.android.permissioncontroller"
GOOGLE = "com.google.android.permissioncontroller"
OLD = "com.android.packageinstaller"
MIUI = "com.lbe.security.miui"


def node(id: str = "", text: str | None = None, role: str = "button", **facts: Any) -> dict[str, Any]:
    """One node; ``id`` is the suffix, ``role`` what the parser makes of its class."""
    return {
        "resource_id": id,
        "text": text,
        "role": role,
        "clickable": role in ("button", "checkbox"),
        **facts,
    }


def question(text: str, id: str = "permission_message") -> dict[str, Any]:
    return node(id, text, "text")


def said(text: str) -> dict[str, Any]:
    return node("", text, "text")


def press(text: str) -> dict[str, Any]:
    """A button without id."""
    return node("", text)


def dialog(
    package: str | None,
    *nodes: dict[str, Any],
    platform: str = "android",
    ids: str | None = None,
    over: bool = True,
    **facts: Any,
) -> Screen:
    """A dialog of a package over the app's own page.

    :param ids: what stands before the ids, when it is not the package.
    """
    tree = [Element(id="/", role="generic", visible=True)]
    if over:
        tree.append(Element(id="/app", role="button", text="允许", package=APP, parent="/", clickable=True))
    box = Element(id="/d", role="generic", package=package, parent="/", class_name=facts.pop("box", None))
    tree.append(box)
    for number, row in enumerate(nodes):
        known = dict(row)
        suffix = known.pop("resource_id")
        full = suffix if ":" in suffix or not suffix else f"{ids or package}:id/{suffix}"
        known.setdefault("name", known["text"])
        tree.append(
            Element(
                id=f"/d/{number}",
                parent="/d",
                package=package,
                visible=True,
                resource_id=full or None,
                **known,
            )
        )
    inside = {each.id: tuple(one.id for one in tree if one.parent == each.id) for each in tree}
    elements = tuple(replace(each, children=inside[each.id]) for each in tree)
    return Screen(
        platform=Platform(platform), elements=elements, size=(1080, 2340), **{"package": APP} | facts
    )


def meanings(prompt: PermissionPrompt | UnknownDialog | None) -> dict[str, str | None]:
    assert isinstance(prompt, PermissionPrompt)
    return {meaning: button.text or button.name for meaning, button in prompt.buttons.items()}


# ------------------------------------------------------------------ AOSP


def test_api_23_to_28_asks_again_with_a_box():
    """PI@6.0.0_r1 to 9.0.0_r1, permission_description.xml and grant_permissions.xml."""
    found = recognise_prompt(
        dialog(
            OLD,
            node("current_page_text", "第 1 项权限（共 2 项）", "text"),
            question("要允许示例银行拍摄照片和录制视频吗？"),
            node("do_not_ask_checkbox", "不再询问", "checkbox"),
            node("permission_deny_button", "拒绝"),
            node("permission_allow_button", "允许"),
        )
    )
    assert meanings(found) == {"deny": "拒绝", "allow": "允许"}
    assert isinstance(found, PermissionPrompt)
    assert (found.family, found.permission, found.confirmed) == ("aosp", "camera", True)
    assert found.dont_ask_again is not None
    assert found.dont_ask_again.text == "不再询问"
    assert found.message == "要允许示例银行拍摄照片和录制视频吗？"


def test_api_29_offers_a_no_for_good():
    """PI@10.0.0_r1 GrantPermissionsActivity 636-690."""
    found = recognise_prompt(
        dialog(
            STOCK,
            question("要允许示例银行获取此设备的位置信息吗？"),
            node("permission_allow_always_button", "一律允许"),
            node("permission_allow_foreground_only_button", "仅在使用此应用时允许"),
            node("permission_deny_button", "拒绝"),
            node("permission_deny_and_dont_ask_again_button", "拒绝，不要再询问"),
        )
    )
    assert meanings(found) == {
        "allow_always": "一律允许",
        "allow_foreground": "仅在使用此应用时允许",
        "deny": "拒绝",
        "deny_forever": "拒绝，不要再询问",
    }


@pytest.mark.parametrize("order", [1, -1])
def test_api_30_tells_both_refusals_by_id_alone(order: int):
    """PI@11.0.0_r1: both ids carry the string grant_dialog_button_deny. Google's package: patrol#231."""
    buttons = [
        node("permission_allow_foreground_only_button", "仅在使用该应用时允许"),
        node("permission_allow_one_time_button", "仅限这一次"),
        node("permission_deny_and_dont_ask_again_button", "拒绝"),
    ]
    found = recognise_prompt(
        dialog(
            GOOGLE,
            question("允许示例银行录音吗？"),
            *buttons[::order],
            ids="com.android.permissioncontroller",
        )
    )
    assert meanings(found) == {
        "allow_foreground": "仅在使用该应用时允许",
        "allow_once": "仅限这一次",
        "deny_forever": "拒绝",
    }
    assert isinstance(found, PermissionPrompt)
    assert (found.permission, found.meaning_for("denied")) == ("microphone", "deny_forever")
    assert (found.meaning_for("granted"), found.meaning_for("prompt")) == ("allow_foreground", None)


def test_api_31_lets_choose_how_exact():
    """PM@lineage-19.0 grant_permissions.xml."""
    found = recognise_prompt(
        dialog(
            GOOGLE,
            question("要允许“示例银行”获取此设备的位置信息吗？"),
            node("permission_location_accuracy_radio_fine", "确切位置", "radio"),
            node("permission_location_accuracy_radio_coarse", "大致位置", "radio"),
            node("permission_allow_foreground_only_button", "仅在使用该应用时允许"),
            node("permission_allow_one_time_button", "仅限这一次"),
            node("permission_deny_button", "不允许"),
        )
    )
    assert isinstance(found, PermissionPrompt)
    assert {key: choice.text for key, choice in found.precision.items()} == {
        "precise": "确切位置",
        "approximate": "大致位置",
    }
    assert found.permission == "location"


def test_refusing_the_step_to_precise_location_keeps_the_grant():
    """PM@22.0 GrantPermissionsViewHandlerImpl.updateButtons."""
    found = recognise_prompt(
        dialog(
            STOCK,
            question("要将“示例银行”可以使用的位置信息从大致位置改为确切位置吗？"),
            node("permission_allow_foreground_only_button", "更改为确切位置"),
            node("permission_allow_one_time_button", "仅限这一次"),
            node("permission_deny_button", "继续使用大致位置"),
        )
    )
    assert meanings(found) == {
        "allow_foreground": "更改为确切位置",
        "allow_once": "仅限这一次",
        "keep_current": "继续使用大致位置",
    }
    assert isinstance(found, PermissionPrompt)
    assert (found.permission, found.meaning_for("denied"), found.confirmed) == (
        "location",
        "keep_current",
        True,
    )


def test_step_to_always_may_be_refused():
    """PI@11, PM@*: permission_no_upgrade_button; the link of detail_message leads to the settings."""
    found = recognise_prompt(
        dialog(
            STOCK,
            question("要更改示例银行的位置信息访问权限吗？"),
            node("detail_message", "在“设置”中允许", "text"),
            node("permission_no_upgrade_button", "保留“在使用该应用期间”"),
            node("permission_no_upgrade_and_dont_ask_again_button", "保留“在使用该应用期间”"),
        )
    )
    assert set(meanings(found)) == {"settings", "keep_current"}


@pytest.mark.parametrize(
    ("no", "meaning"),
    [
        (node("permission_deny_button", "Don’t allow"), "deny"),
        (node("permission_dont_allow_more_selected_button", "Don’t select more"), "keep_current"),
    ],
)
def test_api_34_offers_some_photos(no: dict[str, Any], meaning: str):
    """PM@21.0, 22.0 StorageGrantBehavior."""
    found = recognise_prompt(
        dialog(
            STOCK,
            question("Allow Example Bank to access photos and videos on this device?"),
            node("permission_allow_selected_button", "Allow limited access"),
            node("permission_allow_all_button", "Allow all"),
            no,
        )
    )
    assert set(meanings(found)) == {"allow_selected", "allow_all", meaning}
    assert isinstance(found, PermissionPrompt)
    assert (found.permission, found.meaning_for("granted")) == ("photos", "allow_all")


@pytest.mark.parametrize(
    ("message", "permission"),
    [
        ("允许示例银行获取此设备的位置信息吗？", "location"),
        ("要允许“示例银行”获取此设备的大致位置信息吗？", "location"),
        ("Allow Example Bank to access this device’s location?", "location"),
        ("Allow Example Bank to access this device’s approximate location?", "location"),
        ("Change Example Bank’s location access from approximate to precise?", "location"),
        ("Change location access for Example Bank?", "location"),
        ("Allow Example Bank to take pictures and record video?", "camera"),
        ("要更改“示例银行”的相机使用权限吗？", "camera"),
        ("Allow FoneApp to record audio?", "microphone"),
        ("要允许“录音机”访问您的通讯录吗？", "contacts"),
        ("要允许定位宝录音吗？", "microphone"),
        ("Allow Example Bank to access your contacts?", "contacts"),
        ("允许示例银行访问您的日历吗？", "calendar"),
        ("要允许“示例银行”发送和查看短信吗？", "sms"),
        ("Allow Example Bank to send and view SMS messages?", "sms"),
        ("允许示例银行访问您的手机通话记录吗？", "call_log"),
        ("Allow Example Bank to access your phone call logs?", "call_log"),
        ("允许“示例银行”拨打电话和管理通话吗？", "phone"),
        ("Allow Example Bank to make and manage phone calls?", "phone"),
        ("允许“示例银行”访问您设备上的照片、媒体内容和文件吗？", "storage"),
        ("Allow Example Bank to access photos, media, and files on your device?", "storage"),
        ("要允许“示例银行”访问此设备上的照片、视频、音乐和音频吗？", "storage"),
        ("要允许“示例银行”访问此设备上的照片、视频、音乐、音频和其他文件吗？", "storage"),
        ("要允许示例银行访问您设备上的照片和媒体吗？", "photos"),
        ("允许示例银行访问此设备上的更多照片和视频？", "photos"),
        ("允许示例银行访问此设备上的音乐和音频吗？", "audio"),
        ("要允许“示例银行”向您发送通知吗？", "notifications"),
        ("Allow Example Bank to send you notifications?", "notifications"),
        ("要允许“示例银行”查找、连接到附近设备以及确定附近设备的相对位置吗？", "nearby"),
        ("允许示例银行获取您的身体活动数据吗？", "activity"),
        ("允许示例银行访问与您的生命体征相关的传感器数据吗？", "sensors"),
        ("Allow Example Bank to access sensor data about your vital signs?", "sensors"),
        ("“示例银行”请求存储权限，是否允许？", "storage"),
        ("“示例银行”请求使用摄像头权限，是否允许？", "camera"),
        ("要允许 示例银行 通过网络或者卫星对您的手机定位吗？", "location"),
        ("要允许“示例银行”做别的事吗？", "unknown"),
    ],
)
def test_question_tells_the_permission_whatever_the_app_is_called(message: str, permission: str):
    """PI@11 and PM@* permgrouprequest_*; #60349306414, #1407937907, #14114243536."""
    found = recognise_prompt(
        dialog(
            STOCK, question(message), node("permission_allow_button", "允许"), node("permission_deny_button")
        )
    )
    assert isinstance(found, PermissionPrompt)
    assert found.permission == permission


def test_dialog_in_front_alone_is_seen_too():
    buttons = (node("permission_allow_button", "允许"), node("permission_deny_button", "拒绝"))
    screen = dialog(None, question("允许示例银行录音吗？"), *buttons, over=False, ids=STOCK)
    screen = replace(screen, package=STOCK)
    assert set(meanings(recognise_prompt(screen))) == {"allow", "deny"}


def test_id_and_word_that_contradict_each_other_are_not_trusted():
    found = recognise_prompt(
        dialog(STOCK, question("允许示例银行录音吗？"), node("permission_allow_button", "不允许"))
    )
    assert isinstance(found, PermissionPrompt)
    assert not found.confirmed


# ------------------------------------------------------------------ vendors


def test_miui_layout_a():
    """#46984827009 (TextViews that are tapped), #27774765513 (onetime without underscore)."""
    found = recognise_prompt(
        dialog(
            MIUI,
            question("要允许 示例银行 访问您的通讯录吗？"),
            node("permission_allow_foreground_only_button", "仅在使用中允许", "text", clickable=True),
            node("permission_allow_onetime_button", "本次使用允许", "text", clickable=True),
            node("permission_deny_button", "拒绝", "text", clickable=True),
        )
    )
    assert set(meanings(found)) == {"allow_foreground", "allow_once", "deny"}
    assert isinstance(found, PermissionPrompt)
    assert (found.family, found.permission, found.confirmed) == ("miui", "contacts", True)


@pytest.mark.parametrize("order", [1, -1])
def test_miui_layout_b_has_buttons_without_ids(order: int):
    """#22168117724: dialog_root_view > buttonPanel > Button."""
    buttons = [press("本次运行允许"), press("仅在使用中允许"), press("拒绝")][::order]
    found = recognise_prompt(dialog(MIUI, said("要允许示例银行录音吗？"), *buttons))
    assert meanings(found) == {
        "allow_once": "本次运行允许",
        "allow_foreground": "仅在使用中允许",
        "deny": "拒绝",
    }


def test_miui_purpose_worded_like_another_box_changes_nothing():
    """dev.mi.com pId=1617: the app's purpose stands in the dialog."""
    found = recognise_prompt(
        dialog(
            MIUI,
            question("允许示例银行拍摄照片和录制视频吗？"),
            said("扫码时想要打开相机"),
            node("permission_allow_button", "允许"),
            node("permission_deny_button", "拒绝"),
        )
    )
    assert set(meanings(found)) == {"allow", "deny"}


def test_huaweis_own_guard():
    """AutoTraveler confige/android.xml: btn_forbbid is spelt so."""
    found = recognise_prompt(
        dialog(
            "com.huawei.systemmanager",
            question("示例银行正在请求读取位置信息", "messagecontent"),
            node("btn_forbbid", "禁止"),
            node("btn_allow", "允许"),
        )
    )
    assert meanings(found) == {"deny": "禁止", "allow": "允许"}
    assert isinstance(found, PermissionPrompt)
    assert (found.family, found.confirmed) == ("emui", True)


def test_coloros_form_without_ids():
    """#54089365319: alertTitle, buttons without ids."""
    found = recognise_prompt(
        dialog(
            STOCK,
            question("允许“示例银行”获取位置信息？", "alertTitle"),
            press("仅在使用时允许"),
            press("拒绝"),
        )
    )
    assert meanings(found) == {"allow_foreground": "仅在使用时允许", "deny": "拒绝"}
    assert isinstance(found, PermissionPrompt)
    assert (found.family, found.permission) == ("coloros", "location")


def test_words_that_are_a_guess_are_noticed_and_not_answered():
    found = recognise_prompt(
        dialog(
            STOCK,
            question("允许“示例银行”获取位置信息？", "alertTitle"),
            press("使用应用时允许"),
            press("拒绝"),
        )
    )
    assert set(meanings(found)) == {"allow_foreground", "deny"}
    assert isinstance(found, PermissionPrompt)
    assert not found.confirmed


@pytest.mark.parametrize(
    ("package", "brand", "family"),
    [
        (GOOGLE, "samsung", "oneui"),
        (GOOGLE, "google", "aosp"),
        (OLD, "HUAWEI", "emui"),
        (STOCK, "HUAWEI", "aosp"),
        (STOCK, "vivo", "aosp"),
    ],
)
def test_stock_dialogs_are_called_by_the_brand_that_they_were_seen_on(package: str, brand: str, family: str):
    """patrol#231 (Samsung SM-X205); #49791800877 (EMUI 5 to 9)."""
    found = recognise_prompt(
        dialog(
            package,
            question("允许示例银行录音吗？"),
            node("permission_allow_button", "允许"),
            settings={"brand": brand},
        )
    )
    assert isinstance(found, PermissionPrompt)
    assert (found.family, found.confirmed) == (family, True)


@pytest.mark.parametrize(
    ("package", "allow", "family"),
    [
        ("com.samsung.android.permissioncontroller", "permission_allow_button", "oneui"),
        ("com.vivo.permissionmanager", "btn_allow", "originos"),
        ("com.coloros.safecenter", "btn_allow", "coloros"),
    ],
)
def test_rows_from_lists_of_candidates_may_notice_only(package: str, allow: str, family: str):
    found = recognise_prompt(dialog(package, question("允许示例银行录音吗？"), node(allow, "允许")))
    assert isinstance(found, PermissionPrompt)
    assert (found.family, found.confirmed) == (family, False)


@pytest.mark.parametrize(
    ("message", "permission", "buttons"),
    [
        ("允许“示例银行”访问你的相机？", "camera", {"deny": "禁止", "allow": "允许"}),
        (
            "允许“示例银行”访问你的位置？",
            "location",
            {"allow_foreground": "仅使用期间允许", "allow_once": "允许本次使用", "deny": "取消"},
        ),
        ("允许“示例银行”读取已安装应用列表？", "installed_apps", {"deny": "禁止", "allow": "允许"}),
        ("允许“示例银行”复制来自剪贴板的内容？", "clipboard", {"deny": "禁止", "allow_once": "仅本次允许"}),
    ],
)
def test_harmony(message: str, permission: str, buttons: dict[str, str]):
    """OH@5.0.0 dialogPlus.ets, LocationStrategy.ets, PasteboardStrategy.ets: no ids at all."""
    rows = [node("", text) for text in buttons.values()]
    found = recognise_prompt(dialog("com.ohos.permissionmanager", node("", message, "text"), *rows))
    assert meanings(found) == buttons
    assert isinstance(found, PermissionPrompt)
    assert (found.family, found.permission) == ("harmony", permission)


# ------------------------------------------------------------------ iOS


def alert(title: str, *labels: str, package: str | None = None) -> Screen:
    """XCUIElementTypeAlert; name and label are the title (CRI page sources)."""
    rows = [node("", None, "button", name=label) for label in labels]
    return dialog(package, node("", title, "text"), *rows, platform="ios", box="XCUIElementTypeAlert")


@pytest.mark.parametrize(
    ("title", "permission", "buttons"),
    [
        ("“示例银行”想给您发送通知", "notifications", {"deny": "不允许", "allow": "允许"}),
        ("“示例银行”想访问你的相机", "camera", {"deny": "不允许", "allow": "好"}),
        (
            "“示例银行”想访问你的照片",
            "photos",
            {"allow_selected": "选择照片...", "allow_all": "允许访问所有照片", "deny": "不允许"},
        ),
        (
            "允许“示例银行”跟踪您在其他公司的App和网站上的活动吗？",
            "tracking",
            {"deny": "要求App不跟踪", "allow": "允许"},
        ),
        (
            "允许“示例银行”使用无线数据？",
            "network",
            {"network_all": "无线局域网与蜂窝网络", "network_wlan": "仅限无线局域网", "deny": "不允许"},
        ),
        (
            "“示例银行”想要查找并连接到本地网络上的设备。",
            "local_network",
            {"deny": "不允许", "allow": "好"},
        ),
        (
            "Allow “Example Bank” to use your location?",
            "location",
            {"allow_once": "Allow Once", "allow_foreground": "Allow While Using App", "deny": "Don’t Allow"},
        ),
        ("“Example Bank” Would Like to Access the Camera", "camera", {"deny": "Don’t Allow", "allow": "OK"}),
    ],
)
def test_ios(title: str, permission: str, buttons: dict[str, str]):
    found = recognise_prompt(alert(title, *buttons.values()))
    assert meanings(found) == buttons
    assert isinstance(found, PermissionPrompt)
    assert (found.family, found.permission, found.confirmed) == ("ios", permission, True)


def test_ios_switch_for_the_exact_place_is_no_answer():
    """FBAlert.m: in the order of the tree it stands before the answers."""
    found = recognise_prompt(alert("允许“示例银行”使用你的位置？", "精确位置：打开", "允许一次", "不允许"))
    assert meanings(found) == {"allow_once": "允许一次", "deny": "不允许"}
    assert isinstance(found, PermissionPrompt)
    assert found.precision["precise"].name == "精确位置：打开"


def test_ios_question_that_is_a_guess():
    found = recognise_prompt(alert("要允许“示例银行”使用面容ID吗？", "不允许", "好"))
    assert isinstance(found, PermissionPrompt)
    assert not found.confirmed


@pytest.mark.parametrize(
    "screen",
    [
        alert("确定要退出登录吗？", "取消", "退出登录"),
        alert("小程序需要获取你的地理位置", "不允许", "允许"),
        alert("“示例银行”想访问你的相机", "不允许", "好", package=APP),
        alert("“示例银行”想要使用“example.com”登录", "取消", "继续"),
    ],
)
def test_ios_boxes_of_apps_are_none(screen: Screen):
    assert recognise_prompt(screen) is None


@pytest.mark.parametrize("word", ["Only While Using the App", "Allow While Using App"])
def test_ios_words_for_the_time_of_use(word: str):
    """iOS 11 to 12 and later: tests/recordings/dialogs/ios."""
    found = recognise_prompt(alert("Allow “Example” to access your location?", word, "Don’t Allow"))
    assert meanings(found) == {"allow_foreground": word, "deny": "Don’t Allow"}


# ------------------------------------------------------------------ two dialogs


CAMERA = "要允许示例银行拍摄照片和录制视频吗？"
RECORD = "允许示例银行录音吗？"


def window(name: str, message: str, *, down: float = 0, package: str = STOCK) -> list[Element]:
    """A permission dialog in a window of its own."""
    deny = (0.0, 100 + down, 500.0, 200 + down)
    allow = (500.0, 100 + down, 1000.0, 200 + down)
    rows = [
        ("permission_message", message, "text", (0.0, 0.0, 1000.0, 100.0)),
        ("permission_deny_button", "拒绝", "button", deny),
        ("permission_allow_button", "允许", "button", allow),
    ]
    ids = tuple(f"{name}/{suffix}" for suffix, *_ in rows)
    shared: dict[str, Any] = {"package": package, "visible": True}
    return [
        Element(id=name, role="generic", parent="/", children=ids, **shared),
        *(
            Element(
                id=path,
                role=role,
                text=text,
                name=text,
                bounds=bounds,
                parent=name,
                clickable=role == "button",
                resource_id=f"{package}:id/{suffix}",
                **shared,
            )
            for path, (suffix, text, role, bounds) in zip(ids, rows, strict=True)
        ),
    ]


def windows(*each: list[Element]) -> Screen:
    root = Element(id="/", role="generic", visible=True, children=tuple(one[0].id for one in each))
    elements = (root, *(element for one in each for element in one))
    return Screen(platform=Platform.ANDROID, elements=elements, size=(1080, 2340), package=APP)


def test_a_dialog_that_stands_there_twice_is_one():
    found = recognise_prompt(windows(window("/a", CAMERA), window("/b", CAMERA)))
    assert isinstance(found, PermissionPrompt)
    assert (found.permission, found.confirmed) == ("camera", True)
    assert {button.parent for button in found.buttons.values()} == {"/a"}


def test_the_buttons_are_those_of_the_question():
    """Never the yes of one dialog beside the no of another."""
    front = window("/a", CAMERA)
    lower = window("/b", RECORD, down=300)
    for one, other in ((front, lower), (lower, front)):
        found = recognise_prompt(windows(one, other))
        assert isinstance(found, PermissionPrompt)
        assert {button.parent for button in found.buttons.values()} == {one[0].id}
        assert found.confirmed
    without_yes = [replace(front[0], children=front[0].children[:2]), *front[1:3]]
    assert meanings(recognise_prompt(windows(without_yes, lower))) == {"deny": "拒绝"}


def test_of_two_questions_at_one_place_none_is_answered():
    found = recognise_prompt(windows(window("/a", CAMERA), window("/b", RECORD)))
    assert isinstance(found, PermissionPrompt)
    assert not found.confirmed


def test_the_next_question_in_the_same_window_is_another_prompt():
    """PI@6.0.0_r1: one activity asks for one group after the other."""
    before, after = (recognise_prompt(windows(window("/a", message))) for message in (CAMERA, RECORD))
    assert isinstance(before, PermissionPrompt)
    assert isinstance(after, PermissionPrompt)
    assert (before.permission, after.permission) == ("camera", "microphone")
    assert before.buttons["allow"].id == after.buttons["allow"].id
    assert before != after


def test_a_box_of_the_app_beside_the_dialog_lends_it_no_buttons():
    box = window("/app", "用于扫描二维码", package=APP)
    found = recognise_prompt(windows(box, window("/a", CAMERA)))
    assert isinstance(found, PermissionPrompt)
    assert found.confirmed
    assert {button.parent for button in found.buttons.values()} == {"/a"}


def test_of_two_alerts_of_ios_none_is_answered():
    one = alert("“示例银行”想访问你的相机", "不允许", "好")
    other = alert("“示例银行”想给您发送通知", "不允许", "允许")
    under = [replace(e, id=f"/2{e.id}", parent=e.parent and f"/2{e.parent}") for e in other.elements]
    both = replace(one, elements=(*one.elements, *under))
    named = tuple(
        replace(e, name=title) if e.class_name == "XCUIElementTypeAlert" else e
        for e, title in zip(
            both.elements,
            ["“示例银行”想访问你的相机"] * len(one.elements) + ["“示例银行”想给您发送通知"] * len(under),
            strict=True,
        )
    )
    found = recognise_prompt(replace(both, elements=named))
    assert isinstance(found, PermissionPrompt)
    assert (found.permission, found.confirmed) == ("camera", False)
    hidden = tuple(replace(e, visible=False) if e.id.startswith("/2") else e for e in named)
    found = recognise_prompt(replace(both, elements=hidden))
    assert isinstance(found, PermissionPrompt)
    assert found.confirmed


# ------------------------------------------------------------------ near misses


@pytest.mark.parametrize(
    "screen",
    [
        dialog(OLD, said("要安装此应用吗？它将获得以下权限："), node("ok_button", "安装")),
        dialog(OLD, node("android:id/button1", "确定"), said("要卸载此应用吗？")),
        dialog(
            STOCK,
            node("title", "要将示例浏览器设为您的默认浏览器应用吗？", "text"),
            node("android:id/button2", "取消"),
        ),
        dialog(
            STOCK,
            question("位置信息使用权限"),
            node("allow_always_radio_button", "始终允许", "radio"),
            node("deny_radio_button", "不允许", "radio"),
        ),
        dialog(STOCK, said("要分享调试数据吗？"), press("允许"), press("拒绝")),
        dialog(
            STOCK,
            said("x"),
            settings={"activity": "com.android.permissioncontroller.role.ui.RequestRoleActivity"},
        ),
        dialog(MIUI, said("“示例银行”想要打开“示例支付”"), press("允许"), press("拒绝")),
        dialog("com.oplus.securitypermission", node("rootView", "打开其他应用", "text"), press("允许")),
        dialog("com.coloros.safecenter", node("alertTitle", "请验证身份后安装", "text"), press("允许")),
        dialog("com.android.systemui", said("允许 USB 调试吗？"), press("允许"), press("取消")),
        dialog("com.android.vpndialogs", said("网络连接请求"), node("android:id/button1", "确定")),
        dialog("com.android.settings", said("USB 的用途"), press("传输文件")),
        dialog(
            "android", node("android:id/alertTitle", "示例银行没有响应", "text"), node("android:id/aerr_wait")
        ),
        dialog("android", said("打开方式"), press("仅此一次"), press("始终")),
        dialog(APP, said("允许示例银行访问您的相机吗？"), press("允许"), press("拒绝")),
        dialog(APP, question("允许示例银行录音吗？"), node("permission_allow_button", "允许")),
        dialog("com.miui.packageinstaller", said("是否允许示例商店安装应用"), press("允许")),
    ],
)
def test_near_misses_are_none(screen: Screen):
    assert recognise_prompt(screen) is None


@pytest.mark.parametrize(
    "screen",
    [
        dialog(STOCK, question("要允许示例银行录音吗？"), press("也许")),
        dialog(
            STOCK,
            node("permissions_message", "请选择要向示例银行授予哪些权限", "text"),
            node("continue_button", "继续"),
        ),
        dialog(MIUI, said("一个新的窗口"), press("好的")),
        dialog(
            OLD,
            said("一个新的窗口"),
            settings={"activity": "com.android.packageinstaller.permission.ui.GrantPermissionsActivity"},
        ),
    ],
)
def test_whatever_else_such_a_package_shows_is_unknown(screen: Screen):
    found = recognise_prompt(screen)
    assert isinstance(found, UnknownDialog)
    assert found.text
    assert json.dumps(found.to_json())


def test_no_dialog_at_all():
    page = dialog(APP, press("转账"))
    assert recognise_prompt(page) is None
    assert recognise_prompt(replace(page, platform=Platform.WEB)) is None


def test_prompt_as_json():
    found = recognise_prompt(
        dialog(STOCK, question("允许示例银行录音吗？"), node("permission_allow_button", "允许"))
    )
    assert isinstance(found, PermissionPrompt)
    told = json.loads(json.dumps(found.to_json()))
    assert (told["permission"], list(told["buttons"])) == ("microphone", ["allow"])


# ------------------------------------------------------------------ the table


def test_every_row_names_its_source_and_those_without_a_capture_answer_nothing():
    assert {family.name for family in DIALOG_FAMILIES} == {
        *("aosp", "miui", "emui", "coloros", "originos", "oneui", "ios", "harmony")
    }
    for family in DIALOG_FAMILIES:
        assert family.source
        assert family.packages
        assert family.ids or family.words
        assert not (family.confirmed and "candidates" in family.source), family.name


def guard(name: str, api: list[int]) -> dict[str, Any]:
    return {
        "name": name,
        "platform": "android",
        "packages": ["cn.example.guard"],
        "message": ["ask"],
        "api": api,
        "ids": {"yes": "allow", "no": "deny"},
        "source": "own phone",
    }


def test_the_level_of_the_phone_prefers_a_row_and_refuses_none():
    families = load_families({"family": [guard("older", [23, 28]), guard("newer", [29, 36])]})
    screen = dialog("cn.example.guard", question("要拍照吗？", "ask"), node("yes", "行"), node("no", "不行"))

    def name(level: int | None, *rows: DialogFamily) -> str | None:
        found = recognise_prompt(replace(screen, settings={"api_level": level}), families=rows)
        return found.family if isinstance(found, PermissionPrompt) else None

    assert [name(level, *families) for level in (28, 29, 22, None)] == ["older", "newer", "older", "older"]
    assert name(35, families[0]) == "older"  # dialogs come with updates of their package


def test_the_words_of_a_yes_say_more_than_its_id():
    """GKD: HyperOS and others put 始终允许 and 仅使用期间允许 on the ids of stock."""
    found = recognise_prompt(
        dialog(
            STOCK,
            question("允许示例银行获取此设备的位置信息吗？"),
            node("permission_allow_button", "始终允许"),
            node("permission_allow_foreground_only_button", "仅使用期间允许"),
            node("permission_deny_button", "拒绝"),
        )
    )
    assert meanings(found) == {
        "allow_always": "始终允许",
        "allow_foreground": "仅使用期间允许",
        "deny": "拒绝",
    }
    assert isinstance(found, PermissionPrompt)
    assert found.confirmed


def test_a_project_may_add_a_family():
    row = {
        "name": "house",
        "platform": "android",
        "packages": ["cn.example.guard"],
        "message": ["ask"],
        "ids": {"yes": "allow", "no": "deny"},
        "source": "own phone",
    }
    screen = dialog("cn.example.guard", question("要拍照吗？", "ask"), node("yes", "行"), node("no", "不行"))
    assert recognise_prompt(screen) is None
    found = recognise_prompt(screen, families=(*load_families({"family": [row]}), *DIALOG_FAMILIES))
    assert meanings(found) == {"allow": "行", "deny": "不行"}
