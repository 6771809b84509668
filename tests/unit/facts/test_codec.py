"""Facts in a store come back as they were; anything else is refused."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastapi_lint.facts.codec import decode, encode
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import FACTS_SCHEMA, BlockKind, ModuleFacts

SOURCE = '''
from typing import Annotated
@app.get("/items/{id}")  # fastapi-lint: ignore[FAL101] why
async def items(id: int, limit: float = 0.5, *, db: Annotated[Session, Depends(get_db)] = None) -> list["Item"]:
    """Items."""
    async with db.begin() as (one, *rest):
        self.last, cache[id] = one, True
        return [await item.load(lambda row: f"{row!r}") for item in rest if isinstance(item, Item) and -1 < id]
match x:
    case A(b=[c, *_]): yield {"k": c, **d}
'''


def _facts(source: str = SOURCE) -> ModuleFacts:
    facts = extract_facts(source, "app.py")
    assert isinstance(facts, ModuleFacts)
    return facts


def test_round_trip():
    stored = json.loads(json.dumps(encode(_facts())))
    decoded = decode(stored)
    assert decoded == _facts()
    assert repr(decoded) == repr(_facts())  # equal is not enough: 1 is equal to True, and a value to its enumerator
    assert isinstance(decoded.definitions[0].body.blocks[0].kind, BlockKind)


def test_depth_costs_no_recursion():
    facts = _facts("x = " + "{1: " * 190 + "1" + "}" * 190)
    assert decode(encode(facts)) == facts


def test_equal_parts_are_stored_once():
    once, often = (len(json.dumps(encode(_facts("x = f(a.b.c, 'text')\n" * count)))) for count in (1, 101))
    assert (often - once) / 100 < once / 3


@pytest.mark.parametrize(
    "stored",
    [
        None,
        {},
        "text",
        [],
        [FACTS_SCHEMA],
        [FACTS_SCHEMA + 1, *encode(_facts())[1:]],
        [FACTS_SCHEMA, 7],
        [FACTS_SCHEMA, []],
        [FACTS_SCHEMA, ["os.system"]],
        [FACTS_SCHEMA, [-1]],
        [FACTS_SCHEMA, [999]],
        [FACTS_SCHEMA, [0, 1]],
        [FACTS_SCHEMA, [0, -1]],
        [FACTS_SCHEMA, [0, [0]]],
        [FACTS_SCHEMA, [0, True]],
        [FACTS_SCHEMA, [0, 0.5]],
        [FACTS_SCHEMA, [0]],
        [FACTS_SCHEMA, [3, "no number"]],
        [FACTS_SCHEMA, [4, "no kind of block"]],
        encode(_facts())[:-1],
    ],
)
def test_malformed(stored):
    with pytest.raises(ValueError):
        decode(stored)


scalars = st.none() | st.booleans() | st.integers(-3, 600) | st.text(max_size=3) | st.floats()
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner))


@given(anything)
def test_anything_is_facts_or_refused(stored):
    with pytest.raises(ValueError):
        decode([FACTS_SCHEMA, stored])


@given(st.data())
def test_damage_is_refused_or_harmless(data):
    """One changed place: either a ValueError, or facts whose parts still refer to one another."""
    stored = copy.deepcopy(encode(_facts()))
    entry = data.draw(st.integers(1, len(stored) - 1))
    place = data.draw(st.integers(0, len(stored[entry]) - 1))
    stored[entry][place] = data.draw(scalars | anything)
    try:
        facts = decode(stored)
    except ValueError:
        return
    assert decode(encode(facts)) == facts
    for definition in facts.definitions:
        assert all(block.parent < index for index, block in enumerate(definition.body.blocks))
        assert all(definition.body.blocks[call.block] for call in definition.body.calls)
