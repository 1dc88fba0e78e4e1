"""The generated parts of `docs/peers.md`: where they stand, and the table of Google's check classes.

``python benchmarks/tables.py`` writes that table again; the one on axe-core needs `peers.py` and a browser.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_mobcompliance.rules import RULES
from pytest_mobcompliance.rules.model import Rule

DOCS = Path(__file__).resolve().parent.parent / "docs" / "peers.md"
ATF = Path(__file__).with_name("peers") / "atf.toml"
PROFILE = "atf"


def put(text: str, name: str, body: str) -> str:
    """Replace what stands between the marks of a generated part. :raises ValueError: without the marks."""
    start, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"no {start} … {end} in the document")
    return pattern.sub(lambda _: f"{start}\n{body}\n{end}", text)


def part(text: str, name: str) -> str:
    """What stands between the marks of a generated part."""
    start, end = f"<!-- generated: {name} -->\n", f"\n<!-- end: {name} -->"
    return text.partition(start)[2].partition(end)[0]


def read_atf() -> list[dict[str, Any]]:
    """One entry for each check class of the Accessibility Test Framework."""
    return list(tomllib.loads(ATF.read_text("utf-8"))["check"])


def render_atf(rules: Mapping[str, Rule]) -> str:
    """The table of Google's check classes. :raises KeyError: for a rule that there is not."""
    lines = ["| class | decides | ours | our numbers | differs, and why |", "|---|---|---|---|---|"]
    for check in read_atf():
        ids = check.get("rules", [])
        numbers = "; ".join(filter(None, (_numbers(rules[each]) for each in ids)))
        ours = ", ".join(f"`{each}`" for each in ids) or "none"
        lines.append(
            f"| {check['class']} | {check['decides']} | {ours} | {numbers or '-'} | {check['words']} |"
        )
    return "\n".join(lines)


def _numbers(rule: Rule) -> str:
    """The thresholds of `rules.toml` under the profile ``atf``, else those the rule has first."""
    profile = PROFILE if PROFILE in rule.thresholds else next(iter(rule.thresholds), "")
    if not profile:
        return ""
    told = ", ".join(f"{name} {value:g}" for name, value in rule.thresholds[profile].items())
    return f"{profile}: {told} {rule.unit}".strip()


def main() -> None:
    """Write the table of Google's check classes into the document."""
    table = render_atf({rule.id: rule for rule in RULES})
    DOCS.write_text(put(DOCS.read_text("utf-8"), "atf", table), "utf-8")


if __name__ == "__main__":
    main()
