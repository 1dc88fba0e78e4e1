from __future__ import annotations

import pytest
from scenes import SCENES, changed

from pytest_mobcompliance.virtual_phone.bank import BEHAVIOURS, DEFECTS, BankApp
from pytest_mobcompliance.virtual_phone.bank.features import FEATURES


def both(*screens: str) -> set[str]:
    """Screens in both modes."""
    return {*screens, *(f"elderly {name}" for name in screens)}


STANDARD_HOME = {"home", "home by night", "declined twice"}
ELDERLY_HOME = {"elderly home", "restarted"}
HOME = STANDARD_HOME | ELDERLY_HOME
REFUSALS = {
    "registered without card",
    "registered without name",
    "registered with a wrong ID",
    "registered with a wrong code",
}
REGISTER = both("register") | REFUSALS
LOGIN = {*both("login"), "guest", "unknown account", "wrong password"}
NOTICE = {"first start", "declined", "declined twice"}
SEARCHED = {"searched by name", "searched by alias"}
FIRST = {*NOTICE, "policy from the notice"}
REFUSED = {f"refused {name}" for name in FEATURES}

CHANGED = {
    "unnamed-button": HOME,
    "small-target": HOME,
    "unclear-link": HOME,
    "name-repeats-role": HOME,
    "image-alt": HOME,
    "mute-screen": both("help"),
    "pale-text": HOME,
    "pale-icon": both("about"),
    "crowded-icons": {"about"},
    "tiny-close": {"messages", "refused messages"},
    "close-in-corner": {"scan", "refused scan"},
    "stacked-buttons": both("help"),
    "button-in-button": both("help"),
    "described-field": both("search") | SEARCHED,
    "reversed-order": both("privacy"),
    "twin-names": both("privacy"),
    "tight-paragraphs": both("permissions"),
    "drawn-text": both("about"),
    "red-only-error": REFUSALS,
    "reader-unreachable": both("help"),
    "elderly-no-entry": STANDARD_HOME,
    "elderly-no-settings-entry": {"settings"},
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
    "guest-account": {"guest"},
    "id-checksum": {"registered with a wrong ID"},
    "account-enumeration": {"unknown account", "wrong password"},
    "no-second-factor": REGISTER,  # the label says that the card is optional
    "code-not-checked": {"registered with a wrong code"},
    "password-visible": REGISTER | LOGIN,
    "clear-card": both("account"),
    "clear-phone": both("account"),
    "no-notice": FIRST,
    "only-agree": NOTICE,
    "got-it": NOTICE,
    "preticked": {"first start", "declined"},
    "decline-traps": {"declined", "declined twice"},
    "policy-deep": both("settings", "privacy", "about") | REGISTER,
    "policy-in-agreement": {"policy from the notice"},
    "no-lists": both("settings", "privacy"),
    "lists-columns": both("collected", "shared"),
    "no-withdraw": both("settings", "privacy", "withdraw"),
    "no-complaint": both("help", "about"),
    "slow-complaint": both("help", "about"),
    "no-filing": both("about"),
    "bad-filing": both("about"),
    "geolocation-before-consent": FIRST,
    "no-purpose": both("nearby", "scan", "messages") | REFUSED,
    "denial-loop": REFUSED,
    "denial-blocks": REFUSED,
    "overlap-large-text": STANDARD_HOME,
    "overlap-narrow": STANDARD_HOME,
    "cut-text-scale": STANDARD_HOME,
    "narrow-cut": STANDARD_HOME,
    "dark-pale": {"home by night"},
    "clipped-rows": HOME,
    "decorative-images": HOME,
    "webview-screen": both("help"),
    "webview-content": both("help"),
    "custom-toast": {*both("home"), "home by night", "restarted"},
    "parent-carries-click": both("settings"),
    "late-notice": {"first start"},
    "nested-scroll": REGISTER,
    "emoji-and-icon-glyphs": HOME,
    "disabled-small-button": REGISTER,
    "inline-links": LOGIN,
    "ad-settings": both("settings"),
    "serial-numbers": both("account"),
    "title-bar-action": both("transfer"),
    "photo-banner": both("help"),
    "icon-photo": both("account"),
    "floating-window": both("messages") | {"refused messages"},
    "ellipsis-titles": both("help"),
    "two-fingers": ELDERLY_HOME,
    "captcha-with-voice": LOGIN,
    "countdown": ELDERLY_HOME,
}
# Home asks whoever opens the app, wherever a deep link leads then; refusals and declined notices stay alone.
CHANGED["camera-on-home"] = SCENES.keys() - FIRST - REFUSED - SEARCHED - {"guest"}


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
