from __future__ import annotations

import pytest
from bank_in_hand import PERSON, InHand, agreed

from pytest_mobcompliance.virtual_phone.apps import Intent
from pytest_mobcompliance.virtual_phone.bank import BankApp
from pytest_mobcompliance.virtual_phone.bank.features import FEATURES


def showing(bank: InHand) -> str:
    """The screen that shows, by the id of its title."""
    ids = [view.id for view in bank.views()]
    return next((name.removesuffix("_title") for name in ids if name.endswith("_title")), "")


# ------------------------------------------------------------------ the notice


def test_the_first_start_shows_the_notice_and_agreeing_leads_home() -> None:
    bank = InHand()
    assert [pane.kind for pane in bank.panes] == ["application", "dialog"]
    assert not bank.panes[-1].cancelable
    assert bank.view("home_title") is None
    bank.tap("notice_agree")
    assert showing(bank) == "home"
    again = InHand(kept=bank.context.storage)
    assert showing(again) == "home"


def test_declining_asks_once_more_and_then_lets_the_user_look_around() -> None:
    bank = InHand()
    bank.tap("notice_decline")
    assert bank.view("notice") is not None
    bank.tap("notice_decline")
    assert showing(bank) == "home"
    assert "当前为仅浏览模式" in bank.said()
    assert showing(InHand(kept=bank.context.storage)) == "home"


def test_the_second_question_lets_the_user_go() -> None:
    bank = InHand()
    bank.tap("notice_decline")
    bank.tap("notice_leave")
    assert bank.context.left


def test_back_on_the_notice_leaves_the_app() -> None:
    assert InHand().process.back() is False


def test_the_policy_can_be_read_before_consent() -> None:
    bank = InHand()
    bank.tap("notice_policy")
    assert (bank.process.activity, showing(bank)) == (".Policy", "policy")
    assert len([view for view in bank.views() if view.heading]) > 5
    assert bank.process.back()
    assert bank.view("notice") is not None


def test_a_deep_link_waits_behind_the_notice() -> None:
    bank = InHand(open_="about")
    assert bank.view("notice") is not None
    bank.tap("notice_agree")
    assert showing(bank) == "about"


def test_a_late_notice_is_there_after_its_time() -> None:
    bank = InHand("late-notice")
    assert bank.view("notice") is None
    assert showing(bank) == ""
    bank.context.pass_time(3.9)
    assert not [view for view in bank.views() if view.clickable]
    bank.context.pass_time(0.1)
    assert bank.view("notice") is not None


def test_home_can_be_used_before_a_notice_that_comes_too_late() -> None:
    bank = InHand("home-before-notice")
    assert showing(bank) == "home"
    bank.context.pass_time(2.8)
    assert bank.view("notice") is not None


def test_back_is_taken_for_consent_only_as_a_defect() -> None:
    bank = InHand("back-is-consent")
    assert bank.process.back()
    assert showing(bank) == "home"
    assert bank.context.storage["agreed"]


def test_a_refusal_is_forgotten_only_as_a_defect() -> None:
    bank = InHand("notice-each-start")
    for _ in range(2):
        bank.tap("notice_decline")
    assert showing(bank) == "home"
    assert InHand("notice-each-start", kept=bank.context.storage).view("notice") is not None


def test_guests_may_read_the_help_but_for_a_defect() -> None:
    for on, shows in ((), "help"), (("guest-blocked",), "login"):
        bank = InHand(*on)
        for _ in range(2):
            bank.tap("notice_decline")
        bank.visit("help")
        assert showing(bank) == shows


def test_a_refusal_may_end_the_app_and_is_asked_for_anew() -> None:
    bank = InHand("leaves-on-refusal")
    for _ in range(2):
        bank.tap("notice_decline")
    assert bank.context.left
    assert InHand("leaves-on-refusal", kept=bank.context.storage).view("notice") is not None


def test_who_agreed_is_asked_anew_about_a_newer_policy() -> None:
    earlier = InHand()
    earlier.process = BankApp(version_code=0).start(earlier.context)
    earlier.visit("")
    earlier.tap("notice_agree")
    kept = dict(earlier.context.storage)
    assert showing(InHand("update-silent", kept=dict(kept))) == "home"
    bank = InHand(kept=kept)
    assert "隐私政策更新" in bank.said()
    bank.tap("notice_agree")
    assert showing(InHand(kept=bank.context.storage)) == "home"


