"""Hooks that a project or another plugin may implement.

A plugin that should also work where pytest-mobcompliance is not installed marks its implementations with
``@pytest.hookimpl(optionalhook=True)``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import pytest

from .device.lease import Lease
from .ledger.records import Record
from .rules import Rule
from .settings import Settings


@pytest.hookspec(firstresult=True)
def pytest_mobcompliance_lease(settings: Settings, device: str, worker: str) -> Lease | None:
    """Allocate a device for this worker, for example from a device farm.

    :param device: what ``--mob-device`` says, ``""`` when it is not given.
    :param worker: ``gw0``, ``gw1`` …, or ``main`` without xdist.
    :return: the lease, or None to leave it to the configuration.
    """


@pytest.hookspec
def pytest_mobcompliance_release(lease: Lease) -> None:
    """Give a device back; called once for every lease, also after a failure."""


@pytest.hookspec
def pytest_mobcompliance_capabilities(capabilities: dict[str, Any], lease: Lease) -> None:
    """Amend the capabilities in place before the Appium session is opened."""


@pytest.hookspec
def pytest_mobcompliance_rules() -> Iterable[Rule]:
    """Add rules of your own, run beside the built-in ones by ``mob_audit`` and ``mobcompliance audit -p``."""
    return ()


@pytest.hookspec
def pytest_mobcompliance_notices() -> Iterable[Path]:
    """Add a notice: another regulation, as a TOML file in the form of the built-in one."""
    return ()


@pytest.hookspec
def pytest_mobcompliance_redaction() -> Iterable[tuple[str, str]]:
    """Add patterns to redact: pairs of a label (``customer-number``) and a regular expression."""
    return ()


@pytest.hookspec
def pytest_mobcompliance_dialog_families() -> Iterable[Path]:
    """Add permission dialogs of other systems: TOML files in the form of ``dialog_families.toml``.

    They are tried before the built-in families. A file needs ``[[family]]`` rows only.
    """
    return ()


@pytest.hookspec(firstresult=True)
def pytest_mobcompliance_code(identity: str, purpose: str, settings: Settings) -> str | None:
    """Supply a one-time code that was just asked for, for identities with ``code = "hook"``.

    :param identity: its name under ``[identities]``, ``""`` for a variant of one.
    :param purpose: the screen whose form needs it.
    :return: the code, or None to leave it to another implementation; without one the check is not-verified
        ``no-code-source``.
    """


@pytest.hookspec(firstresult=True)
def pytest_mobcompliance_step(
    kind: Literal["face", "u-key", "secure-keyboard"], purpose: str, driver: Any
) -> bool | None:
    """Pass a step that a machine cannot do by itself, where a test build allows it.

    :param purpose: the screen that asks for the step.
    :param driver: the Appium session.
    :return: True when it is done; without one the check is not-verified ``no-step-source``.
    """


@pytest.hookspec
def pytest_mobcompliance_verdict(record: Record) -> None:
    """Observe a verdict; called on the controller, once for each record that enters the ledger."""
