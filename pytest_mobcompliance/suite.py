"""Reads the markers of collected items: which check each one is, and whether that can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import pytest

from .errors import ConfigurationError
from .ledger.items import ListedItem
from .messages import say
from .notice import Notice, Requirement

AREAS = {
    "accessibility": "usable by everybody, also with a screen reader",
    "elderly_mode": "the elderly mode (长辈版)",
    "identity": "registered users are really verified",
    "privacy": "privacy notices, lists and user rights",
    "permissions": "permission prompts: when, why, and what follows a denial",
    "compatibility": "works on the screens, text sizes and modes that users have",
}
NEEDS = frozenset(
    ["shell", "screenshot", "reset", "webview", "permissions", "clock", "network", "second_device"]
)


def register_markers(config: pytest.Config) -> None:
    """Register the plugin's markers with their signatures."""
    for area, meaning in AREAS.items():
        config.addinivalue_line("markers", f"{area}: area of the check: {meaning}")
    for line in (
        'requirement(id): the check proves this requirement: "16.privacy-notice/first-start"',
        f"needs(*words): what the device must offer: {', '.join(sorted(NEEDS))}",
        "destructive: submits or destroys; runs only on the configured test packages",
    ):
        config.addinivalue_line("markers", line)


def check_id(item: pytest.Item) -> str | None:
    """Return the check id that the item's ``requirement`` marker names.

    :raises ConfigurationError: when the marker does not carry exactly one id.
    """
    marks = list(item.iter_markers("requirement"))
    if not marks:
        return None
    ids = [argument for mark in marks for argument in mark.args]
    if len(marks) != 1 or len(ids) != 1 or not isinstance(ids[0], str) or marks[0].kwargs:
        raise ConfigurationError(
            who="marker requirement",
            where=item.nodeid,
            got=say("{count} markers with {ids}", count=len(marks), ids=repr(ids)),
            wanted=say('one marker with one id, like requirement("16.privacy-notice/first-start")'),
            next_step=say("a subject that serves two requirements is two tests over the same captures"),
        )
    return ids[0]


def uses_plugin(item: pytest.Item) -> bool:
    """Tell whether the item carries a requirement or uses one of the plugin's fixtures."""
    fixtures: Sequence[str] = getattr(item, "fixturenames", ())
    return item.get_closest_marker("requirement") is not None or any(
        name.startswith("mob_") for name in fixtures
    )


def keep_together(item: pytest.Item) -> None:
    """Put an item that judges a walk into xdist's group of its mode: else each worker walks by itself.

    The same for the survey of the settings, which is one for all modes, for the policy, and for forms that
    are proven by sending them: phones with one server would register one person again and again.
    """
    if "mob_survey" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group("survey"))
    elif "mob_policy" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group("policy"))
    elif "proven" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group("registration"))
    elif "mob_walk" in getattr(item, "fixturenames", ()):
        mode = "elderly" if "elderly" in item.fixturenames else "standard"  # type: ignore[attr-defined]
        item.add_marker(pytest.mark.xdist_group(f"walk-{mode}"))


def requirement_of(check: str, notices: Iterable[Notice]) -> tuple[Notice, Requirement] | None:
    """Find the requirement in front of the slash, in any of the notices."""
    wanted = check.partition("/")[0]
    return next(
        ((notice, each) for notice in notices for each in notice.requirements if each.id == wanted), None
    )


def validate(items: Iterable[pytest.Item], notices: Sequence[Notice]) -> None:
    """Refuse unknown requirements, duplicate checks and unknown needs.

    Items made of one test function by parametrisation share a check.

    :raises ConfigurationError: naming the item and the nearest right id.
    """
    owners: dict[str, str] = {}
    for item in items:
        check = check_id(item)
        _validate_needs(item)
        if check is None:
            continue
        if requirement_of(check, notices) is None or not check.partition("/")[2]:
            raise _unknown(item, check, notices)
        function = item.nodeid.partition("[")[0]
        owner = owners.setdefault(check, function)
        if owner != function:
            raise ConfigurationError(
                who="marker requirement",
                where=function,
                got=say("the check id {check!r}, which {owner} has already", check=check, owner=owner),
                wanted=say("one test function for each check id"),
                next_step=say("give it an id of its own, like {check}-2", check=check),
            )


def _unknown(item: pytest.Item, check: str, notices: Sequence[Notice]) -> ConfigurationError:
    requirement, _, name = check.partition("/")
    near = next((n for n in (notice.nearest(requirement) for notice in notices) if n), None)
    return ConfigurationError(
        who="marker requirement",
        where=item.nodeid,
        got=repr(check),
        wanted=say("<requirement>/<check>, with a requirement of the notice"),
        next_step=say("did you mean {near!r}?", near=f"{near}/{name or 'my-check'}")
        if near
        else say("look the requirement up in the clause matrix of an earlier run"),
    )


def _validate_needs(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for word in mark.args:
            if word not in NEEDS:
                raise ConfigurationError(
                    who="marker needs",
                    where=item.nodeid,
                    got=repr(word),
                    wanted=say("one of {choices}", choices=sorted(NEEDS)),
                    next_step=say("correct the marker"),
                )
    if item.get_closest_marker("needs") and "mob_app" not in getattr(item, "fixturenames", ()):
        raise ConfigurationError(
            who="marker needs",
            where=item.nodeid,
            got=say("needs(...) on a test that does not use mob_app"),
            wanted=say("the fixture mob_app, which asks the session what it can do"),
            next_step=say("add mob_app to the test's arguments, or take the marker off"),
        )


def listed(item: pytest.Item, *, deselected: bool) -> ListedItem | None:
    """Return what the ledger must know of a collected item; None without a requirement."""
    check = check_id(item)
    return ListedItem(item.nodeid, check, deselected) if check is not None else None


def words_of(expression: str) -> list[str]:
    """Return the words of a ``-m`` or ``-k`` expression, without ``and``, ``or``, ``not`` and arguments."""
    words = re.findall(r"[^\s()]+", re.sub(r"\([^()]*=[^()]*\)", "", expression))
    return [word for word in dict.fromkeys(words) if word not in ("and", "or", "not")]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like this one; empty if none is."""
    return next(iter(get_close_matches(word.lower(), sorted(set(known)), n=1, cutoff=0.7)), "")