def test_a_newer_policy_can_be_declined() -> None:
    bank = InHand(kept=agreed() | {"edition": 1})
    for _ in range(2):
        bank.tap("notice_decline")
    assert "当前为仅浏览模式" in bank.said()
    assert not bank.context.storage["agreed"]


def test_only_a_defect_lets_the_installer_grant_anew() -> None:
    assert BankApp(["upgrade-regrants"]).manifest.regrants
    assert not BankApp().manifest.regrants


def test_the_location_is_asked_for_a_little_after_the_start() -> None:
    bank = InHand("geolocation-before-consent")
    assert bank.context.asked == []
    bank.context.pass_time(0.8)
    assert [asked[0] for asked in bank.context.asked] == ["android.permission.ACCESS_FINE_LOCATION"]
    late = InHand("geolocation-before-consent")
    late.tap("notice_agree")
    late.context.pass_time(0.8)
    assert late.context.asked == []


def test_who_only_looks_around_is_asked_for_consent_before_a_permission() -> None:
    bank = InHand()
    bank.tap("notice_decline")
    bank.tap("notice_decline")
    bank.visit("scan")
    bank.tap("scan_start")
    assert bank.context.asked == []
    bank.tap("notice_agree")
    bank.tap("scan_start")
    assert bank.context.asked == [("android.permission.CAMERA",)]


def test_consent_can_be_withdrawn() -> None:
    bank = InHand(kept=agreed(), open_="settings")
    bank.tap("settings_withdraw")
    bank.tap("withdraw_now")
    assert "已撤回，当前为仅浏览模式" in bank.said()
    assert not bank.context.storage["agreed"]


# ------------------------------------------------------------------ moves


def test_back_goes_back_and_home_is_the_end() -> None:
    bank = InHand(kept=agreed())
    bank.tap("tab_settings")
    bank.tap("settings_about")
    assert bank.process.back()
    assert showing(bank) == "settings"
    bank.tap("app_back")
    assert showing(bank) == "home"
    assert bank.process.back() is False
    assert showing(bank) == "home"


@pytest.mark.parametrize("link", ["examplebank://app/nowhere", "examplebank://app/", "examplebank://app"])
def test_an_unknown_deep_link_leads_home(link: str) -> None:
    bank = InHand(kept=agreed(), open_="about")
    bank.process.open(Intent(data=link))
    assert showing(bank) == "home"


def test_an_activity_can_be_started_by_its_name() -> None:
    bank = InHand(kept=agreed())
    bank.process.open(Intent(activity="cn.example.bank.Agreement"))
    assert bank.process.activity == ".Agreement"


def test_an_empty_intent_brings_back_what_showed() -> None:
    bank = InHand(kept=agreed(), open_="about")
    bank.process.open(Intent())
    assert showing(bank) == "about"


def test_a_screen_that_is_opened_anew_begins_at_its_top() -> None:
    bank = InHand(kept=agreed(), open_="about")
    first = bank.panes[0].key
    bank.visit("about")
    assert bank.panes[0].key != first
    assert bank.panes[0].key == bank.panes[0].key


def test_links_out_of_the_app_start_other_apps() -> None:
    bank = InHand(kept=agreed(), open_="about")
    bank.tap("about_register")
    bank.visit("help")
    bank.tap("help_hotline")
    bank.visit("permissions")
    bank.tap("permissions_system")
    assert [intent.data for intent in bank.context.started] == [
        "https://beian.miit.gov.cn/",
        "tel:400-000-0000",
        "package:cn.example.bank",
    ]


# ------------------------------------------------------------------ elderly mode


def test_the_elderly_mode_is_kept_by_the_phone() -> None:
    bank = InHand(kept=agreed())
    bank.tap("elderly_entry")
    assert bank.view("elderly_off") is not None
    again = InHand(kept=bank.context.storage)
    assert again.view("elderly_off") is not None
    again.tap("elderly_off")
    assert again.view("elderly_entry") is not None


