"""``dumpsys``: what system services print of themselves, as far as drivers and this project read it."""

from __future__ import annotations

from collections.abc import Mapping

from .. import reader
from ..adb import helpers
from ..apps import Manifest
from ..spec import BRANDS
from ..state import Installed, Notification, full_name
from ..views import Window
from .toolbox import Call, Out, Tool, lines
from .tools_apps import package_dump

_USER = "u0"
_LAYOUT_IN_SCREEN, _SECURE = 0x100, 0x2000
"""Flags of `WindowManager.LayoutParams`."""
_TYPES = {"StatusBar": ("STATUS_BAR", 2000), "NavigationBar0": ("NAVIGATION_BAR", 2019)}
_KINDS = {
    "application": ("BASE_APPLICATION", 1),
    "dialog": ("APPLICATION", 2),
    "toast": ("TOAST", 2005),
    "keyboard": ("INPUT_METHOD", 2011),
    "system": ("SYSTEM_ALERT", 2003),
}
"""Types of windows by title, and by `Window.kind`."""
_SPOKEN = "feedbackType[FEEDBACK_SPOKEN, FEEDBACK_HAPTIC, FEEDBACK_AUDIBLE], capabilities=251"


def dumpsys(call: Call) -> Out:
    """``dumpsys [-t n] service …``; ``-l`` lists them."""
    args = call.args[2:] if call.arg(0) in ("-t", "-T") else call.args
    name = args[0] if args else ""
    if name == "-l":
        return Out(lines("Currently running services:", *(f"  {each}" for each in sorted(_SERVICES))))
    service = _SERVICES.get(name)
    if service is None:
        return call.unmodelled(Out(error=f"Can't find service: {name}\n"))
    return service(Call(call.shell, f"dumpsys {name}", args[1:]))


def _package(call: Call) -> Out:
    """``dumpsys package [name]``."""
    names = [each for each in call.args if not each.startswith("-")]
    return Out("".join(package_dump(call, name) for name in names or call.phone.installed))


# ------------------------------------------------------------ windows


def _window(call: Call) -> Out:
    """``dumpsys window [displays|windows|policy]``: the focus stands under ``displays`` since API 29."""
    part = call.arg(0)
    new = call.phone.spec.api >= 29
    text = (
        "WINDOW MANAGER WINDOWS (dumpsys window windows)\n" + _windows(call)
        if part in ("", "windows")
        else ""
    )
    if part in ("", "displays"):
        text += "WINDOW MANAGER DISPLAY CONTENTS (dumpsys window displays)\n" + _display_contents(call)
    if part == "displays" and not new:
        return Out(text)
    if part in ("", "windows" if not new else "displays"):
        text += _focus(call)
    if part in ("", "policy"):
        text += _policy(call)
    return Out(text)


def _name(window: Window) -> str:
    """A window's title as it stands in ``Window{hash u0 title}``."""
    if window.kind == "bar":
        return "StatusBar" if window.root.key.startswith("status") else "NavigationBar0"
    return {"keyboard": "InputMethod", "toast": "Toast"}.get(
        window.kind, f"{window.package}/{full_name(window.package, window.activity)}"
    )


def _hash(number: int) -> str:
    return f"{0xA1B2C00 + number:x}"


def _windows(call: Call) -> str:
    shown = []
    for number, window in reversed(list(enumerate(call.phone.windows()))):
        left, top, right, bottom = window.root.box
        shown += [
            f"  Window #{number} Window{{{_hash(number)} {_USER} {_name(window)}}}:",
            f"    mOwnerUid=10100 showForAllUsers=false package={window.package} appop=NONE",
            *_attributes(window, call.phone.spec.api),
            "    mViewVisibility=0x0 mHaveFrame=true",
            f"    mFrame=[{left},{top}][{right},{bottom}] frame=[{left},{top}][{right},{bottom}]",
        ]
    return lines(*shown)


def _attributes(window: Window, api: int) -> list[str]:
    """``mAttrs``: type and flags are numbers up to Android 8, and words on lines of their own since then."""
    name, number = _TYPES.get(_name(window), _KINDS.get(window.kind, _KINDS["system"]))
    if api < 28:
        flags = _LAYOUT_IN_SCREEN | (_SECURE if window.secure else 0)
        return [f"    mAttrs=WM.LayoutParams{{(0,0)(fillxfill) ty={number} fl=#{flags:x} pfl=0x20000}}"]
    secure = " SECURE" if window.secure else ""
    return [
        f"    mAttrs={{(0,0)(fillxfill) sim={{adjust=resize}} ty={name}",
        f"      fl=LAYOUT_IN_SCREEN{secure} SPLIT_TOUCH HARDWARE_ACCELERATED",
        "      pfl=NO_MOVE_ANIMATION}",
    ]


