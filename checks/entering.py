"""What checks share that ask for a screen which may be closed, and look whether a login is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.forms import fields_of
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.settings import FormField, FormSettings, Locator, ScreenSettings

NOT_THERE = ("screen-not-reached", "element-not-found")
"""How a path ends for somebody whom the app does not let go on."""
_SIGNS: tuple[FormField, ...] = ("password", "code", "account", "phone")
"""Fields of the login that tell that it is asked for, the surest first."""
_OF_LOGINS_ONLY = _SIGNS[:2]
"""What counts of a form whose fields are recognised and not declared: the others stand on many screens."""


def ask_for(app: App, name: str, screen: ScreenSettings) -> None:
    """Go towards a screen by its deep link or its path; it is no fault that it does not come."""
    try:
        if screen.url is not None and not screen.path:
            app.visit(screen.url)  # without waiting for what is not to come
        else:
            app.go(name)
    except RigError as error:
        if error.reason not in NOT_THERE:
            raise


def asks_login(app: App, login: FormSettings) -> bool:
    """Whether the login stands there: the surest of the fields that are typed there, else its button."""
    fields = _fields(app, login)
    signs = _SIGNS if login.fields else _OF_LOGINS_ONLY
    sign = next((fields[each] for each in signs if each in fields), login.submit)
    return sign is not None and app.exists(sign)


def _fields(app: App, login: FormSettings) -> Mapping[FormField, Locator]:
    """The fields that stand there; none where no login is recognised."""
    try:
        return fields_of(app, login)
    except RigError as error:
        if error.reason != "field-not-recognised":
            raise
        return {}
