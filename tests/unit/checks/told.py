"""A `MobVerdict` that tells how a check ended, shared by the files of this folder."""

from __future__ import annotations

from typing import NoReturn

from pytest_mobcompliance.screen import Screen


class Ended(Exception):
    """The check came to its end: verdict and reason."""

    def __init__(self, verdict: str, reason: str) -> None:
        super().__init__(verdict, reason)


class Told:
    """A `MobVerdict` that keeps what is observed."""

    def __init__(self) -> None:
        self.seen: dict[str, object] = {}
        self.detail = ""
        """What the verdict that ended the check was told."""

    def observe(self, name: str, value: object) -> None:
        self.seen[name] = value

    def violated(self, reason: str, detail: str, screen: Screen | None = None) -> NoReturn:
        self.detail = detail
        raise Ended("violated", reason)

    def needs_review(self, reason: str, screen: Screen | None = None, detail: str = "") -> NoReturn:
        assert screen is not None
        self.detail = detail
        raise Ended("needs-review", reason)

    def not_verified(self, reason: str, detail: str = "") -> NoReturn:
        self.detail = detail
        raise Ended("not-verified", reason)

    def not_applicable(self, reason: str, detail: str = "") -> NoReturn:
        raise Ended("not-applicable", reason)
