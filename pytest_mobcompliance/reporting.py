"""What happens to one item: its Allure labels, its guard, and the verdict of each of its phases."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from .evidence import report as allure_door
from .evidence.distinct import distinct
from .evidence.outgoing import redact_outgoing
from .evidence.timeline import FEW_PICTURES, MOST_PICTURES
from .findings import Verdict
from .judge import Ruling, combine, rule_on
from .ledger.records import Record
from .messages import say
from .rules.describe import describe_reason, describe_verdict
from .shown import is_told, violation_line
from .stash import NOTES, RUN, Run
from .suite import check_id, requirement_of

PROPERTY = "mobcompliance"
ORDER_MATTERS = ("privacy", "permissions")
"""Areas whose checks get their part of the timeline attached."""
RULING = pytest.StashKey[Ruling]()


def label_items(config: pytest.Config, run: Run, items: Iterable[pytest.Item]) -> None:
    """Give each check the labels that put it under its clause; nothing when Allure is off."""
    if not config.pluginmanager.hasplugin("allure_listener"):
        return
    config.add_cleanup(redact_outgoing(run.redact))
    for item in items:
        check = check_id(item)
        home = requirement_of(check, run.notices) if check is not None else None
        if home is not None:
            for kind, value in allure_door.labels_for(home[1], home[0], run.messages.lang):
                # Allure makes a tag of each marker without arguments by itself.
                if kind != "tag" or item.get_closest_marker(value) is None:
                    item.add_marker(allure_door.label(kind, value))


def identify(item: pytest.Item) -> None:
    """Let Allure know the check by its id, not by the path of its file, and show its name."""
    listener = item.config.pluginmanager.get_plugin("allure_listener")
    check = check_id(item)
    if listener is not None and check is not None:
        messages = item.config.stash[RUN].messages
        allure_door.identify(listener, item.nodeid, check, messages, function=item.name)


def begin(item: pytest.Item) -> None:
    """From now on what happens to the app belongs to this item."""
    in_order = any(item.get_closest_marker(area) is not None for area in ORDER_MATTERS)
    callspec: Any = getattr(item, "callspec", None)
    item.config.stash[RUN].recorder.begin(
        check_id(item) or item.name,
        str(callspec.id) if callspec else "",
        most_pictures=MOST_PICTURES if in_order else FEW_PICTURES,
    )


def show_timeline(item: pytest.Item) -> None:
    """Attach what happened to the app during a check that is about the order of things."""
    if any(item.get_closest_marker(area) is not None for area in ORDER_MATTERS):
        run = item.config.stash[RUN]
        allure_door.attach_timeline(
            run.recorder.current(), run.folder, run.messages, simulated=is_simulated(run)
        )


def guard_destructive(item: pytest.Item) -> None:
    """Skip a destructive check unless the app is one of the configured test packages."""
    if item.get_closest_marker("destructive") is None:
        return
    settings = item.config.stash[RUN].settings
    package = settings.package if settings is not None else None
    if settings is None or package not in settings.app.test_packages:
        messages = item.config.stash[RUN].messages
        item.stash[NOTES].decide(Verdict.NOT_VERIFIED, "destructive-not-allowed", str(package))
        why = say(
            "{package} is not in [app] test_packages, and this check submits or destroys", package=package
        )
        pytest.skip(describe_verdict(Verdict.NOT_VERIFIED, messages.said(why), messages))


def judge_phase(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Rule on the phase; a verdict that is not satisfied never leaves a test *passed*."""
    notes = item.stash[NOTES]
    notes.duration += report.duration
    error = call.excinfo.value if call.excinfo is not None else None
    ruling = rule_on(call.when, error, notes)
    if call.when == "call" or (call.when == "setup" and error is not None):
        item.stash[RULING] = ruling
    if call.when == "teardown":
        ruling = combine(item.stash.get(RULING, ruling), ruling)
        show_timeline(item)
    check = check_id(item)
    if check is None:
        return
    if call.when == "call" and _hides(report, ruling):
        _correct_outcome(item, report, ruling)
    if call.when == "teardown" and ruling.verdict is not Verdict.SATISFIED:
        _explain(item, ruling)
    record = _record(item, check, ruling)
    run = item.config.stash[RUN]
    payload = json.dumps(run.redactor.json(record.to_json()), ensure_ascii=False)
    report.user_properties = [
        *((key, value) for key, value in report.user_properties if key != PROPERTY),
        (PROPERTY, payload),
    ]


