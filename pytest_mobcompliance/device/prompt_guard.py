"""What must hold in the moment before a button of a permission dialog is pressed. Pure, over one screen."""

from __future__ import annotations

from ..errors import RigError
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
    other = f"“{shortened(words, 80)}” in the moment of the tap" if words else "no dialog any more"
    return RigError(
        reason="prompt-changed",
        who="mob_app.answer",
        where=f"“{shortened(prompt.message, 80)}”",
        got=f"{other}; nothing was pressed",
        wanted="the dialog that was to be answered",
        next_step="run again; if it stays, look at what else asks on this phone",
    )


def covered(prompt: PermissionPrompt, by: Element) -> RigError:
    """Something else lies over the dialog, and would get the tap."""
    return RigError(
        reason="prompt-covered",
        who="mob_app.answer",
        where=f"“{shortened(prompt.message, 80)}”",
        got=f"{by.label} of {by.package} over its button; nothing was pressed",
        wanted="one dialog at a time",
        next_step="close what lies over it by hand, and switch off what opens it",
    )


def another(prompt: PermissionPrompt, names: list[str]) -> RigError:
    """The system says that the tap decided on something else."""
    return RigError(
        reason="another-answered",
        who="mob_app.answer",
        where=f"“{shortened(prompt.message, 80)}”",
        got=f"a change of {', '.join(names)} only",
        wanted="an answer to the question that was asked",
        next_step="run again; the dialog was replaced in the moment of the tap",
    )
