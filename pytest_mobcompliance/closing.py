"""The end of a run, on the controller: ledger completed, matrix and Allure written, exit decided."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest

from .device.journal import Change, left_by, put_back_by_adb
from .device.server import find_adb
from .evidence import report as allure_door
from .evidence.files import write_whole
from .evidence.strip import strip
from .evidence.timeline import PICTURE_NAME, TIMELINE_NAME, read_events, read_thumbnails, timeline_json
from .findings import Json, Verdict
from .ledger.exports import export_matrix, matrix_lines
from .ledger.items import ListedItem, missing_records, read_items
from .ledger.matrix import Matrix, build_matrix, unmet
from .ledger.records import Record
from .ledger.writer import Ledger
from .reporting import PROPERTY, is_simulated
from .stash import Run
from .suite import nearest, words_of

LEFT_NAME = "left-changed.json"
"""What could not be put back on a device, with the commands that do it; only when there is something."""


def keep(run: Run, report: pytest.TestReport) -> Record | None:
    """Put a verdict into the ledger: of a test's last phase, or of an attempt that is rerun."""
    payload = dict(report.user_properties).get(PROPERTY)
    if not isinstance(payload, str) or not (report.when == "teardown" or str(report.outcome) == "rerun"):
        return None
    record = Record.from_json(json.loads(payload))
    _append(run, record)
    return record


def _append(run: Run, record: Record) -> None:
    if run.ledger is None:
        run.ledger = Ledger(
            run.folder,
            notice=run.notices[0].id,
            title=run.settings.app.name if run.settings is not None else "",
            simulated=is_simulated(run),
        )
    run.ledger.append(record)
    run.records.append(record)


def close_run(run: Run, session: pytest.Session) -> list[Record]:
    """Fill the gaps, write everything, set the exit status; return the records that filled gaps."""
    if run.refusal:
        session.exitstatus = pytest.ExitCode.USAGE_ERROR
        return []
    left = put_devices_back(run)
    timeline = write_timeline(run)
    items = read_items(run.folder, each=getattr(session.config.option, "dist", "no") == "each")
    if not (items or run.records or run.require):
        return []
    gaps = missing_records(items, run.records, run.started, simulated=is_simulated(run))
    for record in gaps:
        _append(run, record)
    run.matrices = tuple(build_matrix(notice, run.records, items) for notice in run.notices)
    for matrix in run.matrices:
        export_matrix(
            run.folder,
            matrix,
            run.messages,
            title=_title(run),
            simulated=is_simulated(run),
            left_changed=left,
            timeline=timeline,
        )
    results = getattr(session.config.option, "allure_report_dir", None)
    if results:
        allure_door.finish(results, run.folder, run.matrices, run.records, run.messages)
    nothing_ran = session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED
    if nothing_ran and items and all(item.deselected for item in items):
        run.warnings.append(_nothing_selected(run, session.config, items))
    else:
        run.warnings.extend(_near_a_marker(run, session.config))
    open_ = unmet(run.matrices, run.require)
    if open_:
        run.warnings.append(run.messages("report/unmet", ids=", ".join(open_)))
    failed = open_ or any(_violated(matrix) for matrix in run.matrices)
    if failed and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return gaps


def _nothing_selected(run: Run, config: pytest.Config, items: Sequence[ListedItem]) -> str:
    """Say that all checks were left out, and which words of ``-m`` and ``-k`` may be misspelt.

    pytest takes any word for a marker or a name, so that one which nothing has is no error of its.
    """
    say = run.messages
    marked, named = _given(config, "markexpr"), _given(config, "keyword")
    given = " ".join(f"{flag} '{text}'" for flag, text in (("-m", marked), ("-k", named)) if text)
    told = [say(f"report/nothing-selected{'-by' if given else ''}", count=len(items), given=given)]
    markers = _markers(config) if given else set()
    names = [item.item.lower() for item in items]
    parts = {part for name in names for part in (name.split("::")[-1], *re.findall(r"[^\W_]{3,}", name))}
    unknown = [("marker", word, near) for word, near in _unknown_markers(config).items()]
    for word in words_of(named):
        if not any(word.lower() in name for name in (*names, *markers)):
            unknown.append(("name", word, nearest(word, markers | parts)))
    for kind, word, near in unknown:
        told.append(say(f"report/no-{kind}{'-near' if near else ''}", word=word, near=near))
    return "".join(told) if say.lang == "zh-CN" else " ".join(told)


