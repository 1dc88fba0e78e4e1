"""What pytest itself shows and writes of a run: reports, logs, names of items and the terminal, redacted.

Where a settings file is, all of it is guarded from the start; else from the end of a collection on that found
an item of ours. What a test prints under ``-s``, and files that it opens itself, never pass here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from .errors import ComplianceViolation, MobComplianceError
from .evidence.logs import RedactingFormatter
from .evidence.named import name_of
from .findings import Verdict
from .judge import Ruling, rule_on
from .messages import Messages
from .rules.describe import describe_reason
from .stash import NOTES, RUN
from .suite import check_id, requirement_of

Redact = Callable[[str], str]

GUARDED = pytest.StashKey[bool]()
_HANDLERS = ("report_handler", "log_file_handler", "log_cli_handler")
"""Of pytest's logging plugin: captured sections, ``--log-file``, ``log_cli``.

What `caplog` gives a test stays as it was logged.
"""
_JUNITS_OWN = frozenset(["classname", "name", "file", "line", "url", "time"])
"""Attributes that JUnit makes of a test's id, which holds nothing (`rename`), and how long it took."""


def guard(config: pytest.Config) -> None:
    """From now on this process shows and logs nothing that the redactor knows. Twice does no harm."""
    if is_guarded(config):
        return
    config.stash[GUARDED] = True
    redact = config.stash[RUN].redact
    _guard_logs(config.pluginmanager.get_plugin("logging-plugin"), redact)
    _guard_terminal(config.pluginmanager.get_plugin("terminalreporter"), redact)
    config.pluginmanager.register(_Late(redact), "mobcompliance-late")


class _Late:
    """What other plugins add to a report after ours has seen it."""

    def __init__(self, redact: Redact) -> None:
        self.redact = redact

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """pytest puts the reason of an expected failure there in a wrapper of its own."""
        report = yield
        if hasattr(report, "wasxfail"):
            report.wasxfail = self.redact(report.wasxfail)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """JUnit's file is written now, and what was recorded for all of it was in no report."""
        for plugin in session.config.pluginmanager.get_plugins():
            if hasattr(plugin, "add_global_property"):
                _redact_junit(plugin, self.redact)


def is_guarded(config: pytest.Config) -> bool:
    """Whether `guard` was called."""
    return config.stash.get(GUARDED, False)


def _guard_logs(plugin: Any, redact: Redact) -> None:
    for name in _HANDLERS:
        handler = getattr(plugin, name, None)
        if isinstance(handler, logging.Handler) and handler.formatter is not None:
            handler.setFormatter(RedactingFormatter(handler.formatter, redact))


def _redact_junit(log: Any, redact: Redact) -> None:
    """Properties of the whole suite, and attributes that a test added to its own element.

    pytest has a public way in for both, and none out, hence the look into its writer.
    """
    log.global_properties = [(redact(name), redact(value)) for name, value in log.global_properties]
    for test in log.node_reporters_ordered:
        attributes = test.attrs if hasattr(test, "attrs") else test.to_xml().attrib  # of one that has ended
        for name in attributes.keys() - _JUNITS_OWN:
            attributes[name] = redact(attributes[name])


def _guard_terminal(reporter: Any, redact: Redact) -> None:
    """Everything on the terminal is written by one method; pytest's pastebin plugin replaces it likewise."""
    if reporter is None:
        return
    write = reporter._tw.write

    def write_redacted(msg: str, *args: Any, **markup: Any) -> None:
        write(redact(msg), *args, **markup)

    reporter._tw.write = write_redacted


def rename(metafunc: pytest.Metafunc, outline: Redact) -> None:
    """Take personal data out of the names that pytest is about to make of parameters: ``test_a[phone-2]``.

    Before anybody has seen them, so that terminal, JUnit, cache, ``tmp_path`` and xdist all have the same. A
    name tells the kind and the place in the order, so that it is the same in the next run. pytest has a hook
    for names that it makes itself, and none for ``ids``, hence the look into its calls.
    """
    calls = metafunc._calls
    outlined = [tuple(map(outline, call._idlist)) for call in calls]
    taken = {call.id for call, parts in zip(calls, outlined, strict=True) if parts == tuple(call._idlist)}
    for place, (call, parts) in enumerate(zip(calls, outlined, strict=True)):
        if parts != tuple(call._idlist):
            numbered = (parts if number == 1 else (*parts, str(number)) for number in count(1))
            free = next(each for each in numbered if "-".join(each) not in taken)
            taken.add("-".join(free))
            calls[place] = replace(call, _idlist=free)


def translate(error: BaseException | None, messages: Messages) -> None:
    """Let an error of ours, and those that it came from, speak the report's language."""
    for ours in _ours(error):
        ours.args = (messages.said(ours.told),)


