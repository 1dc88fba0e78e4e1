"""The small command ``mobcompliance``."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from .cli_audit import audit_command
from .cli_identities import identities_command
from .cli_leaks import leaks_command
from .cli_policy import policy_command
from .device.doctor import Diagnosis, diagnose
from .messages import LANGUAGES, Messages, load_messages
from .settings import CONFIG_NAME
from .virtual_phone.adb.cable import Cable
from .virtual_phone.adb.server import AdbServer
from .virtual_phone.appium.endpoint import Endpoint
from .virtual_phone.appium.ondevice import OnDeviceServer
from .virtual_phone.apps import App
from .virtual_phone.bank import BEHAVIOURS, DEFECTS, unknown_in
from .virtual_phone.demo import demo_phone, installer
from .virtual_phone.live import WORDS, Live
from .virtual_phone.phone import Phone
from .virtual_phone.spec import API_LEVELS, RELEASES, VENDORS, PhoneSpec


@click.group()
@click.version_option(package_name="pytest-mobcompliance")
def main() -> None:
    """Compliance of mobile apps with the NFRA notice of 2024-09-12. 移动应用合规检查。

    The checks themselves run in pytest:

    \b
    pytest --pyargs pytest_mobcompliance.checks
    """


main.add_command(audit_command)
main.add_command(policy_command)
main.add_command(leaks_command)
main.add_command(identities_command)


@main.command()
@click.option(
    "--config", type=click.Path(path_type=Path), help=f"Settings file (default: {CONFIG_NAME} here)."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh-CN", show_default=True)
def doctor(config: Path | None, lang: str) -> None:
    """Say what is missing before the first test, and how to get it. 运行前检查缺什么。

    Exit status 1 when something is missing that no run goes without.
    """
    here = Path.cwd()
    found = config or next(iter(here.glob(CONFIG_NAME)), None)
    messages = load_messages(lang)
    click.echo(messages("doctor/title"))
    diagnoses = diagnose(found, here)
    for diagnosis in diagnoses:
        _print(diagnosis, messages)
    missing = sum(1 for diagnosis in diagnoses if diagnosis.needed and not diagnosis.ok)
    click.echo()
    click.echo(messages("doctor/not_ready", count=missing) if missing else messages("doctor/ready"))
    raise SystemExit(1 if missing else 0)


def _print(diagnosis: Diagnosis, messages: Messages) -> None:
    sign = "✓" if diagnosis.ok else "✗" if diagnosis.needed else "○"
    item = messages(f"doctor/item/{diagnosis.item}")
    if diagnosis.platform:
        item = f"{item} ({messages(f'doctor/only/{diagnosis.platform}')})"
    elif not diagnosis.needed and not diagnosis.ok:
        item = f"{item} ({messages('doctor/better')})"
    found, *rest = messages.said(diagnosis.found).splitlines() or [""]
    click.echo(f"  {sign} {item}  {found}".rstrip())
    for line in rest:
        click.echo(f"      {line}")
    if not diagnosis.ok:
        click.echo(f"      {messages('doctor/next')} {messages(f'doctor/fix/{diagnosis.item}')}")


# ------------------------------------------------------------------ the virtual phone


@main.command()
@click.option(
    "--api", type=click.IntRange(API_LEVELS.start, API_LEVELS.stop - 1), default=34, show_default=True
)
@click.option("--vendor", type=click.Choice(VENDORS), default="aosp", show_default=True)
@click.option("--width", type=click.IntRange(240, 4000), default=1080, show_default=True, help="px")
@click.option("--height", type=click.IntRange(320, 8000), default=2340, show_default=True, help="px")
@click.option("--density", type=click.IntRange(120, 960), default=440, show_default=True, help="dpi")
@click.option("--locale", default="zh-CN", show_default=True)
@click.option("--font-scale", type=click.FloatRange(0.5, 2.0), default=1.0, show_default=True)
@click.option("--night", is_flag=True, help="Night mode. 深色模式。")
@click.option("--defects", default="", metavar="A,B", help="Switched on in the demo bank. 打开的缺陷。")
@click.option("--latency", type=click.FloatRange(0, 10_000), default=0.0, help="ms on top of each command.")
@click.option("--port", type=int, default=0, help="Of the live view; default: a free one.")
@click.option("--appium-port", type=int, default=0, help="Of the Appium endpoint; default: a free one.")
@click.option("--adb-port", type=int, default=None, help="Serve adb there as well; 0: on a free port.")
@click.option("--list", "lists", is_flag=True, help="Say what --defects knows. 列出缺陷。")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh-CN", show_default=True)
def phone(
    defects: str,
    latency: float,
    port: int,
    appium_port: int,
    adb_port: int | None,
    lists: bool,
    lang: str,
    **spec: int | float | str | bool,
) -> None:
    """Switch a simulated phone with the demo bank on, and show it in the browser. 启动虚拟手机。

    It ends with Ctrl-C.
    """
    messages = load_messages(lang)
    if lists:
        _list_switches(messages)
        return
    names = [name.strip() for name in defects.split(",") if name.strip()]
    _must_be_known(names, messages)
    handset = demo_phone(PhoneSpec(**spec), names)  # type: ignore[arg-type] # click has checked them
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as served:
        for line in _serve(handset, installer(names), messages, served, latency, port, appium_port, adb_port):
            click.echo(line)
        if names:
            click.echo(messages("phone/defects-on", names=", ".join(names)))
        click.echo(messages("phone/end"))
        wait_for_end()
    click.echo()
    if handset.unmodelled:
        click.echo(messages("phone/unmodelled"))
        for command in dict.fromkeys(handset.unmodelled):
            click.echo(f"  {command}")
    click.echo(messages("phone/ended"))


def wait_for_end() -> None:
    """Wait for Ctrl-C. :raises KeyboardInterrupt: then."""
    while True:
        threading.Event().wait(3600)


def _serve(
    handset: Phone,
    open_apk: Callable[[bytes], App],
    messages: Messages,
    served: contextlib.ExitStack,
    latency: float,
    port: int,
    appium_port: int,
    adb_port: int | None,
) -> Iterator[str]:
    """Open the doors one by one and say where they are. :raises click.UsageError: for a taken port."""
    spec = handset.spec
    facts = {"api": spec.api, "release": RELEASES[spec.api], "vendor": spec.vendor}
    display = {"width": spec.width, "height": spec.height, "density": spec.density}
    yield messages("phone/title", **facts, **display)
    with _port(messages, port):
        live = Live(handset, {key: messages(f"phone/page/{key}") for key in WORDS}, port=port)
    served.callback(live.close)
    yield f"  {messages('phone/live')} {live.url}/"
    with _port(messages, appium_port):
        endpoint = Endpoint(handset, latency_ms=latency, open_apk=open_apk, port=appium_port)
    served.callback(endpoint.close)
    yield f"  {messages('phone/endpoint')} {endpoint.url}"
    yield f"      {messages('phone/endpoint-how')}"
    if adb_port is None:
        return
    with _port(messages, adb_port):
        cable = Cable(handset, OnDeviceServer(handset), open_apk=open_apk)
        adb = served.enter_context(AdbServer([cable], port=adb_port))
    yield f"  {messages('phone/adb')} 127.0.0.1:{adb.port}"
    yield f"      {messages('phone/adb-how', port=adb.port, serial=handset.serial)}"
    yield f"      {messages('phone/appium-how')}"
    wanted = {
        "appium:adbPort": adb.port,
        "appium:udid": handset.serial,
        "appium:skipServerInstallation": True,
        "appium:skipDeviceInitialization": True,
        "appium:skipUnlock": True,
        "appium:suppressKillServer": True,
        "appium:noReset": True,
        "appium:autoLaunch": False,
    }
    yield f"      {messages('phone/capabilities-how', capabilities=json.dumps(wanted))}"


@contextlib.contextmanager
def _port(messages: Messages, port: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise click.UsageError(messages("phone/port-taken", port=port)) from error


def _must_be_known(names: Iterable[str], messages: Messages) -> None:
    """:raises click.UsageError: naming the nearest switch."""
    if unknown := unknown_in(names):
        name, near = unknown
        raise click.UsageError(messages(f"phone/no-switch{'-but' if near else ''}", name=name, near=near))


def _list_switches(messages: Messages) -> None:
    for title, switches in (("defects", DEFECTS), ("behaviours", BEHAVIOURS)):
        click.echo(messages(f"phone/{title}"))
        for name, switch in switches.items():
            click.echo(f"  {name:28} {switch.en if messages.lang == 'en' else switch.zh}")
