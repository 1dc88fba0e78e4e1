"""What a file should have held where its shape is wrong: pydantic's findings as sentences of ours."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import ErrorDetails

from .messages import say

_CHOICE = re.compile(r"'[^']*'")
_TABLE, _LIST = say("a table"), say("a list")
_TYPES = {
    "missing": say("a value, which this key needs"),
    "string": say("text"),
    "path": say("a path"),
    "int": say("a whole number"),
    "float": say("a number"),
    "bool": say("true or false"),
    "date": say("a date"),
    "tuple": _LIST,
    "list": _LIST,
    "dict": _TABLE,
    "mapping": _TABLE,
    "model": _TABLE,
}
"""By the first word of pydantic's kind of error: ``int_type``, ``int_parsing`` …"""


def what_fits(flaw: ErrorDetails) -> str:
    """Return what would have been right; in pydantic's own words for kinds of errors that nobody listed here.

    :param flaw: one of `pydantic.ValidationError.errors`.
    """
    kind = flaw["type"]
    given: dict[str, Any] = flaw.get("ctx", {})
    match kind:
        case "value_error":  # our own validators put it into words themselves
            return given["error"].args[0]  # type: ignore[no-any-return]
        case "literal_error":
            choices = _CHOICE.findall(given["expected"])
            return say("one of {choices}", choices=choices) if len(choices) > 1 else choices[0]
        case "greater_than":
            return say("a number above {bound:g}", bound=given["gt"])
        case "greater_than_equal":
            return say("a number of at least {bound:g}", bound=given["ge"])
        case "less_than_equal":
            return say("a number of at most {bound:g}", bound=given["le"])
        case "string_too_short":
            return say("text with a length of at least {least}", least=given["min_length"])
        case "too_short":
            return say("a list with a length of at least {least}", least=given["min_length"])
        case "string_pattern_mismatch":
            return say("text that matches the pattern {pattern}", pattern=given["pattern"])
    return _TYPES.get(kind.partition("_")[0], flaw["msg"])
