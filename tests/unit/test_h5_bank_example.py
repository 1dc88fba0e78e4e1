"""The sample bank's files agree with each other."""

from __future__ import annotations

import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from pytest_mobcompliance.settings import load_settings

BANK = Path(__file__).parents[2] / "examples" / "h5_bank"
AREAS = {"accessibility", "elderly_mode", "identity", "privacy", "permissions", "compatibility"}


def _script(name: str) -> str:
    return (BANK / "js" / name).read_text("utf-8")


def _defects() -> list[dict[str, str]]:
    """Defects and behaviours."""
    kinds = ("defect", "behaviour")
    return [
        each for kind in kinds for each in tomllib.loads((BANK / f"{kind}s.toml").read_text("utf-8"))[kind]
    ]


def _known() -> list[str]:
    block = re.search(r"KNOWN = \[(.*?)\];", _script("defects.js"), re.DOTALL)
    assert block is not None
    return re.findall(r'"([a-z0-9-]+)"', block.group(1))


def test_the_script_and_the_table_know_the_same_defects() -> None:
    assert sorted(_known()) == sorted(defect["name"] for defect in _defects())
    assert len(set(_known())) == len(_known())


def test_each_defect_has_an_area_and_both_descriptions() -> None:
    for defect in _defects():
        assert defect["area"] in AREAS
        assert defect["zh"]
        assert defect["en"]


def test_each_defect_is_used_somewhere() -> None:
    used = set(re.findall(r'has\("([a-z0-9-]+)"\)', "".join(_script(p.name) for p in BANK.glob("js/*.js"))))
    used |= set(re.findall(r"\.defect-([a-z0-9-]+)", (BANK / "bank.css").read_text("utf-8")))
    assert used == set(_known())


def test_the_settings_load_and_each_expected_screen_has_a_page() -> None:
    settings = load_settings(BANK / "mobcompliance.toml")
    block = re.search(r"all: \{(.*?)\}", _script("pages.js"), re.DOTALL)
    assert block is not None
    pages = set(re.findall(r"(\w+)[,:]", block.group(1)))
    for screen in settings.screens.values():
        assert screen.expect is not None
        assert screen.expect.value.removeprefix("screen-") in pages


def test_the_identity_passes_the_site_s_own_checks() -> None:
    person = load_settings(BANK / "mobcompliance.toml").identities["alice"]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(person.id_number[:17], weights, strict=True))
    assert person.id_number.startswith("999999")
    assert "10X98765432"[total % 11] == person.id_number[17]
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(person.card))]
    assert sum(sum(divmod(number, 10)) for number in doubled) % 10 == 0


class _Resources(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("src", "href") and value]


def test_nothing_is_loaded_from_elsewhere() -> None:
    for page in BANK.glob("*.html"):
        parser = _Resources()
        parser.feed(page.read_text("utf-8"))
        for address in parser.found:
            assert not urlsplit(address).netloc
            assert (BANK / address).is_file()
