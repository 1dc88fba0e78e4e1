"""``mobcompliance audit``: the rules over recorded screens, without a device and without pytest."""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import click

from .device.walk import whole_over_clipped
from .errors import ConfigurationError, ScreenParseError
from .evidence.audit_page import (
    PROBLEMS,
    Audit,
    Audited,
    Problem,
    audit_json,
    audit_page,
    audited,
    counts_of,
    element_of,
    problems_of,
    screen_names,
    titles_of,
    unjudged_of,
    why,
)
from .evidence.files import write_whole
from .evidence.fixes import fix_on
from .evidence.redact import Redactor, redactor_for
from .evidence.tables import amount, places_line, sentence, severity_word
from .findings import Finding, Verdict
from .ledger.exports import SYMBOLS, columns
from .messages import LANGUAGES, Messages, load_messages, say
from .rules import DEFAULT_PROFILE, PROFILES, RULES, Rule, audit, check_rules, check_thresholds
from .screen import Screen
from .screen.bundle import BUNDLE_FORMAT, PICTURE_NAME, SOURCE_NAME
from .screen.web import PAYLOAD_FORMAT
from .settings import CONFIG_NAME, Settings, load_settings

T = TypeVar("T")
SOURCES = (".xml", ".uix", ".json")
"""Names of sources end so; a picture beside one has the same name and ends in ``.png``."""
_FAILING = {
    "violated": (Verdict.VIOLATED,),
    "needs-review": (Verdict.VIOLATED, Verdict.NEEDS_REVIEW),
    "never": (),
}
_ESCAPE = re.compile(r"\\u(?!d[89a-f])([0-9a-f]{4})")  # no halves of a character
_HEAD = 4096  # bytes of a JSON file that are asked for the format
_COLUMN_MOST = 36  # terminal columns that a cell is padded to; a longer one pushes the rest
_QUIET = 1.0  # s before the line of progress appears
_STEP = 0.1  # s between two states of it


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded screen. ``named``: its file or folder, for people; ``group``: the folder it lies in."""

    named: str
    source: Path
    picture: Path | None
    group: Path


@click.command("audit")
@click.argument("paths", nargs=-1, required=True, metavar="BUNDLE...", type=click.Path(path_type=Path))
@click.option("--profile", type=click.Choice(PROFILES), default=DEFAULT_PROFILE, show_default=True)
@click.option(
    "--elderly/--standard",
    default=None,
    help="By the rules of elderly mode or not; default: as recorded. 按长辈版或普通版判断。",
)
@click.option("--density", type=click.FloatRange(0, min_open=True), help="px per dp, where files do not say.")
@click.option(
    "--font-scale", type=click.FloatRange(0, min_open=True), help="Font scale, instead of the recorded one."
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help=f"Thresholds of the house and identities to redact (default: {CONFIG_NAME} here).",
)
@click.option("--rules", "wanted", metavar="IDS", help="Only these, with commas between. 只用这些规则。")
@click.option(
    "-p",
    "plugins",
    multiple=True,
    metavar="MODULE",
    help="A plugin module, as with pytest's -p: its rules and patterns to redact count too. 加载插件的规则。",
)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write JSON there."
)
@click.option(
    "--html", "html_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a page there."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh-CN", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(tuple(_FAILING)),
    default="violated",
    show_default=True,
    help="From which verdict on the exit status is 1. 从哪种结论起退出码为 1。",
)
def audit_command(
    paths: Sequence[Path],
    profile: str,
    elderly: bool | None,
    density: float | None,
    font_scale: float | None,
    config: Path | None,
    wanted: str | None,
    plugins: Sequence[str],
    json_file: Path | None,
    html_file: Path | None,
    lang: str,
    fail_on: str,
) -> None:
    """Judge recorded screens without a device. 不用设备，判断录下的界面。

    BUNDLE is a folder that --mob-record wrote, a folder of such folders, or a page source (*.xml, *.uix,
    *.json), with the screenshot of the same name (*.png) beside it.

    Exit status: 1 by --fail-on, 2 for wrong usage and when a file cannot be read (the others are judged).
    """
    messages = load_messages(lang)
    with usage_errors(messages):
        settings = _settings(config)
        known, patterns = plugged(plugins) if plugins else (RULES, ())
        redactor = _redactor(settings, patterns)
        rules = chosen_rules(wanted, known)
        thresholds = {key: house.value for key, house in settings.thresholds.items()} if settings else {}
        check_thresholds(thresholds, known)
    found, errors = find_recorded(paths, messages)
    screens: list[tuple[Recorded, Screen, bool, list[Finding]]] = []
    for each in _progress(found, messages):
        try:
            screen = Screen.from_files(
                source=each.source, screenshot=each.picture, density=density, font_scale=font_scale
            )
        except ScreenParseError as error:
            errors[each.named] = messages.said(error.told)
            continue
        mode = screen.mode == "elderly" if elderly is None else elderly
        judged = audit(screen, profile=profile, elderly=mode, rules=rules, thresholds=thresholds)
        if html_file is None:  # covering what is personal on a picture that nobody sees only costs time
            screen = replace(screen, screenshot=None)
        screens.append((each, screen, mode, judged))
    result = Audit(
        screens=tuple(_kept(screens, redactor)),
        rules=rules,
        profile=profile,
        errors=_redacted(errors, redactor),
    )
    _write(
        json_file, lambda: json.dumps(audit_json(result, messages, redactor), ensure_ascii=False, indent=1)
    )
    _write(
        html_file,
        lambda: audit_page(
            result, messages, redactor.text, SYMBOLS, lambda drawn: _progress(drawn, messages, "drawing")
        ),
    )
    for line in audit_lines(result, messages, redactor):
        click.echo(line)
    for source, text in result.errors.items():
        click.echo(messages("audit/error", source=one_line(source), why=_printable(text)), err=True)
    for file in (json_file, html_file):
        if file is not None:
            click.echo(messages("audit/written", file=file))
    raise SystemExit(exit_status(result, fail_on))


@contextmanager
def usage_errors(messages: Messages) -> Generator[None]:
    """Tell what is wrong with the command or the settings in the command's language, without a traceback."""
    try:
        yield
    except ConfigurationError as error:
        raise click.UsageError(messages.said(error.told)) from error
    except click.UsageError as error:
        raise click.UsageError(messages.said(error.message)) from error


