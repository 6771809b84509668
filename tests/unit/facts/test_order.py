"""Calls and loops are numbered as they stand in the source: the visitor over concrete syntax counts the same way."""

import sys

import pytest


@pytest.mark.parametrize(
    "source",
    [
        "f0(f1(f2()), f3())",
        "f0().g(f1())(f2())",
        "f0() if f1() else f2()",
        "f0(a=f1(), *f2(), b=f3(), **f4())",
        "{f0(): f1(), **f2(), f3(): f4()}",
        "f0() < f1() < f2()",
        "[f0() for a in f1() if f2() for b in f3() if f4()]",
        "{f0(): f1() for a in f2()}",
        "lambda a=f0(): f1()",
        "f0()[f1():f2()]",
        "x[f0()] = y[f1()] = f2()",
        "x[f0()] += f1()",
        "for x[f0()] in f1(): f2()",
        "with f0() as x[f1()], f2(): f3()",
        "x[f0()]: f1() = f2()",
        "assert f0(), f1()",
        "del x[f0()]",
        "try: f0()\nexcept f1(): f2()\nelse: f3()\nfinally: f4()",
        "match f0():\n case [a] if f1(): f2()\n case f.x: f3()",
        "f'{f0()}' f'{f1():{f2()}}{f3()}' + f4()",
    ],
)
def test_calls_within_a_statement(read, source):
    calls = read(source).definitions[0].body.calls
    # The name in front of each call, be it `f0` or the end of a chain, says its place.
    named = [call.func.id for call in calls if getattr(call.func, "id", "").startswith("f")]
    assert named == [f"f{number}" for number in range(len(named))]


def test_a_header_is_numbered_as_it_stands(read):
    facts = read(
        """
        @f0()
        @f1()
        def handler(a: f2() = f3(), /, b=f4(), *c: f5(), d: f6() = f7(), **e: f8()) -> f9():
            f10()
        """
    )
    body = facts.definitions[1].body
    assert [call.func.id for call in body.calls] == [f"f{number}" for number in range(11)]
    assert [call.block for call in body.calls] == [1] * 10 + [0]
    assert [(annotation.target, annotation.place) for annotation in body.annotations] == [
        ("a", "parameter"),
        ("c", "parameter"),
        ("d", "parameter"),
        ("e", "parameter"),
        ("return", "return"),
    ]


def test_a_class_header_is_numbered_as_it_stands(read):
    body = read("@f0()\nclass A(f1(), key=f2(), *f3(), other=f4()): f5()").definitions[1].body
    assert [call.func.id for call in body.calls] == [f"f{number}" for number in range(6)]


def test_clauses_of_comprehensions_are_counted_by_their_targets(read):
    (_, *blocks) = read("[[y for y in x] for x in [q for q in z] for w in v]").definitions[0].body.blocks
    by_ordinal = sorted(blocks, key=lambda block: block.ordinal)
    assert [block.span.column for block in by_ordinal] == [9, 21, 33, 45]


def test_loops_of_one_kind_share_a_count(read):
    body = (
        read(
            """
        async def work():
            for a in b: pass
            async for a in b:
                while c: pass
            with d: pass
            async with d: pass
        """
        )
        .definitions[1]
        .body
    )
    assert [(str(block.kind), block.ordinal) for block in body.blocks if block.ordinal >= 0] == [
        ("for", 0),
        ("async-for", 1),
        ("while", 0),
        ("with", 0),
        ("async-with", 1),
    ]


def test_lambdas_are_counted_from_the_outside_in(read):
    blocks = read("lambda a=(lambda: 1): (lambda: 2)").definitions[0].body.blocks
    assert [(block.ordinal, block.parent) for block in blocks[1:]] == [(0, 0), (1, 0), (2, 1)]


def test_columns_count_characters(read):
    (call,) = read("é = 'ü'; ß(é)").definitions[0].body.calls
    assert call.span == (1, 10, 1, 14)


def test_places_within_fstrings(read):
    """Older hosts do not know them and give the place of the whole string."""
    (call,) = read("x = f'{f(1)}'").definitions[0].body.calls
    assert call.span == ((1, 8, 1, 12) if sys.version_info >= (3, 12) else (1, 5, 1, 14))
