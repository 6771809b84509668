"""What is measured, how often, and what the table makes of it: on commands and projects that take no time."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from applications import Project, described, renamed, sample_of
from bars import Verdict, verdicts
from edits import KINDS, edit, prepared, restore
from measuring import Taken, run
from ours import ROOT, Ours
from peers import PEERS, Installed, command_of, why
from results import Measured, page, raw, refreshed, short
from samples import Sample, Samples
from spread import deviation, exponent, ratio_of

HANDLER = """
from fastapi import APIRouter

users_router = APIRouter()


@users_router.get("/users")
async def users() -> list[str]:
    names = []
    return names
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "shop"
    for name, size in (("a.py", 10), ("b.py", 100), ("c.py", 1000), ("d.py", 1000)):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("#" * size)
    (folder / "users.py").write_text(HANDLER)
    return described("shop", folder)


class TestMeasuring:
    def test_children_count(self, tmp_path: Path) -> None:
        burn = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
        taken = run(
            [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"],
            tmp_path,
        )
        assert taken.status == 0
        assert taken.cpu >= 0.3
        assert not taken.timed_out

    def test_what_is_printed_and_how_it_ended(self, tmp_path: Path) -> None:
        output = tmp_path / "said.txt"
        taken = run([sys.executable, "-c", "print('here'); raise SystemExit(3)"], tmp_path, output=output)
        assert (taken.status, output.read_text()) == (3, "here\n")

    def test_memory_is_that_of_the_command_alone(self, tmp_path: Path) -> None:
        ballast = bytearray(200_000_000)
        small = run([sys.executable, "-S", "-c", "pass"], tmp_path)
        large = run([sys.executable, "-S", "-c", "x = bytearray(100_000_000)"], tmp_path)
        assert len(ballast) > 100_000_000 > small.peak
        assert large.peak > 100_000_000

    def test_a_command_without_end_is_ended(self, tmp_path: Path) -> None:
        taken = run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, limit=0.2)
        assert taken.timed_out
        assert taken.status < 0


class TestSpread:
    def test_ratio_of_medians_with_the_quartiles_of_neighbours(self) -> None:
        ratio = ratio_of([1.0, 2.0, 9.0], [2.0, 2.0, 3.0])
        assert ratio == (1.0, 0.75, 2.0)
        assert str(ratio) == "1 (0.75–2)"

    def test_one_run_stands_for_all(self) -> None:
        assert ratio_of([1.0, 2.0, 3.0], [4.0]) == (0.5, 0.375, 0.625)
        assert str(ratio_of([1.0], [400.0])) == "0.0025"

    def test_deviation_ignores_what_lies_far_off(self) -> None:
        assert deviation([1.0, 2.0, 3.0, 100.0, 2.0]) == 1.0

    def test_exponent(self) -> None:
        assert exponent([(n, 2.0 * n) for n in (1, 2, 4, 8)]) == pytest.approx(1.0)
        assert exponent([(n, 2.0 * n**2) for n in (1, 2, 4, 8)]) == pytest.approx(2.0)


