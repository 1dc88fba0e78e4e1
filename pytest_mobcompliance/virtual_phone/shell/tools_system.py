"""Tools of the phone's shell for what is no app: properties, settings, display, input, network, time, log.

What they print is what AOSP's own tools print (toybox; ``SettingsService``, ``WindowManagerShellCommand``,
``InputShellCommand``, ``Svc``), as far as drivers and this project read it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from itertools import pairwise

from ..adb import helpers, uia2
from ..hardware import KEYBOARD
from ..hierarchy import dump
from ..spec import BRANDS, RELEASES
from ..state import LogLine, PhoneError
from .toolbox import Call, Options, Out, Tool, lines, options

ZONE, ZONE_OFFSET = "Asia/Shanghai", 8 * 3600
SHELL_PID, SHELL_UID = 5000, 2000
SERVER_PID = 3900
"""Process id of the UiAutomator2 server; apps begin at 4000."""
_VENDOR_PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "miui": {"ro.miui.ui.version.name": "V140", "ro.miui.ui.version.code": "14"},
    "emui": {"ro.build.version.emui": "EmotionUI_12.0.0"},
    "coloros": {"ro.build.version.oplusrom": "V14.0.0", "ro.build.version.opporom": "V14.0.0"},
    "originos": {"ro.vivo.os.name": "OriginOS", "ro.vivo.os.version": "4.0"},
    "oneui": {"ro.build.version.oneui": "60100"},
}
"""How a program tells the vendor's Android apart (names from the vendors' SDK pages; values are examples)."""
_INVISIBLE_KEYS = {
    "HOME": 3,
    "BACK": 4,
    "CALL": 5,
    "POWER": 26,
    "MENU": 82,
    "ENTER": 66,
    "DEL": 67,
    "TAB": 61,
}
_INVISIBLE_KEYS |= {"ESCAPE": 111, "APP_SWITCH": 187, "SLEEP": 223, "WAKEUP": 224, "SPACE": 62}
_NAMESPACES = ("system", "secure", "global")


# ------------------------------------------------------------ properties and settings


def properties(call: Call) -> dict[str, str]:
    """All system properties."""
    spec, phone = call.phone.spec, call.phone
    brand, model = BRANDS[spec.vendor]
    release = RELEASES[spec.api]
    kind, keys = ("userdebug", "dev-keys") if spec.root else ("user", "release-keys")
    fingerprint = f"{brand}/virtual/virtual:{release}/SIM1/1:{kind}/{keys}"
    known = {
        "ro.build.version.sdk": str(spec.api),
        "ro.build.version.release": release,
        "ro.build.version.codename": "REL",
        "ro.build.version.security_patch": "2024-09-01",
        "ro.build.type": kind,
        "ro.build.tags": keys,
        "ro.build.display.id": f"SIM1 {keys}",
        "ro.build.fingerprint": fingerprint,
        "ro.build.characteristics": "default",
        "ro.product.brand": brand,
        "ro.product.manufacturer": brand,
        "ro.product.model": model,
        "ro.product.name": "virtual",
        "ro.product.device": "virtual",
        "ro.product.locale": spec.locale,
        "ro.product.cpu.abi": "arm64-v8a",
        "ro.product.cpu.abilist": "arm64-v8a,armeabi-v7a,armeabi",
        "ro.serialno": phone.serial,
        "ro.sf.lcd_density": str(spec.density),
        "ro.secure": "1",
        "ro.debuggable": str(int(spec.root)),
        "persist.sys.locale": phone.locale,
        "persist.sys.timezone": ZONE,
        "sys.boot_completed": "1",
        "init.svc.bootanim": "stopped",
    }
    emulated = {"ro.kernel.qemu": "1", "ro.boot.qemu": "1", "ro.hardware": "ranchu"}
    known |= emulated if "emulated" in spec.surroundings else {"ro.hardware": "virtual"}
    return known | dict(_VENDOR_PROPERTIES.get(spec.vendor, {})) | call.shell.properties


def getprop(call: Call) -> Out:
    """One property (empty when unknown, or the second argument), or all."""
    every = properties(call)
    if not call.args:
        return Out(lines(*(f"[{name}]: [{value}]" for name, value in sorted(every.items()))))
    return Out(f"{every.get(call.arg(0), call.arg(1))}\n")


def setprop(call: Call) -> Out:
    """A user build lets the shell set ``debug.`` and ``log.`` properties only; nobody changes ``ro.``."""
    name, value = call.arg(0), call.arg(1)
    allowed = call.phone.spec.root or name.startswith(("debug.", "log.", "persist.log."))
    if name.startswith("ro.") or not allowed:
        return Out(
            error=f"Failed to set property '{name}' to '{value}'.\nSee dmesg for error reason.\n", code=1
        )
    call.shell.properties[name] = value
    return Out()


def settings(call: Call) -> Out:
    """``settings get|put|delete|list|reset [--user n] namespace [key [value]]``."""
    asked = options(call.args, valued="--user")
    verb, namespace, key, value, *_ = (*asked.rest, "", "", "", "")
    if verb not in ("get", "put", "delete", "list"):
        return call.unmodelled(Out(error=f"Invalid command: {verb}\n", code=255))
    if namespace not in _NAMESPACES:
        return Out(error=f"Invalid namespace '{namespace}'\n", code=255)
    table = call.phone.settings[namespace]
    if verb == "get":
        return Out(f"{table.get(key, 'null')}\n")
    if verb == "list":
        return Out(lines(*(f"{name}={kept}" for name, kept in sorted(table.items()))))
    if call.shell.guarded and namespace != "system":
        return _guarded("WRITE_SECURE_SETTINGS", verb)
    if verb == "put":
        table[key] = value
        if (namespace, key, value) == ("global", "auto_time", "1") and call.phone.online:
            call.phone.clock.put_right()
    call_done = Out() if verb == "put" else Out(f"Deleted {int(table.pop(key, None) is not None)} rows\n")
    call.phone.changed()
    return call_done


def _guarded(permission: str, what: str) -> Out:
    """The refusal of a vendor's Android whose extra USB-debugging switch is off."""
    error = (
        f"java.lang.SecurityException: Permission denial: {what} from pid=5021, uid=2000"
        f" requires:android.permission.{permission}"
    )
    return Out(error=f"\nException occurred while executing '{what}':\n{error}\n", code=255)


