"""What is recognised on screens that others published; writes the tables of `docs/recognition.md`.

``python benchmarks/recognition.py``. The recordings, and what each of them is: `tests/recordings/index.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pytest_mobcompliance.recognise import (
    DIALOG_FAMILIES,
    PermissionPrompt,
    PrivacyNotice,
    UnknownDialog,
    recognise_privacy_notice,
    recognise_prompt,
)
from pytest_mobcompliance.screen import Element, Screen

ROOT = Path(__file__).resolve().parent.parent
RECORDINGS = ROOT / "tests" / "recordings"
DOCS = ROOT / "docs" / "recognition.md"
START, END = "<!-- generated: recognition -->\n", "\n<!-- end: recognition -->"
NOTICE_BUTTONS = ("agree", "decline", "acknowledge_only")


@dataclass(frozen=True, slots=True)
class Measured:
    """One recording: its row of the index, and what was made of it."""

    row: dict[str, Any]
    prompt: PermissionPrompt | UnknownDialog | None
    notice: PrivacyNotice | None

    @property
    def recognised(self) -> bool:
        """It is taken for what it is, by the row that should know it."""
        if self.row["kind"] == "notice":
            return self.notice is not None and self.prompt is None
        return isinstance(self.prompt, PermissionPrompt) and self.prompt.family == self.row["family"]

    @property
    def permission(self) -> bool:
        return isinstance(self.prompt, PermissionPrompt) and self.prompt.permission == self.row["permission"]

    @property
    def buttons(self) -> bool:
        """Every button has its right meaning, and there is no other."""
        if self.row["kind"] == "notice":
            notice = self.notice
            named = {key: getattr(notice, key) for key in NOTICE_BUTTONS} if notice else {}
            return _texts({key: each for key, each in named.items() if each}.items()) == self.row["buttons"]
        if not isinstance(self.prompt, PermissionPrompt):
            return False
        precision = _texts(self.prompt.precision.items())
        right = _texts(self.prompt.buttons.items()) == self.row["buttons"]
        return right and precision == self.row.get("precision", {})


def measure() -> list[Measured]:
    """Read every recording of the index and recognise it."""
    index = tomllib.loads((RECORDINGS / "index.toml").read_text("utf-8"))
    return [_measured(row) for row in index["recording"]]


def _measured(row: dict[str, Any]) -> Measured:
    screen = Screen.from_files(source=RECORDINGS / row["file"])
    told = {"api_level": row.get("api"), "brand": row.get("brand")}
    settings = {**screen.settings, **{key: value for key, value in told.items() if value is not None}}
    screen = replace(screen, settings=settings)
    return Measured(row, recognise_prompt(screen), recognise_privacy_notice(screen))


def _texts(elements: Iterable[tuple[str, Element]]) -> dict[str, str]:
    return {meaning: element.text or element.name or "" for meaning, element in elements}


# ------------------------------------------------------------------ tables


def render(measured: Sequence[Measured]) -> str:
    """The generated part of the document."""
    parts = [_prompts(measured), _near_misses(measured), _notices(measured), _sources(measured)]
    return "\n\n".join("\n".join(part) for part in parts)


def _prompts(measured: Sequence[Measured]) -> Iterator[str]:
    yield "## Permission prompts"
    yield ""
    columns = (
        "confirmed rows",
        "recordings",
        "whole",
        "recognised",
        "permission right",
        "every button right",
    )
    yield f"| family | {' | '.join(columns)} |"
    yield f"|---|{'--:|' * len(columns)}"
    for family in dict.fromkeys(each.name for each in DIALOG_FAMILIES):
        rows = [each for each in DIALOG_FAMILIES if each.name == family]
        confirmed = f"{sum(each.confirmed for each in rows)} of {len(rows)}"
        own = [each for each in measured if each.row.get("family") == family]
        if not own:
            yield f"| {family} | {confirmed} | none found | - | - | - | - |"
            continue
        counts = (len(own), _whole(own), *_counts(own, "recognised", "permission", "buttons"))
        yield f"| {family} | {confirmed} | {' | '.join(str(count) for count in counts)} |"


def _near_misses(measured: Sequence[Measured]) -> Iterator[str]:
    yield "## What is no permission prompt"
    yield ""
    yield "| kind | recordings | whole | taken for a prompt | taken for a notice |"
    yield "|---|--:|--:|--:|--:|"
    others = [each for each in measured if each.row["kind"] not in ("prompt", "notice")]
    for kind in sorted({each.row["kind"] for each in others}):
        own = [each for each in others if each.row["kind"] == kind]
        prompts = sum(each.prompt is not None for each in own)
        notices = sum(each.notice is not None for each in own)
        yield f"| {kind} | {len(own)} | {_whole(own)} | {prompts} | {notices} |"


def _notices(measured: Sequence[Measured]) -> Iterator[str]:
    notices = [each for each in measured if each.row["kind"] == "notice"]
    yield "## Privacy notices of a first start"
    yield ""
    yield "| recording | recognised | every button right | why not |"
    yield "|---|---|---|---|"
    for each in notices:
        name = Path(each.row["file"]).stem
        yield f"| {name} | {_yes(each.recognised)} | {_yes(each.buttons)} | {each.row.get('missed', '-')} |"


def _sources(measured: Sequence[Measured]) -> Iterator[str]:
    yield "## Sources"
    yield ""
    for each in measured:
        level = f", API {each.row['api']}" if "api" in each.row else ""
        yield f"* `{each.row['file']}`: {each.row['source']} ({each.row['transcribed']}{level})"


def _whole(measured: Sequence[Measured]) -> int:
    return sum(each.row["transcribed"] == "whole" for each in measured)


def _counts(measured: Sequence[Measured], *names: str) -> list[int]:
    get: Callable[[Measured, str], bool] = getattr
    return [sum(get(each, name) for each in measured) for name in names]


def _yes(value: bool) -> str:
    return "yes" if value else "no"


# ------------------------------------------------------------------ the document


def put(text: str, body: str) -> str:
    """Replace what stands between the marks of the generated part. :raises ValueError: without the marks."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"no {START.strip()} … {END.strip()} in the document")
    return f"{before}{start}{body}{end}{after}"


def part(text: str) -> str:
    """What stands between the marks."""
    return text.partition(START)[2].partition(END)[0]


def main() -> None:
    """Write the tables into the document."""
    DOCS.write_text(put(DOCS.read_text("utf-8"), render(measure())), "utf-8")


if __name__ == "__main__":
    main()