class TestProjects:
    def test_a_copy_imports_itself(self) -> None:
        source = (
            "import shop\nimport shop.orders as orders\nfrom shop import app\nfrom .shop import x\nimport workshop\n"
        )
        assert renamed(source, ["shop"], "__2").splitlines() == [
            "import shop__2",
            "import shop__2.orders as orders",
            "from shop__2 import app",
            "from .shop import x",
            "import workshop",
        ]

    def test_a_sample_has_small_files_and_large_ones(self, project: Project) -> None:
        files, share = sample_of(project, project.size // 2)
        assert files == ("b.py", "c.py")
        assert 0.2 < share < 0.8
        assert sample_of(project, project.size * 2) == (project.files, 1.0)

    def test_an_edit_changes_one_line_and_can_be_taken_back(self, project: Project) -> None:
        place = prepared(project)
        before = place.path.read_text().splitlines()
        assert "def _nobody_calls_this():" in before
        for kind in KINDS:
            edit(place, kind, 7)
            after = place.path.read_text().splitlines()
            changed = [line for line in after if line not in before]
            assert len(changed) == 1, kind
            assert "7" in changed[0]
            compile("\n".join(after), "users.py", "exec")
            restore(place)
        assert place.path.read_text().splitlines() == before

    def test_an_edit_that_was_broken_off_is_forgotten(self, project: Project) -> None:
        first = prepared(project)
        edit(first, "blocking", 7)
        assert prepared(project) == first
        assert "sleep" not in first.path.read_text()


class TestFloor:
    def test_what_a_check_imports_and_opens_is_done_again_without_it(self, tmp_path: Path) -> None:
        (tmp_path / "main.py").write_text(
            "import time\n" + HANDLER.replace("    names = []", "    time.sleep(1)\n    names = []")
        )
        (tmp_path / "files").write_text("main.py")
        floor = [sys.executable, "-P", str(ROOT / "bench/floor.py")]
        seen = str(tmp_path / "seen.json")
        check = ["check", ".", "--no-config", "--no-cache", "-q", "--output-format", "concise"]
        said = tmp_path / "said.txt"
        assert run([*floor, "record", seen, "--", *check], tmp_path, output=said).status == 0
        assert "FAL101" in said.read_text()
        noted = json.loads(Path(seen).read_text())
        assert {"libcst", "fastapi_lint.project.project", "fastapi_lint_rules"} <= set(noted["modules"])
        assert any("time.sleep(1)" in text for text in noted["texts"])
        assert {path: len(numbers) > 1 for path, numbers in noted["opened"].items()} == {
            str(tmp_path.resolve() / "main.py"): True
        }
        for last in (["take", seen, "files"], ["hold", seen, "files"], ["imports", seen]):
            assert run([*floor, *last], tmp_path, output=said).status == 0
            assert said.read_text() == ""


class TestPeers:
    def test_why_it_is_missing(self) -> None:
        said = "ERROR: Ignored the following versions: 0.1.0 Requires-Python >=3.12\nERROR: No matching"
        assert why(said) == "wants Python >=3.12"
        assert (
            why("WARNING: x\nERROR: No matching distribution found for y\n") == "No matching distribution found for y"
        )
        assert why("") == "pip said nothing"

    def test_the_command_has_its_own_cache(self, project: Project) -> None:
        peer = next(one for one in PEERS if one.key == "ruff-cached")
        command = command_of(Installed(peer, Path("/bin/ruff"), "1"), project, Path("/tmp/caches"))
        assert command[:2] == ["/bin/ruff", "check"]
        assert "/tmp/caches/ruff-cached/shop" in command

    def test_keys_differ(self) -> None:
        assert len({peer.key for peer in PEERS}) == len(PEERS)


@pytest.fixture
def samples(tmp_path: Path) -> Samples:
    made = Samples.at(tmp_path / "raw" / "samples.jsonl")
    for number, (cold, libcst) in enumerate([(1.0, 2.0), (1.1, 2.0), (1.2, 2.0)], 1):
        made.add(Sample.of("shop", "cold", number, Taken(cold, cold, 200_000_000, 200_000_000, 1)))
        made.add(Sample.of("shop", "libcst", number, Taken(libcst, libcst, 90_000_000, 90_000_000, 0)))
    made.add(Sample.of("shop", "fixit", 1, Taken(3.0, 6.0, 1, 1, 0), share=0.1, start=1.0))
    made.add(Sample.of("shop", "hydroid", 1, Taken(120.0, 120.0, 1, 1, -9, timed_out=True)))
    return made


class TestTable:
    def test_a_sample_stands_for_all_but_starts_once(self, samples: Samples) -> None:
        (one,) = samples.of("shop", "fixit")
        assert (one.cpu, one.wall) == (pytest.approx(21.0), pytest.approx(42.0))

    def test_what_was_measured_is_not_measured_again(self, samples: Samples) -> None:
        again = Samples.at(samples.path)
        assert again.made == samples.made
        assert again.there("shop", "cold", 3)
        assert not again.there("shop", "cold", 4)
        assert Samples.at(samples.path, fresh=True).made == []

    def test_bars(self, samples: Samples) -> None:
        found = {one.name: one for one in verdicts(samples, {"shop": 1_000_000})}
        parser = found["cold / LibCST's parser"]
        assert (parser.value, parser.limit, parser.met) == (pytest.approx(0.55), 0.6, True)
        assert not found["cold / fixit"].met
        assert found["cold / hydroid"].told.startswith("< ")
        assert found["cold / hydroid"].word == "met"
        assert found["peak memory, cold"].word == "**not met**"

    def test_growth_is_held_by_its_worse_end(self, tmp_path: Path) -> None:
        made = Samples.at(tmp_path / "samples.jsonl")
        sizes = {}
        for times, cpu in ((1, 1.0), (2, 2.0), (4, 4.0), (8, 16.0)):
            sizes[f"shop × {times}"] = times * 1000
            made.add(Sample.of(f"shop × {times}", "grown", 1, Taken(cpu, cpu, times, times, 0)))
        time, memory = verdicts(made, sizes)
        assert (time.project, time.value, time.met) == ("shop", pytest.approx(2.0), False)
        assert (memory.value, memory.met) == (pytest.approx(1.0), True)

    def test_the_page(self, samples: Samples, project: Project) -> None:
        tool = Ours("0123456789", Path("/nowhere"), frozenset(), "abc")
        there = [Installed(PEERS[0], None, "", "wants Python >=3.12")]
        measured = Measured(tool, there, samples, {"shop": project}, ["something was odd"])
        lines = list(page(measured))
        assert "## shop: 5 files, 0.0 MB" in lines
        assert "| **fastapi-lint, one process, empty cache** | 1.10 ± 0.1 | 1.10 | 200 | 0.55 |" in lines
        assert "| LibCST parses the same files | 2.00 ± 0 | 2.00 | 90 | 1 |" in lines
        assert "- Ruff is missing: wants Python >=3.12." in lines
        assert "- Something was odd." in lines
        assert len(json.loads(raw(measured))["runs"]) == len(samples.made)

    def test_the_readme_has_a_few_figures(self, samples: Samples, project: Project) -> None:
        for subject in ("warm-concise", "click-rich"):
            samples.add(Sample.of("shop", subject, 1, Taken(0.03, 0.03, 1, 1, 0)))
        measured = Measured(Ours("0", Path("/nowhere"), frozenset(), "abc"), (), samples, {"shop": project}, ())
        marks = ("<!-- written by bench/speed.py -->", "<!-- until here -->")
        readme = f"# Tool\n\n{marks[0]}\nold\n{marks[1]}\n\n## More\n"
        new = refreshed(readme, short(measured))
        assert "| CPU seconds | shop, 0 MB |\n|---|--:|\n" in new
        assert "| hydroid-cli | > 120.0 |\n" in new
        assert "none has changed takes 30 ms;" in new
        assert "old" not in new
        assert refreshed(new, short(measured)) == new
        assert refreshed("# Tool\n", short(measured)) == "# Tool\n"

    def test_a_ratio_that_is_only_said_is_never_unmet(self) -> None:
        assert Verdict("cold / ruff", "shop", None, 99.0, "99").met

    def test_a_tool_that_was_ended_too_early_decides_nothing(self) -> None:
        words = [Verdict("cold / x", "shop", 1.0, 2.0, "< 2", ended).word for ended in (True, False)]
        assert words == ["not known", "**not met**"]
