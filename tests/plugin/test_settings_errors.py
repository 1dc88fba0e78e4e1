"""What a user sees when the configuration is wrong: one message, no traceback, nothing started."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]


def test_misspelt_key(pytester: pytest.Pytester, xdist: tuple[str, ...], run: Run) -> None:
    pytester.path.joinpath("mobcompliance.toml").write_text('[app]\nplatfrom = "web"\nurl = "x"\n', "utf-8")
    pytester.makepyfile("def test_one(mob_app): pass")
    result = run(*xdist)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*mobcompliance.toml: app.platfrom", "*下一步：请改为 'platform'"])


def test_config_that_does_not_exist(pytester: pytest.Pytester, xdist: tuple[str, ...], run: Run) -> None:
    pytester.makepyfile("def test_one(): pass")
    result = run(*xdist, "--mob-config", "nowhere.toml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*nowhere.toml*"])


def test_ini_value_that_is_no_choice(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makeini("[pytest]\nmob_profile = miit-2012\n")
    pytester.makepyfile("def test_one(): pass")
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*mob_profile = 'miit-2012' 有误，应为 miit-2021、* 之一"])
    assert "in the ini file: it is one of miit-2021, " in run("--mob-lang", "en").stderr.str()


def test_no_settings_at_all(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile("def test_one(mob_app): pass")
    result = run("-p", "no:xdist")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*下一步：请写一个含 [[]app] 表的 mobcompliance.toml*"])


@pytest.mark.parametrize(
    ("lang", "got", "wanted", "next_step"),
    [
        (
            "zh-CN",
            "  得到：未知的键 'platfrom'",
            "  应为：platform、kind、* 之一",
            "  下一步：请改为 'platform'",
        ),
        (
            "en",
            "  got: the unknown key 'platfrom'",
            "  wanted: one of platform, kind, *",
            "  what to do next: write 'platform'",
        ),
    ],
)
def test_refusal_speaks_the_language_of_the_run(
    lang: str, got: str, wanted: str, next_step: str, pytester: pytest.Pytester, here: Run
) -> None:
    pytester.path.joinpath("mobcompliance.toml").write_text('[app]\nplatfrom = "web"\nurl = "x"\n', "utf-8")
    pytester.makepyfile("def test_one(mob_app): pass")
    result = here("--mob-lang", lang)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([got, wanted, next_step], consecutive=True)


RAISES = """
    import pytest
    from pytest_mobcompliance.errors import RigError
    from pytest_mobcompliance.messages import say
    from pytest_mobcompliance.settings import load_settings

    @pytest.mark.requirement("16.privacy-notice/x")
    def test_one(mob_verdict, tmp_path):
        try:
            load_settings(tmp_path / "absent.toml")
        except Exception as error:
            raise RigError(
                reason="server-died",
                who="farm",
                where="rack 7",
                got=say("nothing"),
                wanted=say("a readable TOML file"),
                next_step=say("take the key out"),
            ) from error
"""


@pytest.mark.parametrize(
    ("lang", "cause", "raised"),
    [
        (
            "zh-CN",
            ["*mobcompliance.toml: *absent.toml", "* 应为：可读的 TOML 文件"],
            ["*farm: rack 7", "* 得到：无", "* 应为：可读的 TOML 文件", "* 下一步：请删除这个键"],
        ),
        (
            "en",
            ["*mobcompliance.toml: *absent.toml", "* wanted: a readable TOML file"],
            [
                "*farm: rack 7",
                "* got: nothing",
                "* wanted: a readable TOML file",
                "* what to do next: take the key out",
            ],
        ),
    ],
)
def test_error_of_a_run_and_its_cause_speak_the_language_of_the_run(
    lang: str, cause: list[str], raised: list[str], pytester: pytest.Pytester, here: Run
) -> None:
    pytester.makepyfile(RAISES)
    result = here("--mob-lang", lang)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([*raised, *cause])
    assert "load_settings" not in result.stdout.str().partition("test_one")[2]  # no source code
    here("--mob-lang", lang, "--tb=long").stdout.fnmatch_lines([*cause, "*direct cause*", *raised])
