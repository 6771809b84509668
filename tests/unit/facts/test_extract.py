"""Files that cannot be read as they are."""

import ast

import pytest

from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.facts.guard import SHORT, too_deep
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.problem import Problem, ProblemKind


def test_a_syntax_error_has_a_place():
    problem = extract_facts("a = 1\nb = (\n", "app.py")
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.path, problem.line, problem.column) == (ProblemKind.SYNTAX_ERROR, "app.py", 2, 5)
    assert problem.message == "the file does not parse: '(' was never closed"


@pytest.mark.parametrize("text", ["a = '\0'", "a = '\ud800'"])
def test_text_that_no_parser_takes(text):
    problem = extract_facts(text, "app.py")
    assert isinstance(problem, Problem)
    assert problem.kind is ProblemKind.SYNTAX_ERROR


def test_newer_syntax_is_rewritten():
    facts = extract_facts("new syntax\nf()", "app.py", lambda text: text.replace("new syntax", "x = 1"))
    assert isinstance(facts, ModuleFacts)
    assert [call.span.line for call in facts.definitions[0].body.calls] == [2]


@pytest.mark.parametrize("rewritten", [None, "still not python"])
def test_what_cannot_be_rewritten_keeps_its_own_error(rewritten):
    problem = extract_facts("a = 1\nnew syntax", "app.py", lambda text: rewritten)
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.line) == (ProblemKind.SYNTAX_ERROR, 2)


DEEP = {
    "sums": "a" + " + a" * 250,
    "attributes": "a" + ".b" * 250,
    "calls": "a" + ".b()" * 150,
    "brackets": "[" * 300 + "]" * 300,
    "brackets that the parser itself refuses": "(" * 5000,
    "negations": "not " * 250 + "a",
    "minus signs": "-" * 10_000 + "a",
    "lambdas": "lambda: " * 250 + "a",
    "conditions": "a if b else " * 250 + "c",
    "elif": "if a: pass\n" + "elif a: pass\n" * 250,
    "operands": "a" + " or a" * 1500,
    "captures": "match a:\n case " + "[" * 199 + "]" * 199 + ": pass",
}


@pytest.mark.parametrize("shape", DEEP)
def test_deep_source_is_refused(shape):
    problem = extract_facts("first = 1\n" + DEEP[shape], "app.py")
    assert isinstance(problem, Problem)
    assert problem.kind is ProblemKind.TOO_DEEP
    assert problem.line == {"elif": 201, "captures": 3, "minus signs": None}.get(shape, 2)
    assert problem.hint is not None


NEARLY_DEEP = {
    "sums": "x = a" + " + a" * 190,
    "attributes": "x = a" + ".b" * 190,
    "calls": "x = " + "f(" * 190 + ")" * 190,
    "lists": "x = " + "[" * 190 + "]" * 190,
    "dicts": "x = " + "{1: " * 190 + "1" + "}" * 190,
    "comprehensions": "x = " + "[" * 190 + "1" + " for a in b]" * 190,
    "annotations": "x: " + "a[" * 190 + "b" + "]" * 190,
    "elif": "if a: pass\n" + "elif a: pass\n" * 190,
    "targets": "(" * 190 + "a" + ",)" * 190 + " = b",
    "functions": "".join(" " * depth + "def f():\n" for depth in range(95)) + " " * 95 + "pass",
    "loops": "".join(" " * depth + "for a in b:\n" for depth in range(95)) + " " * 95 + "pass",
    "patterns": "match a:\n case " + "[" * 190 + "b" + "]" * 190 + ": pass",
    "operands": "x = a" + " or a" * 900,
}


@pytest.mark.parametrize("shape", NEARLY_DEEP)
def test_source_below_the_limit_fits_into_the_stack(shape):
    assert isinstance(extract_facts(NEARLY_DEEP[shape], "app.py"), ModuleFacts)


def test_rewritten_text_passes_the_guard_too():
    problem = extract_facts("new syntax", "app.py", lambda text: DEEP["sums"])
    assert isinstance(problem, Problem)
    assert problem.kind is ProblemKind.TOO_DEEP


def test_text_too_deep_for_the_parser_itself_is_not_rewritten():
    asked = []
    extract_facts("(" * 5000, "app.py", asked.append)
    assert asked == []


def test_warnings_of_the_parser_are_not_ours_to_repeat(recwarn):
    extract_facts(r"x = '\d'", "app.py")
    assert list(recwarn) == []


@pytest.mark.parametrize("form", ["-{}", "{}.a", "({} + b)", "{}()", "[{}]", "(lambda: {})", "{{**{}}}", "[*{}]"])
def test_short_expressions_are_measured_where_it_matters(form):
    """Far from the limit short ones are passed over: the answer must be that of looking at all."""
    for depth in range(100, 110):
        text = "x"
        for _ in range(depth):
            text = form.format(text)
        tree = ast.parse(f"if a:\n  if b:\n    y = {text}\n")
        deepest = next(limit for limit in range(400) if not _is_deeper(tree, limit))
        assert too_deep(tree, deepest) is None
        assert too_deep(tree, deepest - 1) is not None


def _is_deeper(tree: ast.AST, limit: int) -> bool:
    level = [tree]
    for _ in range(limit):
        level = [child for node in level for child in ast.iter_child_nodes(node) if _holds_more(child)]
    return bool(level)


def _holds_more(node: ast.AST) -> bool:
    """Leaves are no level of nesting."""
    return not isinstance(node, ast.Name | ast.Constant | ast.expr_context | ast.operator | ast.unaryop)


@pytest.mark.parametrize(
    "line",
    [
        "-" * (SHORT - 1) + "x",
        "[" * (SHORT // 2) + "]" * (SHORT // 2),
        "x" + "()" * ((SHORT - 1) // 2),
        "x" + ".y" * ((SHORT - 1) // 2),
        "lambda:" * ((SHORT - 1) // 7) + "x",
        "f'{x:{y}}'",
    ],
)
def test_a_short_line_is_no_deeper_than_it_is_wide(line):
    assert len(line) <= SHORT
    (statement,) = ast.parse(line).body
    level = [statement]
    depth = 0
    while level:
        level = [child for node in level for child in ast.iter_child_nodes(node) if hasattr(child, "lineno")]
        depth += 1
    assert depth <= len(line) + 2
    limit = SHORT + 4
    assert too_deep(ast.parse(line), limit) is None
    assert too_deep(ast.parse(f"y = {'-' * limit}x"), limit) == 1
