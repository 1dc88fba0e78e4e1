"""What checks share that look at fields in which somebody types what nobody else may see."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import fields_of, form
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.settings import IdentitySettings, Locator, Settings
from pytest_mobcompliance.verdict import MobVerdict

FORMS = ("login", "registration", "reset")
"""Forms that a guest fills in."""
SECRETS = ("password", "new_password")
PLAIN = ("account", "phone", "name")
"""Fields that show whether keyboard and clipboard of this phone can be observed at all."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form that stands, and what a declared identity types into it."""

    form: str
    meaning: str
    locator: Locator
    value: str

    def __str__(self) -> str:
        return f"{self.form}: {self.meaning}"


def secret_fields(
    app: App, settings: Settings, person: IdentitySettings, meanings: Collection[str]
) -> Iterator[Field]:
    """The fields of these meanings, each with its form standing as it opens."""
    for name in FORMS:
        declared = form(settings, name)
        if declared is None:
            continue
        app.go(declared.screen)
        for meaning, locator in fields_of(app, declared).items():
            value = str(getattr(person, meaning)) or (person.password if meaning in SECRETS else "")
            if meaning in meanings and value:
                app.go(declared.screen)
                yield Field(name, meaning, locator, value)


def begin(app: App) -> None:
    app.launch()
    accept_notice(app)


def or_not_configured(verdict: MobVerdict, settings: Settings) -> None:
    """Without a form nothing was looked at; with one, a check that saw no field left no observation."""
    if not any(form(settings, name) for name in FORMS):
        verdict.not_verified("not-configured", say("add [forms.login] or [forms.registration]"))