def _display_contents(call: Call) -> str:
    phone = call.phone
    return lines(
        "  Display: mDisplayId=0",
        f"    init={phone.spec.width}x{phone.spec.height} {phone.spec.density}dpi"
        f" cur={phone.width}x{phone.height} app={phone.width}x{phone.height}",
        f"    mRotation=ROTATION_{phone.rotation * 90}",
    )


def _focus(call: Call) -> str:
    """What has the input, and the activity in front: a permission dialog is one, a crash dialog is not."""
    focused = call.phone.active()
    title = _name(focused) if focused.activity else "Application Error"
    return lines(f"  mCurrentFocus=Window{{{_hash(1)} {_USER} {title}}}", f"  mFocusedApp={_record(call)}")


def _record(call: Call) -> str:
    """The activity in front, as it stands in dumps."""
    package, name = call.phone.focus()
    if not name:  # a window of the system without an activity: the app behind it
        package, name = call.phone.foreground()
    short = full_name(package, name).removeprefix(package)
    return f"ActivityRecord{{c0ffee1 {_USER} {package}/{short} t12}}"


def _policy(call: Call) -> str:
    awake = str(call.phone.awake).lower()
    return lines(
        "WINDOW MANAGER POLICY STATE (dumpsys window policy)",
        f"    mAwake={awake} mScreenOnEarly={awake} mScreenOnFully={awake}",
        f"    screenState={'SCREEN_STATE_ON' if call.phone.awake else 'SCREEN_STATE_OFF'}",
        "    mShowingLockscreen=false mDreamingLockscreen=false isKeyguardShowing=false showing=false",
    )


# ------------------------------------------------------------ activities


def _activity(call: Call) -> Out:
    """``dumpsys activity [activities|processes|services|top|recents|intents|broadcasts]``."""
    part = call.arg(0)
    tool = _PARTS.get(part)
    return (
        tool(call)
        if tool
        else call.unmodelled(Out(f"Bad activity command, or no activities match: {part}\n"))
    )


def _activities(call: Call) -> Out:
    record, package = _record(call), call.phone.foreground()[0]
    resumed = "topResumedActivity" if call.phone.spec.api >= 30 else "mResumedActivity"
    return Out(
        lines(
            "ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)",
            "Display #0 (activities from top to bottom):",
            f"  * Task{{5ad12 #12 type=standard A=10100:{package}}}",
            f"    * Hist  #0: {record}",
            f"  {resumed}={record}",
            f"  ResumedActivity: {record}",
        )
    )


def _processes(call: Call) -> Out:
    rows = [
        f"  *APP* UID 10100 ProcessRecord{{{_hash(one.pid)} {one.pid}:{one.manifest.package}/u0a100}}"
        for one in call.phone.running()
    ]
    return Out(lines("ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)", *rows))


def _top(call: Call) -> Out:
    package, name = call.phone.foreground()
    pid = call.phone.installed[package].pid
    return Out(f"TASK {package} id=12\n  ACTIVITY {package}/{name.removeprefix(package)} c0ffee1 pid={pid}\n")


def _services(call: Call) -> Out:
    """Only Appium's settings app has a service that is asked for."""
    asked = call.arg(1)
    shown = "  (nothing)"
    if asked in ("", helpers.SETTINGS) and helpers.is_settings_running(call.phone):
        record = f"ServiceRecord{{{_hash(3)} {_USER} {helpers.SETTINGS}/.ForegroundService}}"
        shown = f"  * {record}\n    isForeground=true foregroundId=1"
    return Out(lines("ACTIVITY MANAGER SERVICES (dumpsys activity services)", shown))


_PARTS: Mapping[str, Tool] = {
    "": _activities,
    "activities": _activities,
    "a": _activities,
    "processes": _processes,
    "p": _processes,
    "top": _top,
    "services": _services,
    "recents": lambda call: Out("ACTIVITY MANAGER RECENT TASKS (dumpsys activity recents)\n"),
}


# ------------------------------------------------------------ the rest


def _display(call: Call) -> Out:
    phone = call.phone
    size = f"{phone.spec.width} x {phone.spec.height}"
    return Out(
        lines(
            "DISPLAY MANAGER (dumpsys display)",
            "  mDisplayId=0",
            f'  mBaseDisplayInfo=DisplayInfo{{"内置屏幕", real {size}, density {phone.spec.density}}}',
            f"  mOverrideDisplayInfo=DisplayInfo{{real {phone.width} x {phone.height},"
            f" rotation {phone.rotation}, density {phone.dpi}}}",
        )
    )


