"""Comments that silence findings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastapi_lint.facts.comments import suppressions


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f()  # fastapi-lint: ignore[FAL101] slow but rare", [("ignore", 1, ("FAL101",), "slow but rare")]),
        ("f()  # fastapi-lint: ignore[FAL101, fal104]", [("ignore", 1, ("FAL101", "FAL104"), "")]),
        ("f()  #fastapi-lint:ignore[FAL101]", [("ignore", 1, ("FAL101",), "")]),
        ("# fastapi-lint: ignore[FAL101]\n\n# why\nf()", [("ignore", 4, ("FAL101",), "")]),
        ("x = 1\n# fastapi-lint: ignore[FAL101]", [("ignore", 2, ("FAL101",), "")]),
        ("f(\n  a,  # fastapi-lint: ignore[FAL101]\n)", [("ignore", 2, ("FAL101",), "")]),
        ("# fastapi-lint: ignore-file[FAL201] legacy", [("ignore-file", 0, ("FAL201",), "legacy")]),
        ("f()  # fastapi-lint: ignore", [("ignore", 1, (), "")]),
        ("f()  # fastapi-lint: ignore FAL101", [("ignore", 1, (), "FAL101")]),
        ("f()  # fastapi-lint: ignore[]", [("ignore", 1, (), "")]),
        ("f()  # fastapi-lint: ignore[*]", [("ignore", 1, (), "")]),
        ("# fastapi-lint: ignore-file", [("ignore-file", 0, (), "")]),
        ("f()  # noqa", [("noqa", 1, (), "")]),
        ("f()  # NOQA", [("noqa", 1, (), "")]),
        ("f()  # noqa: FAL101", [("noqa", 1, ("FAL101",), "")]),
        ("f()  # noqa: E501,FAL101, FAL102 because", [("noqa", 1, ("FAL101", "FAL102"), "because")]),
        ("f()  # noqa: E501 FAL101", [("noqa", 1, ("FAL101",), "")]),
        ("f()  # noqa: E501", []),
        ("f()  # noqa: because FAL101", []),
        ("f()  # type: ignore  # noqa: FAL101", [("noqa", 1, ("FAL101",), "")]),
        (
            "f()  # noqa: FAL101  # fastapi-lint: ignore[FAL102] why",
            [("noqa", 1, ("FAL101",), ""), ("ignore", 1, ("FAL102",), "why")],
        ),
        ("x = '# noqa'", []),
        ("x = '''\n# fastapi-lint: ignore[FAL101]\n'''", []),
        ("# see fastapi-lint: it is good", []),
        ("x = (  # noqa", []),
    ],
)
def test_suppressions(source, expected):
    assert [(str(each.kind), each.line, each.codes, each.reason) for each in suppressions(source)] == expected


def test_the_span_is_that_of_the_comment():
    (ignore,) = suppressions("é()  # type: ignore  # fastapi-lint: ignore[FAL101] why ")
    assert ignore.span == (1, 22, 1, 56)


@given(st.text(alphabet="#fastapi-lint: ignore[FAL101,]noqa\n'\"()", max_size=200))
def test_any_text_is_read(text):
    for each in suppressions(text):
        assert "#" in text.split("\n")[each.span.line - 1][each.span.column - 1 : each.span.end_column]
        assert 0 <= each.line <= text.count("\n") + 1


@given(st.lists(st.from_regex(r"FAL[0-9]{3}", fullmatch=True), min_size=1, unique=True), st.sampled_from([", ", ","]))
def test_listed_codes_are_found(codes, separator):
    (ignore,) = suppressions(f"f()  # fastapi-lint: ignore[{separator.join(codes)}] why")
    (noqa,) = suppressions(f"f()  # noqa: {separator.join(codes)}")
    assert ignore.codes == noqa.codes == tuple(codes)
