"""``mobcompliance audit``: which files it finds, what it says, and with which status it ends."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from pytest_mobcompliance.cli import main
from pytest_mobcompliance.cli_audit import one_line
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState, write_bundle

CAPTURES = Path(__file__).parent / "screen" / "captures"
PHONE = "13800000001"
ROW = "<hierarchy rotation='0' width='400' height='800'>{}</hierarchy>"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No mobcompliance.toml of somebody else is read."""
    monkeypatch.chdir(tmp_path)


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["audit", *map(str, args)], catch_exceptions=False)


def judged(tmp_path: Path, *args: object) -> tuple[int, Any]:
    code = run(*args, "--json", tmp_path / "out.json", "--lang", "en").exit_code
    return code, json.loads((tmp_path / "out.json").read_text("utf-8"))


def png(size: tuple[int, int] = (400, 800)) -> bytes:
    buffer = io.BytesIO()
    picture = Image.new("RGB", size, "white")
    picture.putpixel((0, 0), (0, 0, 0))
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def button(side: float = 30.0, *, name: str | None = "关闭", left: float = 40, **more: Any) -> Element:
    box = (left, 100.0, left + 2 * side, 100.0 + 2 * side)
    return Element(
        **{
            "id": "0.1",
            "role": "button",
            "name": name,
            "resource_id": "cn.example:id/close",
            "class_name": "android.widget.Button",
            "bounds": box,
            "bounds_dp": tuple(part / 2 for part in box),
            "clickable": True,
            "visible": True,
            "parent": "0",
            **more,
        }
    )


def screen(*inside: Element, name: str = "home", **more: Any) -> Screen:
    root = Element(
        id="0",
        role="generic",
        bounds=(0, 0, 400, 800),
        bounds_dp=(0, 0, 200, 400),
        children=tuple(one.id for one in inside),
    )
    kept = {"screenshot": png(), "screenshot_state": ScreenshotState.OK, "density": 2.0, **more}
    return Screen(platform=Platform.ANDROID, elements=(root, *inside), size=(400, 800), name=name, **kept)


