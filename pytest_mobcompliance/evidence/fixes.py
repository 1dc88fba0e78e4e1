"""How a finding is put right: in short, and on each platform."""

from __future__ import annotations

from ..findings import Finding
from ..messages import Messages
from ..rules.describe import describe_fix
from ..screen import Platform


def fix_of(finding: Finding, messages: Messages) -> str:
    """Return how to put it right, whatever the platform: ours, else what the project's rule brings along."""
    return describe_fix(finding, messages) or _brought(finding, messages, "fix")


def fixes_on(finding: Finding, messages: Messages) -> dict[str, str]:
    """Return the way of each platform (``android``, ``ios``, ``web``) that has one of its own."""
    ways = {platform.value: _way(finding, messages, f"fix-{platform.value}") for platform in Platform}
    return {platform: way for platform, way in ways.items() if way}


def fix_on(finding: Finding, messages: Messages, platform: str) -> str:
    """Return the platform's way, else the one for all."""
    return fixes_on(finding, messages).get(platform) or fix_of(finding, messages)


def _way(finding: Finding, messages: Messages, kind: str) -> str:
    path = f"rules/{finding.rule}/{kind}"
    return messages(path) if messages.has(path) else _brought(finding, messages, kind)


def _brought(finding: Finding, messages: Messages, kind: str) -> str:
    """What stands in the ``messages`` of a rule that a project added."""
    return str(finding.values.get(f"sentence/{messages.lang}/{kind}", ""))
