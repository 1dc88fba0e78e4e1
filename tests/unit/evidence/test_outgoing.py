"""Whatever is given to Allure is redacted before its writers get it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import allure_commons
import pytest
from allure_commons import model2
from allure_commons.logger import AllureMemoryLogger

from pytest_mobcompliance.evidence.outgoing import Outgoing, redact_outgoing

PHONE = "13912345678"
HOOK = allure_commons.plugin_manager.hook


def hide(text: str) -> str:
    return text.replace(PHONE, "‹phone›")


@pytest.fixture
def memory() -> Iterator[AllureMemoryLogger]:
    """A writer of Allure's behind the door."""
    writer = AllureMemoryLogger()
    allure_commons.plugin_manager.register(writer)
    undo = redact_outgoing(hide)
    yield writer
    undo()
    assert allure_commons.plugin_manager.is_registered(writer)
    allure_commons.plugin_manager.unregister(writer)


def result(value: str) -> model2.TestResult:
    return model2.TestResult(
        uuid="u",
        name=f"login of {PHONE}",
        fullName="a#test_b",
        historyId="0" * 32,
        description=PHONE,
        parameters=[model2.Parameter(name="phone", value=value)],
        titlePath=["tests", f"{PHONE}.py", "TestLogin", "TestAgain"],
        labels=[model2.Label(name="story", value=PHONE), model2.Label(name="suite", value=PHONE)],
        links=[model2.Link(type="link", url=f"http://127.0.0.1/{PHONE}", name=PHONE)],
        attachments=[model2.Attachment(name=PHONE, source="a", type="text/plain")],
        statusDetails=model2.StatusDetails(message=PHONE, trace=PHONE),
        steps=[model2.TestStepResult(name=PHONE, steps=[model2.TestStepResult(name=PHONE)])],
    )


def test_a_result_is_redacted_in_all_its_parts(memory: AllureMemoryLogger) -> None:
    HOOK.report_result(result=result(f"'{PHONE}'"))
    (written,) = memory.test_cases
    kept = [label.pop("value") for label in written["labels"] if label["name"] == "suite"]
    assert written.pop("titlePath")[1] == f"{PHONE}.py"
    assert PHONE not in str(written)
    assert kept == [PHONE]  # made of paths, not of what a test says
    assert written["steps"][0]["steps"][0]["name"] == "‹phone›"


@pytest.mark.parametrize(
    ("name", "value", "stays"),
    [
        ("package", "tests.login", True),
        ("parentSuite", "tests", True),
        ("suite", "login", True),
        ("subSuite", "TestLogin > TestAgain", True),
        ("suite", "log", False),
        ("parentSuite", "customer login", False),
        ("host", "login-host", True),
        ("host", "login", False),
        ("thread", "login", False),
    ],
)
def test_suites_that_a_test_sets_are_redacted(
    name: str, value: str, stays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "login-host")
    writer = AllureMemoryLogger()
    told = result("x")
    told.titlePath = ["tests", "login.py", "TestLogin", "TestAgain"]
    told.labels = [model2.Label(name=name, value=value)]
    Outgoing(writer, lambda text: f"‹{text}›").report_result(told)
    ((label,),) = [case["labels"] for case in writer.test_cases]
    assert (label["value"] == value) == stays


LOG = f"用户：测试甲，{PHONE}，一笔转账\n"