def exit_status(result: Audit, fail_on: str) -> int:
    """2 when something could not be read, else 1 when a problem has a verdict that fails, else 0."""
    if result.errors:
        return 2
    return int(any(problem.finding.verdict in _FAILING[fail_on] for problem in problems_of(result)))


def chosen_rules(wanted: str | None, rules: tuple[Rule, ...] = RULES) -> tuple[Rule, ...]:
    """Return the rules of these ids, in their order. :raises click.UsageError: naming the nearest id."""
    if wanted is None:
        return rules
    ids = {one.strip() for one in wanted.split(",") if one.strip()}
    known = [rule.id for rule in rules]
    if not ids:
        raise click.UsageError(say("--rules names no rule; there are {known}", known=known))
    for one in sorted(ids - set(known)):
        near = get_close_matches(one, known, n=1, cutoff=0.0)[0]
        raise click.UsageError(
            say(
                "--rules: no rule {one!a}; did you mean {near}? There are {known}",
                one=one,
                near=near,
                known=known,
            )
        )
    return tuple(rule for rule in rules if rule.id in ids)


def plugged(names: Sequence[str]) -> tuple[tuple[Rule, ...], tuple[tuple[str, str], ...]]:
    """Ask plugin modules for rules and for patterns to redact, as a run of pytest would.

    A name is a module that can be imported from here (``conftest``, ``house.rules``), or the name of an
    installed pytest plugin. :return: our rules with theirs behind, and their patterns.
    :raises click.UsageError: for a plugin that cannot be used.
    :raises ConfigurationError: for two rules of one id.
    """
    import pytest  # only who brings plugins pays for it

    from . import hookspecs

    manager = pytest.PytestPluginManager()
    manager.add_hookspecs(hookspecs)
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))  # as `python -m pytest` does: a console script leaves it out
    try:
        for name in names:
            manager.import_plugin(name, consider_entry_points=True)
            if manager.get_plugin(name) is None:
                raise click.UsageError(say("-p {name}: the plugin asks to be skipped", name=name))
        added = [rule for rules in manager.hook.pytest_mobcompliance_rules() for rule in rules]
        patterns = [pair for pairs in manager.hook.pytest_mobcompliance_redaction() for pair in pairs]
        return check_rules((*RULES, *added)), tuple(patterns)
    except (click.UsageError, ConfigurationError):
        raise
    except Exception as error:  # whatever a plugin's own code raises
        cause = error.__cause__ or error
        raise click.UsageError(f"-p {', '.join(names)}: {type(cause).__name__}: {cause}") from error