# ------------------------------------------------------------ display and input


def wm(call: Call) -> Out:
    """``wm size|density [value|reset]``, ``wm dismiss-keyguard``, ``wm user-rotation``."""
    verb, value = call.arg(0), call.arg(1)
    phone = call.phone
    if verb == "size" and (not value or value == "reset" or re.fullmatch(r"\d+x\d+", value)):
        if value:
            width, _, height = value.partition("x")
            phone.size_override = None if value == "reset" else (int(width), int(height))
            phone.changed()
            return Out()
        return Out(_physical("size", f"{phone.spec.width}x{phone.spec.height}", _times(phone.size_override)))
    if verb == "density" and (not value or value == "reset" or value.isdigit()):
        if value:
            phone.density_override = None if value == "reset" else int(value)
            phone.changed()
            return Out()
        override = str(phone.density_override) if phone.density_override else ""
        return Out(_physical("density", str(phone.spec.density), override))
    if verb == "dismiss-keyguard":
        return Out()
    if verb in ("user-rotation", "set-user-rotation"):
        return _user_rotation(call)
    return call.unmodelled(Out(error=f"Unknown command: {verb}\n", code=255))


def _times(size: tuple[int, int] | None) -> str:
    return f"{size[0]}x{size[1]}" if size else ""


def _physical(what: str, physical: str, override: str) -> str:
    return f"Physical {what}: {physical}\n" + (f"Override {what}: {override}\n" if override else "")


