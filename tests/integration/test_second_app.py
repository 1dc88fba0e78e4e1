"""The second demo app, built another way than the bank, is judged by its settings file alone.

Its views have no ids, its forms name no fields, its words are spelt otherwise, and its codes come by message.
"""

from __future__ import annotations

import re
from pathlib import Path

from suite_runner import ROOT, SuiteRun, run_phone

from pytest_mobcompliance.settings import DEMO, load_settings

CONFIG = ROOT / "pytest_mobcompliance" / "virtual_phone" / "insurer" / "mobcompliance.toml"
SATISFIED = {
    "12.identity/accepts-the-right-person",
    "12.identity/bad-values-refused",
    "12.identity/guest-closed",
    "12.identity/real-name",
    "12.identity/same-answer",
    "12.identity/second-factor",
    "12.identity/password-masked",
    "12.identity/password-not-shown",
}
"""Of the identity area: what needs no house value and no further form."""


def run_insurer(tmp_path: Path, *args: str, **spec: object) -> SuiteRun:
    return run_phone(tmp_path, "--mob-config", str(CONFIG), *args, **spec)


def test_its_settings_name_no_id_and_no_field() -> None:
    settings = load_settings(CONFIG)
    assert not re.search(r"\bid = ", CONFIG.read_text("utf-8"))
    assert all(not (form.fields or form.submit or form.send_code) for form in settings.forms.values())


def test_it_is_clean_by_configuration_alone(tmp_path: Path) -> None:
    run = run_insurer(tmp_path, "-m", "identity")
    assert run.raised() == set(), run.output
    assert run.code == 0, run.output
    satisfied = {record["check"] for record in run.ledger if record["verdict"] == "satisfied"}
    assert satisfied >= SATISFIED, run.output


def test_its_defect_is_found(tmp_path: Path) -> None:
    run = run_insurer(tmp_path, "-m", "identity", "-k", "test_login", defects="account-enumeration")
    assert {(check, reason) for check, reason, _ in run.raised()} == {
        ("12.identity/same-answer", "account-enumeration")
    }, run.output
    assert run.code == 1


def test_privacy_is_judged_on_it_too(tmp_path: Path) -> None:
    run = run_insurer(tmp_path, "-m", "privacy")
    assert run.raised() == set(), run.output
    satisfied = {record["check"] for record in run.ledger if record["verdict"] == "satisfied"}
    assert "16.privacy-notice/first-start" in satisfied, run.output


def test_the_banks_forms_are_recognised_as_well(tmp_path: Path) -> None:
    config = tmp_path / "mobcompliance.toml"
    text = re.sub(r"\[forms\.\w+\.fields\]\n(?:\w.*\n)*", "", DEMO.read_text("utf-8"))
    named = r'^(?:submit|agree|send_code) = \{ id = "(?:register|login|reset)_\w+" \}\n'
    config.write_text(re.sub(named, "", text, flags=re.MULTILINE), "utf-8")
    forms = load_settings(config).forms
    assert all(not (forms[name].fields or forms[name].submit) for name in ("registration", "login"))
    wanted = "accepts_the_right or refuses_wrong or needs_code or answers_alike"
    run = run_phone(tmp_path, "--mob-config", str(config), "-m", "identity", "-k", wanted)
    ran = {r["check"]: r["verdict"] for r in run.ledger if r["reason"] != "deselected"}
    assert set(ran.values()) == {"satisfied"}, run.output
    assert len(ran) >= 4