def test_the_elderly_mode_is_forgotten_under_the_defect() -> None:
    bank = InHand("elderly-not-kept", kept=agreed())
    bank.tap("elderly_entry")
    assert bank.view("elderly_off") is not None
    assert InHand("elderly-not-kept", kept=bank.context.storage).view("elderly_entry") is not None


@pytest.mark.parametrize("term", ["长辈版", "亲情版", "关爱版", "关怀版"])
def test_a_search_leads_to_the_elderly_mode(term: str) -> None:
    bank = InHand(kept=agreed())
    bank.tap("go_search")
    bank.type("search_field", term)
    bank.tap("search_go")
    bank.tap("search_result_elderly")
    assert bank.view("elderly_off") is not None


def test_the_settings_switch_the_mode_too() -> None:
    bank = InHand(kept=agreed(), open_="settings")
    bank.tap("settings_elderly")
    assert bank.view("elderly_off") is not None


# ------------------------------------------------------------------ features with a permission


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_asks_once_and_takes_a_no(name: str) -> None:
    bank = InHand(kept=agreed(), open_=name)
    bank.context.grants = False
    assert bank.context.asked == []
    bank.tap(FEATURES[name].trigger)
    bank.context.answer()
    bank.context.pass_time(10)
    assert len(bank.context.asked) == 1
    assert "未获得授权，您仍可使用其他功能" in bank.said()
    assert bank.view(FEATURES[name].trigger) is not None
    assert bank.context.used == []


@pytest.mark.parametrize(
    ("name", "used"), [("nearby", ["FINE_LOCATION"]), ("scan", ["CAMERA"]), ("messages", [])]
)
def test_a_yes_is_used(name: str, used: list[str]) -> None:
    bank = InHand(kept=agreed(), open_=name)
    bank.tap(FEATURES[name].trigger)
    bank.context.answer()
    assert bank.context.used == used
    assert FEATURES[name].done in bank.said()


def test_a_denied_permission_is_asked_for_again_until_android_asks_no_more() -> None:
    bank = InHand("denial-loop", kept=agreed(), open_="scan")
    bank.context.grants = False
    bank.context.dialogs = 2
    bank.tap("scan_start")
    for _ in range(4):
        bank.context.answer()
        bank.context.pass_time(1)
    assert len(bank.context.asked) == 2


def test_the_loop_ends_with_the_screen() -> None:
    bank = InHand("denial-loop", kept=agreed(), open_="scan")
    bank.context.grants = False
    bank.tap("scan_start")
    bank.context.answer()
    bank.process.back()
    bank.context.pass_time(1)
    assert len(bank.context.asked) == 1


def test_home_asks_for_the_camera_under_the_defect_only_after_consent() -> None:
    bank = InHand("camera-on-home")
    assert bank.context.asked == []
    bank.tap("notice_agree")
    assert bank.context.asked == [("android.permission.CAMERA",)]


def test_what_was_refused_is_asked_for_at_each_start_under_the_defect() -> None:
    bank = InHand("asks-each-start", kept=agreed())
    bank.context.grants = False
    bank.context.pass_time(1)
    assert bank.context.asked == [FEATURES["nearby"].permissions]
    again = InHand("asks-each-start", kept=bank.context.storage)
    again.context.grants, again.context.dialogs = False, 0
    again.context.pass_time(1)
    assert again.context.asked == []  # Android asks no more for any of them


def test_the_box_after_a_refusal_for_good_comes_back_under_the_defect() -> None:
    bank = InHand("settings-loop", kept=agreed(), open_="scan")
    bank.context.grants, bank.context.dialogs = False, 0
    bank.tap("scan_start")
    for _ in range(2):
        bank.tap("again_close")
        assert bank.view("again") is None
        bank.context.pass_time(1)
        assert bank.view("again") is not None
    assert InHand("settings-loop", kept=agreed(), open_="scan").view("again") is None


