"""What a machine cannot know or do alone: one-time codes, and steps like a face or a U-key."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..errors import RigError
from ..messages import say
from ..settings import IdentitySettings
from .session import kept_out_of_the_log

StepKind = Literal["face", "u-key", "secure-keyboard"]
MESSAGE_WAIT = 10.0
"""Seconds that a message with a code may take to arrive; operators promise none."""
LOOKS_AGAIN = 0.5
"""Seconds between two looks into the inbox."""
INBOX = (
    "content query --uri content://sms/inbox --projection date:body"
    " --where 'date>={since}' --sort 'date DESC'"
)
"""The messages from a moment on, the newest first (AOSP's ``content`` tool; its columns: `Telephony.Sms`).

The body comes last, since it may hold commas and line breaks.
"""
_ROW = re.compile(r"^Row: \d+ date=(\d+), body=", re.MULTILINE)
# The digits next to the words, on either side; a code has 4 to 8, an amount or a phone's tail is no code.
_WORDS = r"(?:验证码|校验码|动态密码|动态码|(?i:verification code|one-time code|code))"
_BESIDE = r"[^\d\n]{0,12}"
_CODE = re.compile(rf"{_WORDS}{_BESIDE}(?<!\d)(\d{{4,8}})(?!\d)|(?<!\d)(\d{{4,8}})(?!\d){_BESIDE}{_WORDS}")


@dataclass(frozen=True, slots=True)
class Assistance:
    """Who helps, as two questions; the fixtures put hooks behind them."""

    code: Callable[[IdentitySettings, str], str | None]
    """The one-time code for an identity and a purpose, None when nobody has it."""
    step: Callable[[StepKind, str], bool | None]
    """Do a step for a purpose: True when it is done."""
    keep_secret: Callable[[str], object] = str
    """Hears of every code that is typed, so that no report shows it."""


def nobody() -> Assistance:
    """Nobody helps."""
    return Assistance(code=lambda person, purpose: None, step=lambda kind, purpose: None)


def pass_step(assistance: Assistance, kind: StepKind, purpose: str) -> None:
    """Let somebody else do a step. :raises RigError: ``no-step-source``."""
    if assistance.step(kind, purpose) is not True:
        raise RigError(
            reason="no-step-source",
            who="pytest_mobcompliance_step",
            where=purpose,
            got=say("nobody who passes the step {kind!r}", kind=kind),
            wanted=say("a step that is done, which a machine alone cannot do"),
            next_step=say("let a test build pass it, in an implementation of pytest_mobcompliance_step"),
        )


def no_code(purpose: str, got: str, next_step: str) -> RigError:
    """A code is needed and nothing supplies it."""
    return RigError(
        reason="no-code-source",
        who="[identities] code",
        where=purpose,
        got=got,
        wanted=say("a one-time code"),
        next_step=next_step,
    )


def code_from_inbox(
    shell: Callable[[str], str], since_ms: float, *, wait: float = MESSAGE_WAIT
) -> str | None:
    """Return the code of the newest message that came since a moment; None when none comes in time.

    :param since_ms: by the phone's clock, ms since 1970.
    """
    end = time.monotonic() + wait
    while True:
        with kept_out_of_the_log():  # other messages of the phone's owner stand there too
            told = shell(INBOX.format(since=int(since_ms)))
        found = code_in(told, since_ms)
        if found is not None or time.monotonic() > end:
            return found
        time.sleep(LOOKS_AGAIN)


def code_in(told: str, since_ms: float) -> str | None:
    """Return the code of the newest message among rows of the ``content`` tool, None when none has one."""
    _, *parts = _ROW.split(told)
    messages = [(int(date), body) for date, body in zip(parts[::2], parts[1::2], strict=True)]
    for date, body in sorted(messages, key=lambda message: -message[0]):
        hit = _CODE.search(body) if date >= int(since_ms) else None
        if hit is not None:
            return hit.group(1) or hit.group(2)
    return None
