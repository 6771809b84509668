"""What is fixed, what waits, what is taken back."""

from __future__ import annotations

from fastapi_lint.api import Safety
from fastapi_lint.model.problem import ProblemKind
from tests.unit.engine.fixing.conftest import HEAD, Fix, renaming


def test_a_fix_is_applied(fix: Fix):
    assert fix.handler("old(1)  # why", renaming({"old": "new"})) == "new(1)  # why"


def test_nothing_to_fix_changes_nothing(fix: Fix):
    fixed = fix({"main.py": HEAD}, renaming({"old": "new"}))
    assert (fixed.changes, fixed.mended, fixed.rounds) == ((), (), 0)


def test_fixes_that_do_not_touch_are_applied_in_one_round(fix: Fix):
    text = f'{HEAD}@app.get("/")\ndef read():\n    old(old(1), old(2))\n'
    fixed = fix({"main.py": text}, renaming({"old": "new"}))
    assert fixed.changes[0].after.decode().endswith("    new(new(1), new(2))\n")
    assert (fixed.rounds, fixed.times) == (1, 3)


def test_what_a_fix_brings_about_is_fixed_in_the_next_round(fix: Fix):
    text = f'{HEAD}@app.get("/")\ndef read():\n    a()\n'
    fixed = fix({"main.py": text}, renaming({"a": "b", "b": "c"}))
    assert fixed.changes[0].after.decode().endswith("    c()\n")
    assert fixed.rounds == 2


def test_unsafe_fixes_are_applied_on_request(fix: Fix):
    rule = renaming({"old": "new"}, safety=Safety.UNSAFE)
    assert fix.handler("old()", rule) == "old()"
    assert fix.handler("old()", rule, unsafe=True) == "new()"


def test_what_is_suppressed_is_not_fixed(fix: Fix):
    rule = renaming({"old": "new"})
    assert fix.handler("old()  # fastapi-lint: ignore[FAL290] so be it", rule).startswith("old()")


def test_two_that_need_one_import_get_it_once(fix: Fix):
    text = f'{HEAD}@app.get("/")\ndef read():\n    old()\n    old()\n'
    fixed = fix({"main.py": text}, renaming({"old": "sleep"}, {"old": "time.sleep"}))
    assert (
        fixed.changes[0].after.decode()
        == f'from time import sleep\n\n{HEAD}@app.get("/")\ndef read():\n    sleep()\n    sleep()\n'
    )
    assert fixed.rounds == 1


def test_imports_that_go_into_one_statement_take_turns(fix: Fix):
    text = f'from time import time\n{HEAD}@app.get("/")\ndef read():\n    a()\n    b()\n    time()\n'
    rule = renaming({"a": "sleep", "b": "monotonic"}, {"a": "time.sleep", "b": "time.monotonic"})
    fixed = fix({"main.py": text}, rule)
    assert fixed.changes[0].after.decode().startswith("from time import monotonic, sleep, time\n")
    assert fixed.rounds == 2


def test_imports_that_have_become_useless_go(fix: Fix):
    text = f'from zlib import crc32, old\n{HEAD}@app.get("/")\ndef read():\n    old()\n    crc32\n'
    fixed = fix({"main.py": text}, renaming({"old": "new"}))
    assert fixed.changes[0].after.decode().startswith("from zlib import crc32\nfrom fastapi")


def test_an_import_that_was_useless_before_stays(fix: Fix):
    text = f'from zlib import crc32\n{HEAD}@app.get("/")\ndef read():\n    old()\n'
    fixed = fix({"main.py": text}, renaming({"old": "new"}))
    assert fixed.changes[0].after.decode().startswith("from zlib import crc32\n")


def test_an_import_that_others_borrow_stays(fix: Fix):
    text = f'from zlib import old\n{HEAD}@app.get("/")\ndef read():\n    old()\n'
    files = {"main.py": text, "other.py": "from main import old\n"}
    assert fix(files, renaming({"old": "new"})).changes[0].after.decode().startswith("from zlib import old\n")


def test_an_import_that_is_spoken_of_stays(fix: Fix):
    text = f'from zlib import old\n__all__ = ["old"]\n{HEAD}@app.get("/")\ndef read():\n    old()\n'
    assert (
        fix({"main.py": text}, renaming({"old": "new"})).changes[0].after.decode().startswith("from zlib import old\n")
    )


