"""Which lines a change has changed, and which file of before a new one was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fastapi_lint.engine.gate.changed_lines import ChangedLines, changed_lines
from fastapi_lint.engine.gate.renames import Renames

lines = st.lists(st.sampled_from("abc"), max_size=12)


@given(lines, lines)
def test_what_was_not_changed_was_there_in_this_order(before: list[str], now: list[str]) -> None:
    changed, removed = changed_lines(before, now)
    kept = [line for number, line in enumerate(now, 1) if number not in changed]
    rest = iter(before)
    assert all(line in rest for line in kept)
    assert set(changed) | set(removed) <= set(range(len(now) + 1))
    assert (changed, removed) != ((), ()) or before == now


@given(lines)
def test_without_a_change_no_line_is_changed(same: list[str]) -> None:
    assert changed_lines(same, same) == ((), ())


def compare(before: dict[str, str], now: dict[str, str]) -> ChangedLines:
    renames = Renames(before, before.get, lambda paths: None, now, lambda path: path not in now)
    return ChangedLines(before.get, now.get, renames.origin)


def test_lines_are_touched_or_not() -> None:
    found = compare({"a": "1\n2\n3"}, {"a": "1\nx\n3"})
    assert [found.touch("a", range(n, n + 1)) for n in (1, 2, 3)] == [False, True, False]
    assert found.touch("a", range(1, 4))
    assert (found.is_as_before("a"), found.is_as_before("b")) == (False, True)


def test_where_lines_were_removed_the_next_one_tells_of_it() -> None:
    found = compare({"a": "1\n2\n3\n4"}, {"a": "1\n4"})
    assert not found.touch("a", range(1, 3))
    assert (found.first_in("a", range(1, 3)), found.first_in("a", range(1, 2))) == (2, None)


def test_a_new_file_is_new_in_all_its_lines() -> None:
    found = compare({}, {"a": "1\n2"})
    assert found.of("a") is None
    assert found.touch("a", range(2, 3))


TEXT = "\n".join(f"line {number}" for number in range(9))


def test_a_renamed_file_is_compared_with_what_it_was() -> None:
    found = compare({"old/a": TEXT, "b": "other"}, {"new/a": f"{TEXT}\nmore", "b": "other"})
    assert found.of("new/a") == (10,)


def test_of_several_the_likest_counts_and_of_equal_ones_the_name() -> None:
    old = {"x/a": TEXT, "x/b": TEXT}
    new = {"y/b": TEXT, "y/a": TEXT, "y/c": TEXT}
    renames = Renames(old, old.get, lambda paths: None, new, lambda path: True)
    assert [renames.origin(path) for path in new] == ["x/b", "x/a", "y/c"]


def test_what_is_still_there_was_not_renamed() -> None:
    renames = Renames({"a": TEXT}, {"a": TEXT}.get, lambda paths: None, {"b": TEXT}, lambda path: False)
    assert renames.origin("b") == "b"
