"""Each hook specification, implemented by a project's conftest.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pytest_mobcompliance.settings import DEMO

Run = Callable[..., pytest.RunResult]
Ledger = Callable[[], dict[str, dict[str, Any]]]


def test_verdicts_can_be_observed(pytester: pytest.Pytester, xdist: tuple[str, ...], run: Run) -> None:
    pytester.makeconftest(
        """
        from pathlib import Path
        def pytest_mobcompliance_verdict(record):
            with Path("observed.txt").open("a") as file:
                file.write(f"{record.check} {record.verdict}\\n")
        """
    )
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(mob_verdict): mob_verdict.observe("seen", 1)
        """
    )
    run(*xdist)
    assert (pytester.path / "observed.txt").read_text() == "16.privacy-notice/x satisfied\n"


def test_patterns_can_be_redacted(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makeconftest(
        """
        def pytest_mobcompliance_redaction():
            return [("customer", r"CUST-[0-9]{6}")]
        """
    )
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(mob_verdict):
            mob_verdict.observe("who", "CUST-123456")
            mob_verdict.needs_review("look", detail="CUST-123456 is shown")
        """
    )
    run("-p", "no:xdist")
    (folder,) = pytester.path.glob("mobcompliance-report/*")
    for file in folder.iterdir():
        assert "CUST-123456" not in file.read_text("utf-8", "replace")
    assert "customer" in (folder / "ledger.jsonl").read_text("utf-8")


def test_rules_can_be_added(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makeconftest(
        """
        from pytest_mobcompliance.findings import Verdict
        from pytest_mobcompliance.rules import Judgement, Rule

        def judge(screen, limits):
            for element in screen.shown():
                if "理财" in (element.text or ""):
                    yield Judgement(element=element, verdict=Verdict.VIOLATED, reason="house-word")

        def pytest_mobcompliance_rules():
            return [Rule(id="9.house", requirement="16.privacy-notice", judge=judge)]
        """
    )
    pytester.makepyfile(
        """
        import pytest
        from pytest_mobcompliance import Element, Screen
        from pytest_mobcompliance.screen import Platform

        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(mob_audit, mob_verdict):
            page = Element(id="p", role="text", text="理财", visible=True)
            screen = Screen(platform=Platform.WEB, elements=(page,), size=(100, 100), density=1.0)
            mob_verdict.findings(mob_audit(screen, rules=["9.house"]))
        """
    )
    result = run("-p", "no:xdist")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*9.house*"])


def test_notices_can_be_added(pytester: pytest.Pytester, xdist: tuple[str, ...], run: Run) -> None:
    pytester.path.joinpath("house.toml").write_text(HOUSE_NOTICE, "utf-8")
    pytester.makeconftest(
        """
        from pathlib import Path
        def pytest_mobcompliance_notices():
            return [Path("house.toml").resolve()]
        """
    )
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("1.house-rule/x")
        def test_one(mob_verdict): mob_verdict.observe("seen", 1)
        """
    )
    result = run(*xdist)
    result.assert_outcomes(passed=1)
    files = {path.name for path in pytester.path.glob("mobcompliance-report/*/matrix*.json")}
    assert files == {"matrix.json", "matrix-house.json"}
    (file,) = pytester.path.glob("mobcompliance-report/*/matrix-house.json")
    assert json.loads(file.read_text("utf-8"))["clauses"][0]["verdict"] == "satisfied"


HELPED = """
    import pytest
    from pytest_mobcompliance.device.assistance import pass_step
    from pytest_mobcompliance.device.flows import accept_notice
    from pytest_mobcompliance.device.forms import fill, form, identity

    @pytest.mark.requirement("12.identity/code")
    def test_code(mob_app, mob_settings, mob_verdict):
        mob_app.launch()
        accept_notice(mob_app)
        registration = form(mob_settings, "registration")
        fill(mob_app, registration, identity(mob_settings))
        mob_verdict.observe("digits", len(mob_app.text_of(registration.fields["code"])))

    @pytest.mark.requirement("12.identity/step")
    def test_step(mob_app, mob_verdict):
        pass_step(mob_app.assistance, "face", "login")
        mob_verdict.observe("face", "passed")
"""


def demo_with_codes_by_hook(pytester: pytest.Pytester) -> None:
    """The demo bank, whose first identity has no code of its own."""
    text = DEMO.read_text("utf-8").replace('code = "246810"', 'code = "hook"', 1)
    pytester.path.joinpath("mobcompliance.toml").write_text(text, "utf-8")
    pytester.makepyfile(HELPED)


def test_codes_and_steps_can_be_supplied(pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    demo_with_codes_by_hook(pytester)
    pytester.makeconftest(
        """
        from pathlib import Path

        def told(what):
            with Path("told.txt").open("a", encoding="utf-8") as file:
                file.write(f"{what}\\n")

        def pytest_mobcompliance_code(identity, purpose, settings):
            told(f"{identity} {purpose} {settings.app.package}")
            return "135790"

        def pytest_mobcompliance_step(kind, purpose, driver):
            told(f"{kind} {purpose} {driver.session_id is not None}")
            return True
        """
    )
    here("--mob-device", "virtual").assert_outcomes(passed=2)
    told = (pytester.path / "told.txt").read_text("utf-8").splitlines()
    assert told == ["alice register cn.example.bank", "face login True"]
    assert ledger()["12.identity/code"]["observations"] == {"digits": 6}


def test_without_codes_and_steps_nothing_is_verified(
    pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    demo_with_codes_by_hook(pytester)
    pytester.makeconftest("def pytest_mobcompliance_step(kind, purpose, driver): return False")
    here("--mob-device", "virtual").assert_outcomes(failed=2)
    found = {check: (record["verdict"], record["reason"]) for check, record in ledger().items()}
    assert found == {
        "12.identity/code": ("not-verified", "no-code-source"),
        "12.identity/step": ("not-verified", "no-step-source"),
    }


HOUSE_NOTICE = """
id = "house"
title_zh = "本行移动应用规定"
title_en = "House rules for mobile applications"
date = 2026-01-01
source = "the bank's own"
confidence = "A"

[[clauses]]
number = 1
numeral = "第一条"
title_zh = "总则"
title_en = "General"

[[clauses.requirements]]
id = "1.house-rule"
title_zh = "本行规定"
title_en = "House rule"
asks_zh = "每个页面都有本行名称。"
asks_en = "Each page carries the bank's name."
decided = "automated"
decided_because_zh = "界面可见。"
decided_because_en = "It shows on the screen."
areas = []
"""
