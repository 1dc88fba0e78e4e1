"""Tools of the phone's shell for apps: ``am``, ``pm``, ``cmd``, ``appops``, ``monkey``.

The words are AOSP's (``ActivityManagerShellCommand``, ``PackageManagerShellCommand``, ``AppOpsService``), as
far as drivers and this project read them. Errors of ``am start`` go to its error output, with ``-W`` to its
output, and its exit code stays 0.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..adb import helpers
from ..apps import App, Intent, Manifest
from ..permissions import GROUPS, PermissionError_
from ..state import Installed, PhoneError, full_name
from .toolbox import Call, Out, Tool, lines, options, thrown
from .tools_system import ZONE_OFFSET, input_, settings, switch, wm

MAIN, VIEW = "android.intent.action.MAIN", "android.intent.action.VIEW"
LAUNCHER_CATEGORY = "android.intent.category.LAUNCHER"
_WAITED = ("LaunchState: {state}", "Activity: {component}", "TotalTime: 320", "WaitTime: 326", "Complete")
_INTENT_VALUES = (
    "-a -d -t -i -c -n -p -f --user --es --ez --ei --el --ef --eu --ecn --esn --windowingMode --activityType"
    " --display --receiver-permission -R"
)

# ------------------------------------------------------------ am


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``am start`` was given."""

    action: str
    category: str
    data: str
    component: str
    package: str
    flags: str
    is_waiting: bool
    stops_first: bool

    def __str__(self) -> str:
        """As Android prints an intent."""
        parts = (
            ("act", self.action),
            ("cat", f"[{self.category}]" if self.category else ""),
            ("dat", self.data),
            ("flg", self.flags),
            ("pkg", self.package if not self.component else ""),
            ("cmp", self.component),
        )
        return "Intent { " + " ".join(f"{name}={value}" for name, value in parts if value) + " }"


def _asked(args: tuple[str, ...]) -> Asked:
    """Read an intent. A word without a switch is an address, a component or a package."""
    given = options(_without_second_values(args), "-W -S -D -N --grant-read-uri-permission", _INTENT_VALUES)
    values = given.values
    word = given.rest[0] if given.rest else ""
    is_component = "/" in word and ":" not in word
    return Asked(
        action=values.get("-a", ""),
        category=values.get("-c", ""),
        data=values.get("-d", word if ":" in word else ""),
        component=_component(values.get("-n", word if is_component else "")),
        package=values.get("-p", word if word and ":" not in word and not is_component else ""),
        flags=values.get("-f", "0x10000000"),
        is_waiting="-W" in given.on,
        stops_first="-S" in given.on,
    )


def _without_second_values(args: tuple[str, ...]) -> list[str]:
    """Extras have a name and a value; apps here are started without them, so the value is dropped."""
    kept: list[str] = []
    skip = 0
    for number, word in enumerate(args):
        if number < skip:
            continue
        kept.append(word)
        if word.startswith("--e") and word != "--esn" and number + 1 < len(args):
            kept.append(args[number + 1])
            skip = number + 3
    return kept


def _component(name: str) -> str:
    """``a.b/a.b.Main`` → ``a.b/.Main``."""
    package, slash, activity = name.partition("/")
    return f"{package}/{activity.removeprefix(package)}" if slash else name


def start_activity(call: Call) -> Out:
    """``am start``; `Call.args` without the verb."""
    asked = _asked(call.args)
    phone = call.phone
    package, _, activity = asked.component.partition("/")
    package = package or asked.package
    said = f"Starting: {asked}\n"
    if asked.stops_first and package in phone.installed:
        phone.force_stop(package)
    known = phone.installed.get(package)
    state = "HOT" if known is not None and known.process is not None else "COLD"
    is_root = known is not None and activity == known.manifest.launcher
    intent = Intent(package=package, activity="" if is_root else activity, data=asked.data)
    try:
        phone.start(intent)
    except PhoneError as error:
        words = _not_started(str(error), asked)
        return Out(said + words) if asked.is_waiting else Out(said, words)
    if not asked.is_waiting:
        return Out(said)
    shown, name = phone.foreground()
    component = _component(f"{shown}/{name}")
    return Out(
        said + lines("Status: ok", *(line.format(state=state, component=component) for line in _WAITED))
    )


