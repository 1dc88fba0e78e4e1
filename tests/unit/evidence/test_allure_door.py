"""What a running test hands to Allure, seen through Allure's own listener."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import allure_commons
import pytest
from allure_commons import model2
from allure_commons.logger import AllureMemoryLogger
from allure_pytest.listener import AllureListener
from PIL import Image

from pytest_mobcompliance.evidence import report
from pytest_mobcompliance.evidence.distinct import distinct
from pytest_mobcompliance.evidence.tables import problems_table
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.messages import load_messages
from pytest_mobcompliance.notice import load_notice
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState

SAY = load_messages("zh-CN")
HOSTILE = "<b>{0}</b></script><img src=x onerror=alert(1)>"


class Running:
    """A test that Allure believes to be running."""

    def __init__(self) -> None:
        self.listener = AllureListener(SimpleNamespace())
        self.memory = AllureMemoryLogger()
        self.key = self.listener._cache.push("a.py::test_b[320]")
        self.result = model2.TestResult(uuid=self.key, name="test_b[320]", fullName="a#test_b")
        self.listener.allure_logger.schedule_test(self.key, self.result)

    def close(self) -> dict[str, Any]:
        self.listener.allure_logger.close_test(self.key)
        return self.memory.test_cases[0]


@pytest.fixture
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    """Allure as it is under ``--alluredir``, but in memory."""
    if request.config.getoption("allure_report_dir", None):
        pytest.skip("Allure is in use by this run itself")
    test = Running()
    for plugin in (test.listener, test.memory):
        allure_commons.plugin_manager.register(plugin)
    yield test
    for plugin in (test.listener, test.memory):
        allure_commons.plugin_manager.unregister(plugin)


def finding(verdict: Verdict, label: str = "pay") -> Finding:
    element = Element(id="e", resource_id=label)
    return Finding(rule="6.house", requirement="6.accessibility", verdict=verdict, element=element)


def test_each_finding_is_a_step_with_its_own_status(running: Running) -> None:
    found = [finding(Verdict.NEEDS_REVIEW, "close"), finding(Verdict.VIOLATED)]
    report.attach_findings(found, [], SAY)
    (parent,) = running.close()["steps"]
    assert parent["status"] == "failed"
    assert [step["status"] for step in parent["steps"]] == ["failed", "skipped"]
    assert [step["name"][:2] for step in parent["steps"]] == ["1.", "2."]


def seen(name: str, *elements: Element) -> Screen:
    buffer = io.BytesIO()
    Image.effect_noise((90, 160), 60).convert("RGB").save(buffer, "PNG")
    shown = {"screenshot": buffer.getvalue(), "screenshot_state": ScreenshotState.OK}
    return Screen(platform=Platform.ANDROID, elements=elements, size=(90, 160), name=name, **shown)


def test_problem_on_ten_screens_is_one_step_that_names_them_and_three_pictures(running: Running) -> None:
    back, odd = (Element(id=one, resource_id=one, bounds=(9, 9, 30, 30)) for one in ("back", "odd"))
    screens = [seen(f"s{number}", back, odd) for number in range(10)]
    facts = {"requirement": "6.accessibility", "verdict": Verdict.VIOLATED, "severity": "critical"}
    found = [Finding(rule="6.target-size", element=back, screen=each.name, **facts) for each in screens]
    found += [Finding(rule="6.name-missing", element=odd, screen=name, **facts) for name in ("s1", "s8")]
    report.attach_findings(found, screens, SAY)
    (parent,) = running.close()["steps"]
    first, second = parent["steps"]
    told = [step["name"] for step in first["steps"]]
    assert told[0].startswith("严重程度: 严重 · 6.target-size · ")
    assert "s0, s1, s2, s3, s4, s5, s6, s7, s8, s9" in told[1]
    assert [line.partition("：")[0] for line in told[2:]] == ["改法", "Android", "iOS", "网页"]
    assert {step["status"] for step in first["steps"]} == {"skipped"}, "they are lines to read"
    assert "s1, s8" in second["steps"][1]["name"]
    pictures = [name for name in attachment_names(running) if name.startswith("屏幕截图")]
    assert pictures == [f"屏幕截图 s{number}" for number in (0, 1, 2, 8)]


def attachment_names(running: Running) -> list[str]:
    return [each["name"] for each in running.memory.test_cases[0].get("attachments", [])]


def test_test_itself_is_not_failed_by_a_step(running: Running) -> None:
    with report.step("look", Verdict.VIOLATED):
        pass
    assert "status" not in running.close()


def test_exception_inside_a_step_leaves_it(running: Running) -> None:
    with pytest.raises(RuntimeError), report.step("look"):
        raise RuntimeError("rig")
    assert running.close()["steps"][0]["status"] == "broken"


def test_hostile_names_stay_text(running: Running) -> None:
    report.attach_findings([finding(Verdict.VIOLATED, HOSTILE)], [], SAY)
    running.close()
    (table,) = running.memory.attachments.values()
    assert "<img" not in table
    assert "&lt;img" in table


def test_personal_data_is_redacted_before_it_is_escaped() -> None:
    found = distinct([finding(Verdict.VIOLATED, "O'Neil")])
    table = problems_table(found, SAY, lambda text: text.replace("O'Neil", "‹x›"))
    assert "Neil" not in table
    assert "‹x›" in table


def identify(running: Running, check: str, function: str = "test_b[320]") -> tuple[str, str]:
    report.identify(running.listener, "a.py::test_b[320]", check, SAY, function=function)
    return running.result.fullName, running.result.name


def test_check_without_a_name_is_known_by_its_id_and_parameters(running: Running) -> None:
    shown = identify(running, "6.accessibility/size")
    assert shown == ("6.accessibility/size", "6.accessibility/size [320]")


def test_check_shows_its_name_and_which_item_it_is(running: Running) -> None:
    shown = identify(running, "10.compatibility/viewports")
    assert shown == ("10.compatibility/viewports", "不同屏幕宽度下布局完整 [宽 320 dp]")


def test_parameters_are_shown_without_escapes(running: Running) -> None:
    running.result.name = escaped = r"test_b[\u957f\u8f88\u7248]"
    assert identify(running, "6.elderly-mode/search", escaped)[1] == "应用内搜索能找到长辈版 [长辈版]"


def test_name_does_not_hang_on_the_group_that_xdist_writes_behind_the_test(running: Running) -> None:
    running.result.name = "test_b"
    report.identify(running.listener, "a.py::test_b[320]", "16.notice-content/dates", SAY, function="test_b")
    assert running.result.name == "隐私政策写明发布或生效日期"


@pytest.mark.parametrize("check", ["6.accessibility/size", "10.compatibility/viewports"])
def test_title_of_the_author_is_kept(running: Running, check: str) -> None:
    running.result.name = "按钮够大"
    assert identify(running, check) == (check, "按钮够大")


def test_device_gives_a_history_of_its_own(running: Running) -> None:
    report.parameter("device", "small")
    (parameter,) = running.result.parameters
    assert isinstance(parameter, model2.Parameter)
    assert not parameter.excluded


def test_status_without_an_exception_is_explained(running: Running) -> None:
    report.explain(running.listener, "a.py::test_b[320]", "not-verified: nothing-observed")
    assert running.result.statusDetails.message == "not-verified: nothing-observed"
    report.explain(running.listener, "a.py::test_b[320]", "later")
    assert running.result.statusDetails.message != "later"


def test_everything_is_silent_when_allure_is_off(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("allure_report_dir", None):
        pytest.skip("Allure is in use by this run itself")
    assert not report.active()
    screen = Screen(platform=Platform.WEB, elements=(), size=(1, 1))
    report.attach_findings([finding(Verdict.VIOLATED)], [screen], SAY)
    report.attach_screen(screen, (), SAY)
    report.attach_json("a", {})
    report.parameter("device", "small")
    with report.step("look", Verdict.VIOLATED):
        pass


def test_severity_says_how_firm_the_ground_is() -> None:
    notice = load_notice()
    seen = {dict(report.labels_for(each, notice, "en"))["severity"] for each in notice.requirements}
    assert seen == {"critical", "normal", "minor"}


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("应用", "示例银行 H5", "应用 = 示例银行 H5"),
        ("a=b:c", "x=1", r"a\=b\:c = x=1"),
        ("two words", "C:\\app\nnext", r"two\ words = C:\\app\nnext"),
        ("#no", "!comment", r"\#no = \!comment"),
    ],
)
def test_environment_is_escaped(tmp_path: Any, key: str, value: str, line: str) -> None:
    report.write_environment(tmp_path, {key: value, "empty": ""})
    assert (tmp_path / "environment.properties").read_text("utf-8") == f"{line}\n"
