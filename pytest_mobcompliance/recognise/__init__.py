"""What a screen is about, found from its elements alone: notices, disclosures, modes, personal numbers."""

from .captcha import Captcha, find_captcha, other_ways
from .change import Change, changes
from .consent_box import ConsentBox, names_data, purpose_in, recognise_consent, taking
from .countdown import Countdown, find_countdown, says_sent, says_too_often
from .disclosure import MOST_DAYS, complaint_channels, is_menu, is_policy_link, is_withdrawal, response_days
from .elderly import ELDERLY_NAMES, find_elderly_entry, find_entry, find_leave
from .form import Recognised, read_form
from .id_card import age_on, birth_date, check_digit_is_right
from .own import TOAST, own_part
from .privacy_notice import PrivacyNotice, is_advertisement, recognise_privacy_notice, skips_splash
from .prompts import DIALOG_FAMILIES, DialogFamily, PermissionPrompt, UnknownDialog, recognise_prompt
from .purpose import Judged, Purpose, find_purposes, judge_purpose, permission_named
from .refusal import asks_for_code, refuses, tells_news, told_of
from .rights import (
    Listed,
    Right,
    asked_more,
    chosen_content,
    closing_days,
    confirm_button,
    is_entry,
    is_guest_mode,
    is_list,
    is_near_list,
    is_personalised,
    personalised_switch,
    tailored_content,
    told_by_people,
    withdrawal_button,
)
from .sensitive import Sensitive, find_sensitive
from .session import tells_login_over, tells_other_device
from .text import fold, shortened
from .ways import LoginWays, login_ways

__all__ = [
    "DIALOG_FAMILIES",
    "ELDERLY_NAMES",
    "MOST_DAYS",
    "TOAST",
    "Captcha",
    "Change",
    "ConsentBox",
    "Countdown",
    "DialogFamily",
    "Judged",
    "Listed",
    "LoginWays",
    "PermissionPrompt",
    "PrivacyNotice",
    "Purpose",
    "Recognised",
    "Right",
    "Sensitive",
    "UnknownDialog",
    "age_on",
    "asked_more",
    "asks_for_code",
    "birth_date",
    "changes",
    "check_digit_is_right",
    "chosen_content",
    "closing_days",
    "complaint_channels",
    "confirm_button",
    "find_captcha",
    "find_countdown",
    "find_elderly_entry",
    "find_entry",
    "find_leave",
    "find_purposes",
    "find_sensitive",
    "fold",
    "is_advertisement",
    "is_entry",
    "is_guest_mode",
    "is_list",
    "is_menu",
    "is_near_list",
    "is_personalised",
    "is_policy_link",
    "is_withdrawal",
    "judge_purpose",
    "login_ways",
    "names_data",
    "other_ways",
    "own_part",
    "permission_named",
    "personalised_switch",
    "purpose_in",
    "read_form",
    "recognise_consent",
    "recognise_privacy_notice",
    "recognise_prompt",
    "refuses",
    "response_days",
    "says_sent",
    "says_too_often",
    "shortened",
    "skips_splash",
    "tailored_content",
    "taking",
    "tells_login_over",
    "tells_news",
    "tells_other_device",
    "told_by_people",
    "told_of",
    "withdrawal_button",
]
