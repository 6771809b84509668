"""What is kept of an expression: the right side of `x = …` or the annotation of `x: …`."""

import pytest


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.b.c", "a.b.c"),
        ("f(1)", "#0"),
        ("f(1).g", "#0.g"),
        ("a[1]", "a[1]"),
        ("a[b, c]", "a[(b, c,)]"),
        ("a[1:]", "a[Operation(':', (1, None, None))]"),
        ("'text'", "'text'"),
        ("b'text'", "''"),
        ("...", "'...'"),
        ("1j", "None"),
        ("True", "True"),
        ("[a, *b]", "Collection('list', (a, Starred(b)))"),
        ("{a, b}", "Collection('set', (a, b))"),
        ("{'k': a, **b}", "Mapping((('k', a), (None, b)))"),
        ("a | b", "(a | b)"),
        ("not a", "Operation('not', (a))"),
        ("a and b and c", "Operation('and', (a, b, c))"),
        ("a not in b", "(a not in b)"),
        ("a < f() < c", "((a < #0) and (#0 < c))"),
        ("a if b else c", "Conditional(b, a, c)"),
        ("f'{a}-{b.c!r:>{width}}'", "FormattedString((a, '-', b.c))"),
        ("lambda: f()", "Lambda(1)"),
        ("[f(a) for a in b]", "Comprehension('list', #0, 1)"),
        ("{a for b in c for a in b}", "Comprehension('set', a, 2)"),
        ("{k: v for k, v in c}", "Comprehension('dict', (k, v,), 1)"),
        ("(a for a in b)", "Comprehension('generator', a, 1)"),
        ("(a := b)", "b"),
    ],
)
def test_value(read, shown, source, expected):
    (binding,) = [binding for binding in read(f"x = {source}").definitions[0].body.bindings if binding.target == "x"]
    assert shown(binding.value) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("int", "int"),
        ("'models.User'", "models.User"),
        ("list['User']", "list[User]"),
        ("'list[User] | None'", "(list[User] | None)"),
        ("'User' | None", "(User | None)"),
        ("Optional['list[\"User\"]']", "Optional[list[User]]"),
        ("Callable[['A'], 'B']", "Callable[(Collection('list', (A)), B,)]"),
        ("Literal['a', 'b']", "Literal[('a', 'b',)]"),
        ("typing.Literal['a']", "typing.Literal['a']"),
        ("'Literal[\"a\"]'", "Literal['a']"),
        ("Annotated['User', Depends('scope')]", "Annotated[(User, #0,)]"),
        ("Annotated[list['User'], 'about']", "Annotated[(list[User], 'about',)]"),
        ("'Annotated[User, Depends(get)]'", "Annotated[(User, WrittenCall(Depends, (get), ()),)]"),
        ("'not a'", "Unknown()"),
        ("'no expression at all'", "'no expression at all'"),
        ("'" + "a[" * 60 + "b" + "]" * 60 + "'", repr("a[" * 60 + "b" + "]" * 60)),
    ],
)
def test_annotation(read, shown, source, expected):
    (annotation,) = read(f"x: {source}").definitions[0].body.annotations
    assert shown(annotation.expression) == expected


def test_calls_in_text_are_not_calls_of_the_source(read):
    assert read("x: 'Annotated[User, Depends(get)]'").definitions[0].body.calls == ()


@pytest.mark.parametrize(
    ("source", "value", "kind"),
    [
        ("'" + "a" * 200 + "'", "a" * 200, "str"),
        ("'" + "a" * 201 + "'", "a" * 199 + "…", "str"),
        (r"'\ud800'", "?", "str"),
        ("1" * 18, int("1" * 18), "int"),
        ("1" * 60, None, "int"),
        ("0.5", 0.5, "float"),
        ("None", None, "none"),
    ],
)
def test_constants_are_short_and_storable(read, source, value, kind):
    (binding,) = read(f"x = {source}").definitions[0].body.bindings
    assert (binding.value.value, binding.value.type) == (value, kind)


@pytest.mark.parametrize("display", ["[{}]", "({})", "{{{}}}"])
def test_long_displays_are_cut_but_their_calls_are_not(read, display):
    body = read("x = " + display.format(", ".join(f"f({number})" for number in range(100)))).definitions[0].body
    assert len(body.bindings[0].value.elements) == 64
    assert len(body.calls) == 100


def test_long_dicts_are_cut_but_their_calls_are_not(read):
    body = read("x = {" + ", ".join(f"{number}: f()" for number in range(100)) + "}").definitions[0].body
    assert len(body.bindings[0].value.items) == 64
    assert len(body.calls) == 100
