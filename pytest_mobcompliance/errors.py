"""Three families of error that never mix: the app's fault, the rig's fault, the configuration's fault."""

from __future__ import annotations

from .messages import Said, say


class MobComplianceError(Exception):
    """An error that tells who stopped, where, what it got, what it wanted and what to do next.

    It speaks English until somebody who knows the reader's language says `told`. All parts but ``who`` are
    put together by `messages.say`, unless they are names and values only.

    :param who: the part that stopped, in the user's words (``mob_server``, ``mobcompliance.toml``).
    :param where: file and key, URL, screen name or check id.
    :param got: what was found there.
    :param wanted: what would have been right.
    :param next_step: the command to run or the line to change.
    """

    headline: Said
    """Who and where, in one line."""
    told: Said
    """All of it."""

    def __init__(self, *, who: str, where: str, got: str, wanted: str, next_step: str) -> None:
        self.who = who
        self.where = where
        self.got = got
        self.wanted = wanted
        self.next_step = next_step
        self.headline = say("{who}: {where}", who=who, where=where)
        self.told = say(
            "{headline}\n  got: {got}\n  wanted: {wanted}\n  what to do next: {next_step}",
            headline=self.headline,
            got=got,
            wanted=wanted,
            next_step=next_step,
        )
        super().__init__(self.told)


class ConfigurationError(MobComplianceError):
    """The user's configuration is wrong; the plugin turns this into ``pytest.UsageError``."""


class ScreenParseError(MobComplianceError, ValueError):
    """A screen source, bundle or screenshot cannot be read."""


class RigError(MobComplianceError):
    """The server, driver, browser or device stood in the way: not-verified, never violated.

    :param reason: the reason code that enters the ledger (``server-unreachable``, ``page-timeout`` …).
    """

    def __init__(self, *, reason: str, who: str, where: str, got: str, wanted: str, next_step: str) -> None:
        self.reason = reason
        super().__init__(who=who, where=where, got=got, wanted=wanted, next_step=next_step)


class ComplianceViolation(AssertionError):
    """The app breaks a requirement. An ``AssertionError``, so that Allure says *failed*, not *broken*."""
