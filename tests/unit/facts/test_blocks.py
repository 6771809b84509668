"""Which block a thing stands in, and what is known of a block."""

import pytest


@pytest.fixture
def blocks_of_calls(read):
    """For each call of the first function, by name: the kinds of the blocks around it, innermost first."""

    def around(source):
        body = read(source).definitions[1].body
        found = {}
        for call in body.calls:
            kinds, block = [], call.block
            while block > 0:
                kinds.append(str(body.blocks[block].kind))
                block = body.blocks[block].parent
            found[call.func.id] = " ".join(kinds)
        return found

    return around


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "if a(): b()\n elif c(): d()\n else: e()",
            {"a": "", "b": "if", "c": "else", "d": "if else", "e": "else else"},
        ),
        ("while a(): b()\n else: c()", {"a": "", "b": "while", "c": "loop-else"}),
        ("for x in a(): b()\n else: c()", {"a": "", "b": "for", "c": "loop-else"}),
        ("async for x in a(): b()", {"a": "", "b": "async-for"}),
        ("with a() as x: b()", {"a": "", "b": "with"}),
        ("async with a() as x: b()", {"a": "", "b": "async-with"}),
        (
            "try: a()\n except b(): c()\n else: d()\n finally: e()",
            {"a": "try", "b": "except", "c": "except", "d": "try-else", "e": "finally"},
        ),
        ("match a():\n  case x if b(): c()", {"a": "", "b": "case", "c": "case"}),
        ("[a(x) for x in b() if c()]", {"a": "comprehension", "b": "", "c": "comprehension"}),
        (
            "[a() for x in b() if c() for y in d()]",
            {"a": "comprehension comprehension", "b": "", "c": "comprehension", "d": "comprehension"},
        ),
        ("lambda p=a(): b()", {"a": "", "b": "lambda"}),
        ("for x in y:\n  [a() for z in b()]", {"a": "comprehension for", "b": "for"}),
    ],
)
def test_block_of_a_call(blocks_of_calls, statement, expected):
    assert blocks_of_calls(f"async def work():\n {statement}") == expected


@pytest.mark.parametrize(
    ("statement", "unreachable"),
    [
        ("if False: a()\n else: b()", ["a"]),
        ("if 0: a()", ["a"]),
        ("if TYPE_CHECKING: a()", ["a"]),
        ("if typing.TYPE_CHECKING: a()\n else: b()", ["a"]),
        ("if not TYPE_CHECKING: a()\n else: b()", ["b"]),
        ("if TYPE_CHECKING and x: a()", ["a"]),
        ("if x or True: a()\n else: b()", ["b"]),
        ("if x: a()\n else: b()", []),
        ("while False: a()", ["a"]),
        ("while True: a()", []),
        ("if False:\n  for x in y: a()", ["a"]),
        ("if False: lambda: a()", ["a"]),
        ("return a()\n b()\n c()", ["b", "c"]),
        ("raise a()\n b()", ["b"]),
        ("for x in y:\n  a()\n  continue\n  b()\n c()", ["b"]),
        ("while x:\n  break\n  a()\n b()", ["a"]),
    ],
)
def test_code_that_never_runs(read, statement, unreachable):
    body = read(f"def work():\n {statement}").definitions[1].body
    assert [call.func.id for call in body.calls if not body.blocks[call.block].reachable] == unreachable


def test_an_import_for_type_checkers_binds(read):
    body = read("if TYPE_CHECKING:\n  from models import User").definitions[0].body
    assert [(binding.target, body.blocks[binding.block].reachable) for binding in body.bindings] == [("User", False)]


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        ("for x in y: a()", [False]),
        ("for x in y: break", [True]),
        ("while x:\n  if y: return", [True]),
        ("while x: raise y", [True]),
        ("for x in y:\n  for z in x: break", [False, True]),
        ("for x in y:\n  for z in x: return", [True, True]),
        ("for x in y:\n  for z in x: pass\n  else: break", [True, False]),
        ("for x in y:\n  def inner(): return", [False]),
    ],
)
def test_loops_that_can_be_left(read, loop, expected):
    body = read(f"def work():\n {loop}").definitions[1].body
    assert [block.has_exit for block in body.blocks if block.kind in ("for", "while")] == expected


@pytest.mark.parametrize(
    ("statement", "kind", "expression"),
    [
        ("if a.b: pass", "if", "a.b"),
        ("while f(): pass", "while", "#0"),
        ("for x in f(): pass", "for", "#0"),
        ("with f(), g(): pass", "with", "#0"),
        ("try: pass\nexcept (A, B): pass", "except", "(A, B,)"),
        ("match f():\n case 1: pass", "case", "#0"),
        ("[x for x in a.b]", "comprehension", "a.b"),
        ("lambda: f()", "lambda", "#0"),
    ],
)
def test_expression_of_a_block(read, shown, statement, kind, expression):
    (block,) = [block for block in read(statement).definitions[0].body.blocks if block.kind == kind]
    assert shown(block.expression) == expression


def test_a_lambda_has_parameters(read, shown):
    (_, block) = read("lambda a, *b, c=f(): a").definitions[0].body.blocks
    assert [(parameter.name, str(parameter.kind), shown(parameter.default)) for parameter in block.parameters] == [
        ("a", "positional", "None"),
        ("b", "var-positional", "None"),
        ("c", "keyword-only", "#0"),
    ]


def test_spans_of_blocks(read):
    source = """
    if a:
        b()
    else:
        c()
    for x in y:
        z()
    """
    spans = {str(block.kind): block.span for block in read(source).definitions[0].body.blocks}
    assert spans == {"body": (1, 1, 7, 1), "if": (1, 1, 2, 8), "else": (4, 5, 4, 8), "for": (5, 1, 6, 8)}


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        ("for x in y: a()", ["body:False", "for:False"]),
        ("for x in y:\n  if z: continue\n  a()", ["body:False", "for:False", "if:True"]),
        ("for x in y:\n  if z: break", ["body:False", "for:False", "if:True"]),
        ("for x in y:\n  a()\n  continue", ["body:False", "for:True"]),
    ],
)
def test_blocks_that_end_a_turn_of_a_loop(read, loop, expected):
    body = read(f"def work():\n {loop}").definitions[1].body
    assert [f"{block.kind}:{block.ends_turn}" for block in body.blocks if block.kind != "header"] == expected
