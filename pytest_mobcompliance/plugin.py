"""The pytest hooks, and nothing else: each says what happens at this moment and calls who does it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import pytest

from . import closing, hookspecs, opening, options, reporting, shown, suite
from .ledger.notes import Notes
from .ledger.records import Record
from .stash import NOTES, RUN, Run

pytest_plugins = (
    "pytest_mobcompliance.fixtures.settings",
    "pytest_mobcompliance.fixtures.device",
    "pytest_mobcompliance.fixtures.assistance",
    "pytest_mobcompliance.fixtures.app",
    "pytest_mobcompliance.fixtures.second",
    "pytest_mobcompliance.fixtures.judging",
    "pytest_mobcompliance.fixtures.walk",
    "pytest_mobcompliance.fixtures.policy",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options and their ini twins."""
    options.add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Our own hook specifications."""
    pluginmanager.add_hookspecs(hookspecs)


def pytest_configure(config: pytest.Config) -> None:
    """Markers; and the hooks that only exist where xdist is installed."""
    suite.register_markers(config)
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(_WithXdist(), "mobcompliance-xdist")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Read the settings, so that a wrong key stops the run before the first test."""
    config = session.config
    with opening.usage_errors(config):
        config.stash[RUN] = run = opening.open_run(config)
    if run.settings is not None:
        shown.guard(config)
    if run.controls:
        config.pluginmanager.register(_Controller(run, config), "mobcompliance-controller")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """What went wrong at collection is redacted like a test."""
    report = yield
    if shown.is_guarded(collector.config):
        shown.redact_report(report, collector.config.stash[RUN].redact)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> Generator[None, Any, Any]:
    """Names that are made of parameters hold no personal data, from the start."""
    made = yield
    if shown.is_guarded(metafunc.config) or suite.uses_plugin(metafunc.definition):
        shown.rename(metafunc, metafunc.config.stash[RUN].redactor.outline)
    return made


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse wrong ids, and label the items for Allure."""
    run = config.stash[RUN]
    run.active = any(suite.uses_plugin(item) for item in items)
    if run.active:
        shown.guard(config)
        with opening.refusal_of(config, items):
            opening.check_devices(run)
            suite.validate(items, run.notices)
        reporting.label_items(config, run, items)


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Remember what was left out: its requirements are not verified by this run."""
    if items:
        opening.note_deselected(items[0].config.stash[RUN], items)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Each process that runs tests writes down which items it holds."""
    opening.write_item_map(session.config.stash[RUN], session.items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A fresh page for the check's notes; destructive checks stay off apps that are not for tests."""
    if suite.uses_plugin(item):
        item.stash[NOTES] = Notes()
        reporting.begin(item)
        reporting.guard_destructive(item)


def pytest_runtest_call(item: pytest.Item) -> None:
    """The session is open by now: say which device it is."""
    reporting.name_handset(item)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn what happened into a verdict and put it on the report of each phase."""
    if call.excinfo is not None:
        shown.translate(call.excinfo.value, item.config.stash[RUN].messages)
    report = yield
    if NOTES in item.stash:
        shown.tell_shortly(item, call, report)
    if shown.is_guarded(item.config):
        shown.redact_report(report, item.config.stash[RUN].redact)
    if NOTES in item.stash:
        if call.when == "setup":
            reporting.identify(item)
        reporting.judge_phase(item, call, report)
    return report


class _Controller:
    """Hooks of the process that keeps the ledger: the only one, or xdist's controller."""

    def __init__(self, run: Run, config: pytest.Config) -> None:
        self.run = run
        self.hook = config.hook

    def _tell(self, *records: Record | None) -> None:
        for record in filter(None, records):
            self.hook.pytest_mobcompliance_verdict(record=record)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Remember what began, so that a crash can be told from a test that never ran."""
        self.run.started.add(self.run.names.text(nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Put the verdict of a test's last phase, or of an attempt that is rerun, into the ledger."""
        self._tell(closing.keep(self.run, report))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Complete the ledger, write matrix and Allure results, decide the exit status."""
        self._tell(*closing.close_run(self.run, session))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the clause matrix, once."""
        closing.print_matrices(self.run, terminalreporter)


class _WithXdist:
    """Hooks that xdist specifies, or that only matter with it."""

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """With ``--dist loadgroup``, checks over one walk stay on the worker that walks."""
        suite.keep_together(item)

    def pytest_configure_node(self, node: Any) -> None:
        """Tell a new worker the run's folder and redaction key, and which device it has."""
        told = opening.worker_input(node.config.stash[RUN], node.config, node.gateway.id)
        node.workerinput[opening.WORKER_INPUT] = told

    def pytest_testnodedown(self, node: Any) -> None:
        """Hear what a worker refused at collection, and take its device back, also after a crash."""
        refusal = getattr(node, "workeroutput", {}).get(opening.REFUSAL, "")
        run = node.config.stash[RUN]
        run.refusal = run.refusal or refusal
        if run.pool is not None:
            run.pool.give_back(node.gateway.id)