def _user_rotation(call: Call) -> Out:
    mode, turns = call.arg(1), call.arg(2)
    table = call.phone.settings["system"]
    if not mode:
        is_free = table.get("accelerometer_rotation") == "1"
        return Out(f"{'free' if is_free else 'lock ' + table.get('user_rotation', '0')}\n")
    table["accelerometer_rotation"] = "1" if mode == "free" else "0"
    if mode == "lock":
        table["user_rotation"] = turns or "0"
    call.phone.changed()
    return Out()


_SOURCES = ("touchscreen", "keyboard", "dpad", "gamepad", "touchnavigation", "mouse", "joystick", "stylus")


def input_(call: Call) -> Out:
    """``input [source] tap|swipe|text|keyevent …``."""
    args = call.args[1:] if call.arg(0) in _SOURCES else call.args
    verb, *values = args or ("",)
    if call.shell.guarded:
        return _guarded("INJECT_EVENTS", verb)
    try:
        act = _INPUTS.get(verb)
        if act is None:
            return call.unmodelled(Out(error=f"Error: Unknown command: {verb}\n", code=255))
        act(call, values)
    except (ValueError, IndexError, PhoneError):
        return Out(error=f"Error: Invalid arguments for command: {verb}\n", code=255)
    return Out()


def _tap(call: Call, values: list[str]) -> None:
    call.phone.tap(float(values[0]), float(values[1]))


def _swipe(call: Call, values: list[str]) -> None:
    x1, y1, x2, y2 = map(float, values[:4])
    seconds = float(values[4]) / 1000 if len(values) > 4 else 0.3
    if (x1, y1) == (x2, y2) and seconds >= 0.5:  # Android's long-press time
        call.phone.long_press(x1, y1)
    else:
        call.phone.swipe(x1, y1, x2, y2, seconds)


def _text(call: Call, values: list[str]) -> None:
    words = " ".join(values).replace("%s", " ")
    if call.phone.settings["secure"].get("default_input_method") == helpers.UNICODE_IME:
        words = _from_utf7(words)
    elif not words.isascii():
        raise ValueError("the key map has no such characters")  # NullPointerException on a real phone
    if call.phone.focused() is not None:  # keys that no field takes get lost
        call.phone.type_text(words)


def _from_utf7(words: str) -> str:
    """What Appium's keyboard makes of text in IMAP's UTF-7: ``&bGyNJg-`` is 汽车, ``&-`` is ``&``."""

    def decoded(found: re.Match[str]) -> str:
        return f"+{found[1].replace(',', '/')}-".encode().decode("utf-7") if found[1] else "&"

    return re.sub(r"&([A-Za-z0-9+,]*)-", decoded, words)


def _keyevent(call: Call, values: list[str]) -> None:
    for value in values:
        if value.startswith("--"):
            continue
        code = int(value) if value.isdigit() else _key_code(value)
        letter = _letter(code)
        if letter and call.phone.focused() is not None:
            call.phone.type_text(letter)
        else:
            call.phone.press(code)


def _key_code(name: str) -> int:
    short = name.removeprefix("KEYCODE_")
    if len(short) == 1 and short.isdigit():
        return 7 + int(short)
    if len(short) == 1 and short.isalpha():
        return 29 + ord(short.upper()) - ord("A")
    if short not in _INVISIBLE_KEYS:
        raise ValueError(name)
    return _INVISIBLE_KEYS[short]


def _letter(code: int) -> str:
    """What a key writes; empty for the others."""
    if 7 <= code <= 16:
        return str(code - 7)
    if 29 <= code <= 54:
        return chr(ord("a") + code - 29)
    return " " if code == 62 else ""


_INPUTS: Mapping[str, Callable[[Call, list[str]], None]] = {
    "tap": _tap,
    "swipe": _swipe,
    "draganddrop": _swipe,
    "text": _text,
    "keyevent": _keyevent,
}


