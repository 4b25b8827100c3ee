"""A value of one revision is worked out once, whoever asks meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from qa.service.kept import Kept

THREADS = 8


def test_threads_that_ask_at_once_get_the_one_value():
    kept, together, made = Kept[list[str]](), Barrier(THREADS), []

    def make():
        made.append("made")
        return made

    def ask(_):
        together.wait(30)
        return kept.of("1", make)

    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(ask, range(THREADS)))
    assert found == [["made"]] * THREADS
    assert all(one is found[0] for one in found)


def test_another_revision_is_worked_out_anew_and_so_is_the_one_before():
    kept = Kept[str]()
    assert [kept.of(name, name.upper) for name in ("a", "b", "a")] == ["A", "B", "A"]
    assert kept.of("a", lambda: "not asked for") == "A"


def test_nothing_is_kept_of_what_could_not_be_worked_out():
    kept = Kept[int]()
    with pytest.raises(ZeroDivisionError):
        kept.of("1", lambda: 1 // 0)
    assert kept.of("1", lambda: 7) == 7