def _markers(config: pytest.Config) -> set[str]:
    """Names of the markers that are registered."""
    return {re.split(r"[:(]", line)[0].strip() for line in config.getini("markers")}


def _given(config: pytest.Config, option: str) -> str:
    """What was given for ``-m`` (``markexpr``) or ``-k`` (``keyword``); empty where it was not."""
    return str(getattr(config.option, option, "") or "")


def _unknown_markers(config: pytest.Config) -> dict[str, str]:
    """Words of ``-m`` that no marker has, each with the marker that is near; empty where none is."""
    words = words_of(_given(config, "markexpr"))
    markers = _markers(config) if words else set()
    return {word: nearest(word, markers) for word in words if word not in markers}


def _near_a_marker(run: Run, config: pytest.Config) -> list[str]:
    """Say of each word of ``-m`` that is near a marker: part of what was asked for is left out."""
    unknown = _unknown_markers(config).items()
    return [run.messages("report/no-marker-near", word=word, near=near) for word, near in unknown if near]


def write_timeline(run: Run) -> str:
    """Put what all processes recorded into one order, as JSON and as a picture; nothing without an event.

    :return: the picture's name; empty without one.
    """
    events = read_events(run.folder)
    if not events:
        return ""
    title, simulated = _title(run), is_simulated(run)
    write_whole(run.folder / TIMELINE_NAME, timeline_json(events, title=title, simulated=simulated))
    pictures = read_thumbnails(run.folder, events)
    drawn = strip(events, run.messages, pictures, title=title, simulated=simulated)
    write_whole(run.folder / PICTURE_NAME, drawn)
    return PICTURE_NAME


def put_devices_back(run: Run) -> list[dict[str, Json]]:
    """Put back what this run left changed on its devices; say how to where a phone cannot be reached.

    Usually nothing: each change is put back where it was made. What is left is that of a worker or a session
    that ended in between.

    :return: what stays changed, as in ``left-changed.json``: `Change` as JSON types and its ``command``.
    """
    home = run.settings.server.home if run.settings is not None else None
    stay: list[Change] = []
    for file, change in left_by(run.folder.parent, run.folder.name):
        adb = find_adb(run.settings.resolve(home) if run.settings and home else None, run.root)
        if change.platform != "android" or adb is None or not put_back_by_adb(file, change, adb):
            stay.append(change)
    data: list[dict[str, Json]] = [{**change.to_json(), "command": change.command} for change in stay]
    if stay:
        write_whole(run.folder / LEFT_NAME, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    run.warnings += [
        run.messages(
            "device/left",
            device=change.device,
            setting=change.setting,
            old=change.old,
            command=change.command,
        )
        for change in stay
    ]
    return data


def _title(run: Run) -> str:
    return run.settings.app.name if run.settings is not None else ""


def _violated(matrix: Matrix) -> bool:
    return any(clause.verdict is Verdict.VIOLATED for clause in matrix.clauses)


def print_matrices(run: Run, reporter: pytest.TerminalReporter) -> None:
    """Print each notice's matrix and where the files are; lines are cut on a real terminal only."""
    width = reporter._tw.fullwidth if reporter.isatty() else None
    if run.refusal:
        reporter.write_line(f"ERROR: {run.refusal}", red=True)
    for matrix in run.matrices:
        reporter.write_sep("=", matrix.notice.title(run.messages.lang))
        for line in matrix_lines(matrix, run.messages, width):
            reporter.write_line(line)
    for warning in run.warnings:
        reporter.write_line(warning, red=True)
    if run.matrices:
        reporter.write_line(run.messages("report/written", folder=run.folder))
    if (run.folder / PICTURE_NAME).is_file():
        reporter.write_line(run.messages("timeline/written", file=run.folder / PICTURE_NAME))