def ime(call: Call) -> Out:
    """``ime list|set|enable|disable|reset``: the phone's keyboard, and those of Appium's settings app."""
    verb, name = call.arg(0), call.arg(1)
    own = f"{KEYBOARD}/.LatinIME"
    known = (own, *(helpers.INPUT_METHODS if helpers.SETTINGS in call.phone.installed else ()))
    table = call.phone.settings["secure"]
    if verb == "list":
        brief = "-s" in call.args
        return Out(lines(*(each if brief else f"{each}:\n  mId={each}" for each in known)))
    if verb in ("set", "enable", "disable"):
        if name not in known:
            return Out(error=f"Unknown id: {name}\n", code=255)
        if verb == "set":
            table["default_input_method"] = name
        done = {"set": "selected for user #0", "enable": "now enabled for user #0", "disable": "disabled"}
        return Out(f"Input method {name} {done[verb]}\n")
    if verb == "reset":
        table["default_input_method"] = own
        return Out(f"Reset current and enabled IMEs\nNewly selected IME: {own}\n")
    return call.unmodelled(Out(error=f"Unknown command: {verb}\n", code=255))


def screencap(call: Call) -> Out:
    """``screencap -p [path]``: a PNG. Raw pixels are not modelled."""
    asked = options(call.args, "-p", "-d")
    if "-p" not in asked.on and not asked.rest:
        return call.unmodelled(Out(error="screencap: only -p is known\n", code=1))
    picture = call.phone.screenshot()
    if not asked.rest:
        return Out(picture)
    call.shell.files[asked.rest[0]] = picture
    return Out()


def uiautomator(call: Call) -> Out:
    """``uiautomator dump [--compressed] [path]``."""
    if call.arg(0) != "dump":
        return call.unmodelled(Out("Usage: uiautomator <subcommand> [options]\n", code=1))
    asked = options(call.args[1:], "--compressed --windows")
    path = asked.rest[0] if asked.rest else "/sdcard/window_dump.xml"
    source = dump(call.phone.active(), call.phone.rotation)
    said = f"UI hierchary dumped to: {path}\n"  # as it is spelt on the phone
    if path in ("/dev/tty", "/dev/stdout"):
        return Out(source + said)
    call.shell.files[path] = source.encode()
    return Out(said)


# ------------------------------------------------------------ network


def svc(call: Call) -> Out:
    """``svc wifi|data enable|disable``; ``power`` and ``nfc`` change nothing here."""
    service, verb = call.arg(0), call.arg(1)
    key = {"wifi": "wifi_on", "data": "mobile_data"}.get(service)
    if key and verb in ("enable", "disable"):
        switch(call, key, verb == "enable")
        return Out()
    if service in ("power", "nfc", "bluetooth", "usb"):
        return Out()
    return call.unmodelled(Out("Available commands:\n    help\n    power\n    data\n    wifi\n", code=255))


def switch(call: Call, key: str, on: bool) -> None:
    """Turn something in the global settings on or off."""
    call.phone.settings["global"][key] = "1" if on else "0"
    call.phone.changed()


def ip(call: Call) -> Out:
    """``ip addr`` and ``ip route``, of an address for documentation."""
    what = next((each for each in call.args if not each.startswith("-")), "")
    is_up = call.phone.wifi and not call.phone.airplane
    if what in ("addr", "a", "address"):
        state = "UP,LOWER_UP" if is_up else ""
        inet = "    inet 192.0.2.15/24 brd 192.0.2.255 scope global wlan0\n" if is_up else ""
        head = (
            f"21: wlan0: <BROADCAST,MULTICAST,{state}> mtu 1500 qdisc mq state {'UP' if is_up else 'DOWN'}\n"
        )
        return Out(head + "    link/ether 02:00:00:00:00:00 brd ff:ff:ff:ff:ff:ff\n" + inet)
    if what in ("route", "r"):
        return Out("192.0.2.0/24 dev wlan0 proto kernel scope link src 192.0.2.15\n" if is_up else "")
    return call.unmodelled(Out(error=f'Object "{what}" is unknown, try "ip help".\n', code=255))


