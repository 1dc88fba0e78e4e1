from __future__ import annotations

import pytest
from scenes import SCENES, changed

from pytest_mobcompliance.virtual_phone.bank import BEHAVIOURS, DEFECTS, BankApp
from pytest_mobcompliance.virtual_phone.bank.features import FEATURES


def both(*screens: str) -> set[str]:
    """Screens in both modes."""
    return {*screens, *(f"elderly {name}" for name in screens)}


HOME = {*both("home"), "declined twice", "restarted"}
REFUSALS = {
    "registered without card",
    "registered without name",
    "registered with a wrong ID",
    "registered with a wrong code",
}
REGISTER = both("register") | REFUSALS
LOGIN = {*both("login"), "guest", "unknown account", "wrong password"}
NOTICE = {"first start", "declined", "declined twice"}
FIRST = {*NOTICE, "policy from the notice"}
REFUSED = {f"refused {name}" for name in FEATURES}

CHANGED = {
    "unnamed-button": HOME,
    "small-target": HOME,
    "unclear-link": HOME,
    "name-repeats-role": HOME,
    "image-alt": HOME,
    "mute-screen": both("help"),
    "elderly-no-entry": {"home", "declined twice"},
    "elderly-no-settings-entry": {"settings"},
    "elderly-small-target": {"elderly home", "restarted"},
    "elderly-ads": {"elderly home", "restarted"},
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
    "overlap-large-text": {"home", "declined twice"},
    "overlap-narrow": {"home", "declined twice"},
    "clipped-rows": HOME,
    "decorative-images": HOME,
    "webview-screen": both("help"),
    "webview-content": both("help"),
    "custom-toast": {*both("home"), "restarted"},
    "parent-carries-click": both("settings"),
    "late-notice": {"first start"},
    "nested-scroll": REGISTER,
    "emoji-and-icon-glyphs": HOME,
    "disabled-small-button": REGISTER,
    "inline-links": LOGIN,
    "ad-settings": both("settings"),
    "serial-numbers": both("account"),
    "title-bar-action": both("transfer"),
}
# Home asks whoever opens the app, wherever a deep link leads then; refusals and declined notices stay alone.
CHANGED["camera-on-home"] = (
    SCENES.keys() - FIRST - REFUSED - {"guest", "searched by name", "searched by alias"}
)


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
