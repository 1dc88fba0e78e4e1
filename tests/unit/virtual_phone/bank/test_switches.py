from __future__ import annotations

import pytest
from scenes import SCENES, changed

from pytest_mobcompliance.virtual_phone.bank import BEHAVIOURS, DEFECTS, BankApp
from pytest_mobcompliance.virtual_phone.bank.features import FEATURES


def both(*screens: str) -> set[str]:
    """Screens in both modes."""
    return {*screens, *(f"elderly {name}" for name in screens)}


STANDARD_HOME = {"home", "home by night", "declined twice", "declined and restarted"}
HELP = {*both("help"), "guest in help"}
ELDERLY_HOME = {"elderly home", "restarted"}
HOME = STANDARD_HOME | ELDERLY_HOME
REFUSALS = {
    "registered without card",
    "registered without name",
    "registered with a wrong ID",
    "registered with a wrong code",
    "registered with an expired document",
    "registered under age",
    "registered with a weak password",
    "registered again",
}
REGISTER = both("register") | REFUSALS
LOGIN = {
    *both("login"),
    "guest",
    "closed",
    "asked for a face",
    "unknown account",
    "wrong password",
    "locked out",
}
GUEST = {"declined twice", "declined and restarted", "guest in help"}
ASKED = {"first start", "upgraded", "back on the notice"}
NOTICE = {*ASKED, *GUEST, "declined"}
SEARCHED = {"searched by name", "searched by alias"}
FIRST = {*NOTICE, "policy from the notice"}
POLICY = {*both("policy"), "policy from the notice"}
SETTINGS = {*both("settings"), "asked for a partner"}
PRIVACY = {*both("privacy"), "asked for an ID"}
BEGUN = {
    *("asked for a face", "asked for an ID", "asked for a partner"),
    *("closing", "last step of closing", "closed", "withdrawn"),
}
REFUSED = {f"refused {name}" for name in FEATURES}

