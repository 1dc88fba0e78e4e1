"""Forms of the app: filled in with a declared identity, submitted, and the login that goes before others."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from ..errors import ConfigurationError, RigError
from ..messages import say
from ..recognise import own_part, read_form, tells_news
from ..screen import Element, Platform, Screen
from ..settings import (
    CODE_BY_HOOK,
    CODE_BY_MESSAGE,
    FormField,
    FormSettings,
    IdentitySettings,
    Locator,
    Settings,
)
from .app import App, PhoneVerbs
from .assistance import code_from_inbox, no_code, pass_step
from .find import match
from .flows import locator_of
from .outcome import FOLLOWS
from .pauses import within

BEFORE_CODE = ("phone", "account")
"""Fields that a code is sent for: typed before it, wherever they stand in the form."""
SECRETS = ("password", "new_password", "code")
"""Fields of which a wrong value may be made of the right one."""
REDRAWN = 1.0
"""s that a tapped box may take to tell its new state; the project's own choice."""


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
        got=say("no identity") if name is None else say("no identity {name!r}", name=name),
        wanted=say("a declared fake identity: nothing else is ever typed"),
        next_step=say("add [identities.alice] with name, id_number, phone, and a fixed test code as code"),
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
    ask_code: bool = True,
) -> None:
    """Open a form's screen and type the identity's values into its fields; nothing is submitted.

    A box that agrees is ticked where it is not ticked yet: a form that still stands there may keep it.

    :param instead: values by field meaning that replace the identity's own.
    :param leave_out: fields by meaning that stay empty.
    :param ask_code: tap what sends a one-time code before one is typed.
    :raises RigError: ``no-code-source``; ``field-not-recognised`` where the configuration names no fields.
    """
    for value in _near_misses(person, instead or {}):
        app.assistance.keep_secret(value)
    app.go(form.screen)
    wanted = {name: value for name, value in values(person, instead).items() if name not in leave_out}
    seen = _seen(app, form, wanted)
    ticked = _is_ticked(app, form, seen.agree) if agree and seen.agree is not None else None
    for meaning in _in_order(seen.fields):
        value = wanted.get(meaning, "")
        if not value:
            continue
        if meaning == "code":
            value = _asked_code(app, form, person, value, seen.send_code if ask_code else None)
        app.type(seen.fields[meaning], value)
    if agree and seen.agree is not None and not ticked:
        app.tap(seen.agree)
        if ticked is None and _stays_unticked(app, form, seen.agree):
            app.tap(seen.agree)  # out of view it had been ticked


def _is_ticked(app: App, form: FormSettings, box: Locator) -> bool | None:
    """Whether a box is ticked on the screen that stands; None where it is out of view, or tells nothing.

    A picture that stands for a box tells at most that it is selected, and a CSS locator that it is checked.
    """
    if box.strategy == "css":
        return ("," not in box.value and app.exists(Locator(css=f"{box.value}:checked"))) or None
    screen = _unrolled(app.capture(f"{form.screen}@form"))
    found = match(screen, box)
    inside = [] if found is None else list(screen.subtree(found))
    if any(each.checked or each.selected for each in inside):
        return True
    return False if any(each.checked is False for each in inside) else None


def _stays_unticked(app: App, form: FormSettings, box: Locator) -> bool:
    """Whether a box that was tapped tells that it is not ticked, and still does `REDRAWN` seconds later."""
    end = time.monotonic() + REDRAWN
    while _is_ticked(app, form, box) is False:
        if time.monotonic() >= end:
            return True
        time.sleep(0.05)
    return False


def values(person: IdentitySettings, instead: Mapping[str, str] | None = None) -> dict[str, str]:
    """What an identity types, by meaning of the field; empty for what it does not have."""
    own = {name: str(getattr(person, name)) for name in get_args(FormField)}
    return {**own, **(instead or {})}


def _near_misses(person: IdentitySettings, instead: Mapping[str, str]) -> list[str]:
    """Wrong values that tell all of a secret but its last character, so that no report may show them."""
    own = values(person)
    return [
        value
        for name, value in instead.items()
        if name in SECRETS and value != own[name] and value[:-1] == own[name][:-1] != ""
    ]


def _in_order(fields: Mapping[FormField, Locator]) -> list[FormField]:
    """The fields as they stand, but what a code is sent for before the code."""
    names = list(fields)
    if "code" not in names:
        return names
    at = names.index("code")
    late = [name for name in names[at:] if name in BEFORE_CODE]
    return names[:at] + late + [name for name in names[at:] if name not in late]


