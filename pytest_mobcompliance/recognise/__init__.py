"""What a screen is about, found from its elements alone: notices, disclosures, modes, personal numbers."""

from .captcha import Captcha, find_captcha, other_ways
from .change import Change, changes
from .disclosure import complaint_channels, is_menu, is_policy_link, is_withdrawal, response_days
from .elderly import ELDERLY_NAMES, find_elderly_entry, find_entry, find_leave
from .own import own_part
from .privacy_notice import PrivacyNotice, recognise_privacy_notice
from .prompts import DIALOG_FAMILIES, DialogFamily, PermissionPrompt, UnknownDialog, recognise_prompt
from .sensitive import Sensitive, find_sensitive
from .text import fold

__all__ = [
    "DIALOG_FAMILIES",
    "ELDERLY_NAMES",
    "Captcha",
    "Change",
    "DialogFamily",
    "PermissionPrompt",
    "PrivacyNotice",
    "Sensitive",
    "UnknownDialog",
    "changes",
    "complaint_channels",
    "find_captcha",
    "find_elderly_entry",
    "find_entry",
    "find_leave",
    "find_sensitive",
    "fold",
    "is_menu",
    "is_policy_link",
    "is_withdrawal",
    "other_ways",
    "own_part",
    "recognise_privacy_notice",
    "recognise_prompt",
    "response_days",
]
