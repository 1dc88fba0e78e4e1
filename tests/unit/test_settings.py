from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.messages import load_messages
from pytest_mobcompliance.settings import (
    IdentitySettings,
    Settings,
    VirtualSettings,
    demo_settings,
    load_settings,
)
from pytest_mobcompliance.shape import what_fits
from pytest_mobcompliance.virtual_phone.spec import API_LEVELS, VENDORS, PhoneSpec

APP = '[app]\nurl = "index.html"\n'
ANDROID = '[app]\nplatform = "android"\npackage = "cn.example.bank"\n'


def load(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "mobcompliance.toml"
    file.write_text(text, "utf-8")
    return load_settings(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[app]\nplatfrom = "web"\nurl = "x"', ["app.platfrom", "write 'platform'"]),
        ('[app]\nplatform = "palm"\nurl = "x"', ["app.platform", "'palm'", "one of 'android', 'ios', 'web'"]),
        ("[app]\n", ["a web app needs 'url'"]),
        ("", ["app", "nothing"]),
        (APP + '[screens.a]\npath = [{ tap = { xpath = "//a" } }]', ["xpath", "one of id, accessibility_id"]),
        (APP + '[screens.a]\nexpect = { id = "a", text = "b" }', ["exactly one of"]),
        (APP + '[permissions.camera]\npurpose = "p"\nscreen = "scan"', ["names screen 'scan'"]),
        (APP + '[special_access.overlay]\nreason = ""', ["special_access.overlay.reason"]),
        (APP + '[special_access.sight]\nreason = "r"', ["special_access.sight", "overlay"]),
        (APP + '[permissions.smell]\npurpose = "p"\nscreen = "scan"', ["permissions.smell", "camera"]),
        (
            APP + '[consents.face]\nscreen = "login"\ntrigger = { id = "face" }',
            ["consents.face names screen 'login'"],
        ),
        (
            APP + '[consents.nose]\nscreen = "login"\ntrigger = { id = "a" }',
            ["consents.nose", "one of 'face', 'id_photo', 'location'"],
        ),
        (
            APP + '[partners.shop]\nscreen = "home"\ntrigger = { id = "a" }',
            ["partners.shop names screen 'home'"],
        ),
        (
            APP + '[closing]\nscreen = "a"\nsubmit = { id = "a" }\ndone = { id = "b" }',
            ["closing names screen 'a'"],
        ),
        (
            APP + '[closing]\nscreen = "a"\nsubmit = { id = "x" }\ndone = { id = "b" }\n'
            "path = [{ tap = { id = 'x' } }]",
            ["path[0] is submit itself"],
        ),
        (APP + '[closing]\nscreen = "a"\nsubmit = { id = "a" }', ["closing.done", "nothing"]),
        (APP + '[elderly]\nstill = ["home"]', ["elderly.still[0] names screen 'home'"]),
        (APP + '[elderly]\ntext_size = "own"', ["elderly.text_size", "'system'"]),
        (APP + "[elderly]\nstill_seconds = 0", ["elderly.still_seconds", "wanted: a number above 0\n"]),
        (APP + '[thresholds]\n"6.target-size.elderly" = { value = 64 }', ["reason", "nothing"]),
        (APP + "[devices.a]\nwidth = 20", ["devices.a.width", "20", "wanted: a number of at least 200\n"]),
        (APP + "[[app]]", ["valid TOML"]),
        ('[app]\nplatform = "android"\npackage = "bank"', ["'bank' is no package name"]),
        (ANDROID + "[android]\nmax_depht = 70", ["android.max_depht", "write 'max_depth'"]),
        (APP + '[verification]\nlock_identity = "lockd"', ["verification.lock_identity names 'lockd'"]),
        (APP + '[verification]\nregister_identity = "bo"', ["verification.register_identity names 'bo'"]),
        (APP + '[policy]\nurl = "policy.html"', ["policy.url", "policy.html"]),
        (APP + '[[sdks]]\nname = "x"', ["sdks.0.name"]),
        (ANDROID + "[devices.a.virtual]\napi = 19", ["devices.a.virtual.api", "19"]),
        (ANDROID + "[devices.a.virtual]\nvendr = 1", ["write 'vendor'"]),
        (ANDROID + '[devices.a]\nudid = "S"\n[devices.a.virtual]', ["no 'udid'"]),
        (APP + "[devices.a.virtual]\napi = 30", ["devices.a is a virtual phone", "not 'android'"]),
        (ANDROID + '[devices.a]\nudid = "S"\n[devices.b]\nudid = "S"', ["the udid 'S'", "devices.a"]),
        (ANDROID + "[devices.a]\n[devices.b]", ["no udid", "a phone of its own"]),
        *(
            (
                ANDROID + f'[devices.a]\ncapabilities = {{ "{name}" = true }}',
                [name, "permission dialogs unseen"],
            )
            for name in ("appium:autoGrantPermissions", "autoAcceptAlerts", "appium:autoDismissAlerts")
        ),
    ],
)
def test_wrong_settings_name_key_value_and_what_was_allowed(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    for part in [*said, "mobcompliance.toml", "what to do next"]:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("", "a value, which this key needs", "必填的值"),
        ("app = 1", "a table", "表（table）"),
        ("[app]\nurl = 1", "text", "文本"),
        ("[app]\nserve = 1", "a path", "路径"),
        (APP + 'demo = "perhaps"', "true or false", "true 或 false"),
        (APP + "necessary = 'name'", "a list", "列表"),
        (APP + "kind = 'shop'", "one of 'bank', 'pay', ", "'bank'、'pay'、"),
        (APP + "[elderly]\ntext_size = 'own'", "'system'\n", "'system'\n"),
        (APP + "[verification]\nattempts = 'x'", "a whole number", "整数"),
        (APP + "[verification]\nleast_age = 121", "a number of at most 120", "不大于 120 的数字"),
        (APP + "[server]\nstart_timeout = 'x'", "a number", "数字"),
        (APP + "[[sdks]]\nname = 'x'", "text with a length of at least 2", "长度不少于 2 个字符的文本"),
        (APP + "[policy]\nurl = 'x'", "text that matches the pattern ", "符合正则表达式 "),
        (APP + "[web]\nlanguage = 1", "one of ", "之一"),
        ("[app]\n", "a web app needs 'url'", "网页应用应写明 'url'"),
    ],
)
def test_what_fits_is_told_in_both_languages(tmp_path: Path, text: str, english: str, chinese: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    assert f"wanted: {english}" in str(caught.value)
    told = load_messages("zh-CN").said(caught.value.told)
    assert chinese in told.partition("应为：")[2].partition("下一步")[0]


def test_kinds_of_errors_that_nobody_listed_keep_their_words() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(bytes).validate_python(1)
    [flaw] = caught.value.errors()
    assert what_fits(flaw) == flaw["msg"] != ""


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.toml"):
        load_settings(tmp_path / "absent.toml")


def test_paths_count_from_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, APP.replace("url", 'serve = "site"\nurl'))
    assert settings.resolve(Path("site")) == (tmp_path / "site").resolve()
    assert settings.package == "127.0.0.1"


