"""How time went by on a timeline: waits that passed at once, clocks that were set, pauses that are folded."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_mobcompliance.evidence.pace import Fold, Moment, Passage, hours_of, passages, seconds_of
from pytest_mobcompliance.evidence.timeline import LANES, Event

BEGUN = 1_795_000_000_000.0
HOUR = 3_600_000.0
KINDS = sorted(kind for kinds in LANES.values() for kind in kinds)


def event(
    kind: str, after: float = 0.0, check: str = "a", *, device_ms: float | None = None, **detail: object
) -> Event:
    """An event so many seconds after the beginning."""
    return Event(kind=kind, time_ms=BEGUN + after * 1000, check=check, device_ms=device_ms, detail=detail)


def only(*events: Event, simulated: bool = True) -> Passage:
    (found,) = passages(events, simulated=simulated)
    return found


def last(*events: Event) -> Moment:
    return only(*events).moments[-1]


# --- pauses


def test_time_of_an_event_is_that_since_the_check_began() -> None:
    first, second = passages(
        [event("tap", 1.0), event("tap", 3.5), event("tap", 9.0, "b"), event("back", 9.5, "b")],
        simulated=True,
    )
    assert [(each.pause, each.since) for each in first.moments] == [(0.0, 0.0), (2.5, 2.5)]
    assert [(each.pause, each.since) for each in second.moments] == [(0.0, 0.0), (0.5, 0.5)]


@pytest.mark.parametrize(("pause", "folds"), [(10.0, ()), (10.5, (Fold(10.5),))])
def test_pause_is_folded_when_it_is_long(pause: float, folds: tuple[Fold, ...]) -> None:
    assert last(event("tap"), event("tap", pause)).folds == folds


# --- waits


@pytest.mark.parametrize("kind", ["wait", "background"])
def test_wait_that_passed_at_once_counts_as_long_as_was_told(kind: str) -> None:
    *_, after, later = only(
        event("tap"), event(kind, 1.0, seconds=315.0), event("tap", 1.5), event("tap", 2.0)
    ).moments
    assert after.folds == (Fold(315.0, told=True, simulated=True),)
    assert (after.since, later.since) == (pytest.approx(316.0), pytest.approx(316.5))
    assert after.clock_ms == pytest.approx(BEGUN + 316_000)


def test_wait_that_was_sat_out_is_folded_as_what_it_is() -> None:
    after = last(event("wait", 0.0, seconds=315.0), event("tap", 315.8))
    assert after.folds == (Fold(315.0, told=True),)
    assert after.since == pytest.approx(315.8)


def test_short_wait_counts_though_it_is_not_folded() -> None:
    after = last(event("wait", 0.0, seconds=6.0), event("tap", 0.1))
    assert (after.folds, after.pause, after.since) == ((), 6.0, pytest.approx(6.0))


@pytest.mark.parametrize("meanwhile", [event("front", 1.1, role="away"), event("access", 1.1)])
def test_what_lies_within_a_wait_does_not_end_it(meanwhile: Event) -> None:
    inside, after = only(event("background", 1.0, seconds=135.0), meanwhile, event("tap", 1.2)).moments[1:]
    assert (inside.folds, inside.since) == ((), pytest.approx(0.1))
    assert after.folds == (Fold(135.0, told=True, simulated=True),)
    assert after.since == pytest.approx(135.0)


def test_real_wait_that_an_access_divides_is_folded_in_two_parts() -> None:
    inside, after = only(
        event("wait", 0.0, seconds=315.0), event("access", 115.0), event("tap", 315.0)
    ).moments[1:]
    assert (inside.folds, after.folds) == ((Fold(115.0),), (Fold(200.0),))


@pytest.mark.parametrize(
    ("reason", "folds"),
    [("app-not-in-front", (Fold(315.0, told=True, simulated=True),)), ("session-lost", (Fold(20.0),))],
)
def test_wait_that_a_lost_session_broke_off_did_not_pass(reason: str, folds: tuple[Fold, ...]) -> None:
    after = last(event("wait", 0.0, seconds=315.0), event("gone", 20.0, reason=reason))
    assert after.folds == folds


def test_wait_that_another_follows_is_over() -> None:
    after = last(event("wait", 0.0, seconds=20.0), event("wait", 0.1, seconds=30.0), event("tap", 0.2))
    assert (after.since, after.folds) == (pytest.approx(50.0), (Fold(30.0, told=True, simulated=True),))


@pytest.mark.parametrize(
    ("then", "rest"),
    [
        (0.4, Fold(315.0, told=True, simulated=True)),
        (20.0, None),  # neither: the check may have broken off in the middle
        (316.0, Fold(315.0, told=True)),
        (None, Fold(315.0, told=True)),
    ],
)
def test_wait_at_the_end_of_a_check_is_its_rest(then: float | None, rest: Fold | None) -> None:
    events = [event("tap"), event("wait", 0.3, seconds=315.0)]
    events += [event("reset", 0.3 + then, "b")] if then is not None else []
    first = next(passages(events, simulated=True))
    assert first.rest == rest
    assert first.end == pytest.approx(315.3)


def test_short_wait_at_the_end_is_no_rest() -> None:
    assert only(event("wait", 0.0, seconds=6.0)).rest is None
    assert only(event("tap", 0.0)).rest is None


def test_wait_of_one_check_does_not_move_the_next() -> None:
    told = [event("wait", seconds=315.0), event("tap", 0.1), event("tap", 0.2, "b")]
    first, second = passages(told, simulated=True)
    assert first.moments[-1].since == pytest.approx(315.0)
    assert second.moments[0].clock_ms == BEGUN + 200


def test_only_a_simulated_phone_lets_a_wait_pass_at_once() -> None:
    wait = event("wait", seconds=315.0)
    after = only(wait, event("tap", 0.1), simulated=False).moments[-1]
    assert (after.folds, after.since) == ((), pytest.approx(0.1))
    first = next(passages([wait, event("reset", 0.1, "b")], simulated=False))
    assert first.rest is None


# --- the clock


def test_setting_of_the_clock_is_a_fold_and_no_time_that_passed() -> None:
    forth, tap, back = only(
        event("tap"), event("clock", 1.0, hours=24.0), event("tap", 2.0), event("clock", 3.0, hours=-24.0)
    ).moments[1:]
    assert forth.folds == (Fold(86400.0, clock=(BEGUN + 1000, BEGUN + 1000 + 24 * HOUR)),)
    assert back.folds == (Fold(-86400.0, clock=(BEGUN + 3000 + 24 * HOUR, BEGUN + 3000)),)
    assert [each.since for each in (forth, tap, back)] == [1.0, 2.0, 3.0]
    assert (tap.clock_ms, back.clock_ms) == (BEGUN + 2000 + 24 * HOUR, BEGUN + 3000)


def test_pause_before_the_clock_was_set_is_a_fold_of_its_own() -> None:
    folds = last(event("tap"), event("clock", 60.0, hours=1.0)).folds
    assert [(fold.seconds, fold.clock is None) for fold in folds] == [(60.0, True), (3600.0, False)]


def test_times_around_it_count_from_what_the_phone_told_before() -> None:
    seen = event("access", 1.0, device_ms=BEGUN + 1000 + HOUR)
    (fold,) = last(seen, event("clock", 2.0, hours=24.0)).folds
    assert fold == Fold(86400.0, clock=(BEGUN + 2000 + HOUR, BEGUN + 2000 + 25 * HOUR), read=True)


def test_time_that_the_phone_told_with_the_setting_counts_most() -> None:
    set_, back = only(
        event("clock", 1.0, hours=24.0, device_ms=BEGUN + 30 * HOUR), event("clock", 2.0, hours=-24.0)
    ).moments
    assert set_.folds[0].clock == (BEGUN + 6 * HOUR, BEGUN + 30 * HOUR)
    assert back.folds[0].clock == (BEGUN + 30 * HOUR + 1000, BEGUN + 6 * HOUR + 1000)
    assert back.folds[0].read


# --- whatever comes


@pytest.mark.parametrize("value", [None, True, "5", math.nan, math.inf, -math.inf, 10**400, 2e6])
def test_what_is_no_time_of_a_test_is_none(value: object) -> None:
    assert seconds_of(event("wait", seconds=value)) == 0.0
    assert hours_of(event("clock", hours=value)) == 0.0


def test_only_waits_and_settings_of_the_clock_tell_a_time() -> None:
    assert seconds_of(event("wait", seconds=-5)) == 0.0
    assert hours_of(event("clock", hours=-5)) == -5.0
    assert seconds_of(event("tap", seconds=5)) == hours_of(event("wait", hours=5)) == 0.0


@given(
    st.lists(
        st.builds(
            event,
            st.sampled_from(KINDS),
            st.floats(0, 400_000),
            st.sampled_from("ab"),
            device_ms=st.none() | st.floats(BEGUN, BEGUN + HOUR),
            seconds=st.floats() | st.integers(),
            hours=st.floats() | st.integers(),
            role=st.sampled_from(["app", "away"]),
        ),
        min_size=1,
    ).map(lambda events: sorted(events, key=lambda each: each.time_ms)),
    st.booleans(),
)
def test_time_never_runs_back_and_no_event_is_lost(events: list[Event], simulated: bool) -> None:
    found = list(passages(events, simulated=simulated))
    assert [each.event for passage in found for each in passage.moments] == events
    for passage in found:
        since = [each.since for each in passage.moments]
        assert since == sorted(since)
        assert all(math.isfinite(each.clock_ms) and each.pause >= 0 for each in passage.moments)
        assert passage.rest is None or passage.end > since[0]
