"""The small command ``mobcompliance``."""

from __future__ import annotations

from pathlib import Path

import click

from .device.doctor import Diagnosis, diagnose
from .messages import LANGUAGES, Messages, load_messages
from .settings import CONFIG_NAME


@click.group()
@click.version_option(package_name="pytest-mobcompliance")
def main() -> None:
    """Compliance of mobile apps with the NFRA notice of 2024-09-12. 移动应用合规检查。

    The checks themselves run in pytest:

    \b
    pytest --pyargs pytest_mobcompliance.checks
    """


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
    if not diagnosis.needed and not diagnosis.ok:
        item = f"{item} ({messages('doctor/better')})"
    found, *rest = diagnosis.found.splitlines() or [""]
    click.echo(f"  {sign} {item}  {found}".rstrip())
    for line in rest:
        click.echo(f"      {line}")
    if not diagnosis.ok:
        click.echo(f"      {messages('doctor/next')} {messages(f'doctor/fix/{diagnosis.item}')}")