def ping(call: Call) -> Out:
    """Answers when the phone is online."""
    asked = options(call.args, valued="-c -W -w -i -s")
    host = asked.rest[0] if asked.rest else ""
    if not call.phone.online:
        return Out(error=f"ping: unknown host {host}\n", code=2)
    sent = asked.values.get("-c", "1")
    return Out(
        f"PING {host} 56(84) bytes of data.\n{sent} packets transmitted, {sent} received, 0% packet loss\n"
    )


# ------------------------------------------------------------ time, processes, log


def date(call: Call) -> Out:
    """``date [+format]``, ``date @seconds``; the shell of a user build may not set it."""
    asked = options(call.args, "-u", "-d -s -D")
    if asked.rest and not asked.rest[0].startswith("+"):
        return _set_date(call, asked.rest[0])
    offset, zone, name = (0, "+0000", "UTC") if "-u" in asked.on else (ZONE_OFFSET, "+0800", "CST")
    now = call.phone.now()
    moment = time.gmtime(now + offset)
    pattern = asked.rest[0][1:] if asked.rest else f"%a %b %e %H:%M:%S {name} %Y"
    seconds, rest = divmod(now, 1)
    pattern = pattern.replace("%z", zone).replace("%Z", name).replace("%s", str(int(seconds)))
    return Out(time.strftime(pattern.replace("%N", f"{int(rest * 1e9):09d}"), moment) + "\n")


def _set_date(call: Call, value: str) -> Out:
    """``@seconds[.fraction]`` since 1970 (toybox); the forms with months and hours are not modelled."""
    if not call.phone.spec.root:
        return Out(error="date: cannot set date: Operation not permitted\n", code=1)
    if re.fullmatch(r"@\d{1,11}(\.\d+)?", value) is None:
        return call.unmodelled(Out(error=f"date: bad date '{value}'\n", code=1))
    call.phone.set_clock(float(value[1:]))
    return date(Call(call.shell, "date", ()))


def processes(call: Call) -> list[tuple[str, int, str]]:
    """User, process id and name of what runs."""
    running = [
        ("root", 1, "init"),
        ("system", 1500, "system_server"),
        ("u0_a10", 1700, "com.android.systemui"),
    ]
    running += [
        (f"u0_a{number}", one.pid, one.manifest.package)
        for number, one in enumerate(call.phone.running(), 100)
    ]
    running.append(("shell", SHELL_PID, "sh"))
    if call.shell.is_served():
        running.append(("u0_a99", SERVER_PID, uia2.PACKAGE))
    return running


_PS_HELP = """usage: ps [-AadefLlnwZ] [-gG GROUP,] [-k FIELD,] [-o FIELD,] [-p PID,] [-t TTY,] [-uU USER,]

List processes.

-A\tAll
-e\tSynonym for -A
-o\tShow FIELDs instead of defaults
"""


def ps(call: Call) -> Out:
    """``ps -A``; ``-o`` with PID, NAME, USER, ARGS."""
    if "--help" in call.args:
        return Out(_PS_HELP)
    asked = options(call.args, "-A -e -f", "-o -p")
    chosen = asked.values.get("-o", "")
    wanted = asked.values.get("-p", "")
    rows = [each for each in processes(call) if wanted in ("", str(each[1]))]
    if chosen:
        fields = [each.strip().upper() for each in chosen.split(",")]
        shown = [
            {"USER": user, "PID": str(pid), "NAME": name, "ARGS": name, "CMD": name}
            for user, pid, name in rows
        ]
        return Out(
            lines(" ".join(fields), *(" ".join(row.get(each, "?") for each in fields) for row in shown))
        )
    title = "USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME                       "
    table = [
        f"{user:<12} {pid:>5}     1 4567890 123456 0                   0 S {name}" for user, pid, name in rows
    ]
    return Out(lines(title, *table))


def pidof(call: Call) -> Out:
    """Process ids by name."""
    asked = options(call.args, "-s")
    found = [str(pid) for _, pid, name in processes(call) if name in asked.rest]
    return Out(" ".join(found) + "\n" if found else "", code=0 if found else 1)


