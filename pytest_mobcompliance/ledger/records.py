"""One verdict of one attempt of one check: a line of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from ..findings import Json, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one attempt of one check came to. ``duration`` is in seconds; ``attempt`` counts from 1.

    ``findings`` hold only those that are not satisfied; what was satisfied is counted in ``observations``.
    ``problems`` are the same findings put together: one for each distinct thing, with its ``places``.
    """

    check: str
    item: str
    verdict: Verdict
    reason: str = ""
    detail: str = ""
    device: str = ""
    os: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    attempt: int = 1
    findings: tuple[Mapping[str, Json], ...] = ()
    problems: tuple[Mapping[str, Json], ...] = ()
    observations: Mapping[str, Json] = field(default_factory=dict)
    duration: float = 0.0
    worker: str = ""
    simulated: bool = False

    @property
    def requirement(self) -> str:
        """Id of the requirement that the check proves: what stands before the slash."""
        return self.check.partition("/")[0]

    def to_json(self) -> dict[str, Json]:
        """Return the record as JSON types, ready for a line of the ledger."""
        data: dict[str, Json] = asdict(self)
        data["verdict"] = self.verdict.value
        data["findings"] = [dict(finding) for finding in self.findings]
        data["problems"] = [dict(problem) for problem in self.problems]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        """Rebuild what `to_json` wrote; keys of a later version are passed over.

        :raises KeyError: without check, item or verdict. :raises ValueError: for an unknown verdict.
        """
        known = {each.name: data[each.name] for each in fields(cls) if each.name in data}
        known["check"], known["item"] = str(data["check"]), str(data["item"])
        known["verdict"] = Verdict(data["verdict"])
        known["findings"] = tuple(data.get("findings", ()))
        known["problems"] = tuple(data.get("problems", ()))
        return cls(**known)
