from __future__ import annotations

import pytest

from pytest_mobcompliance.virtual_phone.spec import PhoneSpec, text_dp


def test_old_androids_scale_text_alike() -> None:
    assert [text_dp(sp, 2.0, 33) for sp in (10, 18, 30)] == [20, 36, 60]


def test_android_14_scales_large_text_less() -> None:
    assert [text_dp(sp, 2.0, 34) for sp in (8, 18, 30, 100)] == [16, 30, 38, 100]
    assert text_dp(18, 1.0, 34) == 18
    assert 18 < text_dp(18, 1.15, 34) < text_dp(18, 1.2, 34) < text_dp(18, 1.3, 34)


def test_sizes_between_and_beyond_the_table_follow_it() -> None:
    assert text_dp(16, 2.0, 34) == pytest.approx(28)
    assert text_dp(4, 2.0, 34) == pytest.approx(8)
    assert text_dp(120, 2.0, 34) == 120


@pytest.mark.parametrize(
    "facts",
    [{"api": 25}, {"api": 37}, {"vendor": "nobody"}, {"faults": ("x",)}, {"surroundings": ("x",)}],
)
def test_a_phone_that_is_not_simulated_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="one of"):
        PhoneSpec(**facts)  # type: ignore[arg-type]
