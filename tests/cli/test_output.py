"""Files that reports are written to: whole or not at all, and nothing of what else is there is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_lint.cli import writing
from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.outputs import Wanted, wanted
from fastapi_lint.cli.writing import refuse_unwritable, write_file

from .conftest import Run, environment


@pytest.mark.parametrize(
    ("written", "file"),
    [
        ("json", None),
        ("json:-", None),
        ("json:report.json", "report.json"),
        (r"json:C:\reports\all.json", r"C:\reports\all.json"),
        ("json:a:b:c", "a:b:c"),
        ("json:-report", "-report"),
        ("json: spaces ", " spaces "),
    ],
)
def test_what_comes_after_the_first_colon_is_the_file(written: str, file: str | None) -> None:
    assert wanted([written]) == (Wanted("json", file),)


def test_each_file_has_what_standard_output_would_have(fastapi_lint: Run, shop: Path) -> None:
    several = fastapi_lint(
        "check", "--output", "json:a.json", "--output", "rich:a.txt", "--output", "concise", cwd=shop
    )
    assert several.returncode == 1
    assert several.stdout == fastapi_lint("check", "--output", "concise", cwd=shop).stdout
    assert (shop / "a.json").read_text() == fastapi_lint("check", "--output", "json", cwd=shop).stdout
    assert (shop / "a.txt").read_text() == fastapi_lint("check", "--output", "rich", cwd=shop).stdout
    assert sorted(path.name for path in shop.iterdir()) == ["a.json", "a.txt", "pyproject.toml", "shop"]


def test_statistics_go_to_each_form_for_people_else_beside(fastapi_lint: Run, shop: Path) -> None:
    done = fastapi_lint("check", "--statistics", "--output", "json:a.json", "--output", "concise:a.txt", cwd=shop)
    assert (done.stdout, done.stderr) == ("", "")
    assert "Statistics" in (shop / "a.txt").read_text()
    assert json.loads((shop / "a.json").read_text())["summary"]["findings"] == 2
    done = fastapi_lint("check", "--statistics", "--output", "json:a.json", cwd=shop)
    assert "Statistics" in done.stderr


def test_files_are_written_although_nobody_reads_standard_output(shop: Path) -> None:
    command = [sys.executable, "-m", "fastapi_lint", "check", "--output", "concise", "--output", "json:a.json"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, cwd=shop, env=environment({}), stdout=writer, timeout=60, check=False)
    os.close(writer)
    assert done.returncode == 141
    assert json.loads((shop / "a.json").read_text())["summary"]["findings"] == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_the_others_are_written_although_one_cannot_be(fastapi_lint: Run, shop: Path) -> None:
    done = fastapi_lint("check", "--output", "json:/dev/full", "--output", "concise", cwd=shop)
    assert "FAL101" in done.stdout
    assert done.stderr == "error: cannot write `/dev/full`: no space left on device\n"
    assert done.returncode == 2


def test_a_device_is_written_to(fastapi_lint: Run, shop: Path) -> None:
    done = fastapi_lint("check", "--output", "json:/dev/stderr", "--output", "concise:/dev/null", cwd=shop)
    assert json.loads(done.stderr)["summary"]["findings"] == 2
    assert done.stdout == ""
    assert not Path(os.devnull).is_file()


def test_an_old_file_stays_as_it_is_if_the_new_one_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(b"old")

    def interrupted(_self: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_file(str(file), b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"report.json": b"old"}


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_file(str(link), b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_permissions_that_new_files_have(tmp_path: Path) -> None:
    write_file(str(tmp_path / "ours"), b"")
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused_beforehand(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_bytes(b"")
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(Failure, match="permission denied"):
            refuse_unwritable(str(tmp_path / "new"))
        refuse_unwritable(str(old))
        write_file(str(old), b"new")
        assert old.read_bytes() == b"new"
    finally:
        tmp_path.chmod(0o755)
