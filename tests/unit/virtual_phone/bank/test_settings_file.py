from __future__ import annotations

from collections.abc import Iterator

import pytest
from bank_in_hand import InHand, agreed

from pytest_mobcompliance.settings import Locator, demo_settings
from pytest_mobcompliance.virtual_phone.bank import BankApp

SETTINGS = demo_settings()


def there(bank: InHand, locator: Locator) -> bool:
    """Whether a locator finds a view on the screen that shows."""
    if locator.strategy == "text":
        return locator.value in bank.said()
    assert locator.strategy == "id"
    return bank.view(locator.value) is not None


def at(screen: str) -> InHand:
    """A screen as its settings say."""
    wanted = SETTINGS.screens[screen]
    bank = InHand(kept=agreed(account=screen != "login"))
    if wanted.url is not None:
        bank.visit(wanted.url.removeprefix("examplebank://app/"))
    for step in wanted.path:
        tap(bank, step.tap)
    return bank


def tap(bank: InHand, locator: Locator) -> None:
    if locator.strategy == "id":
        bank.tap(locator.value)
        return
    holder = next(v for v in bank.views() if v.on_tap and any(locator.value == c.text for c in _inside(v)))
    assert holder.on_tap is not None
    holder.on_tap()


def _inside(view: object) -> Iterator:
    yield view
    for child in view.children:  # type: ignore[attr-defined]
        yield from _inside(child)


def test_the_file_names_the_app() -> None:
    manifest = BankApp().manifest
    assert SETTINGS.app.package == manifest.package
    assert SETTINGS.app.activity == manifest.launcher
    assert SETTINGS.app.name == manifest.label
    assert SETTINGS.app.demo
    assert SETTINGS.app.test_packages == (manifest.package,)


@pytest.mark.parametrize("name", SETTINGS.screens)
def test_screens_are_where_the_file_says(name: str) -> None:
    expect = SETTINGS.screens[name].expect
    assert expect is not None
    assert there(at(name), expect)
    assert SETTINGS.screens[name].elderly


def test_closed_screens_are_closed() -> None:
    for name, screen in SETTINGS.screens.items():
        bank = InHand(kept=agreed())
        if screen.login:
            assert screen.url is not None
            bank.visit(screen.url.removeprefix("examplebank://app/"))
            assert not there(bank, screen.expect), name  # type: ignore[arg-type]


def test_the_elderly_mode_is_switched_as_the_file_says() -> None:
    elderly = SETTINGS.elderly
    assert elderly is not None
    assert elderly.search is not None
    assert elderly.search.submit is not None
    bank = InHand(kept=agreed())
    for step in elderly.search.path:
        tap(bank, step.tap)
    assert there(bank, elderly.search.field)
    assert there(bank, elderly.search.submit)
    bank.visit("home")
    for step in (*elderly.on, *elderly.off):
        tap(bank, step.tap)
    assert there(bank, elderly.on[0].tap)


@pytest.mark.parametrize("kind", SETTINGS.permissions)
def test_purposes_and_triggers_are_where_the_file_says(kind: str) -> None:
    declared = dict(SETTINGS.permissions)[kind]  # type: ignore[index]
    bank = at(declared.screen)
    assert declared.trigger is not None
    assert there(bank, declared.trigger)
    assert any(declared.purpose in said for said in bank.said())


def test_forms_are_filled_in_and_accepted() -> None:
    others = {"reset": SETTINGS.verification.reset_identity}
    for name, form in SETTINGS.forms.items():
        person = SETTINGS.identities[others.get(name, "alice")]
        bank = at(form.screen)
        if form.send_code is not None:
            tap(bank, form.send_code)
        for meaning, locator in form.fields.items():
            bank.type(locator.value, getattr(person, meaning))
        if form.agree is not None:
            tap(bank, form.agree)
        tap(bank, form.submit)
        assert there(bank, form.verify or form.done)
        refused = at(form.screen)
        tap(refused, form.submit)
        assert any(there(refused, each) for each in form.error)
        assert not there(refused, form.done)
