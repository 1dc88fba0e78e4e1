"""The start of a run: settings, notices, the run's folder, and which items each process holds."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from .errors import ConfigurationError
from .evidence.files import run_folder_name
from .evidence.redact import Redactor
from .ledger.items import ListedItem, write_items
from .ledger.matrix import check_required
from .messages import load_messages
from .notice import Notice, load_notice, load_notice_file
from .options import option_path, option_value
from .rules import RULES, Rule, check_rules
from .screen.bundle import SOURCE_NAME
from .settings import CONFIG_NAME, Settings, load_settings, with_app
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
    settings = _settings(config, file)
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
        server=_server(config),
        profile=option_value(config, "profile"),
        messages=load_messages(option_value(config, "lang")),
        record=_folder(config, "record"),
        replay=_recordings(config),
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
    named = option_path(config, "config")
    if named is not None:
        return named
    folders = (config.invocation_params.dir, config.rootpath)
    return next((f / CONFIG_NAME for f in folders if (f / CONFIG_NAME).is_file()), None)


def _settings(config: pytest.Config, file: Path | None) -> Settings | None:
    if file is None:
        return None
    settings, app = load_settings(file), option_value(config, "app")
    return with_app(settings, app) if app else settings


def _server(config: pytest.Config) -> str:
    value = option_value(config, "server")
    try:
        parts = urlsplit(value)
        known = value == "auto" or (parts.scheme in ("http", "https") and bool(parts.hostname))
    except ValueError:  # brackets that do not close
        known = False
    if not known:
        raise ConfigurationError(
            who="--mob-server",
            where="command line or ini file",
            got=repr(value),
            wanted="'auto', or the URL of a running Appium server",
            next_step="write it like http://127.0.0.1:4723, or leave the option out: then one is started",
        )
    return value


def _run_folder(config: pytest.Config) -> Path:
    folder = _folder(config, "report") or config.invocation_params.dir
    return folder / run_folder_name()


def _folder(config: pytest.Config, name: str) -> Path | None:
    """A folder to write to; it is made when the first thing is written."""
    folder = option_path(config, name)
    if folder is None:
        return None
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir():
        raise ConfigurationError(
            who=f"--mob-{name}",
            where=str(folder),
            got=f"{there}, which is a file",
            wanted="a folder, or a name that is free for one",
            next_step="name another folder",
        )
    return folder


def _recordings(config: pytest.Config) -> Path | None:
    folder = option_path(config, "replay")
    if folder is not None and not any(folder.glob(f"*/{SOURCE_NAME}")):
        raise ConfigurationError(
            who="--mob-replay",
            where=str(folder),
            got="no recorded screens" if folder.is_dir() else "no such folder",
            wanted="a folder that --mob-record wrote",
            next_step="record the screens first with --mob-record, or correct the name",
        )
    return folder


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
    run.deselected.extend(_listed(run, items, deselected=True))


def _listed(run: Run, items: Iterable[pytest.Item], *, deselected: bool) -> list[ListedItem]:
    """Items that carry a requirement; parameters that are personal data are redacted in their names."""
    found = (listed(item, deselected=deselected) for item in items)
    return [replace(entry, item=run.redactor.text(entry.item)) for entry in found if entry is not None]


def write_item_map(run: Run, items: Sequence[pytest.Item]) -> None:
    """Write which items this process holds, so that a crash leaves no gap in the matrix."""
    entries = _listed(run, items, deselected=False)
    if run.worker != "controller" and (entries or run.deselected):
        run.folder.mkdir(parents=True, exist_ok=True)
        write_items(run.folder, run.worker, [*entries, *run.deselected])
