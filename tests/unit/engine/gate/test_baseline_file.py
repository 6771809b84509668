"""The file of a baseline: what is written is read, what is not as it was written is told, and git can merge it."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastapi_lint.engine.gate.baseline_file import added_up, merged, read_baseline, written
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.model.baseline import Entry

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
paths = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=9)
entries = st.builds(
    Entry,
    paths.filter(lambda path: path not in ("..", "")),
    texts,
    texts,
    texts,
    texts,
    texts,
    st.integers(1, 9),
    st.just(0),
)


def entry(name: str, function: str = "f", times: int = 1) -> Entry:
    return Entry(f"shop/{name}.py", function, "FAL101", f"key-{name}-{function}", "load(1)", "it waits", times)


def put(folder: Path, text: str) -> Path:
    file = folder / "baseline.toml"
    file.write_text(text, encoding="utf-8", newline="")
    return file


@settings(max_examples=60, deadline=None)
@given(st.lists(entries, max_size=5))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, given: list[Entry]) -> None:
    given = list(added_up(given))
    file = put(tmp_path_factory.mktemp("baseline"), written(given))
    assert [each._replace(line=0) for each in read_baseline(file, "baseline.toml").entries] == given
    tomllib.loads(file.read_text(encoding="utf-8"))


def test_the_order_of_entries_does_not_count() -> None:
    one, two = entry("a"), entry("b")
    assert written([one, two]) == written([two, one])


def test_entries_know_their_line(tmp_path: Path) -> None:
    file = put(tmp_path, written([entry("a"), entry("b")]))
    lines = file.read_text().split("\n")
    assert [lines[each.line - 1] for each in read_baseline(file, "b").entries] == ["[[finding]]"] * 2


def test_lines_may_end_as_on_windows(tmp_path: Path) -> None:
    file = put(tmp_path, written([entry("a")]).replace("\n", "\r\n"))
    assert len(read_baseline(file, "b").entries) == 1


def test_of_an_entry_that_is_there_twice_the_higher_number_counts() -> None:
    assert merged([entry("a", times=2), entry("a", times=3)]) == (entry("a", times=3),)
    assert added_up([entry("a", times=2), entry("a", times=3)]) == (entry("a", times=5),)


GOOD = written([entry("a")])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "b: is no baseline: it has no `version = 1`"),
        ("version = 2\n", "b: has version 2, and this fastapi-lint knows version 1; update fastapi-lint"),
        ("version = true\n", "b: is no baseline"),
        (GOOD.replace('"FAL101"', '"FAL101'), "b:8: is damaged: "),
        (GOOD.replace('"FAL101"', "101"), "b:5: is damaged: the finding has no `code`, which must be text"),
        (GOOD + "count = 0\n", "b:5: is damaged: `count` must be a number from 1"),
        (GOOD + "count = true\n", "b:5: is damaged: `count` must be a number from 1"),
        (GOOD.replace("shop/a.py", "../a.py"), "b:5: is damaged: `path` must be relative to the project's root"),
        (GOOD.replace("shop/a.py", "/etc/a.py"), "b:5: is damaged: `path` must be relative to the project's root"),
        ("version = 1\nfinding = [1]\n", "b: is damaged: its findings are not written as `[[finding]]`"),
        ("version = 1\nfinding = " + "[" * 5000, "b: is damaged: "),
        ("\x00", "b:1: is damaged: "),
    ],
)
def test_what_is_damaged_is_told_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as told:
        read_baseline(put(tmp_path, text), "b")
    assert str(told.value).startswith(said)
    assert "\n" not in str(told.value)


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"version = 1 # \xff")
    with pytest.raises(UsageError, match=r"^b: is not valid UTF-8 \(byte 15\)$"):
        read_baseline(tmp_path / "b", "b")
    with pytest.raises(UsageError, match=r"^b: cannot be read: is a directory$"):
        read_baseline(tmp_path, "b")


class Repository:
    """A repository whose baseline is edited on branches."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "baseline.toml"
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> int:
        who = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        env = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(["git", *arguments], cwd=self.file.parent, env=env, check=False, capture_output=True)
        return done.returncode

    def commit(self, entries: list[Entry], branch: str = "") -> None:
        if branch:
            self.git("checkout", "--quiet", "-b", branch, "main")
        self.file.write_text(written(entries), encoding="utf-8")
        self.git("add", ".")
        assert self.git("commit", "--quiet", "--message=x") == 0

    def merge(self, one: list[Entry], other: list[Entry]) -> bool:
        """Merges two branches; True if there was no conflict."""
        self.commit(one, "one")
        self.commit(other, "other")
        return self.git("merge", "--quiet", "--no-edit", "one") == 0


BASE = [entry(name) for name in "bdfhjl"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"b": None}, {"h": None}, id="both remove"),
        pytest.param({"a": 1}, {"g": 1}, id="both add"),
        pytest.param({"m": 1}, {"a": 1}, id="one adds at the end"),
        pytest.param({"j": None, "c": 1}, {"m": 1, "f": None}, id="both add and remove"),
        pytest.param({"b": 3}, {"f": 2}, id="both count anew"),
    ],
)
def test_git_merges_it(tmp_path: Path, one: dict[str, int | None], other: dict[str, int | None]) -> None:
    def edited(*changes: dict[str, int | None]) -> list[Entry]:
        times: dict[str, int | None] = dict.fromkeys("bdfhjl", 1)
        for change in changes:
            times |= change
        return [entry(name, times=number) for name, number in sorted(times.items()) if number]

    repository = Repository(tmp_path)
    repository.commit(BASE)
    if repository.merge(edited(one), edited(other)):
        assert repository.file.read_text() == written(edited(one, other))
    else:
        pytest.fail(repository.file.read_text())


def test_where_git_cannot_merge_both_sides_can_be_taken(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(BASE)
    assert not repository.merge([*BASE, entry("x")], [*BASE, entry("y"), entry("z")])
    with pytest.raises(UsageError, match=r"^b:\d+: has a merge conflict; `fastapi-lint baseline prune` keeps"):
        read_baseline(repository.file, "b")
    taken = read_baseline(repository.file, "b", merging=True).entries
    assert [each._replace(line=0) for each in taken] == [*BASE, entry("x"), entry("y"), entry("z")]


def test_conflicts_that_show_their_origin(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.git("config", "merge.conflictStyle", "diff3")
    repository.commit(BASE)
    assert not repository.merge([*BASE[:-1], entry("x")], [*BASE[:-1], entry("y")])
    assert "|||||||" in repository.file.read_text()
    taken = read_baseline(repository.file, "b", merging=True).entries
    assert [each._replace(line=0) for each in taken] == [*BASE[:-1], entry("x"), entry("y")]
