"""The only door to Allure: labels, steps and pictures of a check, and what is missing at the end of a run."""

from __future__ import annotations

import contextlib
import json
import re
import time
import tomllib
import uuid
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import md5
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import allure
from allure_commons import plugin_manager
from allure_commons.model2 import StatusDetails

from ..findings import Finding, Json, Verdict, worst
from ..messages import Messages
from ..notice import Clause, Notice, Requirement
from ..rules.describe import describe_verdict
from ..screen import Screen
from .annotate import annotate
from .distinct import Problem, distinct
from .files import write_whole
from .named import name_of, title_of
from .strip import SLICE_PICTURES, strip
from .tables import fix_lines, places_line, problems_table, sentence, severity_word
from .timeline import PICTURE_NAME, TIMELINE_NAME, Event, read_thumbnails, timeline_json

_STATUS = {Verdict.VIOLATED: "failed", Verdict.SATISFIED: "passed"}
"""Allure's word for a verdict; all others are *skipped*, because they are no pass."""
_PICTURES_MOST = 3
"""Places of one problem that are shown in pictures; the others are named."""
_NEVER_REPORTED = frozenset(["crashed", "never-ran"])
_NOT_FOR_REVIEWERS = (
    *("host", "thread", "framework", "language"),
    *("package", "parentSuite", "suite", "subSuite"),
)
"""Labels that Allure adds by itself: where the test ran and in which file it stands."""
_LANGUAGES = {"zh-CN": "zh", "en": "en"}
_TYPES = {".html": "text/html", ".svg": "image/svg+xml", ".json": "application/json"}


