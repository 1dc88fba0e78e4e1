"""Rules over a captured screen: one data entry and one short function each, and the engine that runs them."""

from .engine import audit, check_rules, check_thresholds
from .model import Judge, Judgement, Limits, Rule, Source
from .table import DEFAULT_PROFILE, PROFILES, RULES

__all__ = [
    "DEFAULT_PROFILE",
    "PROFILES",
    "RULES",
    "Judge",
    "Judgement",
    "Limits",
    "Rule",
    "Source",
    "audit",
    "check_rules",
    "check_thresholds",
]
