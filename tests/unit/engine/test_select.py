"""Which rules are on, and which of their findings are shown."""

from __future__ import annotations

import pytest

from fastapi_lint.config.settings import Override, Settings
from fastapi_lint.engine.own_codes import ALWAYS_ON, OWN_RULES
from fastapi_lint.engine.select import select_codes, selection_of
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.model.finding import Confidence, Finding, Severity
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.rule import Place, Rule


def rule(code_: str, name_: str, *, default_: bool = True, confidence_: Confidence = Confidence.HIGH) -> Rule:
    class Made(Rule):
        code, name, since, default = code_, name_, "0.1", default_
        severity, confidence = Severity.WARNING, confidence_

    return Made()


RULES = (
    rule("FAL101", "blocking-call"),
    rule("FAL102", "cpu-bound-call"),
    rule("FAL201", "bare-collection-annotation"),
    rule("FAL901", "opt-in", default_=False),
    rule("FAL902", "unsure", confidence_=Confidence.LOW),
)


def codes(**options) -> set[str]:
    return set(select_codes((*OWN_RULES, *RULES), **options)) - {own.code for own in OWN_RULES}


def test_the_default_set_has_neither_opt_in_rules_nor_unsure_ones():
    assert codes() == {"FAL101", "FAL102", "FAL201"}


def test_pedantic_takes_them_too():
    assert codes(pedantic=True) == {rule.code for rule in RULES}


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        (["FAL101"], {"FAL101"}),
        (["FAL1"], {"FAL101", "FAL102"}),
        (["FAL1", "FAL901"], {"FAL101", "FAL102", "FAL901"}),
        (["ALL"], {"FAL101", "FAL102", "FAL201", "FAL901", "FAL902"}),
        (["blocking-call"], {"FAL101"}),
        (["fal201"], {"FAL201"}),
        ([], set()),
    ],
)
def test_selectors_replace_the_default_set(select, expected):
    assert codes(select=select) == expected


def test_extend_select_adds_to_it():
    assert codes(extend_select=["FAL901"]) == {"FAL101", "FAL102", "FAL201", "FAL901"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"ignore": ["FAL1"]}, {"FAL201"}),
        ({"ignore": ["ALL"]}, set()),
        ({"select": ["FAL1"], "ignore": ["FAL102"]}, {"FAL101"}),
        ({"select": ["FAL102"], "ignore": ["FAL1"]}, {"FAL102"}),
        ({"select": ["FAL102"], "ignore": ["FAL102"]}, set()),
        ({"select": ["ALL"], "ignore": ["FAL9"]}, {"FAL101", "FAL102", "FAL201"}),
    ],
)
def test_the_more_particular_selector_wins_and_ignore_wins_a_tie(options, expected):
    assert codes(**options) == expected


def test_what_tells_of_an_incomplete_analysis_stays_on_unless_ignored():
    assert select_codes((*OWN_RULES, *RULES), ["FAL101"]) == {"FAL101", *ALWAYS_ON}
    assert "FAL003" not in select_codes((*OWN_RULES, *RULES), ["FAL101"], ["FAL003"])


@pytest.mark.parametrize(
    ("selector", "hint"),
    [("FAL110", "FAL101"), ("blocking-cal", "blocking-call"), ("FAL8", "FAL9"), ("AL", "ALL")],
)
def test_an_unknown_selector_is_one_clear_line(selector, hint):
    with pytest.raises(UsageError) as raised:
        codes(select=[selector])
    assert f"unknown rule or prefix `{selector}` in the selected rules; did you mean `" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert hint[:3] in str(raised.value)


def test_a_selector_like_nothing_known_has_no_suggestion():
    with pytest.raises(UsageError, match=r"^unknown rule or prefix `12345` in the ignored rules$"):
        codes(ignore=["12345"])


def finding(path: str = "app/main.py", severity: Severity = Severity.WARNING, confidence=Confidence.HIGH) -> Finding:
    place = Place(Location(path, Span(1, 1, 1, 2)), "", ())
    return RULES[0].finding(place, "found", severity=severity, confidence=confidence)


def test_severity_and_confidence_are_the_lowest_that_are_shown():
    selection = selection_of(Settings(severity="warning", confidence="medium"), RULES)
    assert selection.admits(finding())
    assert selection.admits(finding(severity=Severity.ERROR, confidence=Confidence.MEDIUM))
    assert not selection.admits(finding(severity=Severity.INFO))
    assert not selection.admits(finding(confidence=Confidence.LOW))


@pytest.mark.parametrize(
    ("pattern", "path", "shown"),
    [
        ("tests/", "tests/unit/test_a.py", False),
        ("tests/", "app/tests/test_a.py", False),
        ("/tests/", "app/tests/test_a.py", True),
        ("app/main.py", "app/main.py", False),
        ("*_pb2.py", "app/deep/x_pb2.py", False),
        ("app/**/x.py", "app/a/b/x.py", False),
        ("main.py", "app/domain.py", True),
    ],
)
def test_paths_are_ignored_by_gitignore_patterns(pattern, path, shown):
    selection = selection_of(Settings(per_path_ignores=((pattern, ("FAL1",)),)), RULES)
    assert selection.admits(finding(path)) is shown


