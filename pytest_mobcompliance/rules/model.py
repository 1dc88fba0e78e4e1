"""What a rule is and what its function says of one element."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..findings import Located, Measure, Verdict
from ..screen import Screen

Limits: TypeAlias = Mapping[str, float]
"""Thresholds by name, as the profile, the mode and the house rules give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a rule says of one element, or of the whole screen (``element`` None).

    ``measured`` and ``required`` are in the rule's unit; without ``required`` the limit ``min`` stands.
    ``reason`` is a short code, empty when satisfied.
    """

    element: Located | None
    verdict: Verdict
    measured: Measure = None
    reason: str = ""
    values: Mapping[str, Measure] = field(default_factory=dict)
    required: Measure = None


Judge: TypeAlias = Callable[[Screen, Limits], Iterator[Judgement]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a rule comes from. ``confidence``: A primary text, B secondary text, C not confirmed.

    ``profile``: the profile whose numbers this standard gives; empty when it stands behind all of them.
    """

    standard: str
    article: str
    confidence: Literal["A", "B", "C"]
    profile: str = ""

    def backs(self, profile: str) -> bool:
        """Tell whether one may say that the standard asks for what was judged by the profile's numbers."""
        return self.confidence != "C" and self.profile in ("", profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it serves, when it runs, its thresholds and its function.

    ``elderly``: *both* modes, *only* in elderly mode, or *never* there.
    ``thresholds``: profile → name → number. Of ``normal`` and ``elderly`` the engine hands the one for the
    mode to the function as ``min``; other names are handed over as they are.
    ``needs``: fields of `Screen` without which nothing can be judged; one that is None gives a single
    not-verified finding. ``native``: what is said of a phone's screen by a rule that is made for pages:
    ``not-applicable`` where phones have no such thing; empty: the rule is silent there. ``messages``:
    language → verdict → sentence, for rules that a project adds.
    """

    id: str
    requirement: str
    judge: Judge
    severity: str = "normal"
    areas: tuple[str, ...] = ()
    elderly: Literal["both", "only", "never"] = "both"
    platforms: tuple[str, ...] = ("android", "ios", "web")
    native: Literal["", "not-applicable"] = ""
    unit: str = ""
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    needs: tuple[str, ...] = ()
    foreign: bool = False
    """Hand the function what is not the app's own as well: it looks at the picture, where all of it shows."""
    messages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    no_review: str = ""
    """Why the rule can never need a person's eye; empty when it can."""
    no_violation: str = ""
    """Why the rule can never be sure of a violation; empty when it can."""