def _not_started(error: str, asked: Asked) -> str:
    if error.startswith("Activity class") or asked.component:
        return f"Error type 3\nError: Activity class {{{asked.component}}} does not exist.\n"
    return f"Error: Activity not started, unable to resolve {asked}\n"


def _force_stop(call: Call) -> Out:
    package = options(call.args, valued="--user").rest[:1]
    if package and package[0] in call.phone.installed:
        call.phone.force_stop(package[0])
    return Out()


def _am_kill(call: Call) -> Out:
    """Processes in the background only."""
    package = call.arg(0)
    if package in call.phone.installed and call.phone.front != package:
        call.phone.kill(package)
    return Out()


def _am_crash(call: Call) -> Out:
    known = call.phone.installed.get(call.arg(0))
    if known is not None and known.process is not None:
        call.phone.crash(
            known, "android.app.RemoteServiceException$CrashedByAdbException: shell-induced crash"
        )
    return Out()


def _broadcast(call: Call) -> Out:
    """Appium's settings app turns the Wi-Fi on or off and tells the clipboard; all others reach nobody."""
    asked = _asked(call.args)
    said = f"Broadcasting: {asked}\nBroadcast completed: result="
    if not helpers.is_settings_running(call.phone):
        return Out(f"{said}0\n")
    if asked.action == helpers.WIFI_ACTION:
        switch(call, "wifi_on", "enable" in call.args)
        return Out(f"{said}-1\n")
    if asked.action == helpers.CLIPBOARD_ACTION:
        kept = base64.b64encode(call.phone.clipboard.encode()).decode()
        return Out(f'{said}-1, data="{kept}"\n')
    return Out(f"{said}0\n")


def _services(call: Call) -> Out:
    asked = _asked(call.args)
    return Out(f"Starting service: {asked}\n", "Error: Not found; no service started.\n")


def _stack(call: Call) -> Out:
    package, name = call.phone.foreground()
    return Out(
        f"RootTask id=1 bounds=[0,0][{call.phone.width},{call.phone.height}]\n  taskId=1: {package}/{name}\n"
    )


_AM: Mapping[str, Tool] = {
    "start": start_activity,
    "start-activity": start_activity,
    "force-stop": _force_stop,
    "kill": _am_kill,
    "crash": _am_crash,
    "broadcast": _broadcast,
    "startservice": _services,
    "start-service": _services,
    "start-foreground-service": _services,
    "stop-service": lambda call: Out(
        f"Stopping service: {_asked(call.args)}\n", "Service not stopped: was not running.\n"
    ),
    "stack": _stack,
    "get-current-user": lambda call: Out("0\n"),
    "instrument": lambda call: Out(),  # without -w: `cable` starts the server where a connection waits for it
    "wait-for-broadcast-idle": lambda call: Out("All broadcast queues are idle!\n"),
}


def am(call: Call) -> Out:
    """``am`` and ``cmd activity``."""
    tool = _AM.get(call.arg(0))
    if tool is not None:
        return tool(call.next())
    return call.unmodelled(Out(error=f"Unknown command: {call.arg(0)}\n", code=255))


def monkey(call: Call) -> Out:
    """``monkey -p package -c category 1``: opens the app; events of its own are not modelled."""
    asked = options(call.args, "-v", "-p -c -s --pct-syskeys --throttle")
    package, count = asked.values.get("-p", ""), asked.rest[:1]
    if package not in call.phone.installed:
        return Out("** No activities found to run, monkey aborted.\n", code=252)
    if count != ("1",):
        return call.unmodelled(Out(error="** Error: only one event is simulated\n", code=255))
    call.phone.start(Intent(package=package))
    return Out("Events injected: 1\n## Network stats: elapsed time=12ms\n")


# ------------------------------------------------------------ pm


