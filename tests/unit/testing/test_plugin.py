"""pytest collects suites where they lie and tells what differs, without tracebacks."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

SUITE = """\
# syntax-error

## not Python

```py
def read(:  # error: [FAL001] "{text}"
```

## No finding

### Python

```py
def read(): ...
```
"""


@pytest.fixture
def suites(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """A function that lays out Markdown files and runs pytest over them."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(files: dict[str, str], *arguments: str) -> pytest.RunResult:
        for name, text in files.items():
            path = Path(pytester.path, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return pytester.runpytest("-p", "fastapi_lint.testing.plugin", "-v", *arguments)

    return run


def test_each_case_is_a_test(suites):
    result = suites({"tests/rules/own/syntax-error.md": SUITE.format(text="invalid syntax")})
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*syntax-error.md::not Python PASSED*", "*::No finding / Python PASSED*"])


def test_a_failure_says_what_differs(suites):
    result = suites({"tests/rules/own/syntax-error.md": SUITE.format(text="no such text")})
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*tests/rules/own/syntax-error.md:3: not Python",
            '  main.py:1: expected and not found: # error: [[]FAL001[]] "no such text" (line 6 of the suite)',
            "      on this line: error: [[]FAL001[]]*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_suite_without_a_rule_is_an_error_of_collection(suites):
    result = suites({"tests/rules/own/no-such-rule.md": SUITE.format(text="x")})
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no-such-rule.md: there is no rule `no-such-rule`*"])


def test_an_expectation_of_a_rule_that_is_not_under_test_is_an_error(suites):
    result = suites({"tests/rules/own/too-deep.md": SUITE.format(text="x")})
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*too-deep.md:6: `# error: [[]FAL001[]]*` is of no rule under test (tested: FAL003)"])


def test_front_matter_chooses_the_rules(suites):
    text = "---\nrules: [FAL001, too-deep]\n---\n" + SUITE.format(text="invalid syntax")
    suites({"tests/rules/own/files.md": text}).assert_outcomes(passed=2)


def test_suites_of_facts_run_without_rules(suites):
    facts = (
        "# threads\n\n```py\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
        '@app.get("/")\ndef f(): ...  # thread: pool\n```\n'
    )
    suites({"tests/facts/threads.md": facts}).assert_outcomes(passed=1)
    suites({"tests/facts/threads.md": facts.replace("pool", "loop")}).assert_outcomes(failed=1)


def test_configuration_is_that_of_the_product(suites):
    text = SUITE.format(text="invalid syntax").replace(
        "## not Python\n", "## not Python\n\n```toml\nselekt = []\n```\n"
    )
    result = suites({"tests/rules/own/syntax-error.md": text})
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*configuration of `not Python`: selekt: unknown key, did you mean `select`?"])


def test_other_markdown_is_left_alone(suites):
    result = suites({"tests/cli/help.md": "# nothing\n", "README.md": "# nothing\n", "tests/rules/a.txt": ""})
    result.assert_outcomes()
