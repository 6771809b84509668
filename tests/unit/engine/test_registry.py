"""Rules are found through entry points alone; one that is broken keeps no other from running."""

from __future__ import annotations

import sys
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path
from textwrap import dedent, indent

import pytest

from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.engine.registry import Registry, find_rules
from fastapi_lint.engine.run import attempt, load_rules
from fastapi_lint.engine.validation import defects_of, documentation_defects
from fastapi_lint.model.problem import ProblemKind
from fastapi_lint.model.rule import Rule

from .conftest import MANUAL, EveryCall, EveryHandler

RULE = '''
from fastapi_lint.api import Confidence, Finding, Role, Rule, Severity


class {class_name}(Rule):
    """{manual}
    """

    code, name, since = "{code}", "{name}", "1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    looks_at = Role.HANDLER

    def check_site(self, site):
        yield from ()
'''


def rule_source(code: str, name: str = "a-rule", class_name: str = "Made") -> str:
    manual = indent(MANUAL, "    ").strip()
    return RULE.format(code=code, name=name, class_name=class_name, manual=manual)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that lays out a distribution with a package of rules and gives its entry point."""
    monkeypatch.syspath_prepend(tmp_path)

    def lay_out(distribution: str, files: dict[str, str]) -> EntryPoint:
        package = distribution.replace("-", "_")
        for name, source in {"__init__.py": "", **files}.items():
            path = tmp_path / package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(source))
        info = tmp_path / f"{package}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(f"[fastapi_lint.rules]\nrules = {package}\n")
        return next(iter(Distribution.at(info).entry_points))

    yield lay_out
    for name in [name for name in sys.modules if name.startswith(("acme", "other"))]:
        del sys.modules[name]


def found(*points: EntryPoint) -> Registry:
    return find_rules(attempt, points)


def codes(registry: Registry) -> list[str]:
    return [rule.code for rule in registry.rules]


def test_every_module_of_a_package_is_searched(install):
    point = install(
        "acme-rules",
        {
            "top.py": rule_source("ACME002"),
            "family/__init__.py": "",
            "family/deep.py": rule_source("ACME001", "b-rule"),
            "family/again.py": "from acme_rules.top import Made",
            "__main__.py": "raise SystemExit('not to be imported')",
        },
    )
    registry = found(point)
    assert codes(registry) == ["ACME001", "ACME002"]
    assert registry.problems == ()
    assert registry.registered[0].distribution == "acme-rules 1.2"
    assert registry.registered[0].module == "acme_rules.family.deep"


def test_an_entry_point_may_name_a_single_rule(install):
    install("acme-rules", {"top.py": rule_source("ACME002") + rule_source("ACME003", "c-rule", "Another")})
    point = EntryPoint("one", "acme_rules.top:Made", "fastapi_lint.rules")
    assert codes(found(point)) == ["ACME002"]


def test_a_base_class_without_a_code_is_no_rule(install):
    source = "from fastapi_lint.api import Rule\n\n\nclass Base(Rule):\n    pass\n"
    registry = found(install("acme-rules", {"base.py": source}))
    assert (registry.rules, registry.problems) == ((), ())


def test_a_module_that_cannot_be_imported_is_a_problem_and_the_others_are_kept(install):
    point = install("acme-rules", {"bad.py": "import no_such_module_anywhere", "good.py": rule_source("ACME001")})
    registry = found(point)
    assert codes(registry) == ["ACME001"]
    (problem,) = registry.problems
    assert problem.kind is ProblemKind.RULE_CRASH
    assert problem.is_incomplete
    assert "acme-rules 1.2: `acme_rules.bad` cannot be loaded: ModuleNotFoundError" in problem.message
    assert "bad.py:1" in problem.message
    assert "reinstall or upgrade" in problem.hint


def test_an_invalid_rule_is_a_problem_and_the_others_are_kept(install):
    files = {"bad.py": rule_source("ACME1"), "good.py": rule_source("ACME001")}
    registry = found(install("acme-rules", files))
    assert codes(registry) == ["ACME001"]
    assert (
        "rule ACME1 of acme-rules 1.2 in `acme_rules.bad` is left out: `code` is 'ACME1'"
        in registry.problems[0].message
    )


@pytest.mark.parametrize(
    ("second", "what"),
    [(("ACME001", "b-rule"), "its code is taken"), (("ACME002", "a-rule"), "its name `a-rule` is taken")],
)
def test_codes_and_names_are_unique_across_distributions(install, second, what):
    points = [
        install("acme-rules", {"a.py": rule_source("ACME001")}),
        install("other-rules", {"b.py": rule_source(*second)}),
    ]
    registry = found(*points[::-1])
    assert codes(registry) == ["ACME001"]
    assert registry.registered[0].distribution == "acme-rules 1.2"
    assert f"{what} by `acme_rules.a` of acme-rules 1.2" in registry.problems[0].message


def test_the_prefix_of_the_built_in_rules_is_reserved(install):
    registry = found(install("acme-rules", {"a.py": rule_source("FAL777")}))
    assert registry.rules == ()
    assert "its code has the built-in prefix" in registry.problems[0].message


def test_an_entry_point_that_leads_to_anything_else_is_a_problem():
    registry = found(EntryPoint("odd", "math:pi", "fastapi_lint.rules"))
    assert "`math:pi` is no rule and no module" in registry.problems[0].message


def test_a_rule_is_found_by_code_and_by_name():
    registry = Registry.of(EveryHandler(), EveryCall())
    assert codes(registry) == ["FAL190", "FAL290"]
    assert registry.find("fal190") is registry.find("every-call") is registry.rules[0]
    assert registry.find("syntax-error").code == "FAL001"
    assert registry.find("nothing") is None


def test_the_built_in_rules_are_found_through_their_entry_point():
    registry = load_rules()
    assert registry.problems == ()
    assert {each.distribution.split()[0] for each in registry.registered} <= {"fastapi-lint"}


class TestValidation:
    def test_a_good_rule_has_no_defects(self):
        assert defects_of(EveryCall) == ()

    @pytest.mark.parametrize(
        ("changes", "defect"),
        [
            ({"code": "fal190"}, "`code` is 'fal190', not two to six capitals and three or four digits"),
            ({"code": "FAL1900"}, "`code` is 'FAL1900'; codes that start with FAL have three digits"),
            ({"name": "Every_Call"}, "`name` is 'Every_Call', not kebab-case"),
            ({"since": "soon"}, "`since` is 'soon', not a version such as '0.1'"),
            (
                {"applies_to": "django>=5"},
                "`applies_to` is 'django>=5': `django>=5` is no condition such as `fastapi>=0.95`",
            ),
            (
                {"url": "rules.example"},
                "`url` is 'rules.example', not an address such as 'https://rules.example/ACME001'",
            ),
            ({"severity": None}, "`severity` is not set"),
            ({"confidence": "high"}, "`confidence` is 'high', not of type Confidence"),
            ({"looks_at": Rule.looks_at}, "`looks_at` is not set, so that no site would be opened for it"),
            ({"call": None}, "it has no hook: mark a method with `@on`, or define `check_site` or `check_project`"),
            ({"__doc__": "Title only."}, "the docstring lacks the section `## Limits`"),
            (
                {"__doc__": MANUAL.replace("Limits", "Limitations")},
                "the docstring has an unknown section `## Limitations`",
            ),
            ({"__doc__": MANUAL.replace("Calls are counted.", "")}, "the docstring lacks a title line"),
        ],
    )
    def test_a_defect_says_what_to_set(self, changes, defect):
        broken = type("Broken", (EveryCall,), {"__doc__": MANUAL, **changes})
        assert defect in defects_of(broken)

    def test_sections_have_an_order(self):
        swapped = (
            MANUAL.replace("## Limits", "## X").replace("## References", "## Limits").replace("## X", "## References")
        )
        (defect,) = defects_of(type("Broken", (EveryCall,), {"__doc__": swapped}))
        assert defect.startswith("the docstring's sections are not in this order: What it does")

    def test_a_hook_needs_node_types(self):
        def hook(self, node, site):
            yield from ()

        hook.__node_types__ = (1,)
        assert "`@on` of `call` needs LibCST node types" in defects_of(
            type("Broken", (EveryCall,), {"__doc__": MANUAL, "call": hook})
        )

    @pytest.mark.parametrize("rule", OWN_RULES, ids=lambda rule: rule.code)
    def test_the_codes_of_the_tool_itself_are_documented_like_any_other(self, rule):
        assert documentation_defects(type(rule)) == ()