@pytest.mark.parametrize(
    "body",
    [
        LOG.encode("gbk"),
        LOG.encode("gb18030"),
        LOG.encode("utf-16"),
        LOG.encode("utf-16-le"),
        LOG.encode("utf-16-be"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a"])
def test_a_text_is_redacted_whatever_its_encoding(
    body: bytes, name: str, memory: AllureMemoryLogger, tmp_path: Path
) -> None:
    file = tmp_path / "log"
    file.write_bytes(body)
    HOOK.report_attached_data(body=body, file_name=name)
    HOOK.report_attached_file(source=str(file), file_name=f"file-{name}")
    hidden = LOG.replace(PHONE, "‹phone›")
    assert memory.attachments == {name: hidden, f"file-{name}": hidden}


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (LOG.encode() + LOG.encode("gbk"), LOG * 2),  # two programs, one log
        (LOG.encode("gbk") + "测".encode("gbk")[:1], LOG + "\ufffd"),
        (LOG.encode() + "测试甲\xe6".encode()[:-1], f"{LOG}测试甲\ufffd"),
        (LOG.encode("gbk") * 3 + b"\0", LOG * 3 + "\0"),
        (LOG.encode("utf-16-le")[:-1], LOG[:-1] + "\ufffd"),
    ],
)
def test_a_damaged_text_is_one(body: bytes, read: str, memory: AllureMemoryLogger) -> None:
    HOOK.report_attached_data(body=body, file_name="a.log")
    assert memory.attachments == {"a.log": read.replace(PHONE, "‹phone›")}


def test_a_text_in_another_encoding_that_holds_nothing_stays_as_it_is(memory: AllureMemoryLogger) -> None:
    HOOK.report_attached_data(body="测试".encode("gbk"), file_name="a.log")
    assert memory.attachments == {"a.log": "测试".encode("gbk")}


def test_packed_bytes_are_no_text(memory: AllureMemoryLogger) -> None:
    packed = bytes(range(256)) + PHONE.encode()
    HOOK.report_attached_data(body=packed, file_name="a.bin")
    assert memory.attachments == {"a.bin": packed}


def test_a_history_id_is_no_digest_of_a_redacted_value(memory: AllureMemoryLogger) -> None:
    for value in (f"'{PHONE}'", "'else'"):
        HOOK.report_result(result=result(value))
    changed, kept = (case["historyId"] for case in memory.test_cases)
    assert changed != "0" * 32
    assert kept == "0" * 32


def test_containers_and_globals_are_redacted(memory: AllureMemoryLogger) -> None:
    HOOK.report_container(container=model2.TestResultContainer(befores=[model2.TestBeforeResult(name=PHONE)]))
    HOOK.report_globals(globals_item=model2.Globals(errors=[model2.GlobalError(message=PHONE)]))
    assert memory.test_containers[0]["befores"][0]["name"] == "‹phone›"
    assert memory.globals[0]["errors"][0]["message"] == "‹phone›"


@pytest.mark.parametrize("body", [f"call {PHONE}", f"call {PHONE}".encode()])
def test_an_attached_text_is_redacted(body: str | bytes, memory: AllureMemoryLogger) -> None:
    HOOK.report_attached_data(body=body, file_name="a.txt")
    assert memory.attachments == {"a.txt": "call ‹phone›"}


def test_json_stays_json(memory: AllureMemoryLogger) -> None:
    body = json.dumps({"a": int(PHONE), PHONE: ["叫我", f"call {PHONE}", None, True, 0.5]})
    HOOK.report_attached_data(body=body, file_name="a.json")
    read = json.loads(memory.attachments["a.json"])
    assert read == {"a": "‹phone›", "‹phone›": ["叫我", "call ‹phone›", None, True, 0.5]}


def test_what_only_begins_like_json_is_a_text(memory: AllureMemoryLogger) -> None:
    HOOK.report_attached_data(body=f"[call] {PHONE}", file_name="a.txt")
    assert memory.attachments == {"a.txt": "[call] ‹phone›"}


def test_of_a_drawing_only_its_words_are_redacted(memory: AllureMemoryLogger) -> None:
    HOOK.report_attached_data(body=f'<svg><path d="{PHONE}"/><text>{PHONE}</text></svg>', file_name="a.svg")
    assert memory.attachments == {"a.svg": f'<svg><path d="{PHONE}"/><text>‹phone›</text></svg>'}


def test_what_is_no_text_or_holds_nothing_is_handed_on_as_it_is(memory: AllureMemoryLogger) -> None:
    pixels = b"\x89PNG\r\n" + PHONE.encode()
    HOOK.report_attached_data(body=pixels, file_name="a.png")
    HOOK.report_attached_data(body=b"nothing", file_name="a.txt")
    assert memory.attachments == {"a.png": pixels, "a.txt": b"nothing"}


def test_an_attached_file_is_copied_redacted(memory: AllureMemoryLogger, tmp_path: Path) -> None:
    clean, telling = tmp_path / "clean.csv", tmp_path / "telling.csv"
    clean.write_text("nothing", "utf-8")
    telling.write_text(f"a;{PHONE}", "utf-8")
    for file in (clean, telling):
        HOOK.report_attached_file(source=str(file), file_name=file.name)
    assert memory.attachments == {"clean.csv": str(clean), "telling.csv": "a;‹phone›"}


def test_a_file_that_is_gone_is_the_writers_to_refuse(memory: AllureMemoryLogger, tmp_path: Path) -> None:
    HOOK.report_attached_file(source=str(tmp_path / "gone"), file_name="gone")
    assert memory.attachments == {"gone": str(tmp_path / "gone")}
