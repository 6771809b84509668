"""A report that was kept holds only with the baseline that it was made with."""

from __future__ import annotations

from pathlib import Path

import pytest

from fastapi_lint.cli.main import main

from .conftest import Check

pytestmark = pytest.mark.usefixtures("settled")


def test_a_report_holds_as_long_as_its_baseline(check: Check, shop: Path, capfd: pytest.CaptureFixture[str]) -> None:
    baseline = shop / "fastapi-lint-baseline.toml"
    assert check().code == 1
    assert main(["baseline", "create"]) == 0
    capfd.readouterr()
    first, second = check(), check()
    assert (first.code, first.again, second.again, second.out) == (0, False, True, first.out)
    baseline.write_text(baseline.read_text().replace("FAL101", "FAL102"))
    assert (check().again, check().again) == (False, True)
    baseline.write_text("version = 1\n")
    emptied = check()
    assert (emptied.code, emptied.again) == (1, False)
    baseline.unlink()
    assert (check().code, check().again) == (1, True)


def test_lines_move_under_a_baseline(check: Check, shop: Path, orders: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "create"]) == 0
    capfd.readouterr()
    before = check("--output-format", "json")
    (shop / "shop/orders.py").write_text(orders.replace("def load", "# A remark.\ndef load"))
    after = check("--output-format", "json")
    assert after.moved
    assert after.out == before.out
    assert check("--output-format", "json", "--no-cache").out == after.out
