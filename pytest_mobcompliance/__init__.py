"""pytest plugin that shows, clause by clause, that a mobile app meets the NFRA notice of 2024-09-12."""

from .errors import ComplianceViolation
from .findings import Finding, Verdict
from .notice import load_notice
from .recognise import (
    PermissionPrompt,
    PrivacyNotice,
    UnknownDialog,
    recognise_privacy_notice,
    recognise_prompt,
)
from .rules import audit
from .screen import Element, Screen

__all__ = [
    "ComplianceViolation",
    "Element",
    "Finding",
    "PermissionPrompt",
    "PrivacyNotice",
    "Screen",
    "UnknownDialog",
    "Verdict",
    "audit",
    "load_notice",
    "recognise_privacy_notice",
    "recognise_prompt",
]
