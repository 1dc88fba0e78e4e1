"""Forms of the app: filled in with a declared identity, submitted, and the login that goes before others."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..errors import ConfigurationError, RigError
from ..settings import FormField, FormSettings, IdentitySettings, Locator, Settings
from .app import App

CODE_BY_HOOK = "hook"
"""Instead of a test code: somebody else supplies it when it is needed."""


def identity(settings: Settings, name: str | None = None) -> IdentitySettings:
    """Return a declared fake identity: the named one, else the first.

    :raises ConfigurationError: when none is declared.
    """
    if name is None and settings.identities:
        return next(iter(settings.identities.values()))
    if name is not None and name in settings.identities:
        return settings.identities[name]
    raise ConfigurationError(
        who="mobcompliance.toml",
        where="[identities]",
        got="no identity" if name is None else f"no identity {name!r}",
        wanted="a declared fake identity: nothing else is ever typed",
        next_step="add [identities.alice] with name, id_number, phone, and a fixed test code as code",
    )


def form(settings: Settings, name: str) -> FormSettings | None:
    """Return a declared form, None when the configuration does not have it."""
    return dict(settings.forms).get(name)  # type: ignore[call-overload, no-any-return]


def fill(
    app: App,
    form: FormSettings,
    person: IdentitySettings,
    *,
    instead: dict[str, str] | None = None,
    leave_out: Collection[str] = (),
    agree: bool = True,
) -> None:
    """Open a form's screen and type the identity's values into its fields; nothing is submitted.

    :param instead: values by field meaning that replace the identity's own.
    :param leave_out: fields by meaning that stay empty.
    :raises ConfigurationError: for a one-time code that nothing supplies.
    """
    app.go(form.screen)
    for meaning, locator in form.fields.items():
        value = (instead or {}).get(meaning, str(getattr(person, meaning)))
        if not value or meaning in leave_out:
            continue
        if meaning == "code" and value == CODE_BY_HOOK:
            raise _no_code()
        app.type(locator, value)
    if agree and form.agree is not None:
        app.tap(form.agree)


def fields_of(app: App, form: FormSettings) -> Mapping[FormField, Locator]:
    """The form's fields on the screen that stands: as declared, else as recognised."""
    return form.fields


def submit_button(app: App, form: FormSettings) -> Locator:
    """What submits the form that stands: as declared, else as recognised.

    :raises RigError: ``submit-not-found``.
    """
    if form.submit is not None:
        return form.submit
    raise RigError(
        reason="submit-not-found",
        who="mob_app",
        where=f"screen {form.screen!r}",
        got="no button whose words submit a form",
        wanted="one",
        next_step="name it: submit = { id = … } in the form's table",
    )


def submit(app: App, form: FormSettings) -> None:
    """Submit the form that stands."""
    app.tap(submit_button(app, form))


def _no_code() -> ConfigurationError:
    return ConfigurationError(
        who="mobcompliance.toml",
        where="[identities] code",
        got=f"{CODE_BY_HOOK!r}: nothing supplies one-time codes in this version",
        wanted="a fixed test code",
        next_step="let the test environment accept a fixed code, and write it here",
    )


def log_in(app: App, settings: Settings) -> None:
    """Log in with the first declared identity.

    :raises ConfigurationError: without ``[forms.login]`` or an identity.
    :raises RigError: ``login-failed``: what follows would be about the screens of a stranger.
        ``destructive-not-allowed``: forms are submitted on the configured test packages only.
    """
    login = form(settings, "login")
    if login is None:
        raise ConfigurationError(
            who="mobcompliance.toml",
            where="[forms.login]",
            got="nothing",
            wanted="the login form, for the screens with login = true",
            next_step="add [forms.login] with screen, fields, submit and done",
        )
    person = identity(settings)
    app.exists(login.done)  # a recording refuses here: it needs no login
    if settings.package not in settings.app.test_packages:
        raise RigError(
            reason="destructive-not-allowed",
            who="mob_app",
            where="[forms.login]",
            got=f"{settings.package!r}, which is not in [app] test_packages",
            wanted="an app that is meant for tests: a login is submitted",
            next_step="add it to test_packages, if a declared fake identity may log in there",
        )
    fill(app, login, person)
    submit(app, login)
    if not app.wait_for(login.done, settings.web.page_timeout):
        raise RigError(
            reason="login-failed",
            who="mob_app",
            where="[forms.login]",
            got=f"nothing visible for {login.done}",
            wanted=f"it within {settings.web.page_timeout:g} s after the login was submitted",
            next_step="correct [forms.login] or the first of [identities], or look why the app refuses it",
        )
