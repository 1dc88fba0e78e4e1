"""``mobcompliance leaks``: whether a run left values of the declared identities behind."""

from __future__ import annotations

import json
import secrets
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click
from pydantic import ValidationError

from .cli_audit import one_line, usage_errors
from .errors import ConfigurationError
from .evidence.files import write_whole
from .evidence.leaks import (
    Leak,
    Looked,
    Unread,
    files_below,
    look_through,
    wanted_of,
    words_in,
)
from .evidence.redact import Redactor
from .findings import Json
from .ledger.exports import columns
from .messages import LANGUAGES, Messages, load_messages, say
from .settings import IdentitySettings
from .shape import what_fits

_PICTURES = ("picture", "recording")
"""Why something is unread that only a person, or Tesseract, can read."""
_QUIET = 1.0  # s before the line of progress appears


@click.command("leaks")
@click.argument("places", nargs=-1, required=True, metavar="DIR...", type=click.Path(path_type=Path))
@click.option(
    "--identities",
    "file",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="mobcompliance.toml, or TOML or JSON with such [identities]. 声明身份的文件。",
)
@click.option(
    "--without-pictures",
    is_flag=True,
    help="Pictures that nothing here can read do not make the status 2. 读不了的图片不影响退出码。",
)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write JSON there."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh-CN", show_default=True)
def leaks_command(
    places: Sequence[Path], file: Path, without_pictures: bool, json_file: Path | None, lang: str
) -> None:
    """Look through reports for values of declared identities. 检查报告是否泄露了声明的身份信息。

    DIR is a report folder, Allure results, an Allure report, recordings or logs; also a single file.

    Exit status: 0 nothing was found and everything was read, 1 something was found, 2 something could not be
    read, or wrong usage.
    """
    messages = load_messages(lang)
    with usage_errors(messages):
        identities = read_identities(file)
    missing = [str(place) for place in places if not place.exists()]
    if missing:
        raise click.UsageError(messages("leaks/missing", places=", ".join(missing)))
    wanted, short = wanted_of(identities)
    closed: list[str] = []
    found = list(files_below(places, closed.append))
    looked = look_through(_progress(found, messages), wanted, words_of=words_in)
    looked = Looked(
        looked.files, looked.leaks, (*looked.unread, *(Unread(name, (), "unreadable") for name in closed))
    )
    values = [value for fields in identities.values() for value in fields.values()]
    redactor = Redactor(values, key=secrets.token_bytes(32))
    for line in leaks_lines(looked, short, messages):
        click.echo(redactor.text(line))  # a name of a file may hold a value
    if json_file is not None:
        try:
            write_whole(
                json_file,
                json.dumps(redactor.json(_as_json(looked, short)), ensure_ascii=False, indent=1),
            )
        except OSError as error:
            raise click.UsageError(f"{json_file}: {error.strerror or error}") from error
        click.echo(messages("audit/written", file=json_file))
    raise SystemExit(exit_status(looked, without_pictures))


def exit_status(looked: Looked, without_pictures: bool) -> int:
    """1 when something was found, else 2 when something was not read or no file was there, else 0."""
    if looked.leaks:
        return 1
    passed = _PICTURES if without_pictures else ()
    return 2 if not looked.files or any(one.why not in passed for one in looked.unread) else 0


def read_identities(file: Path) -> dict[str, dict[str, str]]:
    """Return the fields of each identity of a file, by its name.

    :raises ConfigurationError: when it cannot be read or names none; it never quotes a value.
    """
    try:
        text = file.read_text("utf-8")
        data = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except OSError as error:
        raise _refused(file, error.strerror or str(error)) from error
    except ValueError as error:  # what is no UTF-8, no TOML or no JSON; the error may quote a value
        raise _refused(file, type(error).__name__) from None
    listed = data.get("identities") if isinstance(data, Mapping) else None
    if not isinstance(listed, Mapping) or not listed:
        raise _refused(file, say("no [identities]"))
    try:
        checked = {name: IdentitySettings.model_validate(fields) for name, fields in listed.items()}
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise _refused(file, say("the unknown key {key!r}", key=key)) from None
        raise _refused(
            file, say("identities: {key} is not {wanted}", key=key, wanted=what_fits(first))
        ) from None
    found = {name: {**fields.telling(), **fields.codes()} for name, fields in checked.items()}
    if not any(found.values()):
        raise _refused(file, say("identities without a single value"))
    return found


