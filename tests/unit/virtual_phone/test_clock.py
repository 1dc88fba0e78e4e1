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