def kill(call: Call) -> Out:
    """The shell may end nobody else's processes."""
    known = {str(pid) for _, pid, _ in processes(call)}
    asked = [each for each in call.args if each.isdigit()]
    words = "".join(
        f"kill: {pid}: {'Operation not permitted' if pid in known else 'No such process'}\n" for pid in asked
    )
    return Out(error=words, code=1 if words else 0)


_FORMATS: Mapping[str, str] = {
    "threadtime": "{date} {uid}{pid:>5} {pid:>5} {level} {tag}: {text}",
    "time": "{date} {level}/{tag}({pid:>5}): {text}",
    "brief": "{level}/{tag}({pid:>5}): {text}",
    "tag": "{level}/{tag}: {text}",
    "raw": "{text}",
}


def log_line(line: LogLine, style: str = "threadtime", *, tells_uid: bool = False) -> str:
    """A line of logcat; an unknown style is ``threadtime``, which alone can tell the user id as well."""
    moment = time.gmtime(line.time + ZONE_OFFSET)
    stamp = f"{time.strftime('%m-%d %H:%M:%S', moment)}.{int(line.time * 1000) % 1000:03d}"
    pattern = _FORMATS.get(style, _FORMATS["threadtime"])
    uid = f"{line.uid:>5} " if tells_uid else ""
    told = pattern.format(date=stamp, uid=uid, pid=line.pid, level=line.level, tag=line.tag, text=line.text)
    return f"{told}\n"


def log_options(args: tuple[str, ...]) -> Options:
    """Options of logcat, which `cable` needs as well."""
    return options(args, "-d -c -D", "-v -b -t -T -s --pid --format")


def logcat(call: Call) -> Out:
    """``logcat -d``, ``-c``, ``-t n``; without them it goes on for ever, which `cable` does."""
    asked = log_options(call.args)
    if "-c" in asked.on:
        call.phone.logcat.clear()
        return Out()
    kept = [each for each in call.phone.logcat if is_logged(each, asked.rest, asked.values.get("-s", ""))]
    last = asked.values.get("-t", "")
    kept = kept[-int(last) :] if last.isdigit() else kept
    styles = [word for before, word in pairwise(call.args) if before == "-v"]
    style = next((each for each in reversed(styles) if each in _FORMATS), "threadtime")
    told = (log_line(each, style, tells_uid="uid" in styles) for each in kept)
    return Out("--------- beginning of main\n" + "".join(told))


def log(call: Call) -> Out:
    """``log [-p level] [-t tag] words``: writes to logcat."""
    asked = options(call.args, valued="-p -t")
    level = asked.values.get("-p", "i").upper()
    call.phone.log(level, asked.values.get("-t", "log"), " ".join(asked.rest), SHELL_PID, SHELL_UID)
    return Out()


_LEVELS = "VDIWEF"


def is_logged(line: LogLine, filters: tuple[str, ...], only: str = "") -> bool:
    """Whether filters such as ``ActivityManager:I *:S`` let a line through."""
    wanted = [*([f"{only}:V", "*:S"] if only else []), *filters]
    for each in wanted:
        tag, _, level = each.partition(":")
        if tag in (line.tag, "*"):
            least = (level or "V").upper()
            return least != "S" and _LEVELS.find(line.level) >= _LEVELS.find(least)
    return True


def service(call: Call) -> Out:
    """``service list`` and ``service check name``."""
    known = ("activity", "package", "window", "input", "settings", "uimode", "appops", "notification")
    if call.arg(0) == "list":
        named = [f"{number}\t{name}: [android.os.I{name.title()}]" for number, name in enumerate(known)]
        return Out(lines(f"Found {len(known)} services:", *named))
    if call.arg(0) == "check":
        found = "found" if call.arg(1) in known else "not found"
        return Out(f"Service {call.arg(1)}: {found}\n")
    return call.unmodelled(Out(error="service: unknown command\n", code=10))