def _ours(error: BaseException | None) -> Iterator[MobComplianceError]:
    """Errors of ours among one and those that it came from, the last first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:  # a retry may raise the first one from the second
        seen.add(id(error))
        if isinstance(error, MobComplianceError):
            yield error
        error = error.__cause__ or error.__context__


def tell_shortly(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Let pytest tell a violation that `MobVerdict` raised, and an error of ours, by what is wrong.

    The line of the summary always does. The section of the failure does while ``--tb`` is ``auto``, as it is
    by itself, and without ``--full-trace``: no source code, neither the check's nor a library's. An
    ``assert`` of a test and any other exception keep pytest's traceback.
    """
    raised: Any = call.excinfo
    if raised is None:
        return
    if isinstance(raised.value, MobComplianceError):
        first, got, *_ = str(raised.value).splitlines()
        line = f"{first} {got.strip()}"
        lines = [each for error in _ours(raised.value) for each in str(error).splitlines()]
        lines.append(f"  {_place_line(item, raised)}")
    else:
        ruling = rule_on(call.when, raised.value, item.stash[NOTES])
        if not (isinstance(raised.value, ComplianceViolation) and is_told(item, ruling)):
            return
        lines = _violation_lines(item, raised, ruling)
        line = violation_line(ruling, item.config.stash[RUN].messages)
    # both are the terminal's options, which may be switched off
    if item.config.getoption("tbstyle", "auto") == "auto" and not item.config.getoption("fulltrace", False):
        short = raised.getrepr(style="value", chain=False)
        short.reprtraceback.reprentries[0].lines = lines
        report.longrepr = short
    shown: Any = report.longrepr
    if getattr(shown, "reprcrash", None) is not None:
        shown.reprcrash.message = item.config.stash[RUN].redact(line)


def is_told(item: pytest.Item, ruling: Ruling) -> bool:
    """Whether the check itself said that something is violated, so that there are words for it."""
    return ruling.verdict is Verdict.VIOLATED and item.stash[NOTES].verdict is Verdict.VIOLATED


def violation_line(ruling: Ruling, messages: Messages) -> str:
    """The reason of a violation in words, and the detail where it says more."""
    reason = describe_reason(ruling.reason, messages)
    detail = ruling.detail.removeprefix("• ")
    return (
        reason if detail in ("", reason) else messages("report/violation/line", reason=reason, detail=detail)
    )


def _violation_lines(item: pytest.Item, raised: pytest.ExceptionInfo[Any], ruling: Ruling) -> list[str]:
    """Reason, requirement, check, all of the detail, and where in the check it was said."""
    run = item.config.stash[RUN]
    say, check = run.messages, check_id(item) or ""
    home = requirement_of(check, run.notices)
    reason = describe_reason(ruling.reason, say)
    detail = str(raised.value)
    if "\n" in detail:  # one thing a line, below each other
        detail = "".join(f"\n  {line}" for line in detail.splitlines())
    lines = [
        say("report/violation/head", reason=reason),
        *(
            [say("report/violation/requirement", id=home[1].id, title=home[1].title(say.lang))]
            if home
            else ()
        ),
        *([say("report/violation/check", check=f"{check} {name_of(check, say)}".rstrip())] if check else ()),
        *([] if detail == reason else say("report/violation/detail", detail=detail).splitlines()),
        _place_line(item, raised),
    ]
    return [lines[0], *(f"  {line}" for line in lines[1:])]


def _place_line(item: pytest.Item, raised: pytest.ExceptionInfo[Any]) -> str:
    return item.config.stash[RUN].messages("report/violation/place", place=_place(item, raised))


def _place(item: pytest.Item, raised: pytest.ExceptionInfo[Any]) -> str:
    """File and line in the check's own file, else where it was raised, as it is found from here."""
    shown = raised.traceback.filter(raised) or raised.traceback  # without MobVerdict's own lines
    entries = [entry for entry in shown if Path(entry.path) == item.path] or shown[-1:]
    file, here = Path(entries[-1].path), item.config.invocation_params.dir
    return f"{file.relative_to(here) if file.is_relative_to(here) else file}:{entries[-1].lineno + 1}"


def redact_report(report: pytest.TestReport | pytest.CollectReport, redact: Redact) -> None:
    """Take personal data out of a phase or a collection: traceback, captured output, recorded properties."""
    report.sections = [(name, redact(captured)) for name, captured in report.sections]
    if isinstance(report.longrepr, tuple):
        path, line, why = report.longrepr
        report.longrepr = (path, line, redact(why))
    elif report.longrepr is not None:
        text = str(report.longrepr)
        hidden = redact(text)
        if hidden != text:
            report.longrepr = hidden
    if isinstance(report, pytest.TestReport):
        report.user_properties = [
            (redact(key), _redacted(value, redact)) for key, value in report.user_properties
        ]


def _redacted(value: object, redact: Redact) -> object:
    """The value itself, unless its text holds something."""
    text = str(value)
    hidden = redact(text)
    return value if hidden == text else hidden