def _battery(call: Call) -> Out:
    return Out(
        lines(
            "Current Battery Service state:",
            "  AC powered: true",
            "  status: 2",
            "  level: 100",
            "  scale: 100",
        )
    )


def _input_method(call: Call) -> Out:
    shown = str(call.phone.keyboard_shown()).lower()
    keyboard = call.phone.settings["secure"].get("default_input_method", "")
    return Out(
        lines(
            "Current Input Method Manager state:",
            f"  mCurMethodId={keyboard}",
            f"  mShowRequested={shown} mShowExplicitlyRequested=false mInputShown={shown}",
            f"  mIsInputViewShown={shown}",
        )
    )


def _power(call: Call) -> Out:
    state = "Awake" if call.phone.awake else "Asleep"
    return Out(
        lines(
            "POWER MANAGER (dumpsys power)",
            f"  mWakefulness={state}",
            f"  mHoldingDisplaySuspendBlocker={str(call.phone.awake).lower()}",
            f"Display Power: state={'ON' if call.phone.awake else 'OFF'}",
        )
    )


def _notification(call: Call) -> Out:
    """``dumpsys notification [--noredact]``: what is in the shade, and which apps may notify.

    Without the option Android tells how long texts are, and not what they say (``NotificationRecord.dump``).
    """
    told = [line for one in call.phone.notifications for line in _record_of(call, one)]
    rows = [f"  AppSettings: {_label(one)} importance=DEFAULT" for one in call.phone.installed.values()]
    return Out(lines("Current Notification Manager state:", "  Notification List:", *told, *rows))


def _record_of(call: Call, told: Notification) -> list[str]:
    uid, clear = call.phone.uid_of(told.package), "--noredact" in call.args
    texts = {"android.title": told.title, "android.text": told.text}
    shown = {
        key: f"String ({text})" if clear else f"String [length={len(text)}]" for key, text in texts.items()
    }
    return [
        f"    NotificationRecord(0x{_hash(told.id)}: pkg={told.package} user=UserHandle{{0}} id={told.id}"
        f" tag=null importance=3 key=0|{told.package}|{told.id}|null|{uid}:"
        " Notification(channel=news shortcut=null))",
        f"      uid={uid} userId=0",
        "      flags=0x10",
        "      extras={",
        *(f"          {key}={text}" for key, text in shown.items()),
        "          android.showWhen=Boolean (true)",
        "      }",
    ]


def _label(one: Installed) -> str:
    manifest: Manifest = one.manifest
    return f"{manifest.package} ({10100})"


def _connectivity(call: Call) -> Out:
    online = "CONNECTED" if call.phone.online else "DISCONNECTED"
    return Out(f"NetworkAgentInfo{{network{{100}} ni{{WIFI {online} extra: }}}}\n")


def _surfaces(call: Call) -> Out:
    if "--display-id" in call.args:
        name = f"{BRANDS[call.phone.spec.vendor][0]} display"
        return Out(f'Display 4619827259835644672 (HWC display 0): port=0 pnpId=SIM displayName="{name}"\n')
    return call.unmodelled(Out("", code=0))


def _accessibility(call: Call) -> Out:
    """As AOSP writes it, as far as it tells which services run (`AccessibilityUserState.dump`)."""
    runs = reader.is_bound(call.phone)
    bound = f"Service[label={reader.LABEL}, {_SPOKEN}]" if runs else ""
    enabled = ", ".join(f"{{{each}}}" for each in reader.enabled(call.phone))
    installed = int(reader.PACKAGE in call.phone.installed)
    return Out(
        lines(
            "ACCESSIBILITY MANAGER (dumpsys accessibility)",
            "",
            "User state[",
            f"     attributes:{{id=0, touchExplorationEnabled={str(runs).lower()},"
            f" installedServiceCount={installed}}}",
            f"     Bound services:{{{bound}}}",
            f"     Enabled services:{{{enabled}}}",
            "     Binding services:{}",
            "     Crashed services:{}",
            "]",
        )
    )


_SERVICES: Mapping[str, Tool] = {
    "accessibility": _accessibility,
    "package": _package,
    "window": _window,
    "activity": _activity,
    "display": _display,
    "battery": _battery,
    "input_method": _input_method,
    "input": lambda call: Out(
        f"INPUT MANAGER (dumpsys input)\n    SurfaceOrientation: {call.phone.rotation}\n"
    ),
    "power": _power,
    "notification": _notification,
    "connectivity": _connectivity,
    "deviceidle": lambda call: Out(
        lines(*(f"Added: {each[1:]}" for each in call.args if each.startswith("+")))
    ),
    "SurfaceFlinger": _surfaces,
    "alarm": lambda call: Out("Current Alarm Manager state:\n"),
    "meminfo": lambda call: Out("Total RAM: 8,000,000K\n"),
}
