"""What checks share that submit a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Literal

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.find import is_toast, match
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import (
    answer_of,
    identity,
    is_disabled,
    standing,
    submit,
    submit_button,
)
from pytest_mobcompliance.device.outcome import FOLLOWS
from pytest_mobcompliance.device.pauses import within
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import own_part, refuses
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import CODE_SOURCES, FormField, FormSettings, IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .field_words import worded

TOAST_STAYS = 4.0
"""s after which a toast has gone: Android shows a long one for 3.5 s (``LENGTH_LONG``), and so long does the
UiAutomator2 driver's server keep what it heard."""
MOST_NEW = 5
"""New texts that are quoted where a form gives no answer; with `LONGEST`, our own numbers."""
LONGEST = 60
"""Characters of one of them; longer ones are left out: a name that is cut in two would not be redacted."""


def code_is_fixed(person: IdentitySettings) -> bool:
    """Whether a test build takes the same code each time, so that none is really sent."""
    return person.code not in CODE_SOURCES


def starts_anew(app: App, settings: Settings | None = None, person: IdentitySettings | None = None) -> None:
    """Bring the app behind its notice as at a first start.

    :param person: for whom a code is sent next; a real one takes the time that the house has set
        (``[verification] resend_seconds``), since a server still remembers the last one.
    """
    wait = settings.verification.resend_seconds if settings is not None else None
    if wait is not None and person is not None and not code_is_fixed(person):
        app.let_pass(wait)
    app.reset()
    app.launch()
    accept_notice(app)


def accepted(app: App, form: FormSettings, verdict: MobVerdict) -> bool:
    """Submit, and tell whether the form was accepted; silence is neither a yes nor a no."""
    return refusal(app, form, verdict) is None


def refusal(app: App, form: FormSettings, verdict: MobVerdict, what: str = "") -> str | None:
    """Submit, and return the words of the refusal; None when the form was accepted.

    Words that were gone again before they were read are empty.

    :param what: what was filled in, where a silent form has to say so.
    """
    stood = settled(app, form)
    before = _texts_of(app.capture(f"{form.screen}@submit"))
    submit(app, form)
    answer = answer_of(app, form, stood=stood)
    if answer.came is None:
        screen = app.capture()
        verdict.needs_review("no-answer", screen, _silent(form, list(_texts_of(screen) - before), what))
    return answer.said if answer.came == "refused" else None


def _texts_of(screen: Screen) -> Counter[str]:
    """The texts that an app's screen shows; what is typed is none."""
    texts = (each.text for each in own_part(screen).shown() if not each.editable)
    return Counter(text for text in texts if text)


def _silent(form: FormSettings, new: Sequence[str], what: str) -> str:
    """Say that no sign was seen, and what came up instead: one of it may be the sign to name."""
    told = say(
        "neither done nor error of the form was seen within {seconds:g} s", seconds=form.answers_within
    )
    quoted = [f"“{text}”" for text in new if len(text) <= LONGEST][:MOST_NEW]
    came = say("new on the screen: {texts}", texts=quoted)
    if not quoted:
        came = say("no new short text on the screen then; a toast would have gone")
    told = say("{told}; {came}", told=told, came=came)
    return say("{what}: {told}", what=what, told=told) if what else told


def settled(app: App, form: FormSettings) -> tuple[str, ...]:
    """Let an old toast go, and return what the form's errors say before it is submitted."""
    if any(is_toast(each) and app.exists(each) for each in form.error):
        app.let_pass(TOAST_STAYS)
    return standing(app, form)


