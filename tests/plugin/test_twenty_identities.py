"""Twenty seeded identities are typed, logged, printed, raised and handed to Allure; nothing left shows one.

`mobcompliance leaks` is the judge, and shows that it would have found them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pytest_mobcompliance.cli import main
from pytest_mobcompliance.evidence.paint import COVER, open_picture
from pytest_mobcompliance.screen.bundle import find_bundles, read_bundle
from pytest_mobcompliance.settings import DEMO

SUITE = """
import json, logging, os, tomllib, warnings
from pathlib import Path

import allure, pytest

CONFIG = Path(__file__).with_name("mobcompliance.toml")
PEOPLE = list(tomllib.loads(CONFIG.read_text("utf-8"))["identities"].values())
MADE = [person for person in PEOPLE if person.get("generated")]
LOG = logging.getLogger("own")
LOG.warning("collecting for %s", MADE[0])

def spill(person):
    values = [str(value) for value in person.values()]
    print(*values)
    for value in values:
        LOG.debug("typing %s", value)
    LOG.info(json.dumps(person))
    try:
        raise KeyError(person["id_number"])
    except KeyError:
        LOG.exception("no account for %(name)s", person)

@pytest.fixture
def opened(person):
    spill(person)
    yield person
    print("closing", person)

@pytest.mark.parametrize("person", MADE, ids=[person["name"] for person in MADE])
@pytest.mark.requirement("12.identity/own-spill")
def test_spill(opened, record_property, record_testsuite_property, tmp_path, mob_verdict):
    spill(opened)
    (tmp_path / "notes.txt").write_text("nothing")
    record_property("phone", opened["phone"])
    record_testsuite_property("name", opened["name"])
    allure.dynamic.suite(opened["name"])
    allure.attach(str(opened).encode("gbk"), "log", allure.attachment_type.TEXT)
    allure.attach(str(opened).encode("utf-16"), "log", allure.attachment_type.CSV)
    allure.dynamic.title(f"login of {opened['name']}")
    allure.dynamic.story(opened["name"])
    allure.attach(json.dumps(opened), "of " + opened["phone"], allure.attachment_type.JSON)
    allure.attach(opened["card"].encode(), "bytes", allure.attachment_type.TEXT)
    file = tmp_path / "file.csv"
    file.write_text(";".join(map(str, opened.values())), "utf-8")
    allure.attach.file(str(file), "a file", allure.attachment_type.CSV)
    file.unlink()
    with allure.step(f"typing {opened['id_number']}"):
        mob_verdict.observe(opened["phone"], opened["name"])

@pytest.mark.parametrize("phone,name", [(person["phone"], person["name"]) for person in MADE[:4]])
def test_unmarked(phone, name):
    warnings.warn(f"{phone} of {name}", stacklevel=1)
    print(phone, name)
    assert phone == "nobody's", f"{name} is shown"

@pytest.mark.parametrize("card", [person["card"] for person in MADE[4:7]])
@pytest.mark.requirement("12.identity/own-failing")
def test_failing(card):
    assert card.endswith("x"), card

@pytest.mark.parametrize("id_number", [person["id_number"] for person in MADE[7:9]])
@pytest.mark.requirement("12.identity/own-broken")
def test_broken(id_number):
    raise ValueError(f"no {id_number} in {CONFIG.read_text('utf-8')}")

@pytest.mark.xfail(reason=str(MADE[0]), strict=False)
def test_expected():
    pytest.fail(MADE[0]["phone"])

@pytest.mark.parametrize("width", [753951])
@pytest.mark.requirement("12.identity/own-code")
def test_code_of_the_hook(width, pytestconfig, mob_verdict):
    from pytest_mobcompliance.stash import RUN
    mob_verdict.observe("width", width)
    pytestconfig.stash[RUN].keep_secret("753951")
    LOG.info("验证码 753951")
    print("code=753951")

@pytest.mark.parametrize("person", MADE[9:10], ids=[person["phone"] for person in MADE[9:10]])
@pytest.mark.requirement("12.identity/own-typing")
def test_typing(person, mob_app, mob_audit, mob_verdict):
    from pytest_mobcompliance.device.flows import accept_notice
    from pytest_mobcompliance.settings import Locator
    mob_app.launch()
    accept_notice(mob_app)
    mob_app.go("register")
    for field in ("phone", "name", "id_number", "card", "password"):
        mob_app.type(Locator(id=f"register_{field}"), person[field])
    found = mob_audit()
    LOG.info("screen: %s", mob_app.capture().to_json())
    mob_verdict.needs_review(f"look at {person['name']}", mob_app.capture())

@pytest.mark.parametrize("person", MADE[11:12], ids=[person["account"] for person in MADE[11:12]])
@pytest.mark.requirement("12.identity/own-crash")
def test_crash(person):
    spill(person)
    if "PYTEST_XDIST_WORKER" in os.environ:
        os._exit(9)