def _list(call: Call) -> Out:
    what, listed = call.arg(0), options(call.args[1:], "-f -3 -s -U -d -e -g --show-versioncode", "--user")
    if what == "packages":
        return Out(lines(*(_package_line(one, listed.on) for one in _chosen(call, listed.on, listed.rest))))
    if what == "users":
        return Out("Users:\n\tUserInfo{0:机主:c13} running\n")
    if what == "permission-groups":
        return Out(lines(*(f"permission group:android.permission-group.{group}" for group in GROUPS)))
    if what in ("permissions", "features", "libraries"):
        return Out()
    if what == "instrumentation":
        return Out(lines(*helpers.instrumentations(call.phone)))
    return call.unmodelled(Out(error=f"Error: unknown list type '{what}'\n", code=255))


def _chosen(call: Call, flags: frozenset[str], words: tuple[str, ...]) -> list[Installed]:
    return [
        one
        for name, one in call.phone.installed.items()
        if (not words or words[0] in name)
        and not ("-3" in flags and one.is_system)
        and not ("-s" in flags and not one.is_system)
        and "-d" not in flags
    ]


def _package_line(one: Installed, flags: frozenset[str]) -> str:
    name = one.manifest.package
    path = f"{_apk_path(name)}=" if "-f" in flags else ""
    version = f" versionCode:{one.manifest.version_code}" if "--show-versioncode" in flags else ""
    return f"package:{path}{name}{version}"


def _apk_path(package: str) -> str:
    return f"/data/app/~~simulated==/{package}-1==/base.apk"


def _path(call: Call) -> Out:
    package = options(call.args, valued="--user").rest[:1]
    if package and package[0] in call.phone.installed:
        return Out(f"package:{_apk_path(package[0])}\n")
    return Out(code=1)


def _clear(call: Call) -> Out:
    package = options(call.args, valued="--user").rest[:1]
    if not package or package[0] not in call.phone.installed:
        return Out("Failed\n", code=1)
    call.phone.clear(package[0])
    return Out("Success\n")


def _change(call: Call) -> Out:
    """``pm grant|revoke [--user n] package permission``."""
    package, permission, *_ = (*options(call.args, valued="--user").rest, "", "")
    if call.shell.guarded:
        refused = (
            f"java.lang.SecurityException: Neither user 2000 nor current process has {_RIGHT[call.name]}."
        )
        return thrown(call.name, refused)
    act: Callable[[str, str], None] = call.phone.grant if call.name == "grant" else call.phone.revoke
    try:
        act(package, permission)
    except PhoneError:
        return thrown(call.name, f"java.lang.IllegalArgumentException: Unknown package: {package}")
    except PermissionError_ as error:
        return Out(error=error.text(call.name, call.phone.spec.api), code=255)
    return Out()


_RIGHT = {
    "grant": "android.permission.GRANT_RUNTIME_PERMISSIONS",
    "revoke": "android.permission.REVOKE_RUNTIME_PERMISSIONS",
}
"""What the shell lacks on a vendor's Android whose extra switch is off."""


def _reset_permissions(call: Call) -> Out:
    for one in call.phone.installed.values():
        one.permissions.reset()
    call.phone.changed()
    return Out()


def _flags(call: Call) -> Out:
    """``pm clear-permission-flags|set-permission-flags package permission flag…``."""
    package, permission, *flags = (*options(call.args, valued="--user").rest, "", "")
    known = call.phone.installed.get(package)
    if known is None:
        return thrown(call.name, f"java.lang.IllegalArgumentException: Unknown package: {package}")
    try:
        known.permissions.set_flags(permission, [each for each in flags if each], call.name.startswith("set"))
    except PermissionError_ as error:
        return Out(error=error.text(call.name, call.phone.spec.api), code=255)
    call.phone.changed()
    return Out()