class TestDefects:
    def test_a_fix_that_breaks_the_file_is_taken_back_and_told(self, fix: Fix):
        text = f'{HEAD}@app.get("/")\ndef read():\n    bad()\n    old()\n'
        good = renaming({"old": "new"})
        bad = renaming({"bad": "1 = "}, code="FAL291", name="breaking")
        fixed = fix({"main.py": text}, good, bad)
        assert fixed.changes[0].after.decode().endswith("    bad()\n    new()\n")
        (problem,) = fixed.report.problems
        assert problem.kind is ProblemKind.RULE_CRASH
        assert "fix of rule FAL291 (`breaking`) breaks the file" in problem.message
        assert fixed.report.exit_code() == 3
        assert [finding.code for finding in fixed.report.findings] == ["FAL291"]

    def test_fixes_that_never_come_to_an_end_are_taken_back_and_told(self, fix: Fix):
        text = f'{HEAD}@app.get("/")\ndef read():\n    ping()\n    old()\n'
        fixed = fix(
            {"main.py": text},
            renaming({"old": "new"}),
            renaming({"ping": "pong", "pong": "ping"}, code="FAL291", name="table-tennis"),
        )
        assert fixed.changes[0].after.decode().endswith("    ping()\n    new()\n")
        assert "FAL291 (`table-tennis`) is not at an end after 10 rounds" in fixed.report.problems[0].message

    def test_two_rules_at_odds_do_not_keep_each_other_busy(self, fix: Fix):
        fixed = fix(
            {"main.py": f'{HEAD}@app.get("/")\ndef read():\n    a()\n'},
            renaming({"a": "b"}),
            renaming({"b": "a"}, code="FAL291", name="back-again"),
        )
        assert len(fixed.report.problems) == 1

    def test_a_character_that_the_encoding_lacks_is_told(self, fix: Fix):
        head = "# -*- coding: latin-1 -*-\n"
        data = f'{head}{HEAD}@app.get("/")\ndef read():\n    old("é")\n'.encode("latin-1")
        fixed = fix({"main.py": data}, renaming({"old": "\u0142"}))
        assert fixed.changes == ()
        assert "needs a character that latin-1 does not have" in fixed.report.problems[0].message


class TestBytes:
    def fixed(self, fix: Fix, data: bytes) -> bytes:
        return fix({"main.py": data}, renaming({"old": "new", "long": "x(\n1\n)or n"})).changes[0].after

    def test_line_ends_stay(self, fix: Fix):
        data = f'{HEAD}@app.get("/")\ndef read():\n    old()\n'.replace("\n", "\r\n").encode()
        assert self.fixed(fix, data) == data.replace(b"old", b"new")

    def test_mixed_line_ends_stay(self, fix: Fix):
        data = f'{HEAD}@app.get("/")\r\ndef read():\r    old()\n'.encode()
        assert self.fixed(fix, data) == data.replace(b"old", b"new")

    def test_new_lines_end_as_the_line_that_they_are_in(self, fix: Fix):
        data = f'{HEAD}@app.get("/")\r\ndef read():\r\n    long()\r\n'.encode()
        assert self.fixed(fix, data).endswith(b"    x(\r\n1\r\n)or n()\r\n")

    def test_a_byte_order_mark_stays(self, fix: Fix):
        data = b"\xef\xbb\xbf" + f'{HEAD}@app.get("/")\ndef read():\n    old("é")\n'.encode()
        assert self.fixed(fix, data) == data.replace(b"old", b"new")

    def test_the_encoding_stays(self, fix: Fix):
        data = f'# -*- coding: latin-1 -*-\n{HEAD}@app.get("/")\ndef read():\n    "é"; old("é")\n'.encode("latin-1")
        assert self.fixed(fix, data) == data.replace(b"old", b"new")

    def test_form_feeds_and_tabs_stay(self, fix: Fix):
        data = f'{HEAD}\f@app.get("/")\ndef read():\n\tif 1:\n\t\told()\n'.encode()
        assert self.fixed(fix, data) == data.replace(b"old", b"new")

    def test_no_line_end_is_added(self, fix: Fix):
        data = f'{HEAD}@app.get("/")\ndef read():\n    old()'.encode()
        assert self.fixed(fix, data) == data.replace(b"old", b"new")