@pytest.mark.parametrize(("defects", "used"), [((), []), (("location-in-background",), ["FINE_LOCATION"])])
def test_the_place_is_looked_for_in_the_background_under_the_defect(
    defects: tuple[str, ...], used: list[str]
) -> None:
    bank = InHand(*defects, kept=agreed(), open_="nearby")
    bank.process.paused()
    bank.context.pass_time(5)
    assert bank.context.used == used


def test_the_clipboard_is_read_under_defects_only() -> None:
    for defects, used in (((), []), (("clipboard-before-consent",), ["READ_CLIPBOARD"])):
        bank = InHand(*defects)
        bank.context.pass_time(2)
        assert bank.context.used == used
    assert InHand("clipboard-on-home", kept=agreed()).context.used == ["READ_CLIPBOARD"]


@pytest.mark.parametrize(
    ("defect", "name"),
    [
        ("undeclared-purpose", "RECORD_AUDIO"),
        ("declares-contacts", "READ_CONTACTS"),
        ("declares-overlay", "SYSTEM_ALERT_WINDOW"),
    ],
)
def test_defects_add_to_the_manifest(defect: str, name: str) -> None:
    more = set(BankApp([defect]).manifest.permissions) - set(BankApp().manifest.permissions)
    assert more == {f"android.permission.{name}"}


# ------------------------------------------------------------------ customers


def test_guests_are_led_to_the_login() -> None:
    bank = InHand(kept=agreed())
    for name in ("account", "transfer"):
        bank.visit(name)
        assert showing(bank) == "login"
    open_ = InHand("guest-account", kept=agreed(), open_="account")
    assert showing(open_) == "account"


def test_a_login_leads_to_the_account_and_is_kept() -> None:
    bank = InHand(kept=agreed())
    bank.log_in()
    assert showing(bank) == "account"
    assert not any(PERSON["card"] in said or PERSON["phone"] in said for said in bank.said())
    again = InHand(kept=bank.context.storage, open_="account")
    assert showing(again) == "account"
    again.visit("settings")
    again.tap("settings_logout")
    again.visit("account")
    assert showing(again) == "login"


def test_a_wrong_login_is_refused_in_the_same_words() -> None:
    answers = set()
    for account, password in ((PERSON["phone"], "Demo-Pass-2025"), ("13900000009", PERSON["password"])):
        bank = InHand(kept=agreed())
        bank.log_in(account, password)
        view = bank.view("login_error")
        assert view is not None
        answers.add(view.text)
    assert len(answers) == 1


def test_a_registration_is_accepted_or_says_what_is_wrong() -> None:
    bank = InHand(kept=agreed())
    bank.register("card")
    assert "请填写本人银行卡号" in bank.said()
    assert bank.view("register_done") is None
    bank.register(agree=False)
    assert "请先阅读并勾选文件" in bank.said()
    bank.register()
    assert bank.view("register_done") is not None


def send_button(bank: InHand) -> tuple[str, bool]:
    """What asks for a code: its words, and whether it can be tapped."""
    view = bank.view("register_send_code")
    assert view is not None
    return view.text, view.enabled


def test_another_code_may_be_asked_for_after_a_while() -> None:
    bank = InHand(kept=agreed(), open_="register")
    bank.tap("register_send_code")
    assert send_button(bank) == ("60 秒后重新获取", False)
    bank.context.pass_time(20.5)
    bank.tap("register_send_code")
    assert send_button(bank) == ("40 秒后重新获取", False)
    assert "验证码已发送" in bank.said()
    bank.context.pass_time(39.5)
    assert send_button(bank) == ("获取验证码", True)
    assert bank.context.timers == 0
    bank.tap("register_send_code")
    assert "验证码已重新发送" in bank.said()


def test_a_code_registers_once() -> None:
    bank = InHand(kept=agreed())
    bank.register(ask=False)
    assert "短信验证码已失效，请重新获取" in bank.said()
    bank.register()
    bank.register(ask=False)
    assert "短信验证码已失效，请重新获取" in bank.said()


def test_who_may_register_is_told_by_the_phones_clock() -> None:
    bank = InHand(kept=agreed())
    bank.register(id_expiry="2026-01-01")
    assert bank.view("register_done") is not None
    bank.context.pass_time(86_400.0)
    bank.register(id_expiry="2026-01-01")
    assert "证件有效期已过" in bank.said()


