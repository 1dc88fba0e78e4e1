"""The start of a run: settings, notices, the run's folder, and which items each process holds."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from .device.lease import lease_for, virtual_phone
from .device.pool import Pool, pool_for
from .errors import ConfigurationError
from .evidence.files import run_folder_name
from .evidence.redact import Redactor, redactor_for
from .ledger.items import ListedItem, write_items
from .ledger.matrix import check_required
from .messages import load_messages, say
from .notice import Notice, load_notice, load_notice_file
from .options import option_path, option_value
from .recognise.prompts import DIALOG_FAMILIES, DialogFamily, load_families
from .rules import RULES, Rule, check_rules
from .screen.bundle import SOURCE_NAME
from .settings import CONFIG_NAME, Settings, demo_settings, load_settings, with_app
from .stash import Run
from .suite import listed

WORKER_INPUT = "mobcompliance"
REFUSAL = "mobcompliance-refusal"


@contextmanager
def usage_errors(config: pytest.Config) -> Generator[None]:
    """Turn a configuration fault into the one kind of error that pytest shows without a traceback."""
    try:
        yield
    except ConfigurationError as error:
        raise pytest.UsageError(_told(error, config)) from error


def _told(error: ConfigurationError, config: pytest.Config) -> str:
    return load_messages(option_value(config, "lang")).said(error.told)


@contextmanager
def refusal_of(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Refuse what was collected. A worker cannot: it hands the reason on and has nothing to run."""
    try:
        yield
    except ConfigurationError as error:
        items.clear()
        if is_controller(config):
            raise pytest.UsageError(_told(error, config)) from error
        config.workeroutput[REFUSAL] = _told(error, config)  # type: ignore[attr-defined]


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
    device = str(given.get("device", option_value(config, "device")))
    settings = _settings(config, file, device)
    worker = _worker(config)
    notices = _notices(config)
    require = tuple(part.strip() for part in option_value(config, "require").split(",") if part.strip())
    check_required(notices, require)
    return Run(
        folder=Path(given["folder"]) if given else _run_folder(config),
        key=key,
        worker=worker,
        root=config.rootpath,
        config_file=file,
        settings=settings,
        device=device,
        server=_server(config),
        profile=option_value(config, "profile"),
        messages=load_messages(option_value(config, "lang")),
        record=_folder(config, "record"),
        replay=_recordings(config),
        require=require,
        notices=notices,
        rules=_rules(config),
        families=_families(config),
        redactor=_redactor(config, settings, key),
        virtual=_is_virtual(settings, device),
        pool=_pool(config, settings, device) if worker == "controller" else None,
        short=given.get("short"),
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


def _settings(config: pytest.Config, file: Path | None, device: str) -> Settings | None:
    """The settings file, else those of the demo app where the virtual phone is asked for."""
    virtual = virtual_phone(device) is not None
    if file is None and not virtual:
        return None
    settings, app = demo_settings() if file is None else load_settings(file), option_value(config, "app")
    if virtual:
        lease_for(settings, device, "")  # refuses an app that no virtual phone runs
    return with_app(settings, app) if app else settings


def _is_virtual(settings: Settings | None, device: str) -> bool:
    if settings is None or virtual_phone(device) is not None:
        return settings is not None
    chosen = settings.devices.values() if not device else filter(None, [settings.devices.get(device)])
    return any(each.virtual is not None for each in chosen)


def _pool(config: pytest.Config, settings: Settings | None, device: str) -> Pool | None:
    """The devices to hand out; None where a plugin allocates them, or none are meant."""
    if settings is None or config.hook.pytest_mobcompliance_lease.get_hookimpls():
        return None
    with suppress(ConfigurationError):  # each worker says so when a test asks for the device
        return pool_for(settings, device)
    return None


def worker_input(run: Run, config: pytest.Config, worker: str) -> dict[str, Any]:
    """What the controller tells a new worker: the run's folder and redaction key, and which device it has.

    :raises pytest.UsageError: when no device is free, for two workers never share one.
    """
    told: dict[str, Any] = {"folder": str(run.folder), "key": run.key.hex()}
    if run.pool is not None:
        workers = _workers(config)
        if run.pool.lacks(workers):
            told["short"] = (workers, run.pool.size)
        else:
            device = run.pool.take(worker)
            if device is None:
                raise pytest.UsageError(_told(_too_few(run, workers, run.pool.size), config))
            told["device"] = device
    return told


def _workers(config: pytest.Config) -> int:
    """How many workers xdist starts: ``--tx 2*popen`` are two."""
    counts = (str(spec).partition("*") for spec in config.getoption("tx", None) or ())
    return sum(int(count) if star and count.isdigit() else 1 for count, star, _ in counts)


def check_devices(run: Run) -> None:
    """Refuse to go on with more workers than devices.

    :raises ConfigurationError: saying how many there are of each.
    """
    if run.short is None:
        return
    raise _too_few(run, *run.short)


def _too_few(run: Run, workers: int, devices: int) -> ConfigurationError:
    return ConfigurationError(
        who="-n",
        where=f"{run.config_file}: [devices]",
        got=say("{workers} workers and {devices} device", workers=workers, devices=devices)
        if devices == 1
        else say("{workers} workers and {devices} devices", workers=workers, devices=devices),
        wanted=say("a device for each worker: two on one phone take each other's screens for their own"),
        next_step=say(
            "start with -n {devices}, declare more [devices] with a udid each, or use --mob-device "
            "virtual: virtual phones are as many as there are workers",
            devices=devices,
        ),
    )


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
            where=say("command line or ini file"),
            got=repr(value),
            wanted=say("'auto', or the URL of a running Appium server"),
            next_step=say(
                "write it like http://127.0.0.1:4723, or leave the option out: then one is started"
            ),
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
            got=say("{path}, which is a file", path=str(there)),
            wanted=say("a folder, or a name that is free for one"),
            next_step=say("name another folder"),
        )
    return folder


