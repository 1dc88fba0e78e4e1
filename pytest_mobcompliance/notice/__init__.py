"""The notice as data: clauses, requirements, the standards behind them, and their pure loader."""

from __future__ import annotations

from .loader import NOTICES, load_notice, load_notice_file
from .model import Area, Clause, Confidence, Decided, Notice, Requirement, Source, Standard

__all__ = [
    "NOTICES",
    "Area",
    "Clause",
    "Confidence",
    "Decided",
    "Notice",
    "Requirement",
    "Source",
    "Standard",
    "load_notice",
    "load_notice_file",
]
