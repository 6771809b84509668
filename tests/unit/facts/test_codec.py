"""Facts that are stored come back as they were; anything else is refused."""

import inspect
import sys
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fastapi_lint.facts.codec import decode, encode
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.expression import CallResult, Comprehension, Expression, Name
from fastapi_lint.model.facts import (
    FACTS_SCHEMA,
    BlockKind,
    Body,
    Call,
    Definition,
    ImportedName,
    ImportTarget,
    ModuleFacts,
    Said,
    Uses,
)
from fastapi_lint.model.location import Span
from fastapi_lint.model.stored import DamagedFacts, read, write

SOURCE = '''
from typing import Annotated
import os.path as p
@app.get("/items/{id}")  # fastapi-lint: ignore[FAL101] why
async def items(id: int, limit: float = 0.5, *, db: Annotated[Session, Depends(get_db)] = None) -> list["Item"]:
    """Items."""
    global last
    async with db.begin() as (one, *rest):
        self.last, cache[id] = one, True
        registry.setdefault("a", []).append(on_item)
        setattr(state, "pool", await to_thread(None, read))
        return [await item.load(lambda row: f"{row!r}") for item in rest if isinstance(item, Item) and -1 < id]
match x:
    case A(b=[c, *_]): yield {"k": c, **d}
'''


def _facts(source: str = SOURCE) -> ModuleFacts:
    facts = extract_facts(source, "app.py")
    assert isinstance(facts, ModuleFacts)
    return facts


FACTS = _facts()
STORED = encode(FACTS)


def test_round_trip():
    decoded, unopened = decode(STORED), _facts()
    assert decoded == unopened
    assert repr(decoded) == repr(unopened)  # equal is not enough: 1 is equal to True, and a value to its enumerator
    assert repr([each.body for each in decoded.definitions]) == repr([each.body for each in FACTS.definitions])
    assert isinstance(decoded.definitions[0].body.blocks[0].kind, BlockKind)


def test_what_is_told_of_bodies_without_opening_them():
    names = FACTS.names()
    assert {name for name, numbers in names.mentions.items() if 1 in numbers} == {
        *("get", "Depends", "begin", "setdefault", "append", "setattr", "to_thread", "load", "isinstance"),  # called
        *("get_db", "on_item", "state", "read", "item", "Item"),  # handed on
    }
    assert {name for name, numbers in names.changed.items() if 1 in numbers} == {"cache", "registry"}
    assert {name for name, numbers in names.attributes.items() if 1 in numbers} == {"last", "pool"}
    assert names.imports == (
        ImportedName("Annotated", ImportTarget("typing", "Annotated")),
        ImportedName("p", ImportTarget("os.path")),
    )
    assert names.borrowing == (1,)


def test_equal_text_gives_equal_bytes():
    assert encode(_facts()) == STORED


def test_opened_bodies_are_stored_as_others():
    facts = _facts()
    assert all((each.body.loads, each.body.reads, each.body.calls) for each in facts.definitions)
    assert encode(facts) == STORED


def test_deep_nesting():
    facts = _facts("x = " + "{1: " * 190 + "1" + "}" * 190)
    assert decode(encode(facts)) == facts
    assert facts.definitions[0].body.bindings


def test_deep_nesting_is_read_at_the_end_of_the_stack():
    """What may be nested so deep must not be taken for damage where the caller has nearly used up the stack."""
    definition = decode(encode(_facts("x = " + "{1: " * 190 + "1" + "}" * 190))).definitions[0]

    def descend(levels: int) -> Body:
        return descend(levels - 1) if levels else definition.body

    free = sys.getrecursionlimit() - len(inspect.stack())
    assert descend(free - 50).bindings
    assert sys.getrecursionlimit() - len(inspect.stack()) == free