def test_host_guards_destructive_checks(tmp_path: Path) -> None:
    settings = load(tmp_path, '[app]\nurl = "https://m.example.bank:8443/a"')
    assert settings.package == "m.example.bank"


def test_phones_on_servers_of_their_own_need_no_udid(tmp_path: Path) -> None:
    urls = ('server = "http://127.0.0.1:1"\n', 'server = "http://127.0.0.1:2"\n')
    assert len(load(tmp_path, f"{ANDROID}[devices.a]\n{urls[0]}[devices.b]\n{urls[1]}").devices) == 2


def test_several_virtual_phones_need_no_udid(tmp_path: Path) -> None:
    assert len(load(tmp_path, ANDROID + "[devices.a.virtual]\n[devices.b.virtual]\n").devices) == 2


def test_virtual_phones_are_those_that_are_simulated() -> None:
    spec = PhoneSpec()
    for name, field in VirtualSettings.model_fields.items():
        if hasattr(spec, name):
            assert getattr(spec, name) == field.default, name
    for api in API_LEVELS:
        for vendor in VENDORS:
            VirtualSettings.model_validate({"api": api, "vendor": vendor})
    for api in (API_LEVELS.start - 1, API_LEVELS.stop):
        with pytest.raises(ValueError, match="api"):
            VirtualSettings(api=api)