def _recordings(config: pytest.Config) -> Path | None:
    folder = option_path(config, "replay")
    if folder is not None and not any(folder.glob(f"*/{SOURCE_NAME}")):
        raise ConfigurationError(
            who="--mob-replay",
            where=str(folder),
            got=say("no recorded screens") if folder.is_dir() else say("no such folder"),
            wanted=say("a folder that --mob-record wrote"),
            next_step=say("record the screens first with --mob-record, or correct the name"),
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
                        where=say("notice {id}", id=notice.id),
                        got=say(
                            "requirement {id!r}, which {owner} has",
                            id=requirement.id,
                            owner=owners[requirement.id],
                        ),
                        wanted=say("requirement ids that no other notice uses"),
                        next_step=say("put a prefix of its own in front of the ids of the added notice"),
                    )
    return notices


def _rules(config: pytest.Config) -> tuple[Rule, ...]:
    added = [rule for rules in config.hook.pytest_mobcompliance_rules() for rule in rules]
    return check_rules((*RULES, *added)) if added else RULES


def _families(config: pytest.Config) -> tuple[DialogFamily, ...]:
    paths = [path for paths in config.hook.pytest_mobcompliance_dialog_families() for path in paths]
    return (*(family for path in paths for family in _families_in(path)), *DIALOG_FAMILIES)


def _families_in(path: Path) -> tuple[DialogFamily, ...]:
    try:
        return load_families(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            who="pytest_mobcompliance_dialog_families",
            where=str(path),
            got=f"{type(error).__name__}: {error}",
            wanted=say(
                "a TOML file with [[family]] rows: name, platform, packages, message, source and more"
            ),
            next_step=say("write the rows like those of pytest_mobcompliance/recognise/dialog_families.toml"),
        ) from error


def _redactor(config: pytest.Config, settings: Settings | None, key: bytes) -> Redactor:
    patterns = [pair for pairs in config.hook.pytest_mobcompliance_redaction() for pair in pairs]
    return redactor_for(settings, patterns, key=key)


def note_deselected(run: Run, items: Iterable[pytest.Item]) -> None:
    """Remember deselected items that carry a requirement."""
    run.deselected.extend(_listed(run, items, deselected=True))


def _listed(run: Run, items: Iterable[pytest.Item], *, deselected: bool) -> list[ListedItem]:
    """Items that carry a requirement; parameters that are personal data are redacted in their names."""
    found = (listed(item, deselected=deselected) for item in items)
    return [replace(entry, item=run.names.text(entry.item)) for entry in found if entry is not None]


def write_item_map(run: Run, items: Sequence[pytest.Item]) -> None:
    """Write which items this process holds, so that a crash leaves no gap in the matrix."""
    entries = _listed(run, items, deselected=False)
    if run.worker != "controller" and (entries or run.deselected):
        run.folder.mkdir(parents=True, exist_ok=True)
        write_items(run.folder, run.worker, [*entries, *run.deselected])