def _settings(config: Path | None) -> Settings | None:
    file = config or next(iter(Path.cwd().glob(CONFIG_NAME)), None)
    return load_settings(file) if file is not None else None


def _redactor(settings: Settings | None, patterns: Iterable[tuple[str, str]]) -> Redactor:
    try:
        return redactor_for(settings, patterns, key=secrets.token_bytes(32))
    except re.error as error:
        raise click.UsageError(f"pytest_mobcompliance_redaction: {error.pattern!a}: {error}") from error


def _redacted(errors: dict[str, str], redactor: Redactor) -> dict[str, str]:
    """Errors quote files in escapes (``\\u7532``): a number behind one would be taken for a longer one."""
    return {redactor.text(source): redactor.text(_unescaped(text)) for source, text in errors.items()}


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _kept(
    screens: Sequence[tuple[Recorded, Screen, bool, list[Finding]]], redactor: Redactor
) -> Iterator[Audited]:
    """Redact what was judged; of parts of one screen the whole element counts, not the clipped one."""
    together: dict[tuple[Path, bool], list[Finding]] = {}
    for each, _, mode, judged in screens:
        together.setdefault((each.group, mode), []).extend(judged)
    kept = {id(finding) for group in together.values() for finding in whole_over_clipped(group)}
    for each, screen, mode, judged in screens:
        yield audited(each.named, screen, mode, [one for one in judged if id(one) in kept], redactor)


def _write(file: Path | None, content: Callable[[], str]) -> None:
    if file is None:
        return
    try:
        write_whole(file, content())
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror or error}") from error


# ------------------------------------------------------------------ which files


def find_recorded(paths: Iterable[Path], messages: Messages) -> tuple[list[Recorded], dict[str, str]]:
    """Return the recorded screens behind the paths, each once, and what is wrong with a path.

    A folder is searched with all its folders, but not those whose names start with a dot; JSON files there
    count only when they hold a screen.
    """
    found: dict[Path, Recorded] = {}
    errors: dict[str, str] = {}
    for path in paths:
        listed, wrong = _behind(path, messages)
        errors.update(wrong)
        for each in listed:
            found.setdefault(each.source.resolve(), each)
    return list(found.values()), errors


def _behind(path: Path, messages: Messages) -> tuple[list[Recorded], dict[str, str]]:
    if path.is_dir():
        unread: dict[str, str] = {}
        listed = list(_in_folder(path, unread))
        if not listed and not unread:
            unread[str(path)] = messages("audit/empty-folder")
        return listed, unread
    if path.suffix.lower() == ".png":
        source = next((near for end in SOURCES if (near := path.with_suffix(end)).is_file()), None)
        if path.name == PICTURE_NAME and (path.parent / SOURCE_NAME).is_file():
            source = path.parent / SOURCE_NAME
        if source is None:
            return [], {str(path): messages("audit/no-source", ends=", ".join(SOURCES))}
        return [_recorded(source)], {}
    return [_recorded(path)], {}  # whatever it is called; reading it tells


def _in_folder(folder: Path, unread: dict[str, str]) -> Iterator[Recorded]:
    def note(error: OSError) -> None:
        unread[str(error.filename)] = error.strerror or str(error)

    for place, folders, files in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(place)
        if SOURCE_NAME in files:
            folders.clear()
            yield _recorded(here / SOURCE_NAME)
            continue
        for name in sorted(files):
            source = here / name
            if source.suffix.lower() in SOURCES and not name.startswith(".") and _may_be_screen(source):
                yield _recorded(source)


def _may_be_screen(source: Path) -> bool:
    """Pass over JSON of other kinds that lies in the same folder; a damaged partner of a picture is none."""
    if source.suffix.lower() != ".json" or source.with_suffix(".png").is_file():
        return True
    try:
        with source.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return True  # reading it will say why it cannot be read
    return any(known.encode() in head for known in (BUNDLE_FORMAT, PAYLOAD_FORMAT))


def _recorded(source: Path) -> Recorded:
    if source.name == SOURCE_NAME:
        bundle = source.parent
        picture = bundle / PICTURE_NAME
        named, group = bundle, bundle.parent
    else:
        picture = source.with_suffix(".png")
        named, group = source, source.parent
    return Recorded(str(named), source, picture if picture.is_file() else None, group.resolve())


