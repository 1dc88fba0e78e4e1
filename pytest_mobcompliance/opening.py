"""The start of a run: settings, notices, the run's folder, and which items each process holds."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from .errors import ConfigurationError
from .evidence.files import run_folder_name
from .evidence.redact import Redactor
from .ledger.items import write_items
from .ledger.matrix import check_required
from .messages import load_messages
from .notice import Notice, load_notice, load_notice_file
from .options import option_value
from .rules import RULES, Rule, check_rules
from .settings import CONFIG_NAME, Settings, load_settings
from .stash import Run
from .suite import listed

WORKER_INPUT = "mobcompliance"
REFUSAL = "mobcompliance-refusal"


@contextmanager
def usage_errors() -> Generator[None]:
    """Turn a configuration fault into the one kind of error that pytest shows without a traceback."""
    try:
        yield
    except ConfigurationError as error:
        raise pytest.UsageError(str(error)) from error


@contextmanager
def refusal_of(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Refuse what was collected. A worker cannot: it hands the reason on and has nothing to run."""
    try:
        yield
    except ConfigurationError as error:
        items.clear()
        if is_controller(config):
            raise pytest.UsageError(str(error)) from error
        config.workeroutput[REFUSAL] = str(error)  # type: ignore[attr-defined]


def is_controller(config: pytest.Config) -> bool:
    """Tell whether this process keeps the ledger: the only one, or xdist's controller."""
    return not hasattr(config, "workerinput")


def open_run(config: pytest.Config) -> Run:
    """Gather what this process must know; nothing is written yet.

    :raises ConfigurationError: for a settings file, rule or notice that is not as it should be.
    """
    given: dict[str, Any] = getattr(config, "workerinput", {}).get(WORKER_INPUT, {})
    key = bytes.fromhex(given["key"]) if given else secrets.token_bytes(32)
    file = _settings_file(config)
    settings = load_settings(file) if file is not None else None
    notices = _notices(config)
    require = tuple(part.strip() for part in option_value(config, "require").split(",") if part.strip())
    check_required(notices, require)
    return Run(
        folder=Path(given["folder"]) if given else _run_folder(config),
        key=key,
        worker=_worker(config),
        root=config.rootpath,
        config_file=file,
        settings=settings,
        device=option_value(config, "device"),
        server=option_value(config, "server"),
        app=option_value(config, "app") or None,
        profile=option_value(config, "profile"),
        messages=load_messages(option_value(config, "lang")),
        record=_folder(config, "record"),
        replay=_folder(config, "replay"),
        require=require,
        notices=notices,
        rules=_rules(config),
        redactor=_redactor(config, settings, key),
    )


def _worker(config: pytest.Config) -> str:
    if not is_controller(config):
        return str(config.workerinput["workerid"])  # type: ignore[attr-defined]
    return "controller" if config.getoption("numprocesses", None) else "main"


def _settings_file(config: pytest.Config) -> Path | None:
    named = option_value(config, "config")
    here = config.invocation_params.dir
    if named:
        return here / named
    folders = (here, config.rootpath)
    return next((f / CONFIG_NAME for f in folders if (f / CONFIG_NAME).is_file()), None)


def _run_folder(config: pytest.Config) -> Path:
    return config.invocation_params.dir / option_value(config, "report") / run_folder_name()


def _folder(config: pytest.Config, name: str) -> Path | None:
    value = option_value(config, name)
    return config.invocation_params.dir / value if value else None


def _notices(config: pytest.Config) -> tuple[Notice, ...]:
    added = [load_notice_file(path) for paths in config.hook.pytest_mobcompliance_notices() for path in paths]
    notices = (load_notice(), *added)
    owners: dict[str, str] = {}
    for notice in notices:
        for clause in notice.clauses:
            for requirement in clause.requirements:
                if owners.setdefault(requirement.id, notice.id) != notice.id:
                    raise ConfigurationError(
                        who="pytest_mobcompliance_notices",
                        where=f"notice {notice.id}",
                        got=f"requirement {requirement.id!r}, which {owners[requirement.id]} has",
                        wanted="requirement ids that no other notice uses",
                        next_step="put a prefix of its own in front of the ids of the added notice",
                    )
    return notices


def _rules(config: pytest.Config) -> tuple[Rule, ...]:
    added = [rule for rules in config.hook.pytest_mobcompliance_rules() for rule in rules]
    return check_rules((*RULES, *added)) if added else RULES


def _redactor(config: pytest.Config, settings: Settings | None, key: bytes) -> Redactor:
    patterns = [pair for pairs in config.hook.pytest_mobcompliance_redaction() for pair in pairs]
    identities = settings.identities.values() if settings is not None else ()
    secret = [
        value
        for identity in identities
        for field, value in identity.model_dump().items()
        if value and field != "code"
    ]
    return Redactor(secret, patterns, key=key)


def note_deselected(run: Run, items: Iterable[pytest.Item]) -> None:
    """Remember deselected items that carry a requirement."""
    run.deselected.extend(entry for item in items if (entry := listed(item, deselected=True)) is not None)


def write_item_map(run: Run, items: Sequence[pytest.Item]) -> None:
    """Write which items this process holds, so that a crash leaves no gap in the matrix."""
    entries = [e for item in items if (e := listed(item, deselected=False)) is not None]
    if run.worker != "controller" and (entries or run.deselected):
        run.folder.mkdir(parents=True, exist_ok=True)
        write_items(run.folder, run.worker, [*entries, *run.deselected])
