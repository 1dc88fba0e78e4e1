"""The phone's shell: its language, its tools, and what they say of what is not modelled."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from pytest_mobcompliance.virtual_phone.adb.helpers import UNICODE_IME
from pytest_mobcompliance.virtual_phone.apps import Context, Intent, Manifest, Pane, Process
from pytest_mobcompliance.virtual_phone.phone import Phone
from pytest_mobcompliance.virtual_phone.shell.shell import Shell, run
from pytest_mobcompliance.virtual_phone.spec import PhoneSpec
from pytest_mobcompliance.virtual_phone.state import Message
from pytest_mobcompliance.virtual_phone.views import button, column, field_, scroll, text

PACKAGE = "cn.example.app"
CAMERA = "android.permission.CAMERA"
FINE = "android.permission.ACCESS_FINE_LOCATION"


class NoteApp:
    """One screen with a field, a button and a list; another activity for its deep link."""

    def __init__(self, version: int = 3) -> None:
        self.manifest = Manifest(
            package=PACKAGE,
            label="示例",
            activities=(".Main", ".Details"),
            permissions=(CAMERA, FINE, "android.permission.INTERNET"),
            schemes=("example",),
            version_code=version,
            version_name=f"1.{version}",
        )

    def start(self, context: Context) -> Process:
        return Notes()


class Notes:
    def __init__(self) -> None:
        self.opened: list[Intent] = []
        self.words = ""
        self.tapped = 0

    def open(self, intent: Intent) -> None:
        self.opened.append(intent)

    @property
    def activity(self) -> str:
        return next((each.activity for each in reversed(self.opened) if each.activity), ".Main")

    def panes(self) -> Sequence[Pane]:
        rows = [text(f"第 {number} 行") for number in range(60)]
        content = column(
            field_(self.words, self._write, id="note"),
            button("保存", self._tap, id="save"),
            scroll(*rows, id="list"),
            height="fill",
        )
        return (Pane(root=content),)

    def _write(self, words: str) -> None:
        self.words = words

    def _tap(self) -> None:
        self.tapped += 1

    def back(self) -> bool:
        return False

    def paused(self) -> None: ...

    def resumed(self) -> None: ...


@pytest.fixture
def phone() -> Phone:
    return Phone(PhoneSpec(api=34), [NoteApp()])


@pytest.fixture
def shell(phone: Phone) -> Shell:
    return Shell(phone, open_apk=lambda content: NoteApp(int(content)))


def said(shell: Shell, command: str) -> str:
    """The output of a command that must succeed without complaint."""
    result = shell.run(command)
    assert (result.code, result.stderr) == (0, b""), result
    return result.stdout.decode()


def complaint(shell: Shell, command: str) -> tuple[int, str]:
    """Exit code and error output of a command that says nothing else."""
    result = shell.run(command)
    return result.code, result.stderr.decode()


def notes(phone: Phone) -> Notes:
    process = phone.installed[PACKAGE].process
    assert isinstance(process, Notes)
    return process


def center(phone: Phone, key: str) -> str:
    node = next(node for node in phone.active().root.walk() if node.view.id == key)
    return f"{(node.box[0] + node.box[2]) // 2} {(node.box[1] + node.box[3]) // 2}"


# ------------------------------------------------------------ the language


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("echo a   b", "a b\n"),
        ("echo 'a   b'", "a   b\n"),
        ('echo "a; b" c', "a; b c\n"),
        (r"echo a\&b\ c", "a&b c\n"),
        ("echo ''转账''", "转账\n"),
        ("echo a;echo b", "a\nb\n"),
        ("echo a\necho b", "a\nb\n"),
        ("echo a && echo b || echo c", "a\nb\n"),
        ("false && echo b || echo c", "c\n"),
        ("echo one two | grep -o tw", "tw\n"),
        ("printenv 2>/dev/null || echo none", "none\n"),
        ("LANG=C echo x", "x\n"),
        ("exec echo x", "x\n"),
        ("/system/bin/echo x", "x\n"),
        ("[ -e '/none' ] && echo __PASS__; true", ""),
        ("[ -e '/sdcard' ] && echo __PASS__", "__PASS__\n"),
        ("[ a = b ] || [ ! -n '' ] && echo yes", "yes\n"),
        ("echo >/sdcard/x 1; cat /sdcard/x | wc -l", "1\n"),
        ("echo a 2>&1", "a\n"),
        ("", ""),
    ],
)
def test_language(shell: Shell, command: str, output: str) -> None:
    assert said(shell, command) == output


@pytest.mark.parametrize("command", ["echo 'a", "| cat", "echo a | | cat", "echo >"])
def test_what_cannot_be_read(shell: Shell, command: str) -> None:
    code, words = complaint(shell, command)
    assert code == 1
    assert words.startswith("/system/bin/sh: syntax error")


def test_errors_join_the_output_when_asked(shell: Shell) -> None:
    result = shell.run("ls /none 2>&1 || echo _ERROR_")
    assert result.stdout == b"ls: /none: No such file or directory\n_ERROR_\n"
    assert result.stderr == b""


def test_exit_code_is_the_last_ones(shell: Shell) -> None:
    assert shell.run("true; false").code == 1
    assert shell.run("false; true").code == 0
    assert shell.run("echo a | grep b").code == 1


def test_a_shell_without_files_of_its_own(phone: Phone) -> None:
    assert run(phone, "echo x").stdout == b"x\n"


# ------------------------------------------------------------ what nobody modelled


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("foo --bar", 127, "/system/bin/sh: foo: inaccessible or not found\n"),
        ("cmd foo bar", 20, "cmd: Can't find service: foo\n"),
        ("dumpsys foo", 0, "Can't find service: foo\n"),
        ("pm foo", 255, "Unknown command: foo\n"),
        ("am foo", 255, "Unknown command: foo\n"),
        ("wm foo", 255, "Unknown command: foo\n"),
        ("input foo", 255, "Error: Unknown command: foo\n"),
    ],
)
def test_what_nobody_modelled_is_refused_and_noted(
    phone: Phone, shell: Shell, command: str, code: int, words: str
) -> None:
    assert complaint(shell, command) == (code, words)
    assert len(phone.unmodelled) == 1
    assert "foo" in phone.unmodelled[0]


def test_what_no_phone_has_is_no_gap(phone: Phone, shell: Shell) -> None:
    assert complaint(shell, "su root id") == (127, "/system/bin/sh: su: inaccessible or not found\n")
    assert phone.unmodelled == []


# ------------------------------------------------------------ files


def test_files(shell: Shell) -> None:
    said(shell, "echo one > /sdcard/a.txt; echo two > /sdcard/b.txt; mkdir -p -- '/data/local/tmp'")
    assert said(shell, "ls /sdcard") == "a.txt\nb.txt\n"
    assert said(shell, "cat /sdcard/a.txt /sdcard/b.txt | grep -c o") == "2\n"
    assert re.fullmatch(
        r"-rw\S+ 1 root sdcard_rw 4 \S+ \S+ /sdcard/a.txt\n", said(shell, "ls -la /sdcard/a.txt")
    )
    said(shell, "rm /sdcard/*.txt")
    assert said(shell, "ls /sdcard") == ""
    assert complaint(shell, "rm /sdcard/a.txt")[0] == 1
    said(shell, "rm -f /sdcard/a.txt; rm -rf /sdcard/x")
    assert complaint(shell, "cat /none") == (1, "cat: /none: No such file or directory\n")
    assert said(shell, "cat /proc/net/unix").startswith("Num")


# ------------------------------------------------------------ properties and settings


def test_properties(phone: Phone, shell: Shell) -> None:
    assert said(shell, "getprop ro.build.version.sdk") == "34\n"
    assert said(shell, "getprop ro.build.version.release") == "14\n"
    assert said(shell, "getprop ro.none") == "\n"
    assert said(shell, "getprop ro.none other") == "other\n"
    assert f"[ro.serialno]: [{phone.serial}]\n" in said(shell, "getprop")
    said(shell, "setprop debug.x 1")
    assert said(shell, "getprop debug.x") == "1\n"
    assert complaint(shell, "setprop ro.x 1")[0] == 1


@pytest.mark.parametrize(
    ("vendor", "name"),
    [
        ("miui", "ro.miui.ui.version.name"),
        ("emui", "ro.build.version.emui"),
        ("coloros", "ro.build.version.oplusrom"),
        ("originos", "ro.vivo.os.name"),
        ("oneui", "ro.build.version.oneui"),
    ],
)
def test_vendors_tell_themselves(vendor: str, name: str) -> None:
    assert said(Shell(Phone(PhoneSpec(vendor=vendor))), f"getprop {name}").strip()


def test_settings(phone: Phone, shell: Shell) -> None:
    assert said(shell, "settings get system font_scale") == "1.0\n"
    before = phone.version
    said(shell, "settings put system font_scale 1.3")
    assert phone.font_scale == 1.3
    assert phone.version > before
    assert said(shell, "settings --user 0 get system font_scale") == "1.3\n"
    assert said(shell, "settings get global none") == "null\n"
    keys = ("hidden_api_policy_pre_p_apps", "hidden_api_policy_p_apps", "hidden_api_policy")
    said(shell, ";".join(f"settings put global {key} 1" for key in keys))
    assert said(shell, "settings list global | grep -c hidden_api_policy") == "3\n"
    assert said(shell, ";".join(f"settings delete global {key}" for key in keys)) == "Deleted 1 rows\n" * 3
    assert said(shell, "settings delete global none") == "Deleted 0 rows\n"
    assert complaint(shell, "settings get other x")[0] == 255
    assert said(
        shell, "content query --uri content://settings/system --where \"name='font_scale'\""
    ).endswith("name=font_scale, value=1.3\n")


def test_a_vendor_whose_extra_switch_is_off(phone: Phone) -> None:
    shell = Shell(phone, guarded=True)
    assert (
        "requires:android.permission.WRITE_SECURE_SETTINGS" in complaint(shell, "settings put global x 1")[1]
    )
    assert "INJECT_EVENTS" in complaint(shell, "input tap 1 1")[1]
    assert "GRANT_RUNTIME_PERMISSIONS" in complaint(shell, f"pm grant {PACKAGE} {CAMERA}")[1]
    assert said(shell, "settings get global airplane_mode_on") == "0\n"


def test_display(phone: Phone, shell: Shell) -> None:
    assert said(shell, "wm size") == "Physical size: 1080x2340\n"
    said(shell, "wm size 720x1280; wm density 320")
    assert said(shell, "wm size; wm density").splitlines() == [
        "Physical size: 1080x2340",
        "Override size: 720x1280",
        "Physical density: 440",
        "Override density: 320",
    ]
    assert (phone.size, phone.density) == ((720, 1280), 2.0)
    said(shell, "cmd window size reset; cmd window density reset")
    assert (phone.size, phone.dpi) == ((1080, 2340), 440)
    said(shell, "wm user-rotation lock 1")
    assert phone.size == (2340, 1080)


def test_night_mode_network_and_language(phone: Phone, shell: Shell) -> None:
    assert said(shell, "cmd uimode night") == "Night mode: no\n"
    assert said(shell, "cmd uimode night yes") == "Night mode: yes\n"
    assert phone.night
    said(shell, "cmd -w wifi set-wifi-enabled disabled; cmd phone data disable > /dev/null")
    assert not phone.online
    said(shell, "svc wifi enable; cmd connectivity airplane-mode enable")
    assert phone.wifi
    assert not phone.online
    assert said(shell, "cmd connectivity airplane-mode") == "enabled\n"
    assert complaint(shell, "ping -c 1 example.cn")[0] == 2
    said(shell, f"cmd locale set-app-locales {PACKAGE} --user 0 --locales en-US")
    assert phone.app_locales == {PACKAGE: "en-US"}
    assert "[en-US]" in said(shell, f"cmd locale get-app-locales {PACKAGE} --user 0")


def test_commands_that_came_later(phone: Phone) -> None:
    old = Shell(Phone(PhoneSpec(api=28)))
    assert old.run("cmd connectivity airplane-mode enable").code == 255
    assert old.run(f"cmd locale get-app-locales {PACKAGE}").code == 20


def test_time(phone: Phone, shell: Shell) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0800\n", said(shell, "date +%Y-%m-%dT%T%z"))
    before = phone.now()
    said(shell, "sleep 3600")
    assert phone.now() - before > 3599
    seconds, rest = said(shell, "date +%s.%N").split(".")
    assert abs(int(seconds) - phone.now()) < 5
    assert re.fullmatch(r"\d{9}\n", rest)


def test_root_sets_the_time_and_the_network_puts_it_right(phone: Phone, shell: Shell) -> None:
    before = phone.now()
    said(shell, "settings put global auto_time 0; date @$(($(date +%s) + 172800))")
    assert abs(phone.now() - before - 172800) < 5
    said(shell, f"[ $(date +%s) -lt {int(before)} ] || date @$(($(date +%s) - 86400))")
    assert abs(phone.now() - before - 86400) < 5
    phone.settings["global"]["wifi_on"] = phone.settings["global"]["mobile_data"] = "0"
    said(shell, "settings put global auto_time 1")
    assert phone.now() - before > 86000  # nobody tells it the time
    phone.settings["global"]["wifi_on"] = "1"
    said(shell, "settings put global auto_time 1")
    assert abs(phone.now() - before) < 5
    assert complaint(shell, "date 010112002030")[1].startswith("date: bad date")
    assert phone.unmodelled == ["date 010112002030"]


def test_a_phone_as_it_is_sold_keeps_its_time(phone: Phone) -> None:
    sold = Shell(Phone(PhoneSpec(root=False)))
    for command in ("date 010112002030", "date @5"):
        assert complaint(sold, command)[1] == "date: cannot set date: Operation not permitted\n"
    assert (
        said(sold, "id -u; whoami; getprop ro.build.type; getprop ro.debuggable") == "2000\nshell\nuser\n0\n"
    )
    assert complaint(sold, "setprop persist.sys.x 1")[0] == 1
    own = Shell(phone)
    assert (
        said(own, "id -u; whoami; getprop ro.build.type; getprop ro.debuggable") == "0\nroot\nuserdebug\n1\n"
    )
    said(own, "setprop persist.sys.x 1")
    assert complaint(own, "setprop ro.debuggable 0")[0] == 1
    assert said(own, "id").startswith("uid=0(root) ")


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("echo $(echo a b) \"x $(echo $((1+2)))\" '$(date)' \\$(", "a b x 3 $(date) $(\n"),
        ("echo $((10 - 3 - 2)) $(($(echo 4) - 1))", "5 3\n"),
        ("[ 3 -gt 2 ] && [ ! 3 -le 2 ] && echo yes", "yes\n"),
    ],
)
def test_substitutions(shell: Shell, command: str, output: str) -> None:
    assert said(shell, command) == output


@pytest.mark.parametrize("command", ["echo $(echo", "echo $((a + 1))", "echo $((1 +))"])
def test_substitutions_that_cannot_be(shell: Shell, command: str) -> None:
    assert "syntax error" in complaint(shell, command)[1]


# ------------------------------------------------------------ apps


def test_start_and_stop(phone: Phone, shell: Shell) -> None:
    resolved = said(shell, f"cmd package resolve-activity --brief {PACKAGE}").splitlines()
    assert resolved[-1] == f"{PACKAGE}/.Main"
    flags = "-a android.intent.action.MAIN -c android.intent.category.LAUNCHER -f 0x10200000"
    assert said(shell, f"am start-activity {flags} -n {PACKAGE}/.Main") == (
        "Starting: Intent { act=android.intent.action.MAIN cat=[android.intent.category.LAUNCHER]"
        f" flg=0x10200000 cmp={PACKAGE}/.Main }}\n"
    )
    assert phone.front == PACKAGE
    pid = phone.installed[PACKAGE].pid
    assert re.search(rf"ProcessRecord{{\w+ {pid}:{PACKAGE}/", said(shell, "dumpsys activity processes"))
    assert said(shell, f"pidof {PACKAGE}") == f"{pid}\n"
    said(shell, f"am force-stop {PACKAGE}; am force-stop no.such.package")
    assert phone.installed[PACKAGE].process is None
    assert PACKAGE not in said(shell, "ps -A")


def test_waiting_start_tells_the_outcome(phone: Phone, shell: Shell) -> None:
    told = said(shell, f"am start -W -n {PACKAGE}/{PACKAGE}.Details").splitlines()
    assert told[1:4] == ["Status: ok", "LaunchState: COLD", f"Activity: {PACKAGE}/.Details"]
    assert told[-1] == "Complete"
    assert notes(phone).activity == ".Details"


def test_deep_link(phone: Phone, shell: Shell) -> None:
    said(shell, rf"am start -W -a android.intent.action.VIEW -d example://pay?a=1\&b=2 {PACKAGE}")
    assert notes(phone).opened[-1] == Intent(package=PACKAGE, data="example://pay?a=1&b=2")
    told = said(shell, f"am start -W -a android.intent.action.VIEW -d other://x {PACKAGE}")
    assert "unable to resolve Intent { act=android.intent.action.VIEW dat=other://x" in told


def test_a_start_that_fails_says_so_on_the_error_output(shell: Shell) -> None:
    result = shell.run(f"am start -n {PACKAGE}/.None")
    assert result.code == 0
    assert result.stderr.decode() == (
        f"Error type 3\nError: Activity class {{{PACKAGE}/.None}} does not exist.\n"
    )
    assert "Error: Activity class" in said(shell, f"am start -W -n {PACKAGE}/.None")


def test_extras_do_not_get_in_the_way(phone: Phone, shell: Shell) -> None:
    said(shell, f"am start --es name value --ez flag true -S -n {PACKAGE}/.Details")
    assert notes(phone).activity == ".Details"


def test_monkey_opens_an_app(phone: Phone, shell: Shell) -> None:
    assert "Events injected: 1" in said(shell, f"monkey -p {PACKAGE} -c android.intent.category.LAUNCHER 1")
    assert phone.front == PACKAGE
    assert "monkey aborted" in shell.run("monkey -p no.such.app 1").stdout.decode()


def test_focus_as_the_driver_reads_it(phone: Phone, shell: Shell) -> None:
    said(shell, f"am start -n {PACKAGE}/.Main")
    focused_app = r"^\s*mFocusedApp.+Record\{.*\s([^\s\/\}]+)\/([^\s\/\}\,]+)\,?(\s[^\s\/\}]+)*\}"
    found = re.search(focused_app, said(shell, "dumpsys window displays"), re.MULTILINE)
    assert found is not None
    assert found.groups()[:2] == (PACKAGE, ".Main")
    current = r"^\s*mCurrentFocus.+\{.+\s([^\s\/]+)\/([^\s]+)\b"
    found = re.search(current, said(shell, "dumpsys window displays"), re.MULTILINE)
    assert found is not None
    assert found.groups() == (PACKAGE, f"{PACKAGE}.Main")


def test_the_focus_stands_elsewhere_on_older_phones() -> None:
    shell = Shell(Phone(PhoneSpec(api=28), [NoteApp()]))
    assert "mFocusedApp" in said(shell, "dumpsys window windows")
    assert "mFocusedApp" not in said(shell, "dumpsys window displays")


@pytest.mark.parametrize(
    ("api", "attributes"),
    [
        (26, "mAttrs=WM.LayoutParams{(0,0)(fillxfill) ty=1 fl=#100 pfl=0x20000}"),
        (34, "ty=BASE_APPLICATION\n      fl=LAYOUT_IN_SCREEN SPLIT_TOUCH HARDWARE_ACCELERATED\n"),
    ],
)
def test_windows_have_types_and_flags(api: int, attributes: str) -> None:
    shell = Shell(Phone(PhoneSpec(api=api), [NoteApp()]))
    said(shell, f"am start -n {PACKAGE}/.Main")
    told = said(shell, "dumpsys window windows")
    own = told.partition(f" {PACKAGE}/{PACKAGE}.Main}}:")[2].partition("Window #")[0]
    assert attributes in own


@pytest.mark.parametrize(
    ("surroundings", "su", "hardware"),
    [((), "none", "virtual"), (("rooted",), "/system/xbin/su", "virtual"), (("emulated",), "none", "ranchu")],
)
def test_unsafe_phones_show_it(surroundings: tuple[str, ...], su: str, hardware: str) -> None:
    shell = Shell(Phone(PhoneSpec(surroundings=surroundings), [NoteApp()]))
    assert said(shell, "which su || echo none").strip() == su
    assert said(shell, "getprop ro.hardware").strip() == hardware
    assert said(shell, "getprop ro.boot.qemu").strip() == ("1" if hardware == "ranchu" else "")


def test_packages(shell: Shell) -> None:
    assert f"package:{PACKAGE} versionCode:3\n" in said(shell, "cmd package list packages --show-versioncode")
    assert said(shell, "pm list packages -3") == f"package:{PACKAGE}\n"
    assert said(shell, "pm list packages example") == f"package:{PACKAGE}\n"
    assert said(shell, f"pm path {PACKAGE}").endswith("/base.apk\n")
    assert shell.run("pm path none").code == 1
    assert said(shell, "cmd package resolve-activity --brief none") == "No activity found\n"


def test_clear_and_uninstall(phone: Phone, shell: Shell) -> None:
    phone.installed[PACKAGE].storage["agreed"] = True
    assert said(shell, f"pm clear {PACKAGE}") == "Success\n"
    assert phone.installed[PACKAGE].storage == {}
    assert shell.run("pm clear none").stdout == b"Failed\n"
    assert said(shell, f"cmd package 'uninstall' '{PACKAGE}'") == "Success\n"
    assert PACKAGE not in phone.installed
    assert shell.run("pm uninstall com.android.settings").code == 1


def test_install_keeps_data(phone: Phone, shell: Shell) -> None:
    phone.installed[PACKAGE].storage["agreed"] = True
    phone.grant(PACKAGE, CAMERA)
    done = shell.run("cmd package 'install' '-r' -S 1", lambda size: b"5"[:size])
    assert done.stdout == b"Success\n"
    known = phone.installed[PACKAGE]
    assert (known.manifest.version_code, known.storage) == (5, {"agreed": True})
    assert known.permissions.granted(CAMERA)
    shell.files["/data/local/tmp/old.apk"] = b"4"
    refused = shell.run("pm install -r /data/local/tmp/old.apk").stdout.decode()
    assert refused.startswith("Failure [INSTALL_FAILED_VERSION_DOWNGRADE")
    assert said(shell, "pm install -r -d -g /data/local/tmp/old.apk") == "Success\n"
    assert phone.installed[PACKAGE].permissions.granted(FINE)


@pytest.mark.parametrize("content", [b"no number", b""])
def test_install_of_something_else(shell: Shell, content: bytes) -> None:
    shell.files["/sdcard/x.apk"] = content
    result = shell.run("pm install /sdcard/x.apk")
    assert (result.code, b"INSTALL_PARSE_FAILED_NOT_APK" in result.stdout) == (1, True)
    assert shell.run("pm install /sdcard/none.apk").code == 1


def test_permissions_as_the_driver_reads_them(phone: Phone, shell: Shell) -> None:
    said(shell, f"pm grant {PACKAGE} {CAMERA};pm grant {PACKAGE} {FINE};")
    said(shell, f"pm revoke {PACKAGE} {FINE}")
    dumped = said(shell, f"dumpsys package {PACKAGE}")
    assert re.search(rf"^\s*Package\s+\[{re.escape(PACKAGE)}\][^:]+:$", dumped, re.MULTILINE)
    assert re.search(r"versionCode=3 .*targetSdk=34", dumped)
    assert re.search(r"versionName=1\.3$", dumped, re.MULTILINE)
    runtime = dumped[dumped.index("runtime permissions:") :]
    assert f"{CAMERA}: granted=true" in runtime
    assert f"{FINE}: granted=false" in runtime
    assert "android.permission.INTERNET: granted=true" in dumped
    assert "User 0: " in dumped
    said(shell, f"pm clear-permission-flags {PACKAGE} {FINE} user-set user-fixed")
    assert "USER_SET" not in phone.installed[PACKAGE].permissions.flags(FINE)


def test_permissions_that_cannot_be_changed(shell: Shell) -> None:
    code, words = complaint(shell, f"pm grant {PACKAGE} android.permission.INTERNET")
    assert code == 255
    assert "not a changeable permission type" in words
    assert "Unknown permission" in complaint(shell, f"pm grant {PACKAGE} android.permission.NONE")[1]
    assert "Unknown package: none" in complaint(shell, f"pm grant none {CAMERA}")[1]


def test_app_ops(phone: Phone, shell: Shell) -> None:
    said(shell, f"appops set {PACKAGE} CAMERA ignore")
    assert "CAMERA: ignore" in said(shell, f"cmd appops get {PACKAGE} CAMERA")
    assert complaint(shell, f"appops set {PACKAGE} CAMERA sometimes")[0] == 255
    assert complaint(shell, "appops get none") == (255, "Error: No UID for none in user 0\n")


def test_inbox_tells_what_came_since(phone: Phone, shell: Shell) -> None:
    asked = (
        "content query --uri content://sms/inbox --projection date:body --where 'date>={}' --sort 'date DESC'"
    )
    assert said(shell, asked.format(0)) == "No result found.\n"
    phone.inbox += [Message(1000.0, "验证码 111111"), Message(2000.5, "验证码 222222")]
    assert said(shell, asked.format(0)) == (
        "Row: 0 date=2000500, body=验证码 222222\nRow: 1 date=1000000, body=验证码 111111\n"
    )
    assert said(shell, asked.format(1000001)) == "Row: 0 date=2000500, body=验证码 222222\n"
    assert said(shell, "content query --uri content://sms/inbox --projection body") == (
        "Row: 0 body=验证码 222222\nRow: 1 body=验证码 111111\n"
    )
    assert phone.unmodelled == []


# ------------------------------------------------------------ input and looks


def test_touch_and_keys(phone: Phone, shell: Shell) -> None:
    said(shell, f"am start -n {PACKAGE}/.Main")
    said(shell, f"input tap {center(phone, 'save')}")
    assert notes(phone).tapped == 1
    said(shell, f"input touchscreen tap {center(phone, 'note')}")
    assert "mInputShown=true" in said(shell, "dumpsys input_method")
    said(shell, "input text ''two%swords''; input keyevent KEYCODE_1 KEYCODE_A")
    assert notes(phone).words == "two words1a"
    assert complaint(shell, "input text 转账")[0] == 255
    phone.settings["secure"]["default_input_method"] = UNICODE_IME
    said(shell, r"input text ''\&bH2PZg-%s\&-x''")
    assert notes(phone).words == "two words1a汽车 &x"
    said(shell, "input keyevent 4")
    assert "mInputShown=false" in said(shell, "dumpsys input_method")
    said(shell, "input keyevent KEYCODE_HOME")
    assert phone.front != PACKAGE
    assert complaint(shell, "input keyevent KEYCODE_NONE")[0] == 255
    assert complaint(shell, "input tap 1")[0] == 255


def test_swipe_scrolls(phone: Phone, shell: Shell) -> None:
    said(shell, f"am start -n {PACKAGE}/.Main")
    x, y = center(phone, "list").split()
    said(shell, f"input swipe {x} {y} {x} {int(y) - 300} 200")
    node = next(node for node in phone.active().root.walk() if node.view.id == "list")
    assert node.scrolled == 300


def test_screenshot_and_tree(shell: Shell) -> None:
    said(shell, f"am start -n {PACKAGE}/.Main")
    assert shell.run("screencap -p").stdout.startswith(b"\x89PNG")
    said(shell, "screencap -p /sdcard/a.png")
    assert shell.files["/sdcard/a.png"].startswith(b"\x89PNG")
    assert said(shell, "uiautomator dump") == "UI hierchary dumped to: /sdcard/window_dump.xml\n"
    assert "保存" in said(shell, "cat /sdcard/window_dump.xml")


def test_log(phone: Phone, shell: Shell) -> None:
    phone.log("E", "Example", "一行\n又一行", pid=4321)
    lines = said(shell, "logcat -d -v threadtime Example:W '*:S'").splitlines()
    assert lines[0] == "--------- beginning of main"
    assert re.fullmatch(r"\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}  4321  4321 E Example: 一行", lines[1])
    assert len(lines) == 3
    assert said(shell, "logcat -d -v brief -s Example").splitlines()[1] == "E/Example( 4321): 一行"
    said(shell, "logcat -c")
    assert len(said(shell, "logcat -d").splitlines()) == 1


def test_screen_is_unlocked_as_the_driver_reads_it(shell: Shell) -> None:
    window = said(shell, "dumpsys window")
    assert "mScreenOnFully=true" in window
    assert "mShowingLockscreen=false" in window
    assert "mWakefulness=Awake" in said(shell, "dumpsys power")


def test_dump_of_an_unknown_package(shell: Shell) -> None:
    assert "Package [none]" not in said(shell, "dumpsys package none")


def test_processes_show_the_server_while_it_runs(phone: Phone) -> None:
    runs = True
    shell = Shell(phone, is_served=lambda: runs)
    title, *_ = said(shell, "ps -A").splitlines()
    assert {"PID", "NAME"} <= set(title.split())
    assert "io.appium.uiautomator2.server" in said(shell, "ps -A -o PID,NAME")
    runs = False
    assert "io.appium.uiautomator2.server" not in said(shell, "ps -A")
    assert re.search(r"^-A\b", said(shell, "ps --help"), re.MULTILINE)


# ------------------------------------------------------------ what apps keep and log


def test_files_of_an_app_are_roots_or_its_own() -> None:
    phone = Phone(PhoneSpec(root=True), [NoteApp()])
    phone.installed[PACKAGE].storage["agreed"] = True
    shell = Shell(phone, files={"/sdcard/a/b.txt": b"12345"})
    folder = f"/data/data/{PACKAGE}"
    file = f"{folder}/shared_prefs/{PACKAGE}_preferences.xml"
    assert said(shell, f"find {folder} -type f").splitlines() == [file]
    assert said(shell, f"find {folder} -type d").splitlines() == [folder, f"{folder}/shared_prefs"]
    assert said(shell, "find /sdcard").splitlines() == ["/sdcard", "/sdcard/a", "/sdcard/a/b.txt"]
    assert said(shell, "dd if=/sdcard/a/b.txt bs=2 count=2") == "1234"
    assert said(shell, "stat -c 'size=%s %n' /sdcard/a/b.txt") == "size=5 /sdcard/a/b.txt\n"
    assert shell.run("stat -c %s /sdcard/none").code == 1
    assert shell.run(f"find {folder}/files").code == 1
    assert shell.run("dd if=/sdcard/none").code == 1
    assert b"agreed" in shell.run(f"cat {file}").stdout
    assert b"agreed" not in Shell(Phone(PhoneSpec(root=False), [NoteApp()])).run(f"cat {file}").stdout


def test_run_as_enters_debuggable_builds_only() -> None:
    shell = Shell(Phone(PhoneSpec(root=False), [NoteApp()]))
    assert b"not debuggable" in shell.run(f"run-as {PACKAGE} id").stderr
    assert b"unknown package" in shell.run("run-as cn.example.none id").stderr


def test_log_tells_who_wrote_it() -> None:
    phone = Phone(PhoneSpec(), [NoteApp()])
    shell = Shell(phone)
    said(shell, "log -t Example -p w a line")
    assert said(shell, "logcat -d -s Example -v brief").splitlines()[1] == "W/Example( 5000): a line"
    assert " 2000  5000  5000 W Example: a line" in said(shell, "logcat -d -v threadtime -v uid")