@pytest.fixture
def bundles(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings"
    write_bundle(folder, screen(button(), name="home"))
    write_bundle(folder, screen(button(), name="pay"))
    return folder


# ------------------------------------------------------------------ what is found


def test_one_problem_on_two_screens_is_one_line(bundles: Path) -> None:
    done = run(bundles, "--rules", "6.target-size", "--lang", "en")
    assert done.exit_code == 1
    [line] = [line for line in done.output.splitlines() if "#close" in line]
    assert line.split()[:4] == ["1", "✘", "violated", "critical"]
    for part in ("6.target-size", "30 dp", "44 dp", "miit-2021", "at least 44 dp", "@ home, pay"):
        assert part in line
    assert "Total: ✘ violated 1  ? needs review 0" in done.output


def test_way_to_put_it_right_is_told_once_for_each_rule(bundles: Path) -> None:
    write_bundle(bundles, screen(button(name="转账", resource_id="other"), name="about"))
    output = run(bundles, "--rules", "6.target-size", "--lang", "en").output
    [line] = [line for line in output.splitlines() if "TouchDelegate" in line]
    assert line.split()[0] == "6.target-size"


def test_it_speaks_chinese_unless_told_otherwise(bundles: Path) -> None:
    output = run(bundles).output
    assert "可点击区域较短一边 30 dp，应不小于 44 dp @ home, pay" in output
    assert "没有判断的，以及原因" in output


def test_many_places_are_cut(tmp_path: Path) -> None:
    for number in range(7):
        write_bundle(tmp_path / "r", screen(button(), name=f"s{number}"))
    assert "@ s0, s1, s2, s3 … +3" in run("r", "--rules", "6.target-size").output


@pytest.mark.parametrize("given", ["recordings", "recordings/home", "recordings/home/screen.json"])
def test_bundle_is_named_in_any_way(bundles: Path, tmp_path: Path, given: str) -> None:
    code, data = judged(tmp_path, tmp_path / given)
    assert code == 1
    assert data["screens"][0]["name"] == "home"
    assert data["screens"][0]["screenshot"] == "ok"
    assert data["errors"] == []


def test_bundles_are_judged_by_their_mode_unless_told_otherwise(tmp_path: Path) -> None:
    write_bundle(tmp_path / "r", screen(button(50.0), mode="elderly"))
    code, data = judged(tmp_path, "r", "--rules", "6.target-size")
    assert (code, data["problems"][0]["required"], data["screens"][0]["elderly"]) == (1, 60, True)
    code, data = judged(tmp_path, "r", "--rules", "6.target-size", "--standard")
    assert (code, data["problems"], data["screens"][0]["elderly"]) == (0, [], False)


def test_profile_chooses_the_numbers(tmp_path: Path) -> None:
    write_bundle(tmp_path / "r", screen(button(46.0)))
    assert judged(tmp_path, "r", "--rules", "6.target-size")[0] == 0
    code, data = judged(tmp_path, "r", "--rules", "6.target-size", "--profile", "atf")
    assert (code, data["problems"][0]["profile"], data["problems"][0]["required"]) == (1, "atf", 48)


def test_captures_of_every_kind_are_read(tmp_path: Path) -> None:
    code, data = judged(tmp_path, CAPTURES, "--density", "2.75")
    assert code == 1
    assert data["errors"] == []
    assert len(data["screens"]) == len(list(CAPTURES.iterdir()))
    assert {one["platform"] for one in data["screens"]} == {"android", "ios"}


def test_pair_is_one_screen_however_it_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "pairs"
    folder.mkdir()
    (folder / "home.xml").write_text(ROW.format("<node class='android.view.View' bounds='[0,0][400,800]'/>"))
    (folder / "home.png").write_bytes(png())
    (folder / "notes.json").write_text('{"format": "something else"}')
    for given in ([folder], [folder / "home.xml", folder / "home.png"], [folder / "home.png"]):
        data = judged(tmp_path, *given)[1]
        assert [(one["name"], one["screenshot"]) for one in data["screens"]] == [("home", "ok")]
        assert data["errors"] == []


def test_density_and_font_scale_are_taken_for_what_files_do_not_say(tmp_path: Path) -> None:
    _, data = judged(tmp_path, CAPTURES / "uia2_home.xml", "--density", "2.75", "--font-scale", "1.3")
    assert (data["screens"][0]["density"], data["screens"][0]["font_scale"]) == (2.75, 1.3)
    _, data = judged(tmp_path, CAPTURES / "uia2_home.xml", "--rules", "6.target-size")
    assert {problem["reason"] for problem in data["problems"]} <= {"unknown-density", "clipped"}
    assert data["counts"]["6.target-size"].get("violated") is None


def test_row_that_one_part_cuts_and_another_shows_counts_once(tmp_path: Path) -> None:
    cut = button(10.0, clipped=True)
    write_bundle(tmp_path / "r", screen(cut, name="home"))
    assert judged(tmp_path, "r", "--rules", "6.target-size")[1]["problems"][0]["reason"] == "clipped"
    write_bundle(tmp_path / "r", screen(button(50.0), name="home~2"))
    assert judged(tmp_path, "r", "--rules", "6.target-size")[1]["problems"] == []


# ------------------------------------------------------------------ what goes wrong


def test_unreadable_file_is_named_and_the_rest_is_judged(bundles: Path, tmp_path: Path) -> None:
    (bundles / "home" / "screen.json").write_text("{")
    done = run(bundles, "--lang", "en")
    assert done.exit_code == 2
    assert f"✗ {bundles / 'home'}:" in done.stderr
    assert "got: no valid JSON" in done.stderr
    assert "得到：无效的 JSON" in run(bundles).stderr
    assert "@ pay" in done.stdout
    code, data = judged(tmp_path, bundles)
    assert code == 2
    assert [one["source"] for one in data["errors"]] == [str(bundles / "home")]


@pytest.mark.parametrize("missing", ["absent.xml", "absent", "lonely.png", "empty"])
def test_what_is_not_there_is_an_error(tmp_path: Path, missing: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "lonely.png").write_bytes(png())
    done = run(missing, "--lang", "en")
    assert done.exit_code == 2
    assert f"✗ {missing}:" in done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "Missing argument"),
        (("x", "--rules", "6.target-sise"), "没有规则 '6.target-sise'，是否应为 6.target-size？"),
        (("x", "--rules", "6.target-sise", "--lang", "en"), "did you mean 6.target-size?"),
        (("x", "--rules", " , "), "--rules 没有写任何规则"),
        (("x", "--rules", " , ", "--lang", "en"), "names no rule"),
        (("x", "--profile", "wcag"), "wcag-aa"),
        (("x", "--density", "0"), "--density"),
        (("x", "--fail-on", "always"), "--fail-on"),
        (("x", "--config", "absent.toml"), "absent.toml"),
    ],
)
def test_wrong_usage_says_what_is_right(args: tuple[str, ...], words: str) -> None:
    done = run(*args)
    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output


