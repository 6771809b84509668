"""Edits that leave the report true but for its lines are told from others, and the report is that of a run anew."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fastapi_lint.engine.cache.relocation import Facts, Relocation, relocation
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ModuleFacts

Check = Any
Edit = Callable[[str], str]

MOVES: dict[str, Edit] = {
    "a comment above the function": lambda text: text.replace("def load", "# loads\ndef load"),
    "a comment within it": lambda text: text.replace("    time.sleep", "    # waits\n\n    time.sleep"),
    "an empty line less": lambda text: text.replace("\n\n\ndef load", "\n\ndef load"),
    "at the end": lambda text: text + "\n# the end\n",
    "indented otherwise": lambda text: text.replace("    time.sleep", "        # far\n    time.sleep"),
}
SAYS_ELSE: dict[str, Edit] = {
    "a statement": lambda text: text.replace("time.sleep(1)", "time.sleep(2)"),
    "a comment behind code": lambda text: text.replace("time.sleep(1)", "time.sleep(1)  # waits"),
    "the first line": lambda text: "# orders\n" + text,
    "a suppression": lambda text: text.replace(
        "    time.sleep", "    # fastapi-lint: ignore[FAL101] so\n    time.sleep"
    ),
    "a statement on two lines": lambda text: text.replace("time.sleep(1)", "time.sleep(\n        1)"),
    "a docstring": lambda text: text.replace("    time.sleep", '    """Loads."""\n    time.sleep'),
    "no Python": lambda text: text + "\n(",
}


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("arguments", [(), ("--output-format", "json", "--statistics")], ids=["rich", "json"])
@pytest.mark.parametrize("edit", MOVES.values(), ids=MOVES)
def test_the_report_moves(check: Check, shop: Path, orders: str, edit: Edit, arguments: tuple[str, ...]) -> None:
    check(*arguments)
    (shop / "shop/orders.py").write_text(edit(orders))
    moved = check(*arguments)
    assert moved.moved
    assert moved[:3] == check(*arguments, "--no-cache")[:3]
    assert check(*arguments).again
    (shop / "shop/orders.py").write_text(orders)
    assert check(*arguments)[:3] == check(*arguments, "--no-cache")[:3]


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("edit", SAYS_ELSE.values(), ids=SAYS_ELSE)
def test_the_report_may_be_another(check: Check, shop: Path, orders: str, edit: Edit) -> None:
    check()
    (shop / "shop/orders.py").write_text(edit(orders))
    ran = check()
    assert not ran.moved
    assert ran[:2] == check("--no-cache")[:2]


IN_OTHER_WORDS: dict[str, Edit] = {
    "a comment behind code": lambda text: text.replace("return str(order_id)", "return str(order_id)  # so"),
    "spaces": lambda text: text.replace("str(order_id)", "str( order_id )"),
}


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("arguments", [(), ("--output-format", "json", "--statistics")], ids=["rich", "json"])
@pytest.mark.parametrize("edit", IN_OTHER_WORDS.values(), ids=IN_OTHER_WORDS)
def test_the_report_moves_where_other_words_say_the_same(
    check: Check, shop: Path, orders: str, edit: Edit, arguments: tuple[str, ...]
) -> None:
    check(*arguments)
    (shop / "shop/orders.py").write_text(edit(orders))
    ran = check(*arguments)
    assert ran.moved
    assert ran[:3] == check(*arguments, "--no-cache")[:3]


@pytest.mark.usefixtures("settled")
def test_another_file_besides(check: Check, shop: Path, orders: str) -> None:
    check()
    (shop / "shop/orders.py").write_text(MOVES["at the end"](orders))
    (shop / "pyproject.toml").write_text('[tool.fastapi-lint]\nignore = ["FAL101"]\n')
    ran = check()
    assert not ran.moved
    assert "FAL101" not in ran.out


@pytest.mark.usefixtures("settled")
def test_without_the_texts_of_before(check: Check, shop: Path, cache: Path, orders: str) -> None:
    check()
    for shelf in (cache / "1/texts").iterdir():
        shelf.unlink()
    (shop / "shop/orders.py").write_text(MOVES["at the end"](orders))
    ran = check()
    assert not ran.moved
    assert "FAL101" in ran.out


BEFORE = """\
import time


def first(x: int) -> int:
    return x + 1


class Kept:
    async def second(self) -> None:
        for one in [self]:
            one.field = await one.second()
            one.items[1] = other = {one.field: lambda y: y}


def third() -> str:
    return f"{first(1)}"