def is_refused(
    app: App,
    form: FormSettings,
    verdict: MobVerdict,
    what: str,
    about: Collection[str],
    right: Callable[[], None],
    proven: set[str] | None = None,
) -> bool:
    """Submit; note down a refusal for what is wrong, False when the form was accepted.

    Any other refusal proves nothing: a person looks at it. A button that cannot be pressed refuses too, when
    it can be with everything right, and the form is accepted then.

    :param about: meanings, one of which the refusal has to name.
    :param right: begins anew and fills the form in with nothing wrong.
    :param proven: screens whose form was seen to be accepted in this run; unset, the check itself submits
        the form with nothing wrong in the end.
    """
    button = submit_button(app, form)

    def ready() -> bool:  # some apps think about what was typed before they let it go
        return not is_disabled(app, form, button)

    if not within(app, FOLLOWS, ready):
        right()
        if not within(app, FOLLOWS, ready):
            also = say("{what}, and with everything right too", what=what)
            verdict.needs_review("submit-disabled", app.capture(), also)
        if proven is not None and form.screen not in proven:
            _is_accepted(app, form, verdict, what)
            proven.add(form.screen)
        verdict.observe(what, say("refused: the button that submits is disabled"))
        return True
    said = refusal(app, form, verdict, what)
    if said is None:
        return False
    if not refuses(said, about):
        other = say("{what}: refused with “{said}”", what=what, said=said)
        verdict.needs_review("refused-otherwise", app.capture(), other)
    verdict.observe(what, say("refused: {said}", said=said))
    return True


def _is_accepted(app: App, form: FormSettings, verdict: MobVerdict, what: str) -> None:
    """Submit what has nothing wrong in it: only a form that takes it refuses others by its button."""
    said = refusal(app, form, verdict, say("with everything right"))
    if said is not None:
        told = say(
            "{what}: the button that submits is disabled; with everything right: refused with “{said}”",
            what=what,
            said=said,
        )
        verdict.needs_review("right-person-refused", app.capture(), told)


def refuses_without(
    app: App,
    form: FormSettings,
    verdict: MobVerdict,
    factor: FormField,
    about: Collection[str],
    told: str,
    right: Callable[[], None],
    proven: set[str] | None = None,
) -> None:
    """Submit a form whose factor was left out: it has to refuse that.

    :param told: what a form that accepts it does wrong.
    :param right: as in `is_refused`, and ``proven`` too.
    """
    held = _holds(app, form, factor)
    if is_refused(app, form, verdict, say("without {factor}", factor=worded(factor)), about, right, proven):
        return
    if held:
        detail = say(
            "{factor} held something that the app had filled in: it was not left out", factor=worded(factor)
        )
        verdict.needs_review("field-prefilled", app.capture(), detail)
    verdict.violated("factor-not-required", told, app.capture())


def _holds(app: App, form: FormSettings, field: FormField) -> bool:
    """Whether a declared field is seen to hold something."""
    locator = form.fields.get(field)
    if locator is None:
        return False
    app.text_of(locator)  # scrolls to it
    element = match(app.capture(), locator)
    return element is not None and bool(element.value)


def changed(value: str) -> str:
    """The same value with another last character."""
    return value[:-1] + ("1" if value[-1:] == "0" else "0")


def own_identity(
    settings: Settings, verdict: MobVerdict, role: Literal["lock_identity", "reset_identity"]
) -> IdentitySettings:
    """The identity that a check may spoil: another one than all others log in with."""
    name = getattr(settings.verification, role)
    if not name:
        verdict.not_verified(
            "not-configured", say("set [verification] {role}: who nothing else logs in as", role=role)
        )
    person, first = identity(settings, name), identity(settings)
    if {person.account, person.phone} & {first.account, first.phone} - {""}:
        verdict.not_verified(
            "not-configured", say("[verification] {role} is who all other checks log in as", role=role)
        )
    return person


def valueless(fields: Collection[FormField], person: IdentitySettings, but: Collection[str] = ()) -> str:
    """Names of a form's fields for which the identity has no value; empty when it has all.

    :param but: fields that are left alone.
    """
    return ", ".join(field for field in fields if field not in but and not getattr(person, field))


def wrong_code(person: IdentitySettings) -> str:
    """A one-time code that is not the identity's; where none is known beforehand, one made of zeros."""
    return changed(person.code) if person.code.isdigit() else "000000"