def test_output_that_cannot_be_written_is_wrong_usage(bundles: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert run(bundles, "--json", tmp_path / "file" / "out.json").exit_code == 2


@pytest.mark.parametrize(
    ("fail_on", "violated", "review"), [("violated", 1, 0), ("needs-review", 1, 1), ("never", 0, 0)]
)
def test_fail_on_decides_the_status(tmp_path: Path, fail_on: str, violated: int, review: int) -> None:
    write_bundle(tmp_path / "violated", screen(button()))
    write_bundle(tmp_path / "review", screen(button(10.0, clipped=True)))
    only = ("--rules", "6.target-size", "--fail-on", fail_on)
    assert run("violated", *only).exit_code == violated
    assert run("review", *only).exit_code == review


# ------------------------------------------------------------------ the house's own


def test_thresholds_of_the_house_count(tmp_path: Path) -> None:
    write_bundle(tmp_path / "r", screen(button(46.0)))
    config = tmp_path / "mobcompliance.toml"  # found here without being named
    config.write_text(
        '[app]\nurl = "x"\n[thresholds."6.target-size.normal"]\nvalue = 50\nreason = "house"\n', "utf-8"
    )
    code, data = judged(tmp_path, "r", "--rules", "6.target-size")
    assert (code, data["problems"][0]["required"]) == (1, 50)
    config.write_text(config.read_text("utf-8").replace("target-size.normal", "target-size.norml"), "utf-8")
    done = run("r")
    assert done.exit_code == 2
    assert "6.target-size.normal" in done.output


HOUSE = """
from pytest_mobcompliance.findings import Verdict
from pytest_mobcompliance.rules import Judgement, Rule, Source

def judge(screen, limits):
    for element in screen.shown():
        if "关" in (element.name or ""):
            yield Judgement(element=element, verdict=Verdict.VIOLATED, reason="house-word")

SAYS = {"title": "House word", "violated": "says {reason}"}
SAYS |= {"fix": "say it otherwise", "fix-android": "in strings.xml"}

def pytest_mobcompliance_rules():
    source = Source(standard="House book", article="7", confidence="A")
    return [Rule(id="9.house", requirement="16.x", judge=judge, messages={"en": SAYS}, sources=(source,))]

def pytest_mobcompliance_redaction():
    return [("customer", r"CUST-[0-9]+")]
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a module in the folder from which the command is started; no import of it stays."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    name = f"plugin_{tmp_path.name.replace('-', '_')}"
    yield name
    sys.modules.pop(name, None)


@pytest.fixture
def house(tmp_path: Path, plugin: str) -> str:
    """A plugin module of a project."""
    (tmp_path / f"{plugin}.py").write_text(HOUSE, "utf-8")
    return plugin


def test_rules_of_a_plugin_count_with_what_they_say(bundles: Path, tmp_path: Path, house: str) -> None:
    done = run(bundles, "-p", house, "--rules", "9.house", "--lang", "en", "--html", "page.html")
    assert done.exit_code == 1
    [line] = [line for line in done.output.splitlines() if "#close" in line]
    assert line.endswith("says house-word @ home, pay")
    assert "House word" in done.output
    page = (tmp_path / "page.html").read_text("utf-8")
    assert all(
        words in page for words in ("House word", "say it otherwise", "in strings.xml", "House book 7")
    )
    _, data = judged(tmp_path, bundles, "-p", house)
    [problem] = [one for one in data["problems"] if one["rule"] == "9.house"]
    assert (problem["title"], problem["fix"]) == ("House word", "say it otherwise")
    assert problem["fix_on"] == {"android": "in strings.xml"}
    assert problem["standards"] == "House book 7"
    assert "6.target-size" in data["counts"], "ours run as well"


def test_patterns_of_a_plugin_are_redacted(tmp_path: Path, house: str) -> None:
    write_bundle(tmp_path / "r", screen(button(name="CUST-123456", resource_id=None), name="CUST-99"))
    assert "CUST-" in run("r").output
    done = run("r", "-p", house, "--json", "o.json", "--html", "o.html")
    for text in (done.stdout, *((tmp_path / name).read_text("utf-8") for name in ("o.json", "o.html"))):
        assert "CUST-" not in text
        assert "‹customer" in text


@pytest.mark.parametrize(
    ("body", "words"),  # in the default language; Python's own stay as they are
    [
        (None, "No module named"),
        ("import absent_of_all_modules", "absent_of_all_modules"),
        ("1 / 0", "ZeroDivisionError"),
        ("def pytest_mobcompliance_rules(): return 1 / 0", "ZeroDivisionError"),
        ("import pytest; pytest.skip('not here', allow_module_level=True)", "该插件要求跳过自身"),
        (
            "import pytest_mobcompliance.rules as of\ndef pytest_mobcompliance_rules(): return of.RULES[:1]",
            "两条规则的编号都是 '6.target-size'",
        ),
        ("def pytest_mobcompliance_redaction(): return [('x', '(')]", "pytest_mobcompliance_redaction"),
    ],
)
def test_plugin_that_cannot_be_used_is_wrong_usage(
    bundles: Path, tmp_path: Path, plugin: str, body: str | None, words: str
) -> None:
    if body is not None:
        (tmp_path / f"{plugin}.py").write_text(body, "utf-8")
    done = run(bundles, "-p", plugin)
    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output


def test_nothing_personal_leaves(tmp_path: Path) -> None:
    config = tmp_path / "house.toml"
    config.write_text('[app]\nurl = "x"\n[identities.a]\nname = "测试甲"\n', "utf-8")
    row = button(30.0, name=f"测试甲 {PHONE}", text=f"测试甲 {PHONE}", resource_id=None)
    write_bundle(tmp_path / "r", screen(row, name="测试甲"))
    (tmp_path / "bad.json").write_text(json.dumps({"format": f"测试甲{PHONE}"}, ensure_ascii=False), "utf-8")
    done = run("r", "bad.json", "--config", config, "--json", "o.json", "--html", "o.html")
    assert done.exit_code == 2
    wrote = [(tmp_path / name).read_text("utf-8") for name in ("o.json", "o.html")]
    for text in (done.stdout, done.stderr, *wrote):
        assert PHONE not in text
    for text in (done.stdout, *wrote):
        assert "‹phone#" in text
        assert "‹identity2-4#" in text
    found = json.loads(wrote[0])
    assert "13.clear-data" in {problem["rule"] for problem in found["problems"]}, (
        "judged before it is covered"
    )


def test_recording_with_covered_numbers_is_not_called_clean(tmp_path: Path) -> None:
    write_bundle(tmp_path / "r", screen(button(name="‹phone#3fa2c1›"), name="covered"))
    write_bundle(tmp_path / "r", screen(button(), name="open"))
    _, data = judged(tmp_path, "r", "--rules", "13.clear-data")
    assert data["counts"]["13.clear-data"] == {"satisfied": 1}
    [row] = data["not_judged"]
    assert (row["reason"], row["rules"], row["screens"]) == ("redacted", ["13.clear-data"], [1])
    assert "covered when the screen was recorded" in row["why"]


# ------------------------------------------------------------------ how it looks


def test_page_is_written(bundles: Path, tmp_path: Path) -> None:
    done = run(bundles, "--html", tmp_path / "new" / "page.html", "--lang", "en")
    assert "Written to" in done.output
    page = (tmp_path / "new" / "page.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert page.count("data:image/jpeg") == 2


def test_words_of_an_app_steer_no_terminal(tmp_path: Path) -> None:
    assert one_line("a\x1b[31m\n b\u202e\u200b\tc\x00") == "a[31m b c"
    write_bundle(tmp_path / "r", screen(button(30.0, resource_id="x\x1b[2J\ny")))
    output = run("r").output
    assert "\x1b" not in output
    assert "#x\ufffd[2J y " in output


def test_screens_without_problems_say_so(tmp_path: Path) -> None:
    write_bundle(tmp_path / "r", screen(button(60.0)))
    done = run("r", "--rules", "6.target-size", "--lang", "en")
    assert done.exit_code == 0
    assert "No problem was found." in done.output


def test_progress_shows_on_a_terminal_only(bundles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_mobcompliance.cli_audit._QUIET", -1.0)
    monkeypatch.setattr("pytest_mobcompliance.cli_audit._STEP", -1.0)
    assert "Judging" not in run(bundles, "--lang", "en").stderr
    monkeypatch.setattr("pytest_mobcompliance.cli_audit._on_terminal", lambda: True)
    shown = run(bundles, "--lang", "en", "--html", "page.html").stderr
    assert "Judging 2/2" in shown
    assert "Drawing 2/2" in shown
    assert shown.endswith("\r"), "the line is taken away"


def test_symbolic_links_and_hidden_folders_are_passed_over(bundles: Path) -> None:
    (bundles / "again").symlink_to(bundles, target_is_directory=True)
    shutil.copytree(bundles / "home", bundles / ".hidden" / "home")
    assert run(bundles, "--lang", "en").output.startswith("2 screens")


def test_help_names_it() -> None:
    assert "audit" in CliRunner().invoke(main, ["--help"]).output
    assert "--fail-on" in run("--help").output
