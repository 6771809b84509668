"""A Markdown file becomes cases; one that could not fail is refused."""

from __future__ import annotations

import pytest

from fastapi_lint.testing import SuiteError, read_suite

SUITE = """\
---
rules: [FAL101, FAL102]
---

# blocking-call

```toml
severity = "info"
```

## through two modules

`app/main.py`

```py
load()  # error: [FAL101] "requests.get"
```

`app/db.py`:
```python
def load(): ...
```

`requirements.txt`

```
fastapi==0.115.0
```

```sh
prose
```

## in a class

```toml
confidence = "high"
```

### method

```py
load()  # warning: [FAL102]
```

```trace
main.py:1 read -> load()
app/db.py:2 load -> get()
```

## No finding

### on the pool

```py
def read(): ...
```
"""


def test_each_heading_with_files_is_a_case():
    suite = read_suite(SUITE, "suite.md")
    assert [(case.title, case.line) for case in suite.cases] == [
        ("through two modules", 11),
        ("in a class / method", 40),
        ("No finding / on the pool", 53),
    ]


def test_front_matter_names_the_rules_under_test():
    assert read_suite(SUITE, "suite.md").rules == ("FAL101", "FAL102")


def test_a_block_is_a_file_with_the_path_on_the_line_before_or_main():
    first, second, _ = read_suite(SUITE, "suite.md").cases
    assert [file.path for file in first.files] == ["app/main.py", "app/db.py", "requirements.txt"]
    assert [file.path for file in second.files] == ["main.py"]


def test_a_line_of_a_file_is_found_in_the_markdown():
    first = read_suite(SUITE, "suite.md").cases[0]
    assert SUITE.splitlines()[first.markdown_line("app/db.py", 1) - 1] == "def load(): ..."


def test_configuration_is_inherited_by_headings_below():
    first, second, _ = read_suite(SUITE, "suite.md").cases
    assert first.settings == {"severity": "info"}
    assert second.settings == {"severity": "info", "confidence": "high"}


def test_a_chain_is_kept_line_by_line():
    assert read_suite(SUITE, "suite.md").cases[1].chains == (("main.py:1 read -> load()", "app/db.py:2 load -> get()"),)


def test_a_heading_can_promise_that_nothing_is_found():
    assert [case.promises_nothing for case in read_suite(SUITE, "suite.md").cases] == [False, False, True]


@pytest.mark.parametrize("heading", ["No finding: on the pool", "no findings", "Fine: on the pool", "fine"])
def test_the_promise_has_several_forms(heading):
    assert read_suite(f"# {heading}\n\n```py\nx = 1\n```\n", "suite.md").cases[0].promises_nothing


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Prose alone.\n", "suite.md: a suite needs at least one heading with files under it"),
        ("# a\n\n## b\n\ntext\n", "suite.md:3: case `b` has no files"),
        ("# a\n```py\nx = 1\n```\n", "suite.md:1: case `a` expects nothing; if so, let a heading start with"),
        ("# finely\n```py\nx = 1\n```\n", "suite.md:1: case `finely` expects nothing"),
        ("```py\nx = 1\n```\n# a\n", "suite.md:1: a block stands before the first heading"),
        ("# a\n```py\n```\n```py\n```\n", "suite.md:5: two files `main.py` in one case"),
        ("# fine\n```py\nx  # error: [FAL101]\n```\n", "suite.md:3: case `fine` promises no finding and expects one"),
        ("# a\n```toml\nx =\n```\n", "suite.md:3: configuration is not valid TOML"),
        ("# a\n```py\n\nx  # error: FAL101\n```\n", 'suite.md:4: `# error: FAL101` must be `# error: [CODE] "part'),
        ("---\nrule: x\n---\n# a\n", "suite.md:1: front matter must be one line such as `rules: [FAL101, FAL102]`"),
        ("# fine\n## x\n```py\n```\n## x\n```py\n```\n", "suite.md:5: two cases are called `x`"),
    ],
)
def test_a_suite_that_is_wrong_in_itself_is_refused(text, complaint):
    with pytest.raises(SuiteError) as raised:
        read_suite(text, "suite.md")
    assert complaint in str(raised.value)
