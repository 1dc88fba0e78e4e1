"""Destructive checks on an app that is not for tests: skipped with the reason, and the phone was not touched.

What was typed and tapped is read from the virtual phone, which writes it down itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_mobcompliance.settings import DEMO
from pytest_mobcompliance.virtual_phone.appium.endpoint import Endpoint, start_endpoint

Run = Callable[..., pytest.RunResult]
Ledger = Callable[[], dict[str, Any]]

SUITE = """
    import pytest
    from pytest_mobcompliance.device.flows import accept_notice
    from pytest_mobcompliance.device.forms import fill, form, identity, submit

    @pytest.mark.destructive
    @pytest.mark.requirement("12.identity/submits")
    def test_submits(mob_app, mob_settings, mob_verdict):
        mob_app.launch()
        accept_notice(mob_app)
        login = form(mob_settings, "login")
        fill(mob_app, login, identity(mob_settings))
        submit(mob_app, login)
        mob_verdict.observe("login", "submitted")

    @pytest.mark.requirement("12.identity/needs-login")
    def test_needs_a_login(mob_app, mob_settings, mob_verdict):
        from pytest_mobcompliance.device.forms import log_in
        mob_app.launch()
        accept_notice(mob_app)
        log_in(mob_app, mob_settings)
        mob_verdict.observe("login", "done")
"""


@pytest.fixture
def phone() -> Iterator[Endpoint]:
    """The demo phone, in hand."""
    endpoint = start_endpoint({"api": 34, "serial": "SERIAL-1"})
    try:
        yield endpoint
    finally:
        endpoint.close()


def settings(pytester: pytest.Pytester, packages: str) -> None:
    """The demo bank's own settings, for a phone that hangs on a server, with other test packages."""
    text = DEMO.read_text("utf-8").replace(
        'test_packages = ["cn.example.bank"]', f"test_packages = {packages}"
    )
    Path(pytester.path, "mobcompliance.toml").write_text(
        f'{text}\n[devices.p1]\nudid = "SERIAL-1"\n', "utf-8"
    )


def typed(phone: Endpoint) -> list[str]:
    return [one.view for one in phone.phone.touched if one.kind == "text"]


def submitted(phone: Endpoint) -> list[str]:
    return [one.view for one in phone.phone.touched if one.view.endswith("submit")]


def test_phone_writes_down_what_is_typed_and_submitted(
    pytester: pytest.Pytester, here: Run, phone: Endpoint
) -> None:
    settings(pytester, '["cn.example.bank"]')
    pytester.makepyfile(SUITE)
    here("--mob-server", phone.url, "-k", "submits").assert_outcomes(passed=1, deselected=1)
    assert set(typed(phone)) == {"login_account", "login_password"}
    assert submitted(phone) == ["login_submit"]


@pytest.mark.parametrize(
    ("packages", "options"),
    [
        ("[]", ()),
        ('["cn.example.bank.test"]', ()),
        ('["cn.example.bank"]', ("--mob-app", "cn.example.other")),
        ('["cn.example.bank"]', ("--mob-app", "cn.example.insurer")),
    ],
    ids=["none", "another", "an app that is not there", "an app that is there"],
)
def test_nothing_is_typed_into_another_app(
    packages: str,
    options: tuple[str, ...],
    pytester: pytest.Pytester,
    here: Run,
    ledger: Ledger,
    phone: Endpoint,
) -> None:
    settings(pytester, packages)
    pytester.makepyfile(SUITE)
    result = here("--mob-server", phone.url, "-rs", "-m", "destructive", *options)
    result.assert_outcomes(skipped=1, deselected=1)
    result.stdout.fnmatch_lines(["*未验证：* 不在 [[]app] test_packages 中*"])
    record = ledger()["12.identity/submits"]
    assert (record["verdict"], record["reason"]) == ("not-verified", "destructive-not-allowed")
    assert phone.phone.touched == []


def test_login_before_a_screen_is_not_submitted_either(
    pytester: pytest.Pytester, here: Run, ledger: Ledger, phone: Endpoint
) -> None:
    settings(pytester, "[]")
    pytester.makepyfile(SUITE)
    here("--mob-server", phone.url).assert_outcomes(skipped=1, failed=1)
    assert ledger()["12.identity/needs-login"]["reason"] == "destructive-not-allowed"
    assert typed(phone) == []
    assert submitted(phone) == []


def test_ready_made_checks_type_nothing_into_another_app(
    pytester: pytest.Pytester, here: Run, ledger: Ledger, phone: Endpoint
) -> None:
    settings(pytester, "[]")
    result = here(
        "--pyargs", "pytest_mobcompliance.checks", "-m", "destructive", "--mob-server", phone.url, "-rs"
    )
    outcomes = result.parseoutcomes()
    assert set(outcomes) == {"skipped", "deselected"}
    ran = [record for record in ledger().values() if record["reason"] != "deselected"]
    assert {record["reason"] for record in ran} == {"destructive-not-allowed"}
    assert phone.phone.touched == []
