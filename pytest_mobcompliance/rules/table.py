"""The rules of this package: each entry of ``rules.toml`` tied to its function."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from . import (
    asking,
    contrast,
    disclosure,
    emphasis,
    errors,
    graphics,
    inducement,
    layout,
    naming,
    reader,
    sensitive,
    size,
    spacing,
    structure,
    text,
    unexposed,
)
from .model import Judge, Rule, Source

DEFAULT_PROFILE: Final = "miit-2021"
PROFILES: Final = ("miit-2021", "taf-114", "wcag-aa", "atf")

JUDGES: Final[Mapping[str, Judge]] = {
    "6.target-size": size.target_size,
    "6.target-spacing": spacing.target_spacing,
    "6.close-button-size": spacing.close_button_size,
    "6.close-button-place": spacing.close_button_place,
    "6.text-contrast": contrast.text_contrast,
    "6.nontext-contrast": graphics.nontext_contrast,
    "6.text-size": text.text_size,
    "6.text-can-grow": text.text_can_grow,
    "6.line-spacing": text.line_spacing,
    "6.paragraph-spacing": text.paragraph_spacing,
    "6.name-missing": naming.name_missing,
    "6.unexposed-text": unexposed.unexposed_text,
    "6.name-repeats-role": naming.name_repeats_role,
    "6.unclear-link": naming.unclear_link,
    "6.duplicate-name": naming.duplicate_name,
    "6.editable-description": naming.editable_description,
    "6.duplicate-bounds": structure.duplicate_bounds,
    "6.nested-clickable": structure.nested_clickable,
    "6.focus-order": structure.focus_order,
    "6.error-color-only": errors.error_color_only,
    "6.reader-unreachable": reader.reader_unreachable,
    "6.reader-focus": reader.reader_focus,
    "6.zoom-blocked": text.zoom_blocked,
    "6.empty-semantics": naming.empty_semantics,
    "6.advertising": inducement.advertising,
    "6.inducing-button": inducement.inducing_button,
    "6.many-fingers": asking.many_fingers,
    "6.captcha-alternative": asking.captcha_alternative,
    "10.page-overflow": layout.page_overflow,
    "10.text-cut": layout.text_cut,
    "10.text-overlap": layout.text_overlap,
    "11.filing-number": disclosure.filing_number,
    "12.password-masked": sensitive.password_masked,
    "13.clear-data": sensitive.clear_data,
    "16.preticked": disclosure.preticked,
    "16.unequal-choice": emphasis.unequal_choice,
}


def load_rules() -> tuple[Rule, ...]:
    """Read ``rules.toml`` and give each entry its function."""
    data = tomllib.loads((files(__package__) / "rules.toml").read_text("utf-8"))
    return tuple(_rule(entry) for entry in data["rule"])


def _rule(entry: dict[str, Any]) -> Rule:
    lists: dict[str, Any] = {
        key: tuple(entry.pop(key)) for key in ("areas", "platforms", "needs") if key in entry
    }
    sources = tuple(Source(**source) for source in entry.pop("sources"))
    return Rule(**entry, **lists, sources=sources, judge=JUDGES[entry["id"]])


RULES: Final = load_rules()