class TestRefused:
    @pytest.mark.parametrize(
        "stored",
        [
            b"",
            b"\xc1",
            b"{}",
            write(None),
            write([]),
            write([FACTS_SCHEMA]),
            write([FACTS_SCHEMA + 1, FACTS]),
            write([True, FACTS]),
            write([FACTS_SCHEMA, FACTS, 0]),
            write([FACTS_SCHEMA, [[], [], 0, b""]]),
            write([FACTS_SCHEMA, [FACTS.definitions[1:], [], 0, b""]]),
            write([FACTS_SCHEMA, [(*FACTS.definitions, FACTS.definitions[0]), [], 0, b""]]),
            write([FACTS_SCHEMA, FACTS])[:-1],
            write([FACTS_SCHEMA, FACTS]) + b"\x00",
            STORED.replace(b"\xa5items", b"\xa5item\xff"),
            STORED.replace(b"\xa5items", b"\xa5\xed\xa0\x80ab"),  # a lone surrogate
            STORED.replace(b"\xa8function", b"\xa8functiom"),
        ],
    )
    def test_what_is_no_module(self, stored):
        with pytest.raises(DamagedFacts):
            decode(stored)

    @pytest.mark.parametrize(
        "changes",
        [
            {"calls": (Call(1, 1, 0, 1, CallResult(5), (), (), 0),)},
            {"calls": (Call(1, 1, 0, 1, CallResult(-1), (), (), 0),)},
            {"calls": (Call(1, 1, 0, 1, CallResult(0), (), (), 7),)},
            {"calls": (Call(1, 1, 0, 1, CallResult(0), (), (), -1),)},
            {"calls": (Call(1, 1, 0, 1, CallResult(0), (), ((None, CallResult(1)),), 0),)},
            {"calls": (Call(1, 1, 0, 1, Comprehension("list", CallResult(0), 3), (), (), 0),)},
            {"awaits": ((1, 1, 9),)},
            {"blocks": (msgspec.structs.replace(FACTS.definitions[0].body.blocks[0], parent=0),)},
            {"blocks": ()},
        ],
    )
    def test_numbers_of_what_is_not_there(self, changes):
        body = msgspec.structs.replace(FACTS.definitions[0].body, **changes)
        with pytest.raises(DamagedFacts):
            _holding(write(body)).body  # noqa: B018

    @pytest.mark.parametrize(
        ("source", "lacking"),
        [
            ("x = g()", "calls"),
            ("x = g().attribute", "calls"),
            ("x = g() + 1", "calls"),
            ("x = [1, g()]", "calls"),
            ("x = {'key': g()}", "calls"),
            ("x = table[g()]", "calls"),
            ("x = lambda: 1", "blocks"),
            ("x = [1 for _ in y]", "blocks"),
        ],
    )
    def test_numbers_that_are_good_elsewhere(self, source, lacking):
        """What is equal becomes one object, but what it speaks of is looked for in each body."""
        good = _facts(source).definitions[0]
        assert good.body.bindings
        body = msgspec.structs.replace(good.body, **{lacking: getattr(good.body, lacking)[:-1]})
        with pytest.raises(DamagedFacts):
            _holding(write(body)).body  # noqa: B018

    def test_headers_that_speak_of_calls_that_the_body_does_not_have(self):
        header = msgspec.structs.replace(_holding(write(_facts("").definitions[0].body)), returns=CallResult(0))
        with pytest.raises(DamagedFacts):
            header.body  # noqa: B018

    @pytest.mark.parametrize("depth", [10_000, 1_000_000])
    def test_depth(self, depth):
        opened = msgspec.msgpack.encode(FACTS.definitions[0].body).partition(b"\x92\x08")[0]
        with pytest.raises(DamagedFacts):
            _holding(opened + b"\x92\x08" * depth).body  # noqa: B018
        with pytest.raises(DamagedFacts):
            decode(b"\x92" + bytes([FACTS_SCHEMA]) + b"\x91" * depth)

    def test_numbers_too_large_for_a_place(self):
        assert _facts(f"x = {2**62}, {2**63}, {-(2**62)}, {2**200}").definitions[0].stored
        with pytest.raises(DamagedFacts):
            decode(STORED[:1] + b"\xcf" + b"\xff" * 8 + STORED[2:])


def _holding(stored: bytes) -> Definition:
    return msgspec.structs.replace(FACTS.definitions[0], stored=stored)


@given(st.binary())
def test_anything_is_facts_or_refused(stored):
    with pytest.raises(DamagedFacts):
        decode(stored)


@given(st.data())
def test_damage_is_refused_or_harmless(data):
    """A few changed bytes: either `DamagedFacts`, or facts whose parts still refer to one another."""
    stored = bytearray(STORED)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(stored) - 1))
        stored[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    try:
        facts = decode(bytes(stored))
        bodies = [each.body for each in facts.definitions]
        facts.names()
    except DamagedFacts:
        return
    assert encode(decode(encode(facts))) == encode(facts)
    for body in bodies:
        assert all(block.parent < index for index, block in enumerate(body.blocks))
        assert all(body.blocks[call.block] for call in body.calls)


def _of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that facts have."""
    arguments = get_args(hint)
    if get_origin(hint) is tuple:
        endless = arguments[-1] is Ellipsis
        return st.lists(_of(arguments[0]), max_size=2).map(tuple) if endless else st.tuples(*map(_of, arguments))
    if get_origin(hint) in (Union, UnionType):
        return st.one_of([_of(each) for each in sorted(arguments, key=lambda kind: kind not in (NoneType, Name))])
    return st.sampled_from(arguments) if get_origin(hint) is Literal else _of_class(hint)


@cache
def _of_class(kind: Any) -> st.SearchStrategy[Any]:
    if issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    if issubclass(kind, msgspec.Struct):
        return st.deferred(lambda: st.builds(kind, *[_of(field.type) for field in msgspec.structs.fields(kind)]))
    if kind is Span:
        return st.builds(Span, *[st.integers(1, 2**31)] * 4)
    plain = {
        str: st.text(max_size=3),
        bytes: st.binary(max_size=3),
        int: st.integers(-(2**63), 2**63 - 1),
        float: st.floats(allow_nan=False),
        bool: st.booleans(),
        NoneType: st.none(),
    }
    return plain[kind]


@pytest.mark.parametrize(
    "kind", [*get_args(Expression), *(f.type for part in (Body, Uses, Said) for f in msgspec.structs.fields(part))]
)
def test_all_that_facts_can_hold_comes_back(kind):
    @given(_of(kind))
    @settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
    def comes_back(part):
        stored = write(part)
        assert repr(read(stored, kind)) == repr(part)
        assert write(read(stored, kind)) == stored

    comes_back()
