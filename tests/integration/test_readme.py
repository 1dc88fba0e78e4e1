"""Both READMEs say the same, and every command in them is run here."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from suite_runner import H5_CONFIG, ROOT

from pytest_mobcompliance import load_notice
from pytest_mobcompliance.ledger.exports import matrix_lines
from pytest_mobcompliance.ledger.items import read_items
from pytest_mobcompliance.ledger.matrix import build_matrix
from pytest_mobcompliance.ledger.records import Record
from pytest_mobcompliance.messages import load_messages

READMES = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md")}
BIN = Path(sys.executable).parent


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language; the odd pieces between fences are the blocks."""
    fenced = re.split(r"^```", text, flags=re.MULTILINE)[1::2]
    heads = [block.partition("\n") for block in fenced]
    return [body for head, _, body in heads if head.strip() == language]


def commands(text: str) -> list[str]:
    known = ("make", "pip", "pytest", "mobcompliance")
    return [line for block in blocks(text, "") for line in block.splitlines() if line.split(" ")[0] in known]


def flags(text: str) -> list[str]:
    return re.findall(r"`(-[a-z-]+[^`]*)`", text)


def test_both_languages_have_the_same_commands_and_flags() -> None:
    english, chinese = READMES.values()
    assert commands(english) == commands(chinese)
    assert flags(english) == flags(chinese)
    assert len(re.findall(r"^#", english, re.M)) == len(re.findall(r"^#", chinese, re.M))


def run(*command: str, cwd: Path, timeout: float = 900) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make_demo(tmp_path: Path) -> None:
    """The set-up is done here already, so what runs is the main job itself."""
    output, pages = demo("demo")
    matrix = pages["matrix"].read_text("utf-8")
    assert "模拟" in matrix  # nobody shall take it for a real phone
    for lang, readme in (("en", "README.md"), ("zh-CN", "README.zh-CN.md")):
        shown = output if lang == "zh-CN" else matrix_in(lang, pages["Allure"])
        for line in excerpt(READMES[readme]):
            assert line in shown
    shutil.rmtree(pages["Allure"].parents[1])


def make_demo_h5(tmp_path: Path) -> None:
    _, pages = demo("demo-h5")
    shutil.rmtree(pages["Allure"].parents[1])


def demo(target: str) -> tuple[str, dict[str, Path]]:
    """What a demo printed, and the pages that it named."""
    output = run("make", target, cwd=ROOT)
    assert "第十八条" in output
    pages = {}
    for kind in ("matrix", "Allure"):
        (page,) = re.findall(rf"^{kind}: (.*)$", output, re.M)
        pages[kind] = ROOT / page
        assert pages[kind].stat().st_size > 10_000
    return output, pages


def excerpt(readme: str) -> list[str]:
    """The lines of the matrix that the README shows."""
    (block,) = [block for block in blocks(readme, "") if block.startswith("16 ")]
    return block.splitlines()


def matrix_in(lang: str, page: Path) -> str:
    """The matrix of the run that an Allure report came from, in another language."""
    (folder,) = page.parents[1].glob("run-*")
    ledger = map(json.loads, (folder / "ledger.jsonl").read_text("utf-8").splitlines())
    records = [Record.from_json(line) for line in ledger if "check" in line]
    matrix = build_matrix(load_notice(), records, read_items(folder))
    return "\n".join(matrix_lines(matrix, load_messages(lang)))


def make_test(tmp_path: Path) -> None:
    """This very run is a part of `make test`; here only its plan is asked for."""
    plan = run("make", "--dry-run", "test", cwd=ROOT)
    for part in ("tests/unit", "tests/plugin", "tests/integration", "check"):
        assert part in plan


def pip_install(tmp_path: Path) -> None:
    """A wheel in an empty environment is `test_wheel`; here: the name is the project's."""
    assert 'name = "pytest-mobcompliance"' in (ROOT / "pyproject.toml").read_text("utf-8")


def doctor(tmp_path: Path) -> None:
    run(str(BIN / "mobcompliance"), "doctor", cwd=H5_CONFIG.parent)


def policy(tmp_path: Path) -> None:
    shutil.copy(H5_CONFIG.with_name("policy.html"), tmp_path)
    command = ["policy", "policy.html", "--sdk", "示例推送", "--permission", "camera"]
    assert "缺少 0 项" in run(str(BIN / "mobcompliance"), *command, cwd=tmp_path)