"""


@pytest.fixture
def settings(pytester: pytest.Pytester) -> Path:
    """The demo bank's settings with twenty identities more."""
    made = CliRunner().invoke(main, ["identities", "--count", "20", "--seed", "7", "--on", "2026-01-01"])
    assert made.exit_code == 0, made.output
    file = pytester.path / "mobcompliance.toml"
    file.write_text(DEMO.read_text("utf-8") + "\n" + made.output, "utf-8")
    return file


@pytest.mark.parametrize(
    "how", [("-p", "no:xdist", "-o", "log_cli=true", "--setup-show"), ("-n2",)], ids=["no-xdist", "n2"]
)
def test_nothing_is_left(
    how: tuple[str, ...], settings: Path, pytester: pytest.Pytester, tmp_path: Path
) -> None:
    pytester.makepyfile(test_own=SUITE)
    left = tmp_path / "left"
    result = pytester.runpytest_subprocess(
        *("-p", "no:hypothesispytest", "-p", "no:faker", *how),
        *("--mob-device=virtual", f"--mob-record={left / 'recorded'}", f"--mob-report={left / 'report'}"),
        *(f"--alluredir={left / 'allure'}", f"--junitxml={left / 'junit.xml'}", "--junit-prefix=own"),
        *("-o", "junit_logging=all", "--log-level=DEBUG", f"--log-file={left / 'run.log'}", "-rA", "-vv"),
        *("--tb=long", "--durations=5", "-o", f"cache_dir={left / 'cache'}", f"--basetemp={left / 'temp'}"),
    )
    (left / "terminal.txt").write_text("\n".join([*result.outlines, *result.errlines]), "utf-8")
    text = (left / "terminal.txt").read_text("utf-8")
    # What was to happen did: all spilt, some failed, and on a worker one crashed.
    assert text.count("test_spill[") > 20
    assert "typing ‹" in text
    assert "验证码 ‹code" in text
    (ledger,) = left.glob("report/*/ledger.jsonl")
    records = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
    gone = [record["item"] for record in records if record.get("reason") in ("crashed", "never-ran")]
    assert len(gone) == ("-n2" in how), gone
    assert ("crashed while running" in text) == ("-n2" in how)
    assert covered_fields(left / "recorded") >= 3  # the others are scrolled out
    assert len(list(left.glob("allure/*-result.json"))) > 30
    for link in left.glob("temp/**/*current"):
        link.unlink()  # what a link leads to is looked through under its own name
    clean = leaks(left, settings)
    assert clean.exit_code == 0, clean.output

    (attachment, *_) = left.glob("allure/*-attachment.json")
    attachment.write_text('{"phone": "' + one_phone(settings) + '"}', "utf-8")
    planted = leaks(left, settings)
    assert planted.exit_code == 1
    assert attachment.name in planted.output
    assert "p01.phone" in planted.output


def leaks(left: Path, settings: Path) -> Result:
    """Pictures are looked at by the tests of the redactor: here is no Tesseract."""
    command = ["leaks", str(left), "--identities", str(settings), "--without-pictures", "--lang", "en"]
    return CliRunner().invoke(main, command)


def covered_fields(recorded: Path) -> int:
    """How many elements with a redacted text were recorded. Each has to be painted over."""
    count = 0
    for bundle in find_bundles(recorded).values():
        screen = read_bundle(bundle)
        picture = open_picture(screen.screenshot)
        assert picture is not None
        for element in screen.elements:
            if element.bounds is not None and "‹" in (element.text or ""):
                left, top, right, bottom = map(int, element.bounds)
                colours = picture.crop((left, top, right, bottom)).getcolors()
                assert colours is not None
                assert [colour for _, colour in colours] == [COVER], element.resource_id
                count += 1
    return count


def one_phone(settings: Path) -> str:
    return str(tomllib.loads(settings.read_text("utf-8"))["identities"]["p01"]["phone"])


def test_names_made_of_parameters_are_the_same_in_each_run(
    settings: Path, pytester: pytest.Pytester, here: Callable[..., pytest.RunResult]
) -> None:
    phone = one_phone(settings)
    pytester.makepyfile(
        f"""
        import pytest
        @pytest.mark.parametrize("who", ["{phone}", "13900000001", "else"])
        def test_one(who, request):
            assert request.node.nodeid.endswith(f"::{{request.node.name}}")
            assert "{phone}" not in request.node.name
        """
    )
    for _ in range(2):
        result = here("-v", "--mob-device=virtual")
        result.stdout.fnmatch_lines(
            [
                "*::test_one[[]phone[]] PASSED*",
                "*::test_one[[]phone-2[]] PASSED*",
                "*::test_one[[]else[]] PASSED*",
            ]
        )
