"""Everything that the bank can be seen doing, by name: what it shows, and what it asked Android for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from bank_in_hand import PERSON, InHand, agreed, walk

from pytest_mobcompliance.virtual_phone.bank.app import SCREENS
from pytest_mobcompliance.virtual_phone.bank.features import FEATURES
from pytest_mobcompliance.virtual_phone.views import View

Seen = tuple[object, ...]
Scene = Callable[[tuple[str, ...]], InHand]


def seen(bank: InHand) -> Seen:
    """All that matters of a state: windows with their views, and traces in Android."""
    panes = tuple(
        (pane.kind, pane.secure, pane.cancelable, tuple(_facts(view) for view in walk(pane.root)))
        for pane in bank.panes
    )
    context = bank.context
    return (
        panes,
        tuple(context.asked),
        tuple(context.used),
        len(context.started),
        context.left,
        context.crashed,
    )


def _facts(view: View) -> Seen:
    said: Seen = (view.cls, view.id, view.text, view.desc, view.hint, view.size, view.color)
    said += (view.line_spacing, view.most_lines, view.in_px, view.photo, view.drawn)
    place = (
        view.flow,
        view.width,
        view.height,
        view.padding,
        view.gap,
        view.weight,
        view.scroll,
        view.important,
    )
    acts = (
        view.clickable,
        view.editable,
        view.enabled,
        view.checked,
        view.password,
        view.heading,
        view.invalid,
        view.error,
    )
    return said + place + acts


def _shown(name: str, elderly: bool) -> Scene:
    def play(on: tuple[str, ...]) -> InHand:
        kept = agreed(account=True)
        bank = InHand(*on, kept=kept)
        if elderly:
            bank.process.bank.set_elderly(True)
        bank.context.pass_time(2.0)
        bank.visit(name)
        return bank

    return play


def _by_night(on: tuple[str, ...]) -> InHand:
    return InHand(*on, kept=agreed(account=True), night=True, open_="home")


def _guest(on: tuple[str, ...]) -> InHand:
    return InHand(*on, kept=agreed(), open_="account")


def _first(on: tuple[str, ...]) -> InHand:
    bank = InHand(*on)
    bank.context.pass_time(1.0)
    return bank


def _declined(times: int) -> Scene:
    def play(on: tuple[str, ...]) -> InHand:
        bank = InHand(*on)
        bank.context.pass_time(5.0)
        for _ in range(times):
            if bank.view("notice_decline") is not None:
                bank.tap("notice_decline")
        return bank

    return play


def _registered(*leave_out: str, **instead: str) -> Scene:
    def play(on: tuple[str, ...]) -> InHand:
        bank = InHand(*on, kept=agreed())
        bank.register(*leave_out, **instead)
        return bank

    return play


def _registered_again(on: tuple[str, ...]) -> InHand:
    """A second registration with the code of the first."""
    bank = InHand(*on, kept=agreed())
    bank.register()
    bank.register(ask=False)
    return bank


def _logged_in(account: str, password: str) -> Scene:
    def play(on: tuple[str, ...]) -> InHand:
        bank = InHand(*on, kept=agreed())
        bank.log_in(account, password)
        return bank

    return play


def _locked_out(on: tuple[str, ...]) -> InHand:
    """The right password after five wrong ones."""
    bank = InHand(*on, kept=agreed())
    for password in (*("Demo-Pass-2025",) * 5, PERSON["password"]):
        bank.log_in(password=password)
    return bank


def _reset_without(proof: str) -> Scene:
    """A new password is set without one of the proofs."""

    def play(on: tuple[str, ...]) -> InHand:
        bank = InHand(*on, kept=agreed())
        bank.visit("reset")
        for meaning, value in {**PERSON, "new_password": "Demo-New-2024"}.items():
            if meaning != proof and bank.view(f"reset_{meaning}") is not None:
                bank.type(f"reset_{meaning}", value)
        bank.tap("reset_submit")
        return bank

    return play


def _transferred(on: tuple[str, ...]) -> InHand:
    """A transfer was submitted, and the trading password not typed."""
    bank = InHand(*on, kept=agreed(account=True))
    bank.visit("transfer")
    for meaning, value in {"payee": "测试乙", "to": PERSON["card"], "amount": "10"}.items():
        bank.type(f"transfer_{meaning}", value)
    bank.tap("transfer_submit")
    if bank.view("keyboard_cancel") is not None:
        bank.tap("keyboard_cancel")
    return bank


def _searched(term: str) -> Scene:
    def play(on: tuple[str, ...]) -> InHand:
        bank = InHand(*on, kept=agreed(), open_="search")
        bank.type("search_field", term)
        bank.tap("search_go")
        return bank

    return play


def _restarted(on: tuple[str, ...]) -> InHand:
    first = InHand(*on, kept=agreed())
    first.process.bank.set_elderly(True)
    return InHand(*on, kept=first.context.storage)


def _refused(name: str) -> Scene:
    def play(on: tuple[str, ...]) -> InHand:
        bank = InHand(*on, kept=agreed(), open_=name)
        bank.context.answer()
        bank.context.grants = False
        bank.context.dialogs = len(bank.context.asked) + 2
        bank.tap(FEATURES[name].trigger)
        bank.context.answer()
        for _ in range(5):
            bank.context.pass_time(1.0)
        return bank

    return play


def _declined_and_restarted(on: tuple[str, ...]) -> InHand:
    return InHand(*on, kept=_declined(2)(on).context.storage)


def _guest_in_help(on: tuple[str, ...]) -> InHand:
    bank = _declined(2)(on)
    bank.visit("help")
    return bank


def _back_on_notice(on: tuple[str, ...]) -> InHand:
    bank = InHand(*on)
    bank.context.pass_time(5.0)
    bank.process.back()
    return bank


def _upgraded(on: tuple[str, ...]) -> InHand:
    """Agreed to the first edition of the policy; this version of the bank has the second."""
    bank = InHand(*on, kept=agreed() | {"edition": 1})
    bank.context.pass_time(5.0)
    return bank


def _asked(screen: str, button: str) -> Scene:
    """Something that needs a consent of its own was begun."""

    def play(on: tuple[str, ...]) -> InHand:
        bank = InHand(*on, kept=agreed(), open_=screen)
        if bank.view(button) is not None:
            bank.tap(button)
        bank.context.answer()
        return bank

    return play


def _closing(*, last: bool) -> Scene:
    """The account is being closed: the code is asked for; or it was closed, and the account is opened."""

    def play(on: tuple[str, ...]) -> InHand:
        bank = InHand(*on, kept=agreed(account=True), open_="delete")
        bank.tap("delete_now")
        if last:
            bank.type("delete_code", PERSON["code"])
            bank.tap("delete_next")
            bank.tap("delete_confirm")
            bank.visit("account")
        return bank

    return play


def _last_step(on: tuple[str, ...]) -> InHand:
    bank = _closing(last=False)(on)
    bank.type("delete_code", PERSON["code"])
    bank.tap("delete_next")
    return bank


def _withdrawn(on: tuple[str, ...]) -> InHand:
    bank = InHand(*on, kept=agreed(), open_="withdraw")
    if bank.view("withdraw_now") is not None:
        bank.tap("withdraw_now")
    return InHand(*on, kept=bank.context.storage, open_="collected")


def _policy_link(on: tuple[str, ...]) -> InHand:
    bank = InHand(*on)
    bank.context.pass_time(5.0)
    if bank.view("notice_policy") is not None:
        bank.tap("notice_policy")
    return bank


SCENES: Mapping[str, Scene] = {
    **{f"{name}": _shown(name, elderly=False) for name in SCREENS},
    **{f"elderly {name}": _shown(name, elderly=True) for name in SCREENS},
    "home by night": _by_night,
    "guest": _guest,
    "first start": _first,
    "declined": _declined(1),
    "declined twice": _declined(2),
    "policy from the notice": _policy_link,
    "declined and restarted": _declined_and_restarted,
    "guest in help": _guest_in_help,
    "back on the notice": _back_on_notice,
    "upgraded": _upgraded,
    "asked for a face": _asked("login", "login_face"),
    "asked for an ID": _asked("privacy", "privacy_id_photo"),
    "asked for a partner": _asked("settings", "settings_partner"),
    "closing": _closing(last=False),
    "last step of closing": _last_step,
    "closed": _closing(last=True),
    "withdrawn": _withdrawn,
    "registered": _registered(),
    "registered without card": _registered("card"),
    "registered without name": _registered("name"),
    "registered with a wrong ID": _registered(id_number="999999199001010011"),
    "registered with a wrong code": _registered(code="246811"),
    "registered with an expired document": _registered(id_expiry="2020-01-01"),
    "registered under age": _registered(id_number="999999202206010022"),
    "registered with a weak password": _registered(password="abcd1234"),
    "registered again": _registered_again,
    "unknown account": _logged_in("13900000009", "Demo-Pass-2024"),
    "wrong password": _logged_in("13800000001", "Demo-Pass-2025"),
    "locked out": _locked_out,
    "reset without name": _reset_without("name"),
    "transferred": _transferred,
    "searched by name": _searched("长辈版"),
    "searched by alias": _searched("亲情版"),
    "restarted": _restarted,
    **{f"refused {name}": _refused(name) for name in FEATURES},
}


def changed(*on: str) -> set[str]:
    """Scenes that are not as in the compliant bank."""
    return {name for name, play in SCENES.items() if seen(play(on)) != _compliant(name)}


@cache
def _compliant(name: str) -> Seen:
    return seen(SCENES[name](()))
