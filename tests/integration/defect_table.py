"""Rows of ``h5_defects.toml`` and ``phone_defects.toml``: what is switched on, and what that must raise."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from suite_runner import SuiteRun

Named = Mapping[str, Mapping[str, str]]
"""Entries of the bank's ``defects.toml`` or ``behaviours.toml`` by name."""
Triples = frozenset[tuple[str, ...]]
"""(check, rule, element), or (rule, element)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run. ``on``: names of defects or behaviours; ``behaves``: it is behaviours, nothing is violated.

    ``areas``: of all that is on. ``reviews``: what needs review, in full; None where the row does not say.
    ``doubts``: (check, reason) of what a check itself leaves to a person, as far as the row says.
    ``only``: the file or check that is run alone, for defects that keep every check waiting, or one only.
    ``surroundings``: what is unsafe about the phone.
    ``asks_again``: it shows only where the system asks again after a second no (Android 10 and older).
    """

    name: str
    on: tuple[str, ...]
    behaves: bool
    areas: tuple[str, ...]
    raises: Triples
    reviews: Triples | None
    doubts: Triples = field(default_factory=frozenset)
    only: str = ""
    surroundings: str = ""
    asks_again: bool = False
    elsewhere: Triples = field(default_factory=frozenset)
    rules: Triples = field(default_factory=frozenset)


SLOW = {
    "accessibility": (
        "test_axe_finds_nothing",
        "test_errors_are_said_in_words",
        "test_core_flows_can_be_read",
    ),
    "elderly_mode": (
        "test_search_leads_to_it",
        "test_nothing_changes_by_itself",
        "test_largest_text_fits",
        "test_text_can_grow",
    ),
}
"""Checks by area that walk or wait for themselves: `chosen` runs them for defects of their own area only."""


ENGLISH = ("--mob-lang", "en")
"""The tables are written in English, as the checks' own sentences are."""


def chosen(areas: Iterable[str], walks: Iterable[str], only: str = "") -> tuple[str, ...]:
    """Options that run the checks of some areas, and of those others that judge a walk over all screens.

    :param only: a file or check by name, where all others are left to ``make test-matrix``.
    """
    if only:
        return "-m", " or ".join(areas), "-k", only
    own = dict.fromkeys(areas)
    slow = [check for area, checks in SLOW.items() if area not in own for check in checks]
    return (
        "-m",
        " or ".join({**own, **dict.fromkeys(walks)}),
        "-k",
        f"not ({' or '.join(slow)})" if slow else "",
    )


def named(file: Path) -> Named:
    """Read the bank's list of defects or behaviours."""
    (entries,) = tomllib.loads(file.read_text("utf-8")).values()
    return {entry["name"]: entry for entry in entries}


def rows(file: Path, defects: Named, behaviours: Named) -> dict[str, Row]:
    """Read the table; a row without ``defects`` or ``behaviours`` is about the one defect of its name."""
    table = tomllib.loads(file.read_text("utf-8"))
    known = {**defects, **behaviours}
    read = {}
    for name, row in table.items():
        behaves = "behaviours" in row
        on = tuple(row["behaviours"] if behaves else row.get("defects", [name]))
        read[name] = Row(
            name=name,
            on=on,
            behaves=behaves,
            areas=tuple(sorted({known[each]["area"] for each in on})),
            raises=triples(row.get("raises", ())),
            reviews=triples(row["reviews"]) if "reviews" in row else None,
            doubts=triples(row.get("doubts", ())),
            only=row.get("only", ""),
            surroundings=row.get("surroundings", ""),
            asks_again=row.get("asks_again", False),
            elsewhere=triples(row.get("elsewhere", ())),
            rules=triples(row.get("rules", ())),
        )
    return read


def triples(listed: Iterable[Iterable[str]]) -> Triples:
    return frozenset(tuple(each) for each in listed)


def on_in(table: Iterable[Row], *, behaves: bool) -> list[str]:
    """Names of all defects, or of all behaviours, that have a row."""
    return sorted(name for row in table if row.behaves is behaves for name in row.on)


def reviewed(run: SuiteRun) -> Triples:
    """(check, rule, element) of everything that a check leaves to a person's eye."""
    return frozenset(
        (record["check"], finding["rule"], finding["element"] or "page")
        for record in run.ledger
        for finding in record["findings"]
        if finding["verdict"] == "needs-review"
    )


def doubted(run: SuiteRun) -> Triples:
    """(check, reason) of every check that leaves its whole verdict to a person."""
    return frozenset(
        (record["check"], record["reason"]) for record in run.ledger if record["verdict"] == "needs-review"
    )
