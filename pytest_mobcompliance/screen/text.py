"""Text as it may be stored: whatever a page holds, every report can be written as UTF-8."""

from __future__ import annotations

import re

# Lone surrogates cannot be encoded; control characters (but tab and line ends) are refused by XML and by
# some terminals. The same character always becomes the same replacement, so ids and fingerprints hold.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def clean(text: str) -> str:
    """Replace what no file can hold by U+FFFD; surrogate pairs become the character they mean."""
    if not _UNSTORABLE.search(text):
        return text
    joined = _PAIR.sub(lambda m: m.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _UNSTORABLE.sub("\ufffd", joined)
