"""Scaled pixels, against the curves of AOSP's FontScaleConverterFactory."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.screen.sp import dp_of


@pytest.mark.parametrize(
    ("sp", "font_scale", "wanted"),
    [
        (18, 1.0, 18),
        (18, 1.02, 18.36),  # below 1.03 still a plain factor
        (14, 1.15, 16.4),
        (14, 1.05, 14.8),  # tables of newer versions have this scale; between two it is the same
        (14, 1.1, 15.6),
        (14, 1.2, 17.2),
        (24, 2.0, 36),
        (27, 2.0, 37),  # between two sizes
        (6, 2.0, 12),  # below the first in proportion to it
        (100, 2.0, 100),
        (150, 1.8, 150),
        (18, 2.4, 43.2),  # beyond the last scale a plain factor
        (18, 0.85, 15.3),
    ],
)
def test_since_android_14_large_texts_grow_less(sp, font_scale, wanted):
    assert dp_of(sp, font_scale, 34) == pytest.approx(wanted)


def test_before_they_grow_alike():
    assert dp_of(18, 2.0, 33) == 36