def _refused(file: Path, got: str) -> ConfigurationError:
    return ConfigurationError(
        who="--identities",
        where=str(file),
        got=got,
        wanted=say('TOML or JSON with tables like [identities.alice], phone = "…"'),
        next_step=say("name the mobcompliance.toml that the run had"),
    )


# ------------------------------------------------------------------ the terminal


def leaks_lines(looked: Looked, short: Sequence[str], messages: Messages) -> Iterator[str]:
    """Give the table of finds, what was not read and why, and the total."""
    if looked.leaks:
        heads = [messages(f"leaks/head/{name}") for name in ("kind", "whose", "count", "file", "way")]
        yield from _aligned([heads, *(_cells(leak, messages) for leak in looked.leaks)])
        yield ""
    others = [one for one in looked.unread if one.why not in _PICTURES]
    if others:
        yield messages("leaks/unread")
        yield from _aligned(
            ["  ○", messages(f"leaks/why/{one.why}"), _way(one.file, one.steps, messages)] for one in others
        )
        yield ""
    for why in _PICTURES:
        count = sum(one.count for one in looked.unread if one.why == why)
        if count:
            yield messages(f"leaks/{why}s", count=count)
    if short:
        yield messages("leaks/short", fields=", ".join(map(one_line, short)))
    total = {"count": sum(leak.count for leak in looked.leaks), "files": looked.files}
    with_leaks = len({leak.file for leak in looked.leaks})
    if not looked.files:
        yield messages("leaks/no-files")
    elif looked.leaks:
        yield messages("leaks/found", where=with_leaks, **total)
    elif looked.unread:
        yield messages("leaks/nothing-where-read", files=looked.files)
    else:
        yield messages("leaks/nothing", files=looked.files)


def _cells(leak: Leak, messages: Messages) -> list[str]:
    return [
        f"✘ {messages(f'leaks/kind/{leak.kind}')}",
        ", ".join(map(one_line, leak.whose)) or "–",
        str(leak.count),
        one_line(leak.file),
        _way("", leak.steps, messages) + messages("leaks/line", line=leak.line),
    ]


def _way(file: str, steps: Sequence[str], messages: Messages) -> str:
    """The file, where one is given, and what was undone to get there: ``a.json › base64``."""
    named = [_step(step, messages) for step in steps]
    return " › ".join([one_line(file), *named] if file else named or [messages("leaks/plain")])


def _step(step: str, messages: Messages) -> str:
    path = f"leaks/step/{step.replace(' ', '-')}"
    return messages(path) if messages.has(path) else one_line(step)


def _aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    listed = [list(row) for row in rows]
    widths = [max(map(columns, cells)) for cells in zip(*listed, strict=True)]
    for row in listed:
        cells = (cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _progress(found: Sequence[tuple[str, Path]], messages: Messages) -> Iterator[tuple[str, Path]]:
    """Show on a terminal which file it is at, once it takes long; the line is gone at the end."""
    start = time.monotonic()
    shown = False
    for number, each in enumerate(found, 1):
        if sys.stderr.isatty() and time.monotonic() - start > _QUIET:
            line = messages("leaks/looking", number=number, count=len(found))
            click.echo(f"\r\033[K{line}", err=True, nl=False)
            shown = True
        yield each
    if shown:
        click.echo("\r\033[K", err=True, nl=False)


def _as_json(looked: Looked, short: Sequence[str]) -> dict[str, Json]:
    return {
        "files": looked.files,
        "leaks": [leak.to_json() for leak in looked.leaks],
        "unread": [one.to_json() for one in looked.unread],
        "not_looked_for": list(short),
    }