def _install(call: Call) -> Out:
    """From a file on the phone, or ``-S size`` from the input."""
    given = options(call.args, "-r -t -g -d -s --dont-kill", "-S -i --user --abi --install-location --pkg")
    size = given.values.get("-S", "")
    path = next((each for each in given.rest if each != "-"), "")
    content = call.read(int(size)) if size.isdigit() else call.shell.files.get(path)
    if content is None:
        return Out(error=f"Error: Unable to open file: {path}\n", code=1)
    try:
        app = _opened(call, content)
    except ValueError as error:
        return Out(f"Failure [INSTALL_PARSE_FAILED_NOT_APK: {error}]\n", code=1)
    refused = refused_install(call.phone.installed.get(app.manifest.package), app.manifest, given.on)
    if refused:
        return Out(f"Failure [{refused}]\n", code=1)
    call.phone.install(app)
    if "-g" in given.on:
        rights = call.phone.installed[app.manifest.package].permissions
        for name in rights.runtime():
            rights.grant(name)
    return Out("Success\n")


def _opened(call: Call, content: bytes) -> App:
    """:raises ValueError: when it is no installation file of an app that can be simulated."""
    if (helper := helpers.helper_app(content)) is not None:
        return helper
    if call.shell.open_apk is None:
        raise ValueError("the simulated phone was not told how to read installation files")
    return call.shell.open_apk(content)


def refused_install(known: Installed | None, manifest: Manifest, flags: frozenset[str] = frozenset()) -> str:
    """Why an app may not be installed over another; empty when it may."""
    if known is None:
        return ""
    if manifest.version_code < known.manifest.version_code and "-d" not in flags:
        return (
            f"INSTALL_FAILED_VERSION_DOWNGRADE: Downgrade detected: Update version code"
            f" {manifest.version_code} is older than current {known.manifest.version_code}"
        )
    return ""


def _uninstall(call: Call) -> Out:
    package = options(call.args, "-k", "--user").rest[:1]
    known = call.phone.installed.get(package[0]) if package else None
    if known is None or known.is_system:
        return Out("Failure [DELETE_FAILED_INTERNAL_ERROR]\n", code=1)
    call.phone.uninstall(package[0])
    return Out("Success\n")


def _resolve(call: Call) -> Out:
    """``resolve-activity [--brief] package``, or by action and address."""
    given = options(call.args, "--brief --components", "-a -d -c -n -p --user")
    package = given.values.get("-p", "") or "".join(given.rest[:1])
    scheme = given.values.get("-d", "").partition(":")[0]
    known = call.phone.installed.get(package) or next(
        (one for one in call.phone.installed.values() if scheme and scheme in one.manifest.schemes), None
    )
    if known is None:
        return Out("No activity found\n")
    name = f"{known.manifest.package}/{known.manifest.launcher}"
    return Out(f"priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true\n{name}\n")


_PM: Mapping[str, Tool] = {
    "list": _list,
    "path": _path,
    "clear": _clear,
    "grant": _change,
    "revoke": _change,
    "reset-permissions": _reset_permissions,
    "clear-permission-flags": _flags,
    "set-permission-flags": _flags,
    "install": _install,
    "uninstall": _uninstall,
    "resolve-activity": _resolve,
    "has-feature": lambda call: Out("true\n" if call.arg(0).startswith("android.hardware.") else "false\n"),
    "get-max-users": lambda call: Out("Maximum supported users: 1\n"),
    "enable": lambda call: Out(f"Package {call.arg(0)} new state: enabled\n"),
}


def pm(call: Call) -> Out:
    """``pm`` and ``cmd package``."""
    tool = _PM.get(call.arg(0))
    if tool is not None:
        return tool(call.next())
    return call.unmodelled(Out(error=f"Unknown command: {call.arg(0)}\n", code=255))


# ------------------------------------------------------------ appops


def appops(call: Call) -> Out:
    """``appops get|set|reset|query-op``."""
    verb, given = call.arg(0), options(call.args[1:], "--uid", "--user")
    package, operation, mode, *_ = (*given.rest, "", "", "")
    known = call.phone.installed.get(package)
    if verb == "query-op":
        return _holders(call, package, operation)
    if verb not in ("get", "set", "reset"):
        return call.unmodelled(Out(error=f"Unknown command: {verb}\n", code=255))
    if known is None:
        return Out() if verb == "reset" else Out(error=f"Error: No UID for {package} in user 0\n", code=255)
    short = _op_name(operation)
    if verb == "get":
        return Out(known.permissions.ops_text(call.phone.now(), short))
    if verb == "set":
        try:
            known.permissions.set_op(short, mode, uid="--uid" in given.on)
        except ValueError:
            return Out(error=f"Error: Mode {mode} is not valid\n", code=255)
        call.phone.changed()
        return Out()
    for op in known.permissions.ops():
        known.permissions.set_op(op.name, "default")
    return Out("Reset all modes\n")


