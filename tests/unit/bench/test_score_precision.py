"""Which findings are drawn, how verdicts are kept, and to which findings they apply."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Confidence, Finding, Severity
from fastapi_lint.model.location import Location, Span


def finding(mark: str, code: str = "FAL101", leaf: str = "requests.get(…)") -> Finding:
    place = Location("app/main.py", Span(3, 1, 3, 9))
    hop = Hop("app/main.py", 3, 1, "read", leaf)
    return Finding(
        code, "a-rule", Severity.ERROR, Confidence.HIGH, "`get` waits", place, "read", (hop,), fingerprint=mark * 32
    )


def case(mark: str, code: str = "FAL101", verdict: Any = None) -> Any:
    from score_precision import Case

    return Case("shop", Path(), finding(mark, code), verdict)


def test_a_sample_is_the_same_each_time_and_loses_little_when_a_finding_goes():
    from score_precision import sampled

    cases = [case(mark) for mark in "0123456789abcdef"]
    drawn = sampled(cases, 5)
    assert sampled(reversed(cases), 5) == drawn
    gone = drawn[0]
    after = sampled([each for each in cases if each is not gone], 5)
    assert set(drawn) - set(after) == {gone}


def test_rules_are_drawn_for_by_themselves():
    from score_precision import sampled

    cases = [*(case(mark) for mark in "abc"), *(case(mark, "FAL102") for mark in "de")]
    assert [each.finding.code for each in sampled(cases, 2)] == ["FAL101", "FAL101", "FAL102", "FAL102"]


def test_verdicts_are_kept_in_order_and_hold_for_the_same_leaf(tmp_path: Path):
    from score_precision import record
    from verdicts import read_verdicts, verdict_on

    lines = ["bbb true thanked it does", "aaaa false unthanked it does not", "ccc true thanked nobody", "bbb maybe"]
    assert record([case("b"), case("a", "FAL102")], lines, tmp_path) == lines[2:]
    kept = read_verdicts("shop", tmp_path)
    assert [(each.code, each.true, each.reason) for each in kept.values()] == [
        ("FAL101", True, "it does"),
        ("FAL102", False, "it does not"),
    ]
    assert verdict_on(finding("b"), kept) == kept["b" * 32]
    assert verdict_on(finding("b", leaf="time.sleep(…)"), kept) is None
    assert verdict_on(replace(finding("b"), fingerprint="d" * 32), kept) is None


def test_precision_is_the_share_of_what_was_read():
    from score_precision import table
    from verdicts import judged

    good = judged(finding("a"), true=True, thanked=False, reason="so")
    bad = judged(finding("b"), true=False, thanked=False, reason="no")
    lines = table([case("a", verdict=good), case("b", verdict=bad), case("c")], {"FAL101": 9})
    assert lines[1].split() == ["FAL101", "9", "3", "2", "1", "50%", "0%"]
    assert lines[-1].split() == ["all", "9", "3", "2", "1", "50%", "0%"]
