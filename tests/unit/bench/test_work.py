"""The hot path is guarded by counts instead of time, and what is watched of the product is still there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import seams
from instructions import AGAINST, counted, table
from stages import Clock, Profiler
from work import COUNTED, FOLDERS, LINES, counted_apart, grown, held, tolerance

UPDATE = "if it must be: `python bench/work.py --write`, and say why in the commit"


@pytest.mark.parametrize("name", FOLDERS)
def test_no_more_work_than_before(name: str) -> None:
    now = counted_apart(name)
    assert now["characters parsed by LibCST"] > 1000  # something was counted
    assert now["calls in project/resolve"] > 1000
    assert list(grown(held()[name], now, tolerance())) == [], UPDATE


def test_every_seam_is_there() -> None:
    assert seams.missing((*seams.SEAMS, *COUNTED)) == [], "put its new place into bench/seams.py"


def test_a_seam_that_is_gone_is_told() -> None:
    gone = seams.Seam("gone", "fastapi_lint.project.project:Project.no_such_method")
    elsewhere = seams.Seam("gone", "fastapi_lint.no_such_module:f")
    assert seams.missing((gone, seams.SEAMS[0], elsewhere)) == [gone, elsewhere]


def test_more_than_a_tenth_is_too_much() -> None:
    known = {LINES: 1000, "read": 1000, "parsed": 5000, "few": 3}
    twice = {name: 2 * count for name, count in known.items()}
    assert list(grown(known, twice)) == []
    assert list(grown(known, twice | {"read": 2219, "few": 20})) == []
    assert list(grown(known, twice | {"read": 2221})) == ["read: 2,221, was 2,000 for as many lines (+11%)"]
    assert list(grown(known, known | {"new": 21})) == ["new: 21, was 0 for as many lines (+2000%)"]


class TestStages:
    def test_own_time_is_without_that_of_the_stages_below(self) -> None:
        ticks = iter([0.0, 1.0, 4.0, 10.0])
        clock = Clock(lambda: next(ticks))
        inner = lambda: clock("facts", int, (), {})  # noqa: E731
        assert clock("sources", inner, (), {}) == 0
        sources = clock.top.below["sources"]
        assert (sources.seconds, sources.own, sources.below["facts"].seconds) == (10.0, 7.0, 3.0)
        shown = [line.split()[:4] for line in sources.lines(10.0)]
        assert shown == [["sources", "1", "10.000", "7.000"], ["facts", "1", "3.000", "3.000"]]

    def test_functions_methods_and_generators_are_watched(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Product:
            def method(self, more: int) -> int:
                return 40 + more

            def each(self) -> Iterator[int]:
                yield from (1, 2)

        monkeypatch.setattr(seams, "Product", Product, raising=False)
        places = [seams.Seam(name, f"seams:Product.{name}") for name in ("method", "each")]
        seen: list[str] = []

        def watch(stage: str, function: Any, arguments: Any, named: Any) -> Any:
            seen.append(stage)
            return function(*arguments, **named)

        seams.watched(watch, places)
        assert (Product().method(more=2), list(Product().each())) == (42, [1, 2])
        assert seen == ["method", "each", "each", "each"]

    def test_only_the_stage_that_is_asked_for_is_profiled(self) -> None:
        profiler = Profiler("facts")
        profiler("link", time.localtime, (), {})
        profiler("facts", time.gmtime, (), {})
        names = {str(entry.code) for entry in profiler.profile.getstats()}
        assert any("gmtime" in name for name in names)
        assert not any("localtime" in name for name in names)


class TestInstructions:
    def test_the_number_is_read(self) -> None:
        assert counted("==1== \n==1== I   refs:      3,325,038,102\n") == 3_325_038_102
        assert counted("==1== I refs: 7\n") == 7
        with pytest.raises(SystemExit, match="gave no number"):
            counted("valgrind: cannot execute")

    def test_ratios_are_to_the_parser_of_libcst(self) -> None:
        rows = table({"ours": 500_000, AGAINST: 1_000_000}).splitlines()
        assert [row.split()[-1] for row in rows] == ["0.500", "1.000"]
        assert table({"ours": 500_000}).endswith("0.5 M")