def _op_name(name: str) -> str:
    """``android:fine_location`` → ``FINE_LOCATION``."""
    return name.rpartition(":")[2].upper()


def _holders(call: Call, operation: str, mode: str) -> Out:
    wanted = mode or "allow"
    held = [
        name
        for name, one in call.phone.installed.items()
        if one.permissions.op(_op_name(operation)) == wanted
    ]
    return Out(lines(*held) or "No operations.\n")


# ------------------------------------------------------------ cmd


def cmd(call: Call) -> Out:
    """``cmd [-w] service verb …``."""
    args = call.args[1:] if call.arg(0) in ("-w", "-l") else call.args
    name = args[0] if args else ""
    tool = _SERVICES.get(name)
    if tool is None:
        return call.unmodelled(Out(error=f"cmd: Can't find service: {name}\n", code=20))
    return tool(Call(call.shell, name, args[1:], call.piped, call.read))


_NIGHT = {"yes": "2", "no": "1", "auto": "0", "custom_schedule": "3"}


def _uimode(call: Call) -> Out:
    """``cmd uimode night [yes|no|auto]``."""
    value = call.arg(1)
    if call.arg(0) != "night" or (value and value not in _NIGHT):
        return call.unmodelled(Out(error="UiModeManager service (uimode) commands:\n", code=255))
    table = call.phone.settings["secure"]
    if value:
        table["ui_night_mode"] = _NIGHT[value]
        call.phone.changed()
    shown = next((word for word, kept in _NIGHT.items() if kept == table.get("ui_night_mode")), "no")
    return Out(f"Night mode: {shown}\n")


def _connectivity(call: Call) -> Out:
    """``cmd connectivity airplane-mode [enable|disable]`` (API 30)."""
    if call.arg(0) != "airplane-mode" or call.phone.spec.api < 30:
        return call.unmodelled(Out(error=f"Unknown command: {call.arg(0)}\n", code=255))
    if call.arg(1):
        switch(call, "airplane_mode_on", call.arg(1) == "enable")
        return Out()
    return Out("enabled\n" if call.phone.airplane else "disabled\n")


def _wifi(call: Call) -> Out:
    """``cmd wifi set-wifi-enabled enabled|disabled`` (API 30), ``status``."""
    if call.arg(0) == "set-wifi-enabled" and call.phone.spec.api >= 30:
        switch(call, "wifi_on", call.arg(1) == "enabled")
        return Out()
    if call.arg(0) == "status":
        return Out(f"Wifi is {'enabled' if call.phone.wifi else 'disabled'}\n")
    return call.unmodelled(Out(error=f"Unknown command: {call.arg(0)}\n", code=255))


def _phone(call: Call) -> Out:
    """``cmd phone data enable|disable``."""
    if call.arg(0) != "data" or call.arg(1) not in ("enable", "disable"):
        return call.unmodelled(Out(error=f"Unknown command: {call.arg(0)}\n", code=255))
    switch(call, "mobile_data", call.arg(1) == "enable")
    return Out("data enabled\n" if call.arg(1) == "enable" else "data disabled\n")


def _locale(call: Call) -> Out:
    """``cmd locale set-app-locales|get-app-locales package --user n --locales tags`` (API 33)."""
    given = options(call.args[1:], valued="--user --locales --delegate")
    package = "".join(given.rest[:1])
    phone = call.phone
    if phone.spec.api < 33:
        return Out(error="cmd: Can't find service: locale\n", code=20)
    if package not in phone.installed or call.arg(0) not in ("set-app-locales", "get-app-locales"):
        return Out(error=f"Unknown package {package} for userId 0\n", code=255)
    if call.arg(0) == "get-app-locales":
        return Out(f"Locales for {package} for user 0 are [{phone.app_locales.get(package, '')}]\n")
    phone.app_locales[package] = given.values.get("--locales", "")
    if not phone.app_locales[package]:
        del phone.app_locales[package]
    phone.changed()
    return Out()