def test_what_was_typed_is_gone_when_the_screen_is_left() -> None:
    bank = InHand(kept=agreed(), open_="login")
    bank.type("login_account", PERSON["phone"])
    assert PERSON["phone"] in bank.said()
    bank.visit("login")
    assert PERSON["phone"] not in bank.said()


def asking_for_pin(*on: str) -> InHand:
    """A transfer that waits for the trading password."""
    bank = InHand(*on, kept=agreed(account=True), open_="transfer")
    for meaning, value in {"payee": "测试乙", "to": PERSON["card"], "amount": "10"}.items():
        bank.type(f"transfer_{meaning}", value)
    bank.tap("transfer_submit")
    return bank


@pytest.fixture
def at_keyboard() -> InHand:
    return asking_for_pin()


def test_a_transfer_asks_for_the_password_on_the_banks_own_keyboard(at_keyboard: InHand) -> None:
    assert all(pane.secure for pane in at_keyboard.panes)
    for digit in "24681":
        at_keyboard.tap(f"keyboard_{digit}")
    assert "●●●●●○" in at_keyboard.said()
    at_keyboard.tap("keyboard_delete")
    for digit in "35":
        at_keyboard.tap(f"keyboard_{digit}")
    assert showing(at_keyboard) == "transfer"
    assert "演示应用不办理真实转账" in at_keyboard.said()


def test_the_keys_stand_in_another_order_each_time(at_keyboard: InHand) -> None:
    def order() -> list[str]:
        return [
            view.id for view in at_keyboard.views() if view.id.startswith("keyboard_") and len(view.id) == 10
        ]

    first = order()
    assert sorted(first) == [f"keyboard_{digit}" for digit in "0123456789"]
    assert order() == first
    at_keyboard.tap("keyboard_cancel")
    at_keyboard.context.pass_time(1)
    at_keyboard.tap("transfer_submit")
    assert order() != first


def test_a_fixed_keyboard_and_one_that_tells_what_is_typed() -> None:
    bank = asking_for_pin("fixed-keyboard", "keyboard-echo")
    keys = [view.text for view in bank.views() if view.id.startswith("keyboard_") and len(view.id) == 10]
    assert "".join(keys) == "1234567890"
    bank.tap("keyboard_2")
    assert "2○○○○○" in bank.said()


def test_the_phones_keyboard_for_the_trading_password() -> None:
    bank = asking_for_pin("system-keyboard-for-pin")
    bank.type("keyboard_field", "24681")
    assert bank.view("keyboard_field") is not None
    bank.type("keyboard_field", "246810")
    assert showing(bank) == "transfer"
    assert "演示应用不办理真实转账" in bank.said()


@pytest.mark.parametrize(
    ("on", "closed", "clear"),
    [((), True, False), (("paste-into-password",), False, False), (("password-drawn",), True, True)],
)
def test_fields_for_secrets_are_guarded(on: tuple[str, ...], closed: bool, clear: bool) -> None:
    bank = InHand(*on, kept=agreed(), open_="register")
    for meaning in ("password", "id_number", "card"):
        view = bank.view(f"register_{meaning}")
        assert view is not None
        assert (view.no_clipboard, view.drawn_clear) == (closed, clear)
    phone = bank.view("register_phone")
    assert phone is not None
    assert not phone.no_clipboard


def test_back_and_another_app_close_the_keyboard(at_keyboard: InHand) -> None:
    assert at_keyboard.process.back()
    assert showing(at_keyboard) == "transfer"
    at_keyboard.tap("transfer_submit")
    at_keyboard.process.paused()
    assert len(at_keyboard.panes) == 1


def test_an_account_is_cancelled_in_three_steps() -> None:
    bank = InHand(kept=agreed(account=True), open_="settings")
    bank.tap("settings_delete")
    bank.tap("delete_now")
    bank.tap("delete_next")
    assert "短信验证码不正确" in bank.said()
    bank.type("delete_code", "246810")
    bank.tap("delete_next")
    bank.tap("delete_confirm")
    assert "已受理，账号已退出" in bank.said()
    bank.visit("account")
    assert showing(bank) == "login"


