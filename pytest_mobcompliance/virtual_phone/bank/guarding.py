"""How fields for secrets are guarded: nothing is pasted in or copied out, nothing drawn in clear."""

from __future__ import annotations

from dataclasses import replace

from ..views import View
from .state import Bank

_GUARDED = ("password", "id_number", "card")
"""What the ids of such fields end with."""


def guarded(bank: Bank, view: View) -> View:
    """The view, guarded if it is a field for a secret; any other as it is."""
    if not view.editable or not view.id.endswith(_GUARDED):
        return view
    return replace(
        view,
        no_clipboard=not bank.has("paste-into-password"),
        drawn_clear=bank.has("password-drawn"),
    )