def test_ignores_for_a_path_hold_for_their_codes_only():
    selection = selection_of(Settings(per_path_ignores=(("app/", ("FAL2",)),)), RULES)
    assert selection.admits(finding())


def test_an_unknown_code_in_the_ignores_of_a_path_names_the_pattern():
    with pytest.raises(UsageError, match=r"`FAL7` in the ignores for `app/`"):
        selection_of(Settings(per_path_ignores=(("app/", ("FAL7",)),)), RULES)


class TestOverrides:
    """Other settings for some paths."""

    def shown(self, path: str, *overrides: Override, **settings) -> set[str]:
        selection = selection_of(Settings(overrides=overrides, **settings), (*OWN_RULES, *RULES))
        return set(selection.at(path).codes) - {own.code for own in OWN_RULES}

    def test_hold_for_the_files_that_match(self):
        override = Override(("admin/**", "jobs"), ignore=("FAL1",))
        assert self.shown("admin/users.py", override) == {"FAL201"}
        assert self.shown("jobs/deep/run.py", override) == {"FAL201"}
        assert self.shown("shop/admin.py", override) == {"FAL101", "FAL102", "FAL201"}

    def test_may_replace_add_and_take_out(self):
        assert self.shown("a.py", Override(("a.py",), select=("FAL9",))) == {"FAL901", "FAL902"}
        assert self.shown("a.py", Override(("a.py",), extend_select=("opt-in",))) == {
            "FAL101",
            "FAL102",
            "FAL201",
            "FAL901",
        }
        assert self.shown("a.py", Override(("a.py",), extend_select=("FAL101",), ignore=("FAL1",))) == {
            "FAL101",
            "FAL201",
        }

    def test_the_last_that_matches_has_the_last_word(self):
        strict, lenient = Override(("api/",), select=("ALL",)), Override(("api/old/",), ignore=("FAL1", "FAL9"))
        assert self.shown("api/old/a.py", strict, lenient) == {"FAL201"}
        assert self.shown("api/old/a.py", lenient, strict) == {rule.code for rule in RULES}

    def test_rules_run_that_are_on_for_some_file_alone(self):
        selection = selection_of(Settings(overrides=(Override(("a.py",), extend_select=("FAL901",)),)), RULES)
        assert "FAL901" in selection.anywhere - selection.codes

    def test_thresholds(self):
        override = Override(("a.py",), severity="error", confidence="low")
        selection = selection_of(Settings(overrides=(override,)), RULES)
        assert selection.at("a.py")[1:] == (Severity.ERROR, Confidence.LOW)
        assert selection.at("b.py")[1:] == (Severity.INFO, Confidence.MEDIUM)

    def test_what_says_that_the_analysis_is_incomplete_stays_on(self):
        selection = selection_of(Settings(overrides=(Override(("a.py",), select=("FAL101",)),)), (*OWN_RULES, *RULES))
        assert selection.at("a.py").codes >= ALWAYS_ON

    def test_an_unknown_rule(self):
        with pytest.raises(UsageError, match=r"`FAL1O1` in the override for `a`, `b`; did you mean `FAL101`\?"):
            selection_of(Settings(overrides=(Override(("a", "b"), ignore=("FAL1O1",)),)), RULES)


class TestCommandLine:
    """What it puts in and takes out counts more than any configuration."""

    def shown(self, **settings) -> set[str]:
        selection = selection_of(Settings(**settings), (*OWN_RULES, *RULES))
        return set(selection.at("a.py").codes) - {own.code for own in OWN_RULES}

    def test_takes_out_what_the_configuration_names_in_full(self):
        assert self.shown(select=("FAL101", "FAL201"), refuse=("FAL1",)) == {"FAL201"}

    def test_puts_in_what_the_configuration_takes_out(self):
        assert self.shown(ignore=("FAL101",), insist=("FAL101",)) == {"FAL101", "FAL102", "FAL201"}

    def test_takes_out_what_an_override_puts_in(self):
        override = Override(("*.py",), extend_select=("FAL901",))
        assert self.shown(overrides=(override,), refuse=("FAL9",)) == {"FAL101", "FAL102", "FAL201"}

    def test_leaves_alone_what_an_override_takes_out(self):
        override = Override(("*.py",), ignore=("FAL101",))
        assert self.shown(overrides=(override,), select=("FAL1",), insist=("FAL1",)) == {"FAL102"}

    def test_of_its_own_selectors_the_longer_wins(self):
        assert self.shown(select=("FAL101",), insist=("FAL101",), refuse=("FAL1",)) == {"FAL101"}