def content(call: Call) -> Out:
    """``content query`` on the settings and the inbox; other providers are not modelled."""
    asked = options(call.args[1:], valued="--uri --where --projection --bind --sort --user")
    if call.arg(0) == "query" and asked.values.get("--uri") == "content://sms/inbox":
        return _inbox(call, asked.values)
    namespace = asked.values.get("--uri", "").removeprefix("content://settings/").partition("/")[0]
    if call.arg(0) != "query" or namespace not in _NAMESPACES:
        return call.unmodelled(Out(error=f"[ERROR] Unsupported operation: {call.arg(0)}\n", code=1))
    table = sorted(call.phone.settings[namespace].items())
    rows = [
        f"Row: {number} _id={number}, name={name}, value={value}"
        for number, (name, value) in enumerate(table)
    ]
    where = asked.values.get("--where", "")
    name = where.partition("=")[2].strip("'\" ")
    return Out(lines(*(row for row in rows if not name or f"name={name}," in row)) or "No result found.\n")


def _inbox(call: Call, asked: Mapping[str, str]) -> Out:
    """Short messages that came since ``--where date>=…`` (ms since 1970), the newest first.

    Rows look as AOSP's ``Content`` prints them: columns in the order of the projection.
    """
    since = asked.get("--where", "").partition("date>=")[2].strip()
    least = int(since) if since.isdigit() else 0
    columns = asked.get("--projection", "date:body").split(":")
    found = [
        {"date": str(int(message.time * 1000)), "body": message.text}
        for message in reversed(call.phone.inbox)
        if int(message.time * 1000) >= least
    ]
    rows = [
        f"Row: {number} " + ", ".join(f"{name}={row.get(name, 'NULL')}" for name in columns)
        for number, row in enumerate(found)
    ]
    return Out(lines(*rows) or "No result found.\n")


def which(call: Call) -> Out:
    """``which su``: where it is, for whoever looks; other programs are not asked for."""
    if call.args != ("su",):
        return call.unmodelled(Out(code=1))
    is_there = "rooted" in call.phone.spec.surroundings
    return Out("/system/xbin/su\n") if is_there else Out(code=1)


def locksettings(call: Call) -> Out:
    """No lock is set."""
    verb = call.arg(0)
    known = {"get-disabled": "true\n", "verify": "Lock credential verified successfully\n"}
    if verb in known:
        return Out(known[verb])
    return call.unmodelled(Out(error=f"Unknown command: {verb}\n", code=255))


TOOLS: dict[str, Tool] = {
    "getprop": getprop,
    "which": which,
    "setprop": setprop,
    "settings": settings,
    "wm": wm,
    "input": input_,
    "ime": ime,
    "screencap": screencap,
    "uiautomator": uiautomator,
    "svc": svc,
    "ip": ip,
    "ping": ping,
    "date": date,
    "ps": ps,
    "pidof": pidof,
    "kill": kill,
    "log": log,
    "logcat": logcat,
    "service": service,
    "content": content,
    "locksettings": locksettings,
    "whoami": lambda call: Out("root\n" if call.phone.spec.root else "shell\n"),
    "id": lambda call: _id(call),
    "uname": lambda call: Out("Linux\n"),
    "sleep": lambda call: _sleep(call),
}


def _id(call: Call) -> Out:
    """``id``, ``id -u``."""
    number, name, domain = (0, "root", "su") if call.phone.spec.root else (2000, "shell", "shell")
    if call.args == ("-u",):
        return Out(f"{number}\n")
    user = f"{number}({name})"
    return Out(f"uid={user} gid={user} groups={user},1004(input) context=u:r:{domain}:s0\n")


def _sleep(call: Call) -> Out:
    """Passes at once on the phone's clock, so that nobody waits."""
    try:
        call.phone.advance(float(call.arg(0)))
    except ValueError:
        return Out(error=f"sleep: not float '{call.arg(0)}'\n", code=1)
    return Out()
