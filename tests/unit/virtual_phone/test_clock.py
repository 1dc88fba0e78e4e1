from __future__ import annotations

from pytest_mobcompliance.virtual_phone.clock import Clock


def test_what_is_due_is_done_in_its_order() -> None:
    clock, done = Clock(), list[str]()
    clock.later(20, lambda: done.append("second"))
    clock.later(10, lambda: done.append("first"))
    clock.later(40, lambda: done.append("not yet"))
    assert not clock.run_due()
    clock.move(30)
    assert clock.run_due()
    assert done == ["first", "second"]


def test_setting_the_clock_brings_nothing_nearer() -> None:
    clock, done = Clock(), list[str]()
    clock.later(20, lambda: done.append("later"))
    before = clock.now()
    clock.set(before + 3600)
    assert 3600 <= clock.now() - before < 3610
    assert not clock.run_due()
    clock.move(20)
    assert clock.run_due()
    assert 3620 <= clock.now() - before < 3630
    clock.put_right()
    assert 20 <= clock.now() - before < 30


def test_what_sets_itself_again_does_not_run_for_ever() -> None:
    clock, count = Clock(), list[int]()

    def again() -> None:
        count.append(1)
        clock.later(0, again)

    clock.later(0, again)
    assert clock.run_due()
    assert 1 < len(count) <= 100


def test_what_was_due_a_while_ago_is_done_as_of_then() -> None:
    clock, times = Clock(), list[float]()
    begun = clock.now()
    clock.later(10, lambda: times.append(clock.now() - begun))
    clock.later(20, lambda: clock.later(5, lambda: times.append(clock.now() - begun)))
    clock.move(60)
    assert clock.run_due()
    assert [round(each) for each in times] == [10, 25]
    assert clock.now() - begun >= 60