"""
FIRST, KEPT, SECOND = 1, 2, 3


def moved(now: str, opened: set[int] | None, shown: set[int] | None = None) -> Relocation | None:
    def facts(text: str) -> ModuleFacts | None:
        found = extract_facts(text, "x.py")
        return found if isinstance(found, ModuleFacts) else None

    shown = {0, 1, 2, 3, 4} if shown is None else shown
    return relocation(BEFORE, now, Facts(lambda: facts(BEFORE), lambda: facts(now), opened, shown))


LONGER = BEFORE.replace("    return x + 1\n", "    assert x\n    return x + 2\n")


def test_a_body_that_nobody_asked_for_may_change() -> None:
    found = moved(LONGER, {0, KEPT, SECOND, 4})
    assert found is not None
    assert (found.lines[1], found.lines[4], found.lines[9], found.lines[16]) == (1, 4, 10, 17)
    assert found.unseen == {4, 5}
    assert found.added == 1


@pytest.mark.parametrize("opened", [{FIRST}, None])
def test_a_body_that_somebody_asked_for_may_not(opened: set[int] | None) -> None:
    assert moved(LONGER, opened) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x: int", "x: str"),
        ("def first", "async def first"),
        ("return x + 1", "return time.time()"),  # another name is called
        ("return x + 1", "import json; return x"),
        ("return x + 1", "def inner(): ...\n    return x"),
        ("class Kept", "class Kept(dict)"),
        ("return x + 1", "global y; return x"),
    ],
)
def test_what_is_seen_from_outside_may_not(old: str, new: str) -> None:
    assert moved(BEFORE.replace(old, new), set()) is None


OTHER_WORDS: dict[str, Edit] = {
    "a comment behind code": lambda text: text.replace("return x + 1", "return x + 1  # more"),
    "parentheses": lambda text: text.replace("return x + 1", "return (x + 1)"),
    "spaces": lambda text: text.replace("x + 1", "x  +  1"),
    "in a header": lambda text: text.replace("def first(x: int)", "def first( x: int )"),
    "a name that is read there anyway": lambda text: text.replace("return x + 1", "x; return x + 1"),
    "another number": lambda text: text.replace("x + 1", "x + 0x1"),
}


@pytest.mark.parametrize("edit", OTHER_WORDS.values(), ids=OTHER_WORDS)
def test_what_says_the_same_in_other_words_may_change_where_no_rule_looks(edit: Edit) -> None:
    everything = {0, 1, 2, 3, 4}
    now = edit(BEFORE)
    found = moved(now, everything, everything - {FIRST})
    assert found is not None
    assert {4, 5} & found.unseen
    assert found.added == now.count("\n") - BEFORE.count("\n")
    assert [found.lines[line] - found.added for line in (8, 9, 16)] == [8, 9, 16]
    assert moved(now, everything) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return x + 1", "return x + 2"),
        ("return x + 1", "return 1 + x"),
        ("return x + 1", "y; return x + 1"),  # a name is read
        ("return x + 1", "return (\n        x + 1\n    )"),  # what stood on one line stands on three
        ("one.items[1] = other = {", "one.items[1] = {"),
        ("for one in [self]", "for one in (self,)"),
        ("    return x + 1", '    """More."""\n    return x + 1'),  # functions know whether they have a docstring
        ("one.field = await one.second()", "one.field = await (\n                one.second())"),  # what fell together
    ],
)
def test_what_says_something_else_may_not(old: str, new: str) -> None:
    assert old in BEFORE
    assert moved(BEFORE.replace(old, new), {0, 1, 2, 3, 4}, set()) is None


def test_bodies_are_opened_by_one_door() -> None:
    """A body counts as asked for if `Definition.body` was: who reads its bytes otherwise must be known here."""
    product = Path(extract_facts.__code__.co_filename).parents[1]
    reading = {
        path.relative_to(product).as_posix()
        for path in product.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Attribute) and node.attr == "stored"
    }
    assert reading == {"model/facts.py", "engine/cache/outlines.py", "facts/definitions.py"}  # the last writes them


HANDLERS = """\
from fastapi import APIRouter

router = APIRouter()


@router.get("/")
async def read() -> str:
    return ""


def _nobody_calls_this() -> int:
    limit = 0
    return limit
"""


@pytest.mark.usefixtures("settled")
def test_what_nobody_calls_may_change_beside_handlers(check: Check, shop: Path) -> None:
    handlers = shop / "shop/handlers.py"
    handlers.write_text(HANDLERS)
    main = shop / "shop/main.py"
    main.write_text(main.read_text() + "\n\nfrom shop import handlers\n\napp.include_router(handlers.router)\n")
    check()
    handlers.write_text(HANDLERS.replace("limit = 0", "limit = 1"))
    ran = check()
    assert ran.moved
    assert ran[:3] == check("--no-cache")[:3]


MENDED = '''"""Orders."""

from typing import Annotated

from fastapi import APIRouter, Depends

# made once
router = APIRouter()


def current_user() -> str:
    return ""


@router.get("/mended")
async def read(
    user: str = Depends(current_user),
) -> str:
    return user


@router.post("/bill")
async def bill(payload: dict) -> str:
    return payload["title"]
'''
BESIDE_FIXES: dict[str, tuple[Edit, bool]] = {
    "a comment far from them": (lambda text: text.replace("# made once", "# made once\n# for all"), True),
    "a comment above a fix of several lines": (
        lambda text: text.replace("    user: str", "    # who\n    user: str"),
        True,
    ),
    "a comment where a model is proposed": (
        lambda text: text.replace("@router.post", "# of a bill\n@router.post"),
        False,
    ),
}


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(("edit", "moves"), BESIDE_FIXES.values(), ids=BESIDE_FIXES)
def test_fixes_move_with_the_lines_around_them(check: Check, shop: Path, edit: Edit, moves: bool) -> None:
    """A fix of several lines holds as long as these and their neighbours are the same to the letter."""
    arguments = ("--output-format", "json", "--pedantic")
    handlers, main = shop / "shop/handlers.py", shop / "shop/main.py"
    handlers.write_text(MENDED)
    main.write_text(main.read_text() + "\n\nfrom shop import handlers\n\napp.include_router(handlers.router)\n")
    check(*arguments)
    handlers.write_text(edit(MENDED))
    ran = check(*arguments)
    assert ran.moved is moves
    assert ran[:3] == check(*arguments, "--no-cache")[:3]
    assert {"FAL201", "FAL206"} <= {each["code"] for each in json.loads(ran.out)["findings"] if each["fix"]}