def _location(call: Call) -> Out:
    """``cmd location is-location-enabled|set-location-enabled``."""
    table = call.phone.settings["secure"]
    if call.arg(0) == "is-location-enabled":
        return Out("false\n" if table.get("location_mode") == "0" else "true\n")
    if call.arg(0) == "set-location-enabled":
        table["location_mode"] = "3" if call.arg(1) == "true" else "0"
        call.phone.changed()
        return Out()
    return call.unmodelled(Out(error=f"Unknown command: {call.arg(0)}\n", code=255))


_SERVICES: Mapping[str, Tool] = {
    "package": pm,
    "activity": am,
    "appops": appops,
    "uimode": _uimode,
    "connectivity": _connectivity,
    "wifi": _wifi,
    "phone": _phone,
    "locale": _locale,
    "location": _location,
    "window": wm,
    "input": input_,
    "settings": settings,
    "statusbar": lambda call: Out(),
    "notification": lambda call: Out(),
    "bluetooth_manager": lambda call: Out(),
    "role": lambda call: Out(),
}

TOOLS: dict[str, Tool] = {"am": am, "pm": pm, "cmd": cmd, "appops": appops, "monkey": monkey}


# ------------------------------------------------------------ dumpsys package


def package_dump(call: Call, package: str) -> str:
    """What ``dumpsys package <package>`` prints of it; of an unknown one only what stands around."""
    known = call.phone.installed.get(package)
    if known is None:
        return "Dexopt state:\n  Unable to find package: " + package + "\n"
    manifest = known.manifest
    uid = call.phone.uid_of(package)
    names = [full_name(package, name) for name in dict.fromkeys((manifest.launcher, *manifest.activities))]
    resolver = lines(
        "Activity Resolver Table:",
        *(_schemes(manifest) if manifest.schemes else ()),
        "  Non-Data Actions:",
        f"      {MAIN}:",
        f"        3f2a1b0 {package}/{manifest.launcher} filter 9c1d2e3",
        f'          Action: "{MAIN}"',
        f'          Category: "{LAUNCHER_CATEGORY}"',
        "",
        "Packages:",
        f"  Package [{package}] (7e5a6b1):",
        f"    userId={uid}" if call.phone.spec.api < 34 else f"    appId={uid}",
        f"    pkg=Package{{4d3c2b1 {package}}}",
        f"    codePath={_apk_path(package).rpartition('/')[0]}",
        f"    versionCode={manifest.version_code} minSdk=26 targetSdk={manifest.target_sdk}",
        f"    versionName={manifest.version_name}",
        f"    flags=[ {_package_flags(known)}HAS_CODE ALLOW_CLEAR_USER_DATA ]",
        f"    firstInstallTime={_stamp(known.first_install)}",
        f"    lastUpdateTime={_stamp(known.last_update)}",
        *(f"    activity={name}" for name in names),
    )
    return resolver + lines(*known.permissions.dump(_user_line(known)))


def _schemes(manifest: Manifest) -> list[str]:
    shown = ["  Schemes:"]
    for scheme in manifest.schemes:
        shown += [
            f"      {scheme}:",
            f"        3f2a1b0 {manifest.package}/{manifest.launcher} filter 1b2c3d4",
        ]
        shown += [f'          Action: "{VIEW}"', f'          Scheme: "{scheme}"']
    return shown


def _package_flags(known: Installed) -> str:
    return ("SYSTEM " if known.is_system else "") + ("DEBUGGABLE " if known.manifest.debuggable else "")


def _user_line(known: Installed) -> str:
    stopped = str(known.process is None).lower()
    first = "    User 0: ceDataInode=4711 installed=true hidden=false suspended=false"
    return f"{first} stopped={stopped} notLaunched=false enabled=0"


def _stamp(moment: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(moment + ZONE_OFFSET))