CHANGED = {
    "unnamed-button": HOME,
    "small-target": HOME,
    "unclear-link": HOME,
    "name-repeats-role": HOME,
    "image-alt": HOME,
    "mute-screen": HELP,
    "pale-text": HOME,
    "pale-icon": both("about"),
    "crowded-icons": {"about"},
    "tiny-close": {"messages", "refused messages"},
    "close-in-corner": {"scan", "refused scan"},
    "stacked-buttons": HELP,
    "button-in-button": HELP,
    "described-field": both("search") | SEARCHED,
    "reversed-order": PRIVACY,
    "twin-names": PRIVACY,
    "tight-paragraphs": both("permissions"),
    "drawn-text": both("about"),
    "red-only-error": REFUSALS,
    "reader-unreachable": HELP,
    "elderly-no-entry": STANDARD_HOME,
    "elderly-no-settings-entry": {"settings", "asked for a partner"},
    "elderly-small-target": ELDERLY_HOME,
    "elderly-small-text": ELDERLY_HOME,
    "elderly-line-spacing": {"elderly permissions"},
    "tiny-close-elderly": ELDERLY_HOME,
    "asks-three-fingers": ELDERLY_HOME,
    "captcha-only-picture": LOGIN,
    "changes-by-itself": ELDERLY_HOME,
    "text-does-not-reach-30": {name for name in SCENES if name.startswith("elderly ")} | {"restarted"},
    "elderly-ads": ELDERLY_HOME,
    "elderly-search-alias": {"searched by alias"},
    "elderly-not-kept": {"restarted"},
    "guest-account": {"guest", "closed"},
    "session-never-ends": set(),  # these four need time, a way out or a second phone: see test_session
    "second-device-unnoticed": set(),
    "background-keeps-login": set(),
    "back-after-logout": set(),
    "id-checksum": {"registered with a wrong ID"},
    "no-lock": {"locked out"},
    "reset-without-identity": {"reset without name"},
    "transfer-unverified": {"transferred"},
    "account-enumeration": {"unknown account", "wrong password"},
    "no-second-factor": REGISTER,  # the label says that the card is optional
    "no-real-name": {"registered without name"},
    "registration-down": REFUSALS | {"registered"},
    "code-not-checked": {"registered with a wrong code"},
    "code-reusable": {"registered again"},
    "no-resend-wait": REFUSALS,
    "weak-passwords-accepted": {"registered with a weak password"},
    "expired-accepted": {"registered with an expired document"},
    "under-age-accepted": {"registered under age"},
    "face-only": LOGIN,
    "password-visible": REGISTER | LOGIN,
    "password-drawn": set(),  # how a field is drawn, and what the clipboard does with it: see test_flows
    "paste-into-password": set(),
    "system-keyboard-for-pin": {"transferred"},  # it has no key that closes it
    "fixed-keyboard": set(),  # these two while the keyboard is open: see test_flows
    "keyboard-echo": set(),
    "clear-card": both("account"),
    "clear-phone": both("account"),
    "no-notice": FIRST,
    "only-agree": NOTICE,
    "got-it": NOTICE,
    "preticked": {*ASKED, "declined"},
    "decline-traps": {"declined", *GUEST},
    "home-before-notice": {"first start"},
    "pale-decline": ASKED,
    "big-agree": ASKED,
    "guest-blocked": {"guest in help"},
    "notice-each-start": {"declined and restarted", "withdrawn"},
    "back-is-consent": {"back on the notice"},
    "update-silent": {"upgraded"},
    "upgrade-regrants": set(),  # its installer does it
    "policy-deep": SETTINGS | PRIVACY | both("about") | REGISTER,
    "policy-in-agreement": {"policy from the notice"},
    "policy-traditional": POLICY,
    "policy-pale": POLICY,
    "policy-tiny": POLICY,
    "policy-no-operator": POLICY,
    "policy-no-date": POLICY,
    "policy-no-storage": POLICY,
    "policy-no-rights": POLICY,
    "policy-omits-camera": POLICY,
    "policy-omits-sdk": POLICY,
    "policy-vague": POLICY,
    "policy-no-complaint": POLICY,
    "policy-no-minors": POLICY,
    "no-lists": SETTINGS | PRIVACY,
    "lists-columns": {*both("collected", "shared"), "withdrawn"},
    "no-withdraw": {*both("withdraw"), "withdrawn"} | SETTINGS | PRIVACY,
    "no-correct": PRIVACY,
    "no-delete": PRIVACY,
    "no-closing": SETTINGS,
    "withdraw-does-nothing": {"withdrawn"},
    "closing-asks-photo": {"closing"},
    "closing-too-slow": {"last step of closing"},
    "closing-keeps-login": {"closed"},
    "no-personalised-switch": SETTINGS,
    "personalised-comes-back": SETTINGS,
    "no-separate-consent": {"asked for a face", "asked for an ID"},
    "partner-without-consent": {"asked for a partner"},
    "no-complaint": HELP | both("about"),
    "slow-complaint": HELP | both("about"),
    "no-filing": both("about"),
    "bad-filing": both("about"),
    "geolocation-before-consent": FIRST - {"upgraded", "declined and restarted"},
    "no-purpose": both("nearby", "scan", "messages") | REFUSED,
    "clipboard-before-consent": FIRST - {"upgraded", "declined and restarted"},
    "location-in-background": set(),  # these two are seen once the app is left
    "location-goes-on": set(),
    "vague-purpose": both("nearby", "scan", "messages") | REFUSED,
    "asks-all-at-once": {"refused nearby"},
    "denial-exits": {"refused scan"},
    "asks-each-start": REFUSED,
    "settings-loop": set(),  # after a refusal for good
    "undeclared-purpose": set(),  # these three are in the manifest
    "declares-contacts": set(),
    "declares-overlay": set(),
    "asks-address": REGISTER,
    "asks-contacts-field": REGISTER,
    "denial-loop": REFUSED,
    "denial-blocks": REFUSED,
    "clear-id-number": both("account"),
    "screenshot-allowed": both("transfer") | {"transferred"},  # the flag of its window
    "no-background-notice": set(),  # once the app is left
    "no-environment-warning": set(),  # on an unsafe device
    "logs-account": set(),  # these three beside the screens: see test_traces
    "stores-password": set(),
    "notification-in-clear": set(),
    "cleartext-request": set(),  # on the way to the server: see test_traces
    "trusts-any-certificate": set(),
    "overlap-large-text": STANDARD_HOME,
    "overlap-narrow": STANDARD_HOME,
    "cut-text-scale": STANDARD_HOME,
    "narrow-cut": STANDARD_HOME,
    "dark-pale": {"home by night"},
    "clipped-rows": HOME,
    "decorative-images": HOME,
    "webview-screen": HELP,
    "webview-content": HELP,
    "custom-toast": {*both("home"), "home by night", "restarted", "declined and restarted"},
    "parent-carries-click": SETTINGS,
    "late-notice": {"first start"},
    "leaves-on-refusal": GUEST,
    "nested-scroll": REGISTER,
    "emoji-and-icon-glyphs": HOME,
    "disabled-small-button": REGISTER,
    "inline-links": LOGIN,
    "ad-settings": SETTINGS,
    "serial-numbers": both("account"),
    "title-bar-action": both("transfer") | {"transferred"},
    "photo-banner": HELP,
    "icon-photo": both("account"),
    "floating-window": both("messages") | {"refused messages"},
    "ellipsis-titles": HELP,
    "two-fingers": ELDERLY_HOME,
    "captcha-with-voice": LOGIN,
    "countdown": ELDERLY_HOME,
}
# Home asks whoever opens the app, wherever a deep link leads then; refusals and declined notices stay alone.
CHANGED["camera-on-home"] = SCENES.keys() - FIRST - REFUSED - SEARCHED - BEGUN - {"guest"}
CHANGED["clipboard-on-home"] = CHANGED["camera-on-home"]


def test_everything_that_can_be_switched_on_is_in_the_table() -> None:
    assert CHANGED.keys() == {*DEFECTS, *BEHAVIOURS}
    assert not DEFECTS.keys() & BEHAVIOURS.keys()


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_a_switch_changes_what_it_says_and_nothing_else(name: str) -> None:
    assert changed(name) == CHANGED[name]


@pytest.mark.parametrize("switch", [*DEFECTS.values(), *BEHAVIOURS.values()], ids=lambda switch: switch.name)
def test_a_switch_is_told_in_both_languages(switch: object) -> None:
    assert switch.zh  # type: ignore[attr-defined]
    assert switch.en.isascii() or "“" in switch.en  # type: ignore[attr-defined]


def test_an_unknown_defect_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'preticked'"):
        BankApp(["pretick"])