def _progress(found: Sequence[T], messages: Messages, doing: str = "judging") -> Iterator[T]:
    """Show on a terminal how far it is, once it takes long; the line is gone at the end."""
    shown = False
    start = last = time.monotonic()
    for number, each in enumerate(found, 1):
        now = time.monotonic()
        if _on_terminal() and now - start > _QUIET and now - last > _STEP:
            line = messages(f"audit/{doing}", number=number, count=len(found))
            click.echo(f"\r\033[K{line}", err=True, nl=False)
            shown, last = True, now
        yield each
    if shown:
        click.echo("\r\033[K", err=True, nl=False)


def _on_terminal() -> bool:
    return sys.stderr.isatty()


# ------------------------------------------------------------------ the terminal


def audit_lines(result: Audit, messages: Messages, redactor: Redactor) -> Iterator[str]:
    """Give the table of problems, the counts of each rule, and what was not judged and why."""

    def safe(text: str) -> str:
        return one_line(redactor.text(text))

    names = [safe(name) for name in screen_names(result, messages)]
    found = problems_of(result)
    about = {"screens": len(result.screens), "rules": len(result.rules), "profile": result.profile}
    yield messages("audit/about", **about)
    yield ""
    if not result.screens:
        return
    if found:
        heads = ("number", "verdict", "severity", "rule", "element", "measured", "required", "profile")
        head = [*(messages(f"audit/head/{name}") for name in heads), messages("audit/head/sentence")]
        rows = [[safe(cell) for cell in _cells(problem, messages, names)] for problem in found]
        yield from _table([head, *rows])
    else:
        yield messages("audit/nothing-found")
    totals = Counter(problem.finding.verdict for problem in found)
    parts = [f"{SYMBOLS[each]} {messages(f'verdicts/{each.value}')} {totals[each]}" for each in PROBLEMS]
    yield f"{messages('audit/total')} {'  '.join(parts)}"
    yield ""
    if found:
        yield messages("audit/how")
        yield from _table([f"  {rule}", safe(way)] for rule, way in _ways(result, messages).items())
        yield ""
    yield messages("audit/by-rule")
    counts, titles = counts_of(result).items(), titles_of(result, messages)
    yield from _table(
        [f"  {rule}", safe(titles.get(rule, rule)), _counted(count)] for rule, count in counts if count
    )
    unjudged = unjudged_of(result)
    if unjudged:
        yield ""
        yield messages("audit/not-judged")
    for row in unjudged:
        sign = SYMBOLS[row.verdict] if row.verdict is not None else " "
        where = messages("audit/on-screens", count=len(row.screens)) if row.screens else ""
        yield safe(f"{sign} {why(row, messages)}{where}: {', '.join(row.rules)}")


def _ways(result: Audit, messages: Messages) -> dict[str, str]:
    """How to put it right, by rule: the platform's way where all screens are of one platform."""
    platforms = {each.screen.platform.value for each in result.screens}
    platform = platforms.pop() if len(platforms) == 1 else ""
    ways = {one.finding.rule: fix_on(one.finding, messages, platform) for one in problems_of(result)}
    return {rule: way for rule, way in ways.items() if way}


def _cells(problem: Problem, messages: Messages, names: Sequence[str]) -> Iterator[str]:
    finding = problem.finding
    yield str(problem.number)
    yield f"{SYMBOLS[finding.verdict]} {messages(f'verdicts/{finding.verdict.value}')}"
    yield severity_word(finding.severity, messages)
    yield finding.rule
    yield element_of(finding)
    yield amount(finding.measured, finding.unit)
    yield amount(finding.required, finding.unit)
    yield finding.profile
    yield f"{sentence(finding, messages)} @ {_where(problem, names)}"


def _where(problem: Problem, names: Sequence[str]) -> str:
    return places_line(names[place.screen - 1] for place in problem.places)


def _counted(count: Counter[Verdict]) -> str:
    return " ".join(f"{SYMBOLS[verdict]}{count[verdict]}" for verdict in Verdict if count[verdict])


def _table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Give lines with aligned cells."""
    listed = [list(row) for row in rows]
    widths = [min(max(map(columns, cells)), _COLUMN_MOST) for cells in zip(*listed, strict=True)]
    for row in listed:
        cells = (cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def one_line(text: str) -> str:
    """Write words of an app on one line, without characters that steer a terminal."""
    return " ".join(_printable(" ".join(text.split())).split())


def _printable(text: str) -> str:
    return "".join(one for one in text if one == "\n" or unicodedata.category(one) not in ("Cc", "Cf"))
