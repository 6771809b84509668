"""`check` from the outside: exit codes, formats, and what reaches which stream."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from fastapi_lint import __version__
from fastapi_lint.render.json import check_schema

COLOR = re.compile(r"\x1b\[")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A project with one file that is not Python and one that is."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\n')
    (tmp_path / "fine.py").write_text("VALUE = 1\n")
    (tmp_path / "broken.py").write_text("def read(:\n")
    return tmp_path


def test_version(fastapi_lint, tmp_path: Path):
    assert fastapi_lint("--version", cwd=tmp_path).stdout == f"fastapi-lint {__version__}\n"


def test_a_clean_project_exits_0(fastapi_lint, broken: Path):
    done = fastapi_lint("check", "fine.py", cwd=broken)
    assert (done.returncode, done.stderr) == (0, "")
    assert "No findings.\n" in done.stdout


def test_findings_exit_1(fastapi_lint, broken: Path):
    done = fastapi_lint("check", cwd=broken)
    assert (done.returncode, done.stderr) == (1, "")
    assert "error[FAL001] syntax-error:" in done.stdout


def test_an_unreadable_file_exits_3_whatever_else_is_asked(fastapi_lint, broken: Path):
    (broken / "legacy.py").write_bytes(b"name = '\xe9'\n")
    for options in ([], ["--exit-zero"], ["--fail-on", "never"], ["--ignore", "FAL002"]):
        done = fastapi_lint("check", "--output-format", "concise", *options, cwd=broken)
        assert done.returncode == 3, options
        assert "legacy.py:" in done.stdout


def test_json_is_as_its_schema_says(fastapi_lint, broken: Path):
    done = fastapi_lint("check", "--output-format", "json", cwd=broken)
    document = json.loads(done.stdout)
    jsonschema.validate(document, check_schema())
    assert document["version"] == __version__
    assert document["root"] == str(broken.resolve())
    assert [finding["code"] for finding in document["findings"]] == ["FAL001"]
    assert document["summary"]["by_code"] == {"FAL001": 1}


def test_json_with_a_chain_is_as_its_schema_says(fastapi_lint, shop: Path):
    document = json.loads(fastapi_lint("check", "--output-format", "json", cwd=shop).stdout)
    jsonschema.validate(document, check_schema())
    (finding,) = (finding for finding in document["findings"] if finding["code"] == "FAL101")
    assert [(hop["path"], hop["function"]) for hop in finding["trace"]] == [
        ("shop/main.py", "read_order"),
        ("shop/orders.py", "load"),
    ]
    assert finding["routes"] == ["GET /orders/{order_id}"]


def test_json_is_utf_8_whatever_the_stream_is(fastapi_lint, broken: Path):
    (broken / "größe.py").write_text("def read(:\n")
    utf_8 = fastapi_lint("check", "--output-format", "json", cwd=broken)
    ascii_only = fastapi_lint("check", "--output-format", "json", cwd=broken, env={"PYTHONIOENCODING": "ascii"})
    assert utf_8.stdout == ascii_only.stdout
    assert "größe.py" in utf_8.stdout


def test_json_stays_json_with_statistics(fastapi_lint, broken: Path):
    done = fastapi_lint("check", "--output-format", "json", "--statistics", cwd=broken)
    assert json.loads(done.stdout)["summary"]["findings"] == 1
    assert done.stderr.startswith("\nStatistics\n")


def test_the_same_tree_gives_the_same_bytes(fastapi_lint, shop: Path):
    runs = [fastapi_lint("check", cwd=shop, env={"PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")]
    assert runs[0] == runs[1]


def test_a_pipe_gets_no_control_codes(fastapi_lint, broken: Path):
    assert not COLOR.search(fastapi_lint("check", cwd=broken).stdout)


@pytest.mark.parametrize(
    ("options", "env", "colored"),
    [
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "TERM": "xterm"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1", "TERM": "xterm"}, False),
        ([], {"NO_COLOR": "1"}, False),
    ],
    ids=["always", "always-wins", "force-color", "never-wins", "no-color"],
)
def test_color(fastapi_lint, broken: Path, options: list[str], env: dict[str, str], colored: bool):
    assert bool(COLOR.search(fastapi_lint("check", *options, cwd=broken, env=env).stdout)) is colored


def test_a_report_in_a_file_leaves_standard_output_empty(fastapi_lint, broken: Path):
    done = fastapi_lint("check", "--output-file", "report.txt", cwd=broken)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert (broken / "report.txt").read_text(encoding="utf-8") == fastapi_lint("check", cwd=broken).stdout


def test_paths_can_be_clicked_wherever_one_stands(fastapi_lint, broken: Path):
    (broken / "below").mkdir()
    below = fastapi_lint("check", "--quiet", "..", cwd=broken / "below").stdout
    above = fastapi_lint("check", "--quiet", broken.name, cwd=broken.parent).stdout
    assert below.startswith("../broken.py:1:")
    assert above.startswith(f"{broken.name}/broken.py:1:")


def test_the_frame_shows_standard_input_not_the_disk(fastapi_lint, broken: Path):
    done = fastapi_lint(
        "check", "-", "--stdin-filename", "broken.py", cwd=broken, stdin="x = 1\n\n\ndef read(:\n    pass\n"
    )
    assert done.returncode == 1
    assert "4 │ def read(:\n" in done.stdout
