"""What was analysed, in numbers."""

from __future__ import annotations

from textwrap import dedent

from fastapi_lint.model.report import Report
from fastapi_lint.render.statistics import statistics


def test_statistics(report: Report):
    assert "\n".join(statistics(report)) + "\n" == dedent(
        """\
        Statistics

          FAL101 blocking-call    1  error
          FAL104 sync-handler-io  1  warning

          files            38
          lines         5,120
          definitions     310
          routes           24
          sites            61  definitions that a rule wanted to look at
          sites opened     40  parsed in this run
          suppressed        1  findings silenced by a comment

          calls                                     1,204  of what is looked into
          resolved                                  1,003  83 %
          unresolved: attribute of an unknown type    150  12 %
          unresolved: parameter without a type         51  4 %
        """
    )


def test_nothing_analysed_is_no_division_by_zero():
    assert "  resolved  0  100 %" in list(statistics(Report("1.2.3", "/srv/shop", (), ())))