def leaks(tmp_path: Path) -> None:
    shutil.copy(H5_CONFIG, tmp_path)
    for name in ("mobcompliance-report", "allure-results"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.json").write_text('{"phone": "‹phone#3fa2c1›"}', "utf-8")
    command = ["leaks", "mobcompliance-report", "allure-results", "--identities", H5_CONFIG.name]
    assert "2 个文件全部读过" in run(str(BIN / "mobcompliance"), *command, cwd=tmp_path)


def identities(tmp_path: Path) -> None:
    command = ["identities", "--count", "3", "--seed", "7", "--unfit", "under-age"]
    made = tomllib.loads(run(str(BIN / "mobcompliance"), *command, cwd=tmp_path))["identities"]
    assert [person.get("unfit") for person in made.values()] == [None, None, None, "under-age"]
    assert all(person["generated"] for person in made.values())


def _hears_ctrl_c() -> None:
    """A shell lets what it starts in the background ignore Ctrl-C, and so would the phone."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def phone(tmp_path: Path) -> None:
    """It serves until Ctrl-C; the page that it names shows the phone."""
    command = [str(BIN / "mobcompliance"), "phone", "--defects", "no-notice", "--lang", "en"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=tmp_path, preexec_fn=_hears_ctrl_c
    ) as process:
        assert process.stdout is not None
        addresses = (re.search(r"http://127\.0\.0\.1:\d+/", line) for line in process.stdout)
        page = next(found.group() for found in addresses if found is not None)
        with urlopen(page, timeout=10) as answer:
            assert "<html" in answer.read().decode()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.wait(20) == 0


def pytest_pyargs(tmp_path: Path) -> None:
    """As it stands there: the settings file is found in the folder it is run in."""
    settings = H5_CONFIG.read_text("utf-8")
    settings = settings.replace('serve = "."', f'serve = "{H5_CONFIG.parent}"')
    settings = settings.replace('home = "../../rig"', f'home = "{ROOT / "rig"}"')
    (tmp_path / "mobcompliance.toml").write_text(settings, "utf-8")
    command = "-m pytest --pyargs pytest_mobcompliance.checks --alluredir allure-results"
    output = run(sys.executable, *command.split(), "-p", "no:cacheprovider", cwd=tmp_path)
    assert "第十八条" in output
    assert list((tmp_path / "allure-results").glob("*-result.json"))
    assert list(tmp_path.glob("mobcompliance-report/*/allurerc.mjs"))


RUNS: dict[str, Callable[[Path], None]] = {
    "make demo": make_demo,
    "make demo-h5": make_demo_h5,
    "mobcompliance phone --defects no-notice": phone,
    "make test": make_test,
    "pip install pytest-mobcompliance": pip_install,
    "mobcompliance doctor": doctor,
    "mobcompliance policy policy.html --sdk 示例推送 --permission camera": policy,
    "mobcompliance leaks mobcompliance-report allure-results --identities mobcompliance.toml": leaks,
    "mobcompliance identities --count 3 --seed 7 --unfit under-age": identities,
    "pytest --pyargs pytest_mobcompliance.checks --alluredir allure-results": pytest_pyargs,
}


def test_every_command_has_a_run() -> None:
    assert set(commands(READMES["README.md"])) == set(RUNS)


@pytest.mark.parametrize("command", RUNS)
def test_command_runs(command: str, tmp_path: Path) -> None:
    RUNS[command](tmp_path)


RECORD = """
from pytest_mobcompliance.device.flows import (accept_notice)

def test_record(mob_app):
    mob_app.launch()
    accept_notice(mob_app)
    mob_app.go("home")
    mob_app.capture()
"""


@pytest.mark.parametrize("name", READMES)
def test_python_examples_run(name: str, tmp_path: Path, appium: str) -> None:
    """The first block is a check, the last judges what another run recorded."""
    first, *_, last = blocks(READMES[name], "python")
    (tmp_path / "test_first.py").write_text(first, "utf-8")
    (tmp_path / "test_record.py").write_text(RECORD, "utf-8")
    output = run(
        *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--mob-config", str(H5_CONFIG)),
        *("--mob-server", appium, "--mob-record", "recordings"),
        cwd=tmp_path,
    )
    assert "2 passed" in output
    assert "6.target-size" in run(sys.executable, "-c", last, cwd=tmp_path)


def test_settings_example_is_valid(tmp_path: Path) -> None:
    from pytest_mobcompliance.settings import load_settings

    for name, text in READMES.items():
        first, more = blocks(text, "toml")
        file = tmp_path / f"{name}.toml"
        file.write_text(first, "utf-8")
        assert load_settings(file).screens.keys() == {"home", "settings"}
        file.write_text(f"{first}\n{more}", "utf-8")
        read = load_settings(file)
        assert read.verification.lock_identity in read.identities
        assert read.forms.keys() == {"registration", "login"}
