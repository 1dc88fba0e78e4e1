"""What must hold in the moment before a button of a permission dialog is pressed. Pure, over one screen."""

from __future__ import annotations

from ..errors import RigError
from ..messages import say
from ..recognise import PermissionPrompt, UnknownDialog, shortened
from ..screen import Element, Screen

Standing = PermissionPrompt | UnknownDialog | None


def same_prompt(one: PermissionPrompt, other: Standing) -> bool:
    """Whether two looks show the same question with the same answers; a countdown may have gone on."""
    if not isinstance(other, PermissionPrompt):
        return False
    return (one.permission, one.message, one.buttons.keys()) == (
        other.permission,
        other.message,
        other.buttons.keys(),
    )


def covering(screen: Screen, button: Element, package: str) -> Element | None:
    """What may lie over a dialog's button: something of a third package with words or a tap, at its middle.

    Sources do not tell which of two windows is in front; the app under test is never before a dialog of the
    system. A second button of the same id at another place belongs to a second dialog.
    """
    if button.bounds is None:
        return None
    left, top, right, bottom = button.bounds
    x, y = (left + right) / 2, (top + bottom) / 2
    for each in screen.shown():
        if each.bounds is None or each.package in (None, package):
            continue
        if each.package == button.package:
            if each.resource_id and each.resource_id == button.resource_id and each.bounds != button.bounds:
                return each
            continue
        says = bool(each.text or each.name or each.clickable)
        if says and each.bounds[0] <= x < each.bounds[2] and each.bounds[1] <= y < each.bounds[3]:
            return each
    return None


def changed(prompt: PermissionPrompt, now: Standing) -> RigError:
    """Another dialog, or none, stands where one was about to be answered."""
    words = now.message if isinstance(now, PermissionPrompt) else now.text if now is not None else ""
    other = (
        say("“{words}” in the moment of the tap", words=shortened(words, 80))
        if words
        else say("no dialog any more")
    )
    return RigError(
        reason="prompt-changed",
        who="mob_app.answer",
        where=f"“{shortened(prompt.message, 80)}”",
        got=say("{other}; nothing was pressed", other=other),
        wanted=say("the dialog that was to be answered"),
        next_step=say("run again; if it stays, look at what else asks on this phone"),
    )


def covered(prompt: PermissionPrompt, by: Element) -> RigError:
    """Something else lies over the dialog, and would get the tap."""
    return RigError(
        reason="prompt-covered",
        who="mob_app.answer",
        where=f"“{shortened(prompt.message, 80)}”",
        got=say(
            "{label} of {package} over its button; nothing was pressed", label=by.label, package=by.package
        ),
        wanted=say("one dialog at a time"),
        next_step=say("close what lies over it by hand, and switch off what opens it"),
    )


def another(prompt: PermissionPrompt, names: list[str]) -> RigError:
    """The system says that the tap decided on something else."""
    return RigError(
        reason="another-answered",
        who="mob_app.answer",
        where=f"“{shortened(prompt.message, 80)}”",
        got=say("a change of {names} only", names=names),
        wanted=say("an answer to the question that was asked"),
        next_step=say("run again; the dialog was replaced in the moment of the tap"),
    )
