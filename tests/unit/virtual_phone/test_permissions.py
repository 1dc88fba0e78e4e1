"""Runtime permissions of the virtual phone, by API level and target SDK."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.virtual_phone.permissions import GROUPS, PermissionError_, Permissions, Request

CAMERA = "android.permission.CAMERA"
INTERNET = "android.permission.INTERNET"
FINE = "android.permission.ACCESS_FINE_LOCATION"
COARSE = "android.permission.ACCESS_COARSE_LOCATION"
BACKGROUND = "android.permission.ACCESS_BACKGROUND_LOCATION"
IMAGES = "android.permission.READ_MEDIA_IMAGES"
SELECTED = "android.permission.READ_MEDIA_VISUAL_USER_SELECTED"
STORAGE = "android.permission.READ_EXTERNAL_STORAGE"
NOTIFICATIONS = "android.permission.POST_NOTIFICATIONS"
APP_LIST = "com.android.permission.GET_INSTALLED_APPS"


def make(*names: str, api: int = 34, target: int = 34, vendor: str = "aosp") -> Permissions:
    return Permissions(names, api=api, target_sdk=target, vendor=vendor, package="cn.example.bank")


def only(requests: list[Request]) -> Request:
    assert len(requests) == 1, requests
    return requests[0]


# ------------------------------------------------------------------ installing and pm


def test_normal_permissions_are_there_from_the_start_and_runtime_ones_are_not():
    rights = make(CAMERA, INTERNET)
    assert rights.granted(INTERNET)
    assert not rights.granted(CAMERA)
    assert not rights.granted("android.permission.VIBRATE")  # not in the manifest


def test_pm_grants_and_revokes():
    rights = make(CAMERA)
    rights.grant(CAMERA)
    assert rights.granted(CAMERA)
    assert "USER_SET" not in rights.flags(CAMERA)
    rights.revoke(CAMERA)
    assert not rights.granted(CAMERA)
    assert "USER_SET" in rights.flags(CAMERA)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("android.permission.NONSENSE", "Unknown permission: android.permission.NONSENSE"),
        (
            "android.permission.READ_CONTACTS",
            "Package cn.example.bank has not requested permission android.permission.READ_CONTACTS",
        ),
        (
            INTERNET,
            f"Permission {INTERNET} requested by cn.example.bank is not a changeable permission type",
        ),
    ],
)
def test_pm_refuses_in_androids_words(name: str, said: str):
    with pytest.raises(PermissionError_) as raised:
        make(CAMERA, INTERNET).grant(name)
    assert str(raised.value) == said
    assert f"Exception occurred while executing 'grant':\n{raised.value.error}: {said}" in raised.value.text(
        "grant", 34
    )
    assert raised.value.text("grant", 27).endswith(f"{raised.value.error}: {said}\n")


def test_flags_are_set_and_cleared_as_the_command_writes_them():
    rights = make(CAMERA)
    rights.set_flags(CAMERA, ["user-set", "user-fixed"], True)
    assert {"USER_SET", "USER_FIXED"} <= rights.flags(CAMERA)
    assert rights.ask([CAMERA]) == []
    rights.set_flags(CAMERA, ["user-set", "user-fixed"], False)
    assert not only(rights.ask([CAMERA])).asked_before


def test_reset_forgets_and_an_upgrade_keeps():
    rights = make(CAMERA, NOTIFICATIONS)
    rights.answer(only(rights.ask([CAMERA])), "allow_foreground")
    kept = rights.kept_for((CAMERA, STORAGE), 33)
    assert kept.granted(CAMERA)
    assert kept.target_sdk == 33
    assert NOTIFICATIONS not in kept.requested
    rights.reset()
    assert not rights.granted(CAMERA)
    assert "USER_SET" not in rights.flags(CAMERA)


# ------------------------------------------------------------------ denial


@pytest.mark.parametrize("api", [26, 28, 29])
def test_until_29_a_denial_can_be_repeated_for_ever(api: int):
    rights = make(CAMERA, api=api, target=28)
    for number in range(4):
        request = only(rights.ask([CAMERA]))
        assert request.asked_before is (number > 0)
        rights.answer(request, "deny")
    assert "USER_FIXED" not in rights.flags(CAMERA)


def test_until_28_a_tick_ends_the_questions():
    rights = make(CAMERA, api=28, target=28)
    rights.answer(only(rights.ask([CAMERA])), "deny", dont_ask_again=True)
    assert rights.ask([CAMERA]) == []
    assert {"USER_SET", "USER_FIXED"} <= rights.flags(CAMERA)


def test_on_29_a_button_ends_the_questions():
    rights = make(CAMERA, api=29, target=29)
    rights.answer(only(rights.ask([CAMERA])), "deny")
    rights.answer(only(rights.ask([CAMERA])), "deny_forever")
    assert rights.ask([CAMERA]) == []


@pytest.mark.parametrize("api", [30, 33, 36])
def test_from_30_the_second_denial_is_for_good(api: int):
    rights = make(CAMERA, api=api)
    rights.answer(only(rights.ask([CAMERA])), "deny")
    assert "USER_FIXED" not in rights.flags(CAMERA)
    rights.answer(only(rights.ask([CAMERA])), "deny")
    assert "USER_FIXED" in rights.flags(CAMERA)
    assert rights.ask([CAMERA]) == []


def test_back_decides_nothing():
    rights = make(CAMERA)
    before = rights.flags(CAMERA)
    rights.answer(only(rights.ask([CAMERA])), "cancel")
    assert rights.flags(CAMERA) == before
    assert not only(rights.ask([CAMERA])).asked_before


# ------------------------------------------------------------------ kinds of grants


def test_only_this_time_ends_when_the_app_leaves():
    rights = make(CAMERA)
    rights.answer(only(rights.ask([CAMERA])), "allow_once")
    assert rights.granted(CAMERA)
    assert "ONE_TIME" in rights.flags(CAMERA)
    rights.left_foreground()
    assert not rights.granted(CAMERA)
    assert not only(rights.ask([CAMERA])).asked_before


def test_a_lasting_grant_outlives_the_foreground():
    rights = make(CAMERA)
    rights.answer(only(rights.ask([CAMERA])), "allow_foreground")
    rights.left_foreground()
    assert rights.granted(CAMERA)
    assert rights.ask([CAMERA]) == []


def test_several_groups_are_asked_in_the_order_of_the_request():
    rights = make(CAMERA, FINE, COARSE, "android.permission.RECORD_AUDIO")
    groups = [
        request.group for request in rights.ask(["android.permission.RECORD_AUDIO", FINE, COARSE, CAMERA])
    ]
    assert groups == ["MICROPHONE", "LOCATION", "CAMERA"]


def test_a_second_permission_of_a_granted_group_needs_no_question():
    read, write = "android.permission.READ_CONTACTS", "android.permission.WRITE_CONTACTS"
    rights = make(read, write)
    rights.answer(only(rights.ask([read])), "allow")
    assert not rights.granted(write)
    assert rights.ask([write]) == []
    assert rights.granted(write)


def test_what_the_manifest_lacks_is_never_asked():
    assert make(INTERNET).ask([CAMERA]) == []


def test_location_can_be_approximate_from_31():
    rights = make(FINE, COARSE)
    request = only(rights.ask([FINE, COARSE]))
    assert request.precision
    rights.answer(request, "allow_foreground", precise=False)
    assert rights.granted(COARSE)
    assert not rights.granted(FINE)
    assert "SELECTED_LOCATION_ACCURACY" in rights.flags(COARSE)
    upgrade = only(rights.ask([FINE, COARSE]))
    assert upgrade.coarse_granted
    rights.answer(upgrade, "keep_current")
    assert rights.granted(COARSE)
    assert not rights.granted(FINE)
    rights.answer(only(rights.ask([FINE, COARSE])), "allow_foreground")
    assert rights.granted(FINE)


def test_precise_and_approximate_come_together_before_31_and_for_old_targets():
    for api, target in ((30, 30), (34, 30)):
        rights = make(FINE, COARSE, api=api, target=target)
        request = only(rights.ask([FINE, COARSE]))
        assert not request.precision
        rights.answer(request, "allow_foreground")
        assert rights.granted(FINE)
        assert rights.granted(COARSE)


def test_approximate_alone_is_a_question_of_its_own():
    assert only(make(COARSE).ask([COARSE])).coarse_only


def test_background_location_on_29_is_a_choice_of_the_same_dialog():
    rights = make(FINE, BACKGROUND, api=29, target=29)
    request = only(rights.ask([FINE, BACKGROUND]))
    assert request.background == "with"
    rights.answer(request, "allow_foreground")
    assert rights.granted(FINE)
    assert not rights.granted(BACKGROUND)
    upgrade = only(rights.ask([BACKGROUND]))
    assert upgrade.background == "upgrade"
    rights.answer(upgrade, "allow_always")
    assert rights.granted(BACKGROUND)


def test_apps_for_30_get_no_dialog_for_the_background():
    rights = make(FINE, COARSE, BACKGROUND)
    assert rights.ask([FINE, COARSE, BACKGROUND]) == []  # asked together: refused in silence
    rights.answer(only(rights.ask([FINE, COARSE])), "allow_foreground")
    assert rights.ask([BACKGROUND]) == []
    assert not rights.granted(BACKGROUND)


def test_an_app_for_28_asks_for_the_background_without_knowing():
    rights = make(FINE, api=29, target=28)
    assert BACKGROUND in rights.requested
    rights.answer(only(rights.ask([FINE])), "allow_foreground")
    assert rights.ask([FINE]) == []


def test_some_photos_from_34():
    rights = make(IMAGES)
    request = only(rights.ask([IMAGES]))
    assert request.partial
    rights.answer(request, "allow_selected")
    assert rights.granted(SELECTED)
    assert not rights.granted(IMAGES)
    again = only(rights.ask([IMAGES]))
    assert again.selected_before
    rights.answer(again, "keep_current")
    assert rights.granted(SELECTED)
    rights.answer(only(rights.ask([IMAGES])), "allow_all")
    assert rights.granted(IMAGES)


def test_all_or_no_photos_on_33():
    request = only(make(IMAGES, api=33, target=33).ask([IMAGES]))
    assert not request.partial
    assert request.names == (IMAGES,)


def test_files_on_33_bring_media_for_old_targets_and_nothing_for_new_ones():
    old = make(STORAGE, api=33, target=30)
    old.answer(only(old.ask([STORAGE])), "allow")
    assert old.granted(IMAGES)
    assert make(STORAGE, api=33, target=33).ask([STORAGE]) == []


def test_notifications_need_asking_from_33():
    assert make(NOTIFICATIONS, api=32).ask([NOTIFICATIONS]) == []
    new = make(NOTIFICATIONS, api=33, target=33)
    assert only(new.ask([NOTIFICATIONS])).group == "NOTIFICATIONS"
    assert new.system_asks() == []


def test_for_old_targets_the_system_asks_for_notifications_once():
    rights = make(CAMERA, api=33, target=31)
    assert rights.ask([NOTIFICATIONS]) == []
    rights.answer(only(rights.system_asks()), "deny")
    assert rights.system_asks() == []
    assert make(CAMERA, api=32, target=31).system_asks() == []


def test_the_list_of_apps_is_a_question_on_xiaomi_only():
    assert only(make(APP_LIST, vendor="miui").ask([APP_LIST])).group == "INSTALLED_APPS"
    rights = make(APP_LIST)
    assert rights.ask([APP_LIST]) == []
    with pytest.raises(PermissionError_, match="Unknown permission"):
        rights.grant(APP_LIST)


def test_groups_name_each_permission_once():
    names = [name for group in GROUPS.values() for name in group]
    assert len(names) == len(set(names))
    assert all("." in name for name in names)


# ------------------------------------------------------------------ app-ops


def test_app_ops_follow_the_grants_from_29():
    rights = make(CAMERA, FINE, COARSE)
    assert rights.op("CAMERA") == "ignore"
    rights.grant(CAMERA)
    rights.grant(FINE)
    assert rights.op("CAMERA") == "foreground"
    assert rights.op("FINE_LOCATION") == "foreground"
    assert make(CAMERA, api=28, target=28).op("CAMERA") == "allow"


def test_uses_and_refusals_are_remembered_and_printed():
    rights = make(CAMERA, "android.permission.READ_CONTACTS")
    assert not rights.note("READ_CONTACTS", 100.0)
    rights.grant(CAMERA)
    assert rights.note("CAMERA", 100.0)
    assert rights.note("READ_CLIPBOARD", 150.0)
    text = rights.ops_text(162.345)
    assert text.splitlines() == [
        "Uid mode: CAMERA: foreground",
        "READ_CONTACTS: ignore",
        "CAMERA: allow; time=+1m2s345ms ago",
        "READ_CLIPBOARD: allow; time=+12s345ms ago",
        "READ_CONTACTS: allow; rejectTime=+1m2s345ms ago",
    ]
    assert rights.ops_text(162.345, "READ_CLIPBOARD") == "READ_CLIPBOARD: allow; time=+12s345ms ago\n"
    assert rights.ops_text(0, "VIBRATE") == "No operations.\nDefault mode: allow\n"


def test_a_use_that_lasts_runs_and_then_tells_its_length():
    rights = make(CAMERA)
    rights.grant(CAMERA)
    rights.note("CAMERA", 100.0, lasts=9.0)
    assert rights.ops_text(103.0, "CAMERA").endswith("CAMERA: allow; time=+3s0ms ago (running)\n")
    assert rights.ops_text(110.0, "CAMERA").endswith("CAMERA: allow; time=+10s0ms ago; duration=+9s0ms\n")
    rights.note("CAMERA", 120.0)
    assert rights.ops_text(121.0, "CAMERA").endswith("time=+1s0ms ago\n")


def test_a_mode_set_for_the_uid_wins_and_hides_a_grant():
    rights = make(CAMERA)
    rights.grant(CAMERA)
    rights.set_op("CAMERA", "ignore")
    assert rights.op("CAMERA") == "foreground"  # the uid's mode wins over the package's
    rights.set_op("CAMERA", "ignore", uid=True)
    assert rights.op("CAMERA") == "ignore"
    assert not rights.note("CAMERA", 1.0)
    assert rights.granted(CAMERA)
    rights.reset_ops()
    assert rights.op("CAMERA") == "foreground"
    with pytest.raises(ValueError, match="one of allow"):
        rights.set_op("CAMERA", "perhaps")


# ------------------------------------------------------------------ dumpsys


def test_dumpsys_shows_the_three_blocks():
    rights = make(CAMERA, INTERNET)
    rights.answer(only(rights.ask([CAMERA])), "deny")
    rights.answer(only(rights.ask([CAMERA])), "deny_forever")
    assert rights.dump("    User 0: installed=true") == [
        "    requested permissions:",
        f"      {CAMERA}",
        f"      {INTERNET}",
        "    install permissions:",
        f"      {INTERNET}: granted=true",
        "    User 0: installed=true",
        "      gids=[3003]",
        "      runtime permissions:",
        f"        {CAMERA}: granted=false, "
        "flags=[ USER_SET|USER_FIXED|USER_SENSITIVE_WHEN_GRANTED|USER_SENSITIVE_WHEN_DENIED]",
    ]


def test_older_phones_print_a_blank_before_the_bracket():
    rights = make(CAMERA, api=27, target=27)
    rights.answer(only(rights.ask([CAMERA])), "allow")
    assert rights.dump()[-1] == f"        {CAMERA}: granted=true, flags=[ USER_SET ]"