def _hides(report: pytest.TestReport, ruling: Ruling) -> bool:
    """Whether pytest would show something better than the verdict; an expected failure is shown as such."""
    if report.outcome == "skipped":
        return ruling.verdict is Verdict.VIOLATED and not hasattr(report, "wasxfail")
    return report.outcome == "passed"


def _correct_outcome(item: pytest.Item, report: pytest.TestReport, ruling: Ruling) -> None:
    if ruling.verdict is Verdict.SATISFIED:
        return
    run = item.config.stash[RUN]
    if ruling.verdict is Verdict.VIOLATED:
        report.outcome = "failed"
        report.longrepr = run.messages("report/violation/swallowed", told=_why(item, ruling))
        return
    report.outcome = "skipped"
    path, line, _ = item.location
    report.longrepr = (path, (line or 0) + 1, f"Skipped: {_verdict_told(item, ruling)}")


def _why(item: pytest.Item, ruling: Ruling) -> str:
    """What stands behind a verdict, for people: the detail, else the words for its reason."""
    run = item.config.stash[RUN]
    if is_told(item, ruling):
        return run.redactor.text(violation_line(ruling, run.messages))
    return run.redactor.text(ruling.detail or describe_reason(ruling.reason, run.messages))


def _verdict_told(item: pytest.Item, ruling: Ruling) -> str:
    return describe_verdict(ruling.verdict, _why(item, ruling), item.config.stash[RUN].messages)


def _explain(item: pytest.Item, ruling: Ruling) -> None:
    listener = item.config.pluginmanager.get_plugin("allure_listener")
    if listener is None:
        return
    told = is_told(item, ruling)
    message = _why(item, ruling) if told else _verdict_told(item, ruling)
    allure_door.explain(listener, item.nodeid, message, instead=told)


def _record(item: pytest.Item, check: str, ruling: Ruling) -> Record:
    notes = item.stash[NOTES]
    run = item.config.stash[RUN]
    device, system = run.handset if _uses_handset(item) else ("", "")
    return Record(
        check=check,
        item=run.names.text(item.nodeid),
        device=device,
        os=system,
        parameters=_parameters(item),
        verdict=ruling.verdict,
        reason=ruling.reason,
        detail=ruling.detail,
        attempt=int(getattr(item, "execution_count", 1)),
        findings=tuple(
            finding.to_json() for finding in notes.findings if finding.verdict is not Verdict.SATISFIED
        ),
        problems=tuple(problem.to_json() for problem in distinct(notes.findings)),
        observations=dict(notes.observations),
        duration=round(notes.duration, 3),
        worker=run.worker,
        simulated=is_simulated(run),
    )


def _parameters(item: pytest.Item) -> dict[str, str]:
    callspec: Any = getattr(item, "callspec", None)
    return {key: str(value) for key, value in callspec.params.items()} if callspec else {}


def is_simulated(run: Run) -> bool:
    """Tell whether the app is a sample or the phone a simulated one, so that every report says so."""
    return run.virtual or (run.settings is not None and run.settings.app.demo)


def name_handset(item: pytest.Item) -> None:
    """Give each device its own history in Allure."""
    device, system = item.config.stash[RUN].handset
    if device and _uses_handset(item):
        allure_door.parameter("device", device)
        allure_door.parameter("os", system)


def _uses_handset(item: pytest.Item) -> bool:
    return "mob_handset" in getattr(item, "fixturenames", ())
