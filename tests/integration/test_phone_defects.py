"""The demo bank on the virtual phone, through its own endpoint, on every Android version and vendor.

Every defect raises exactly what the table lists; no behaviour of a real app is minded.
"""

from __future__ import annotations

import os
import re
from itertools import product
from pathlib import Path

import pytest
from defect_table import ENGLISH, Triples, chosen, doubted, named, on_in, reviewed, rows
from phone_pairs import ALONE, API_LEVELS, BEHAVIOURS, CLEAN_PAIRS, DEFECTS, PAIR_OF, TABLE, VENDORS
from suite_runner import ROOT, run_phone

WALKS = ("accessibility",)
"""The area whose checks judge a walk over all screens: run with every other."""
AREAS = sorted({defect["area"] for defect in DEFECTS.values()})
CLEAN_RUNS = [(api, vendor, AREAS[n % len(AREAS)]) for n, (api, vendor) in enumerate(CLEAN_PAIRS)]
"""What is left of versions and vendors, area by area; all areas on one phone are `test_phone_compliant`."""
EVERYTHING = os.environ.get("MOB_TEST_MATRIX") == "1"
"""``make test-matrix``: every defect against every check."""


def listed(name: str) -> Triples:
    return TABLE[name].raises | (TABLE[name].elsewhere if EVERYTHING else frozenset())


def options(*areas: str, only: str = "") -> tuple[str, ...]:
    return () if EVERYTHING else chosen(areas, WALKS, only)


def test_every_defect_is_in_the_table_once() -> None:
    assert on_in(TABLE.values(), behaves=False) == sorted(DEFECTS)
    assert on_in(TABLE.values(), behaves=True) == sorted(BEHAVIOURS.keys() - {*ALONE})


def test_no_defect_goes_unnoticed() -> None:
    assert [row.name for row in TABLE.values() if not (row.behaves or row.raises or row.reviews)] == []


def test_no_check_is_without_a_defect() -> None:
    """Here or on the sample site, where only pages have such a thing (`test_h5_defects`)."""
    bank = ROOT / "examples" / "h5_bank"
    h5 = rows(
        Path(__file__).with_name("h5_defects.toml"),
        named(bank / "defects.toml"),
        named(bank / "behaviours.toml"),
    )
    both = [*TABLE.values(), *h5.values()]
    caught = {each[0] for row in both for each in (*row.raises, *(row.reviews or ()), *row.doubts)}
    checks = [file.read_text("utf-8") for file in (ROOT / "checks").glob("test_*.py")]
    ids = {each for text in checks for each in re.findall(r'requirement\("([^"]+)"\)', text)}
    assert len(ids) > 100
    assert sorted(ids - caught) == []


def test_every_version_and_vendor_has_its_run() -> None:
    assert {*PAIR_OF.values(), *CLEAN_PAIRS} == set(product(API_LEVELS, VENDORS))


@pytest.mark.parametrize("name", sorted(TABLE))
def test_defect_raises_what_is_listed(name: str, tmp_path: Path) -> None:
    row = TABLE[name]
    api, vendor = PAIR_OF[name]
    spec: dict[str, object] = {"api": api, "vendor": vendor, "defects": ",".join(row.on)}
    if row.surroundings:
        spec["surroundings"] = row.surroundings
    run = run_phone(tmp_path, *ENGLISH, *options(*row.areas, only=row.only), **spec)
    assert run.raised() == listed(name), run.output
    assert row.doubts <= doubted(run), run.output
    if row.reviews is not None and not EVERYTHING:  # checks of other areas have other doubts
        assert reviewed(run) == row.reviews, run.output
    assert run.code == (1 if row.raises else 0), run.output


@pytest.mark.parametrize("name", ALONE)
def test_behaviour_of_real_apps_is_not_minded(name: str, tmp_path: Path) -> None:
    api, vendor = PAIR_OF[name]
    run = run_phone(tmp_path, *options(BEHAVIOURS[name]["area"]), api=api, vendor=vendor, defects=name)
    assert run.raised() == set(), run.output
    assert run.code == 0


@pytest.mark.parametrize(("api", "vendor", "area"), CLEAN_RUNS)
def test_compliant_app_is_clean(api: int, vendor: str, area: str, tmp_path: Path) -> None:
    run = run_phone(tmp_path, *options(area), api=api, vendor=vendor)
    assert run.raised() == set(), run.output
    assert run.code == 0