# ------------------------------------------------------------------ rights


def taps_to(bank: InHand, *ids: str) -> str:
    for each in ids:
        bank.tap(each)
    return showing(bank)


def test_policy_and_lists_are_two_taps_from_home() -> None:
    for last, wanted in (("policy", "policy"), ("collected", "collected"), ("shared", "shared")):
        assert taps_to(InHand(kept=agreed()), "tab_settings", f"settings_{last}") == wanted


def test_the_policy_is_five_taps_away_under_the_defect() -> None:
    bank = InHand("policy-deep", kept=agreed())
    path = ("tab_settings", "settings_about", "about_legal", "legal_papers", "papers_policy")
    assert taps_to(bank, *path) == "policy"


def test_the_policy_rows_open_the_agreement_under_the_defect() -> None:
    bank = InHand("policy-in-agreement", kept=agreed())
    assert taps_to(bank, "tab_settings", "settings_policy") == "agreement"


def test_lists_tell_the_columns_that_the_defect_takes_away() -> None:
    columns = {"使用目的", "共享方式"}
    assert columns <= set(InHand(kept=agreed(), open_="shared").said())
    lacking = " ".join(InHand("lists-columns", kept=agreed(), open_="shared").said())
    assert not any(word in lacking for word in ("目的", "方式"))


def test_tailored_offers_are_off_until_they_are_wanted() -> None:
    bank = InHand(kept=agreed(), open_="settings")
    switch = bank.view("settings_personalised")
    assert switch is not None
    assert not switch.checked
    bank.tap("settings_personalised")
    again = InHand(kept=bank.context.storage, open_="settings").view("settings_personalised")
    assert again is not None
    assert again.checked


def test_the_apps_own_toast_goes_away() -> None:
    bank = InHand("custom-toast", kept=agreed())
    assert bank.view("toast_text") is not None
    bank.context.pass_time(2.0)
    assert bank.view("toast_text") is None


# ------------------------------------------------------------------ consents of their own


@pytest.mark.parametrize(
    ("screen", "button", "what"),
    [("login", "login_face", "face"), ("privacy", "privacy_id_photo", "id_photo")],
)
def test_the_camera_is_asked_for_after_a_consent_of_its_own(screen: str, button: str, what: str) -> None:
    bank = InHand(kept=agreed(), open_=screen)
    bank.tap(button)
    assert (bank.panes[-1].kind, bank.context.asked) == ("dialog", [])
    bank.tap(f"{what}_decline")
    assert showing(bank) == screen
    assert bank.context.asked == []
    bank.tap(button)
    assert bank.process.back()  # a no as well
    assert (showing(bank), bank.context.asked) == (screen, [])
    bank.tap(button)
    bank.tap(f"{what}_agree")
    bank.context.answer()
    assert bank.context.asked == [("android.permission.CAMERA",)]
    assert bank.context.used == ["CAMERA"]


def test_a_partner_opens_after_a_consent_of_its_own() -> None:
    bank = InHand(kept=agreed(), open_="settings")
    bank.tap("settings_partner")
    assert any("手机号码" in said and "示例生活" in said for said in bank.said())
    bank.tap("partner_decline")
    assert bank.context.started == []
    bank.tap("settings_partner")
    bank.tap("partner_agree")
    assert [intent.package for intent in bank.context.started] == ["cn.example.partner"]


def test_who_only_looks_around_is_asked_for_consent_before_a_face() -> None:
    bank = InHand()
    bank.tap("notice_decline")
    bank.tap("notice_decline")
    bank.visit("login")
    bank.tap("login_face")
    assert bank.view("notice") is not None
    assert bank.view("face_box") is None


@pytest.mark.parametrize(("screen", "said"), [("correct", "已受理您的更正"), ("erase", "已删除所选信息")])
def test_data_are_put_right_and_deleted(screen: str, said: str) -> None:
    bank = InHand(kept=agreed(), open_="privacy")
    bank.tap({"correct": "privacy_change", "erase": "privacy_erase"}[screen])
    assert showing(bank) == screen
    bank.tap(f"{screen}_submit")
    assert said in bank.said()