class RecordLike(Protocol):
    """What is needed of a `ledger.records.Record`."""

    @property
    def check(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def requirement(self) -> str: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def reason(self) -> str: ...
    @property
    def device(self) -> str: ...
    @property
    def os(self) -> str: ...
    @property
    def simulated(self) -> bool: ...


class RequirementLike(Protocol):
    """What is needed of a `ledger.matrix.RequirementRow`."""

    @property
    def requirement(self) -> Requirement: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def reason(self) -> str: ...


class ClauseLike(Protocol):
    """What is needed of a `ledger.matrix.ClauseRow`."""

    @property
    def clause(self) -> Clause: ...
    @property
    def requirements(self) -> Sequence[RequirementLike]: ...


class MatrixLike(Protocol):
    """What is needed of a `ledger.matrix.Matrix`."""

    @property
    def notice(self) -> Notice: ...
    @property
    def clauses(self) -> Sequence[ClauseLike]: ...


def label(kind: str, value: str) -> Any:
    """Return the pytest mark by which Allure takes a label."""
    return allure.label(kind, value)  # type: ignore[no-untyped-call]


def active() -> bool:
    """Tell whether Allure takes what it is given: drawing for nobody would only cost time."""
    return bool(plugin_manager.hook.attach_data.get_hookimpls())


def labels_for(requirement: Requirement, notice: Notice, lang: str) -> list[tuple[str, str]]:
    """Return kind and value of each label that puts a check under its clause and requirement."""
    clause = next(each for each in notice.clauses if requirement in each.requirements)
    return [
        ("epic", notice.title(lang)),
        ("feature", clause.label(lang)),
        ("story", f"{requirement.title(lang)} ({requirement.id})"),
        *(("tag", area) for area in requirement.areas),
        ("severity", _severity(requirement)),
    ]


def _severity(requirement: Requirement) -> str:
    """How firm the ground is: a text that was read, a secondary source, or the notice alone."""
    behind = [source.confidence for source in requirement.sources[1:]]  # the first is the notice itself
    return "critical" if "A" in behind else "normal" if "B" in behind else "minor"


def identify(listener: Any, nodeid: str, check: str, messages: Messages, *, function: str) -> None:
    """Know the running test by its check id, so that its history survives a renamed file; show its name.

    :param function: pytest's name of the test, parameters included; another title is the author's, and stays.

    To be called when the set-up phase is over (``pytest_runtest_makereport``, ``when == "setup"``):
    Allure's listener sets its own names at the end of set-up, and makes the history id of them and of the
    parameters at tear-down. Allure offers no public way, hence the look into the listener.
    """
    key = listener._cache.get(nodeid)
    result = listener.allure_logger.get_test(key) if key else None
    if result is None:
        return
    result.fullName = check
    result.testCaseId = _digest(check)
    if result.name == function:
        result.name = title_of(check, _part(function), messages)


def _part(name: str) -> str:
    """What stands in the brackets of a test's name; behind them xdist may have written its group."""
    found = re.search(r"\[(.*)\](?:@[^\]]*)?$", name, re.DOTALL)
    return found[1] if found else ""


def parameter(name: str, value: str) -> None:
    """Show a parameter of the running test; it gives the test a history of its own.

    Nothing when Allure is off.
    """
    if active():
        allure.dynamic.parameter(name, value)


def attach_text(name: str, body: str) -> None:
    """Attach redacted text to the running test; nothing when Allure is off."""
    _attach(name, body, "TEXT")


def attach_json(name: str, body: Json) -> None:
    """Attach redacted data to the running test; nothing when Allure is off."""
    _attach(name, json.dumps(body, ensure_ascii=False, indent=1), "JSON")


def attach_html(name: str, body: str) -> None:
    """Attach a redacted, escaped page to the running test; nothing when Allure is off."""
    _attach(name, body, "HTML")


def attach_png(name: str, body: bytes) -> None:
    """Attach a redacted picture to the running test; nothing when Allure is off."""
    _attach(name, body, "PNG")


def _attach(name: str, body: str | bytes, kind: str) -> None:
    if active():
        allure.attach(body, name, allure.attachment_type[kind])


@contextlib.contextmanager
def step(name: str, verdict: Verdict = Verdict.SATISFIED) -> Generator[None]:
    """Group what happens inside under a step that shows the verdict; the test goes on.

    Allure takes a step's status from the exception that leaves it, and prints that one below the step; so
    the status is set from here, and an exception keeps its own.
    """
    if not active():
        yield
        return
    context = allure.step(name)
    with context:
        running = _running_step(context.uuid)
        yield
    if running is not None:
        running.status = _STATUS.get(verdict, "skipped")


def _running_step(key: str) -> Any:
    loggers = (getattr(plugin, "allure_logger", None) for plugin in plugin_manager.get_plugins())
    return next((logger.get_item(key) for logger in loggers if logger is not None), None)


def explain(listener: Any, nodeid: str, message: str, *, instead: bool = False) -> None:
    """Say why the running test has its status, where no exception said it. For the tear-down phase.

    :param instead: also where the exception of a failed test did, in its class's words.
    """
    key = listener._cache.get(nodeid)
    result = listener.allure_logger.get_test(key) if key else None
    if result is None:
        return
    if result.statusDetails is None:
        result.statusDetails = StatusDetails(message=message)
    elif instead and result.status == "failed":
        result.statusDetails.message = message


def attach_findings(
    findings: Sequence[Finding],
    screens: Iterable[Screen],
    messages: Messages,
    redact: Callable[[str], str] = str,
) -> None:
    """Show findings: a step for each distinct problem, the table of them, and annotated pictures.

    The step says how severe the problem is, where it shows and how to put it right. Of each problem at most
    three places are pictured, on screens that show others as well where possible.
    ``screens`` are redacted already; texts of the findings go through ``redact``. Nothing when Allure is off.
    """
    if not findings or not active():
        return
    kept = tuple(screens)
    problems = [_from_redacted(problem, kept) for problem in distinct(findings)]
    violated = sum(problem.finding.verdict is Verdict.VIOLATED for problem in problems)
    title = messages("report/found", count=len(problems), violated=violated)
    with step(title, worst(problem.finding.verdict for problem in problems)):
        told: set[str] = set()
        for number, problem in enumerate(problems, 1):
            _step(number, problem, messages, redact, in_full=problem.finding.rule not in told)
            told.add(problem.finding.rule)
        attach_html(messages("report/findings"), problems_table(problems, messages, redact))
    for screen in _pictured(problems, kept):
        placed = [
            (number, place)
            for number, problem in enumerate(problems, 1)
            for place in problem.places
            if _is_on(place, screen)
        ]
        attach_screen(screen, [place for _, place in placed], messages, [number for number, _ in placed])


def _pictured(problems: Iterable[Problem], screens: Sequence[Screen]) -> list[Screen]:
    """Choose few screens, in their order, so that each problem is seen in as many places as it may be."""
    chosen: set[int] = set()
    for problem in problems:
        on = [n for n, screen in enumerate(screens) if any(_is_on(place, screen) for place in problem.places)]
        missing = _PICTURES_MOST - len(chosen.intersection(on))
        chosen.update([n for n in on if n not in chosen][: max(missing, 0)])
    return [screens[number] for number in sorted(chosen)]


def _is_on(finding: Finding, screen: Screen) -> bool:
    if finding.screen != screen.name:
        return False
    key = getattr(finding.element, "id", None)
    return key is None or key in screen.index


def _from_redacted(problem: Problem, screens: Iterable[Screen]) -> Problem:
    """The same problem about the redacted elements; its fingerprint stays that of the app's own words."""
    by_name: dict[str, list[Screen]] = {}
    for screen in screens:
        by_name.setdefault(screen.name, []).append(screen)

    def hidden(finding: Finding) -> Finding:
        key = getattr(finding.element, "id", None)
        found = (screen.index.get(str(key)) for screen in by_name.get(finding.screen, ()))
        element = next(filter(None, found), None)
        return finding if element is None else replace(finding, element=element)

    return replace(
        problem, finding=hidden(problem.finding), places=tuple(hidden(place) for place in problem.places)
    )


def _step(
    number: int, problem: Problem, messages: Messages, redact: Callable[[str], str], *, in_full: bool
) -> None:
    finding = problem.finding
    place = finding.element.label if finding.element is not None else finding.screen
    word = messages(f"verdicts/{finding.verdict.value}")
    name = f"{word} {place}".strip()
    title = redact(messages("report/step", number=number, name=name, sentence=sentence(finding, messages)))
    with step(title, finding.verdict):
        for line in _details(problem, messages, in_full=in_full):
            with step(redact(line), Verdict.NOT_APPLICABLE):  # a line to read: neither passed nor failed
                pass


def _details(problem: Problem, messages: Messages, *, in_full: bool) -> Iterable[str]:
    """Give severity and places, and how to put it right; ``in_full``: on each platform."""
    finding = problem.finding
    severity = severity_word(finding.severity, messages)
    yield f"{messages('report/column/severity')}: {severity} · {finding.rule} · {problem.fingerprint}"
    if names := places_line((place.screen for place in problem.places), most=None):
        yield messages("report/places", names=names)
    if finding.verdict in (Verdict.VIOLATED, Verdict.NEEDS_REVIEW):
        lines = list(fix_lines(finding, messages))
        yield from (messages("report/fix-line", way=short) for short in lines[:1])
        yield from lines[1:] if in_full else ()


def attach_screen(
    screen: Screen, findings: Sequence[Finding], messages: Messages, numbers: Sequence[int] = ()
) -> None:
    """Attach the (redacted) picture of a screen with its findings drawn in; nothing without one."""
    if not active():
        return
    picture = annotate(screen, findings, numbers)
    if picture is not None:
        attach_png(f"{messages('report/screenshot')} {screen.name}".strip(), picture)


def attach_timeline(
    events: Sequence[Event], run_folder: Path, messages: Messages, *, simulated: bool
) -> None:
    """Attach the (redacted) events of the running test, drawn and as JSON; nothing when Allure is off."""
    if not events or not active():
        return
    thumbnails = read_thumbnails(run_folder, events)
    check = events[0].check
    name = messages("timeline/title")
    title = name_of(check, messages) or check
    drawn = strip(events, messages, thumbnails, title=title, simulated=simulated, most=SLICE_PICTURES)
    _attach(name, drawn, "SVG")
    _attach(messages("timeline/data"), timeline_json(events, title=check, simulated=simulated), "JSON")


def finish(
    results_dir: str | Path,
    run_folder: Path,
    matrices: Sequence[MatrixLike],
    records: Sequence[RecordLike],
    messages: Messages,
) -> None:
    """Complete the results: what no test reported, categories, environment, and how to render it all.

    Requirements without a test of their own get a result, so does what crashed or never ran, and so does
    what still waits for a person's evidence. :raises OSError: as usual.
    """
    results = Path(results_dir)
    tested = {record.requirement for record in records if record.reason != "deselected"}
    for matrix in matrices:
        for clause in matrix.clauses:
            for row in clause.requirements:
                if row.requirement.id not in tested or row.reason == "attestation-missing":
                    _write_result(results, _of_requirement(row, matrix.notice, messages))
                for record in records:
                    if record.requirement == row.requirement.id and record.reason in _NEVER_REPORTED:
                        _write_result(results, _of_item(record, row, matrix.notice, messages))
    for check in sorted({record.check for record in records if record.verdict is Verdict.VIOLATED}):
        _keep_violated(results, check)
    _write_settings(results, run_folder, matrices, records, messages)
    _attach_pages(results, run_folder, messages)


def _keep_violated(results: Path, check: str) -> None:
    """Allure shows the newest attempt: after a rerun that passed, the failed one is written once more."""
    attempts: dict[str, list[dict[str, Json]]] = {}
    for file in results.glob("*-result.json"):
        result = json.loads(file.read_text("utf-8"))
        if result.get("fullName") == check:
            attempts.setdefault(str(result.get("historyId")), []).append(result)
    for tried in attempts.values():
        tried.sort(key=lambda result: int(str(result.get("stop") or 0)))
        failed = [result for result in tried if result["status"] == "failed"]
        if failed and tried[-1]["status"] != "failed":
            key, last = str(uuid.uuid4()), int(str(tried[-1]["stop"]))
            again = {**failed[-1], "uuid": key, "start": last + 1, "stop": last + 2}
            write_whole(results / f"{key}-result.json", json.dumps(again, ensure_ascii=False))


def _of_requirement(row: RequirementLike, notice: Notice, messages: Messages) -> dict[str, Json]:
    word = messages(f"verdicts/{row.verdict.value}")
    return {
        "name": f"{row.requirement.title(messages.lang)}: {word}",
        "fullName": row.requirement.id,
        "status": _STATUS.get(row.verdict, "skipped"),
        "statusDetails": {"message": describe_verdict(row.verdict, _words(row.reason, messages), messages)},
        **_common(row.requirement, notice, messages),
    }


def _of_item(record: RecordLike, row: RequirementLike, notice: Notice, messages: Messages) -> dict[str, Json]:
    item = record.item.rpartition("::")[2] or record.item
    named = name_of(record.check, messages)
    return {
        "name": title_of(record.check, _part(item), messages)
        if named
        else messages("report/item", name=item, check=record.check),
        "fullName": record.check,
        "status": "broken" if record.reason == "crashed" else "skipped",
        "statusDetails": {
            "message": f"not-verified: {record.reason}: {messages(f'report/{record.reason}')}",
            "trace": record.item,
        },
        **_common(row.requirement, notice, messages),
    }


def _words(reason: str, messages: Messages) -> str:
    path = f"verdicts/reason/{reason}"
    return messages(path) if messages.has(path) else reason


def _common(requirement: Requirement, notice: Notice, messages: Messages) -> dict[str, Json]:
    lang = messages.lang
    parts = [requirement.asks(lang), requirement.decided_because(lang)]
    if requirement.left_to_human(lang):
        parts.append(f"**{messages('report/left-to-human')}**: {requirement.left_to_human(lang)}")
    return {
        "description": "\n\n".join(parts),
        "labels": [{"name": kind, "value": value} for kind, value in labels_for(requirement, notice, lang)],
    }


def _write_result(results: Path, result: Mapping[str, Json]) -> None:
    key, name, now = str(uuid.uuid4()), str(result["fullName"]), int(time.time() * 1000)
    ids: dict[str, Json] = {"uuid": key, "historyId": _digest(name), "testCaseId": _digest(name)}
    whole = {**result, **ids, "stage": "finished", "start": now, "stop": now}
    write_whole(results / f"{key}-result.json", json.dumps(whole, ensure_ascii=False))


def _digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def _write_settings(
    results: Path,
    run_folder: Path,
    matrices: Sequence[MatrixLike],
    records: Sequence[RecordLike],
    messages: Messages,
) -> None:
    simulated = any(record.simulated for record in records)
    environment = {
        messages("report/notice"): "; ".join(matrix.notice.title(messages.lang) for matrix in matrices),
        messages("report/device"): "; ".join(
            sorted({f"{record.device} {record.os}".strip() for record in records if record.device})
        ),
    }
    if simulated:
        environment["simulated"] = messages("report/simulated")
    write_environment(results, environment)
    categories = _categories(messages.lang)
    write_whole(results / "categories.json", json.dumps(categories, ensure_ascii=False, indent=1))
    notice = matrices[0].notice.title(messages.lang) if matrices else ""
    name = messages("report/name-simulated" if simulated else "report/name", title=notice)
    write_whole(run_folder / "allurerc.mjs", _allurerc(name, categories, messages.lang, len(matrices)))


def write_environment(results: Path, values: Mapping[str, str]) -> None:
    """Write ``environment.properties``; empty values are left out. :raises OSError: as usual."""
    lines = [f"{_escaped(key, ' =:')} = {_escaped(value)}\n" for key, value in values.items() if value]
    write_whole(results / "environment.properties", "".join(lines))


def _escaped(text: str, also: str = "") -> str:
    """Escape for a properties file: one line, and no first character that starts a comment."""
    one = text.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n").strip()
    for char in also:
        one = one.replace(char, f"\\{char}")
    return f"\\{one}" if one.startswith(("#", "!")) else one


def _categories(lang: str) -> list[dict[str, Json]]:
    data = tomllib.loads((files(__package__) / "categories.toml").read_text("utf-8"))
    return [
        {
            "name": each["name_zh" if lang == "zh-CN" else "name_en"],
            "matchedStatuses": each["statuses"],
            **({"messageRegex": each["message"]} if "message" in each else {}),
        }
        for each in data["categories"]
    ]


def _allurerc(name: str, categories: Sequence[Mapping[str, Json]], lang: str, notices: int) -> str:
    groups = ["feature", "story"]  # one notice: its clauses are the top of the tree, open at once
    options = {
        "reportName": name,
        "singleFile": True,
        "reportLanguage": _LANGUAGES[lang],
        "groupBy": ["epic", *groups] if notices > 1 else groups,
        "defaultSortBy": "name,asc",  # labels of clauses begin with their two-digit number
    }
    config = {
        "name": name,
        "output": "./allure-report",
        "categories": {"rules": list(categories)},
        "hideLabels": list(_NOT_FOR_REVIEWERS),
        "plugins": {"awesome": {"options": options}},
    }
    return f"export default {json.dumps(config, ensure_ascii=False, indent=2)};\n"


def _attach_pages(results: Path, run_folder: Path, messages: Messages) -> None:
    """Attach to the run as a whole: the matrices, and the timeline."""
    now = time.time() * 1000
    matrices = sorted(run_folder.glob("matrix*.html"))
    pages = {page: f"{messages('report/title')} {page.name}" for page in matrices}
    for name in (PICTURE_NAME, TIMELINE_NAME):
        if (run_folder / name).is_file():
            pages[run_folder / name] = f"{messages('timeline/title')} {name}"
    attachments: list[Json] = []
    for page, name in pages.items():
        source = f"{uuid.uuid4()}-attachment{page.suffix}"
        write_whole(results / source, page.read_bytes())
        attachments.append({"name": name, "source": source, "type": _TYPES[page.suffix], "timestamp": now})
    if attachments:
        body = json.dumps({"attachments": attachments, "errors": []}, ensure_ascii=False)
        write_whole(results / f"{uuid.uuid4()}-globals.json", body)
