"""``mobcompliance identities``: numbers in the right form, the same for a seed, said to be generated."""

from __future__ import annotations

import builtins
import sys
import tomllib
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result
from stdnum import luhn

from pytest_mobcompliance.cli import main
from pytest_mobcompliance.cli_identities import NETWORKS, id_number, identities
from pytest_mobcompliance.settings import DEMO, IdentitySettings, load_settings
from pytest_mobcompliance.virtual_phone.bank.forms import card_is_valid, id_number_is_valid

DAY = "2026-01-01"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["identities", "--on", DAY, *args])


def made(*args: str) -> dict[str, dict[str, Any]]:
    done = run(*args)
    assert done.exit_code == 0, done.output
    return dict(tomllib.loads(done.output).get("identities", {}))


def age(number: str) -> int:
    born, on = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}"), date.fromisoformat(DAY)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def test_twenty_fit_ones() -> None:
    people = made("--count", "20", "--seed", "7")
    assert list(people) == [f"p{number:02}" for number in range(1, 21)]
    for person in people.values():
        IdentitySettings.model_validate(person)
        assert person["generated"] is True
        assert "unfit" not in person
        assert id_number_is_valid(person["id_number"])
        assert 20 <= age(person["id_number"]) < 60
        assert person["id_expiry"] > DAY
        assert card_is_valid(person["card"])
        assert luhn.is_valid(person["card"])
        assert person["phone"].startswith(NETWORKS)
        assert (len(person["phone"]), len(person["card"])) == (11, 19)
        assert person["account"] == person["phone"]
    for key in ("name", "id_number", "phone", "card", "password"):
        assert len({person[key] for person in people.values()}) == 20


def test_the_same_seed_and_day_give_the_same() -> None:
    assert run("--seed", "7", "--count", "3").output == run("--seed", "7", "--count", "3").output
    assert made("--seed", "7") != made("--seed", "8")


def test_unfit_ones_are_unfit() -> None:
    words = ["bad-checksum", "expired-document", "under-age"]
    people = made("--count", "0", "--seed", "7", *(part for word in words for part in ("--unfit", word)))
    assert list(people) == ["bad-checksum-1", "expired-document-2", "under-age-3"]
    wrong, expired, young = people.values()
    assert [person["unfit"] for person in people.values()] == words
    assert not id_number_is_valid(wrong["id_number"])
    assert id_number_is_valid(wrong["id_number"], checksum=False)
    assert expired["id_expiry"] < DAY
    assert id_number_is_valid(expired["id_number"])
    assert 7 <= age(young["id_number"]) < 16
    assert id_number_is_valid(young["id_number"])


def test_the_serial_tells_a_womans_number_from_a_mans() -> None:
    random, born = Random(1), date(1990, 1, 1)
    assert all(int(id_number(random, born, female=True)[16]) % 2 == 0 for _ in range(20))
    assert all(int(id_number(random, born, female=False)[16]) % 2 == 1 for _ in range(20))


def test_no_name_comes_twice() -> None:
    names = iter(["甲", "甲", "甲", "乙"])
    people = identities(Random(1), lambda female: next(names), 2, on=date(2026, 1, 1))
    assert [person["name"] for person in people.values()] == ["甲", "乙"]


def test_they_are_read_beside_the_settings_of_a_demo(tmp_path: Path) -> None:
    file = tmp_path / "mobcompliance.toml"
    file.write_text(DEMO.read_text("utf-8") + "\n" + run("--count", "2", "--code", "sms").output, "utf-8")
    people = load_settings(file).identities
    assert people["p02"].generated
    assert people["p02"].code == "sms"


def test_the_code_is_the_demos() -> None:
    assert made()["p01"]["code"] == load_settings(DEMO).identities["alice"].code


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_without_faker_it_says_what_to_install(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "faker":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "faker", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    done = run("--lang", lang)
    assert done.exit_code == 1
    assert "pytest-mobcompliance[identities]" in done.output


def test_an_unknown_kind_of_unfit_is_refused() -> None:
    done = run("--unfit", "tired")
    assert done.exit_code == 2
    assert "under-age" in done.output