def test_what_is_necessary_and_special_is_declared(tmp_path: Path) -> None:
    text = ANDROID + 'necessary = ["phone"]\n[special_access.overlay]\nreason = "来电提示"'
    settings = load(tmp_path, text)
    assert settings.app.necessary == ("phone",)
    assert settings.special_access["overlay"].reason == "来电提示"


def test_versions_and_what_guests_may_see_are_named(tmp_path: Path) -> None:
    screens = "[screens.home]\nguest = true\n[screens.account]"
    settings = load(tmp_path, f'{ANDROID}file = "bank.apk"\nprevious = "old.apk"\n{screens}')
    assert settings.app.file is not None
    assert settings.resolve(settings.app.file) == (tmp_path / "bank.apk").resolve()
    assert [name for name, screen in settings.screens.items() if screen.guest] == ["home"]


def test_both_versions_of_the_demo_app_are_there() -> None:
    settings = demo_settings()
    for file in (settings.app.file, settings.app.previous):
        assert file is not None
        assert settings.resolve(file).is_file()


def test_where_the_policy_lies_and_which_sdks_it_must_name(tmp_path: Path) -> None:
    sdk = '[[sdks]]\nname = "示例推送"\naliases = ["Push"]\n'
    settings = load(tmp_path, f'{APP}[policy]\nurl = "https://bank.example/p"\n{sdk}')
    assert settings.policy is not None
    assert settings.policy.url == "https://bank.example/p"
    assert settings.sdks is not None
    assert [(sdk.name, sdk.aliases) for sdk in settings.sdks] == [("示例推送", ("Push",))]


def test_no_sdks_and_nobody_said_are_two_things(tmp_path: Path) -> None:
    assert load(tmp_path, "sdks = []\n" + APP).sdks == ()
    assert load(tmp_path, APP).sdks is None


def test_demo_app_says_that_it_is_one() -> None:
    settings = demo_settings()
    assert (settings.app.platform, settings.package, settings.app.demo) == (
        "android",
        "cn.example.bank",
        True,
    )


GENERATED = '[identities.p01]\nname = "甲"\ngenerated = true\n'


@pytest.mark.parametrize("app", [APP, ANDROID])
def test_generated_identities_are_refused_outside_the_demos(app: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, app + GENERATED)
    assert "identities.p01 is generated" in str(caught.value)
    assert "甲" not in str(caught.value)
    assert load(tmp_path, app + "demo = true\n" + GENERATED).identities["p01"].generated


def test_values_about_keyboards_are_looked_at(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, APP + '[verification]\nown_keyboard = ["card"]\n')
    assert "verification.own_keyboard.0" in str(caught.value)


def test_nobody_said_which_secrets_need_an_own_keyboard(tmp_path: Path) -> None:
    assert load(tmp_path, APP).verification.own_keyboard is None
    assert load(tmp_path, APP + "[verification]\nown_keyboard = []\n").verification.own_keyboard == ()


def test_what_tells_of_a_person() -> None:
    person = IdentitySettings(
        name="甲",
        phone="13800000001",
        id_expiry="2030-01-01",
        amount="100.00",
        code="246810",
        unfit="under-age",
    )
    assert person.telling() == {"name": "甲", "phone": "13800000001"}
    assert person.codes() == {"code": "246810"}
    assert [IdentitySettings(code=source).codes() for source in ("hook", "sms", "")] == [{}, {}, {}]


@pytest.mark.parametrize(
    "identities", ["phone = 13800000001", "password = 13800000001", 'phone = ["13800000001"]']
)
def test_an_error_does_not_show_what_tells_of_a_person(identities: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, f"{APP}[identities.alice]\n{identities}\n")
    assert "identities.alice.p" in str(caught.value)
    assert "13800000001" not in str(caught.value)


def test_an_error_shows_a_wrong_word_of_an_identity(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="'tired'"):
        load(tmp_path, APP + '[identities.alice]\nunfit = "tired"\n')


def test_an_identity_tells_no_value_where_pytest_prints_it() -> None:
    """pytest cuts long arguments in the middle: half a number would be no value that redaction knows."""
    person = IdentitySettings(name="测试甲", card="6217000000000000012", password="Demo-Pass-2024")
    assert repr(person) == "IdentitySettings(name='…', card='…', password='…')"
    assert "6217" not in repr(demo_settings()) + str(person)