def _asked_code(
    app: App, form: FormSettings, person: IdentitySettings, value: str, ask: Locator | None
) -> str:
    """Have a one-time code sent, and return it; a value that is no source of codes is the code itself."""
    by_message = value == CODE_BY_MESSAGE
    if by_message and "shell" not in app.what_it_can():
        raise no_code(form.screen, say("no shell to read the inbox with"), _ENABLE_SHELL)
    since = cast(PhoneVerbs, app).clock_ms() if by_message else 0.0
    if ask is not None:
        app.tap(ask)
    if by_message:
        found = code_from_inbox(cast(PhoneVerbs, app).shell, since)
        lacking = (say("no message with a code in the inbox"), say("look what the app sends, and when"))
    elif value == CODE_BY_HOOK:
        found = app.assistance.code(person, form.screen)
        lacking = (say("no answer"), say("implement pytest_mobcompliance_code"))
    else:
        return value
    if not found:
        raise no_code(form.screen, *lacking)
    app.assistance.keep_secret(found)
    return found


_ENABLE_SHELL = say(
    "start the server with --allow-insecure uiautomator2:adb_shell, or supply codes by the hook"
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a form has: as declared, else as recognised on the screen that stands."""

    fields: Mapping[FormField, Locator]
    send_code: Locator | None
    agree: Locator | None


def _seen(app: App, form: FormSettings, wanted: Mapping[str, str]) -> _Seen:
    """:raises RigError: ``field-not-recognised`` for one that is to be filled in and is not certain."""
    if form.fields:
        return _Seen(form.fields, form.send_code, form.agree)
    found, doubtful = _recognised(app, form)
    unsure = sorted(name for name in doubtful if wanted.get(name))
    fields = {name: found[name] for name in get_args(FormField) if name in found}
    if unsure or not fields:
        raise _not_recognised(form, unsure or say("any field"))
    return _Seen(fields, form.send_code or found.get("send_code"), form.agree or found.get("agree"))


def fields_of(app: App, form: FormSettings) -> Mapping[FormField, Locator]:
    """The form's fields on the screen that stands: as declared, else those that are certain."""
    if form.fields:
        return form.fields
    found, _ = _recognised(app, form)
    return {name: found[name] for name in get_args(FormField) if name in found}


def submit_button(app: App, form: FormSettings) -> Locator:
    """What submits the form that stands: as declared, else as recognised.

    :raises RigError: ``submit-not-found``.
    """
    if form.submit is not None:
        return form.submit
    found, _ = _recognised(app, form)
    if "submit" in found:
        return found["submit"]
    raise RigError(
        reason="submit-not-found",
        who="mob_app",
        where=say("screen {screen!r}", screen=form.screen),
        got=say("no button whose words submit a form, or several"),
        wanted=say("one"),
        next_step=say("name it: submit = {{ id = … }} in the form's table"),
    )


def _recognised(app: App, form: FormSettings) -> tuple[dict[str, Locator], frozenset[str]]:
    """What is certain on any part of the screen, by meaning, and what is doubtful.

    What is certain but cannot be found again, since others look the same, is doubtful too.
    """
    known: frozenset[str] = frozenset()
    parts = app.captures(f"{form.screen}@form")
    for part in parts:
        known |= read_form(part).sure.keys()
    found: dict[str, Locator] = {}
    doubtful: set[str] = set()
    for part in parts:
        read = read_form(part, known)
        doubtful |= read.doubtful
        for meaning, element in read.sure.items():
            again = _found_again(part, element)
            if again is None:
                doubtful.add(meaning)
            elif found.setdefault(meaning, again) != again:
                doubtful.add(meaning)  # two parts show different ones
    sure = {name: locator for name, locator in found.items() if name not in doubtful}
    return sure, frozenset(doubtful)


def _found_again(screen: Screen, element: Element) -> Locator | None:
    """How to find a captured element again, None when that would find another one."""
    hint = element.hint if element.editable and not element.resource_id else None
    if hint and screen.platform is Platform.WEB:
        alike = sum(each.hint == hint for each in screen.shown())
        return Locator(css=f"[placeholder={json.dumps(hint, ensure_ascii=False)}]") if alike == 1 else None
    return next((each for each in _ways(screen, element, hint) if _reaches(screen, each, element)), None)


def _ways(screen: Screen, element: Element, hint: str | None) -> Iterator[Locator]:
    """Locators that may find an element: a title above a button often says the same, so there are others."""
    if hint and hint == element.name:
        yield Locator(text=hint)  # the driver takes the hint of an empty field for its text
    else:
        with suppress(ConfigurationError):
            yield locator_of(element, screen)
    if element.class_name and screen.platform is not Platform.WEB:
        yield Locator.model_validate({"class": element.class_name})


def _reaches(screen: Screen, locator: Locator, element: Element) -> bool:
    """Whether the first that a locator finds is the element, or what lies in it."""
    reached = match(_unrolled(own_part(screen)), locator)
    return reached is not None and (reached.id == element.id or element.id in _around(screen, reached))


def _unrolled(screen: Screen) -> Screen:
    """The screen as a browser searches it: what is scrolled out of the picture can be found as well."""
    if screen.platform is not Platform.WEB:
        return screen
    whole = (replace(each, bounds=each.bounds or each.full_bounds) for each in screen.elements)
    return replace(screen, elements=tuple(whole))


def _around(screen: Screen, element: Element) -> set[str]:
    """Ids of what lies around an element: a tap on words inside a button reaches the button."""
    return {each.id for each in screen.ancestors(element)}


def _not_recognised(form: FormSettings, what: str | list[str]) -> RigError:
    return RigError(
        reason="field-not-recognised",
        who="mob_app",
        where=say("screen {screen!r}", screen=form.screen),
        got=say("no certain sign of {what}", what=what),
        wanted=say("a field whose type, hint or label tells what it is for"),
        next_step=say("name the fields of the form in mobcompliance.toml"),
    )


def submit(app: App, form: FormSettings) -> None:
    """Submit the form that stands."""
    app.tap(submit_button(app, form))


@dataclass(frozen=True, slots=True)
class Answer:
    """What an app answered to a submitted form; ``came`` is None where no sign was seen."""

    came: Literal["done", "refused"] | None
    said: str = ""
    """Words of the refusal; empty where they were gone before they were read."""


def answer_of(
    app: App, form: FormSettings, *, patience: float | None = None, stood: Collection[str] = ()
) -> Answer:
    """Wait for what a submitted form comes to; a step that is asked for on the way is passed by the hook.

    Good news may show a moment before the form is done, news of a code before there is an answer: neither
    ends the wait, and an error without words does not either.

    :param patience: s without any sign, from the submission and again from the step on; unset, the form's.
    :param stood: what the form's errors said before (`standing`): no answer while they go on saying it.
    :raises RigError: ``no-step-source``.
    """
    old, heard = set(stood), list[str]()
    wait = form.answers_within if patience is None else patience
    step = form.step

    last: Literal["done", "refused"] | None = None

    def came() -> bool:
        nonlocal last
        if app.exists(form.done):
            last = "done"
            return True
        words = standing(app, form)
        old.intersection_update(words)
        heard.extend(each for each in words if each not in old)
        last = "refused" if _refusing(heard) else None
        return last is not None

    def asks() -> bool:
        return step is not None and app.exists(step.shown)

    within(app, wait, lambda: came() or asks())
    if last is None and step is not None and asks():
        pass_step(app.assistance, step.kind, form.screen)
        within(app, wait, came)
    if last == "done":
        return Answer("done")
    return Answer("refused", _refusing(heard) or heard[-1]) if heard else Answer(None)


def _refusing(heard: Iterable[str]) -> str:
    """Of all that was heard, the first words that may refuse; empty where none do."""
    return next((each for each in heard if each and not tells_news(each)), "")


def standing(app: App, form: FormSettings) -> tuple[str, ...]:
    """What each of the form's errors that shows says, empty for nothing."""
    return tuple(_words_of(app, each) for each in form.error if app.exists(each))


def _words_of(app: App, shown: Locator) -> str:
    try:
        return app.text_of(shown)
    except RigError as error:
        if error.reason != "element-not-found":
            raise
        return ""


def is_disabled(app: App, form: FormSettings, button: Locator) -> bool:
    """Whether the button that submits the form that stands says that it cannot be pressed."""
    if button.strategy == "css":
        return "," not in button.value and app.exists(Locator(css=f"{button.value}:disabled"))
    app.text_of(button)  # scrolls to it
    screen = _unrolled(app.capture(f"{form.screen}@submit"))
    found = match(screen, button)
    if found is None:
        return False
    around = next((each for each in screen.ancestors(found) if each.clickable), found)
    return found.enabled is False or around.enabled is False  # words may lie in the button


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
            got=say("nothing"),
            wanted=say("the login form, for the screens with login = true"),
            next_step=say("add [forms.login] with screen, fields, submit and done"),
        )
    person = identity(settings)
    app.exists(login.done)  # a recording refuses here: it needs no login
    if settings.package not in settings.app.test_packages:
        raise RigError(
            reason="destructive-not-allowed",
            who="mob_app",
            where="[forms.login]",
            got=say("{package!r}, which is not in [app] test_packages", package=settings.package),
            wanted=say("an app that is meant for tests: a login is submitted"),
            next_step=say("add it to test_packages, if a declared fake identity may log in there"),
        )
    fill(app, login, person)
    stood = standing(app, login)
    submit(app, login)
    patience = max(login.answers_within, settings.web.page_timeout)
    answer = answer_of(app, login, patience=patience, stood=stood)
    # What is no refusal may have been taken for one: the login then ends a moment later.
    if answer.came != "done" and not app.wait_for(login.done, FOLLOWS):
        seen = say("nothing visible for {locator}", locator=login.done)
        raise RigError(
            reason="login-failed",
            who="mob_app",
            where="[forms.login]",
            got=say("{seen}, but “{said}”", seen=seen, said=answer.said) if answer.said else seen,
            wanted=say("it within {seconds:g} s after the login was submitted", seconds=patience),
            next_step=say(
                "correct [forms.login] or the first of [identities], or look why the app refuses it"
            ),
        )
