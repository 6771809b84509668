"""Modules, classes and functions."""

from fastapi_lint.model.facts import BlockKind, DefinitionKind


def test_definitions_come_in_source_order_and_know_their_parents(read):
    facts = read(
        '''
        """A module."""
        class A(Base, metaclass=Meta):
            def method(self):
                def inner(): pass
        async def g(): pass
        '''
    )
    assert [(each.kind, each.name, each.qualname, each.parent) for each in facts.definitions] == [
        (DefinitionKind.MODULE, "", "", -1),
        (DefinitionKind.CLASS, "A", "A", 0),
        (DefinitionKind.FUNCTION, "method", "A.method", 1),
        (DefinitionKind.FUNCTION, "inner", "A.method.<locals>.inner", 2),
        (DefinitionKind.FUNCTION, "g", "g", 0),
    ]
    assert [each.docstring for each in facts.definitions] == [True, False, False, False, False]
    assert [each.is_async for each in facts.definitions] == [False, False, False, False, True]


def test_class_header(read, shown):
    definition = read("class A(Base[int], other.Mixin, table=True, **rest): pass").definitions[1]
    assert [shown(base) for base in definition.bases] == ["Base[int]", "other.Mixin"]
    assert [(name, shown(value)) for name, value in definition.keywords] == [("table", "True"), (None, "rest")]


def test_function_header(read, shown):
    facts = read(
        """
        @router.get("/items", response_model=list[Item])
        @cached
        async def items(a, /, b: int = 1, *c, d: "D", **e) -> list["Item"]:
            return []
        """
    )
    definition = facts.definitions[1]
    assert (definition.span, definition.line) == ((1, 1, 4, 14), 3)
    assert [shown(decorator) for decorator in definition.decorators] == ["#0", "cached"]
    assert [
        (each.name, str(each.kind), shown(each.annotation), shown(each.default)) for each in definition.parameters
    ] == [
        ("a", "positional-only", "None", "None"),
        ("b", "positional", "int", "1"),
        ("c", "var-positional", "None", "None"),
        ("d", "keyword-only", "D", "None"),
        ("e", "var-keyword", "None", "None"),
    ]
    assert shown(definition.returns) == "list[Item]"
    assert [(block.kind, block.parent) for block in definition.body.blocks] == [
        (BlockKind.BODY, -1),
        (BlockKind.HEADER, -1),
    ]
    assert facts.definitions[0].body.calls == ()


def test_the_extent_starts_at_the_first_decorator(read):
    definition = read(
        """
        if a:
            @(
                decorate
            )
            def f(): pass
        """
    ).definitions[1]
    assert (definition.span, definition.line) == ((2, 5, 5, 18), 5)


def test_generators(read):
    facts = read(
        """
        def a(): yield
        def b(): yield from x
        def c(): return lambda: (yield)
        def d(): return (x for x in y)
        def e():
            return
            yield
        def f():
            def g(): yield
        """
    )
    assert [each.name for each in facts.definitions if each.is_generator] == ["a", "b", "e", "g"]


def test_outcomes(read, shown):
    body = (
        read(
            """
        def f():
            if a: raise E() from c()
            x = yield (yield 1)
            yield from g()
            raise
            return x
        """
        )
        .definitions[1]
        .body
    )
    assert [(each.kind, shown(each.value), each.span.line) for each in body.outcomes] == [
        ("raise", "#0", 2),
        ("yield", "Unknown()", 3),
        ("yield", "1", 3),
        ("yield-from", "#2", 4),
        ("raise", "None", 5),
        ("return", "x", 6),
    ]


def test_calls(read, shown):
    body = read("async def f():\n a(b, *c, d=e, **g)\n x = await h()\n await i\n await j()").definitions[1].body
    assert [(shown(each.func), each.awaited, each.discarded) for each in body.calls] == [
        ("a", False, True),
        ("h", True, False),
        ("j", True, False),
    ]
    assert [shown(argument) for argument in body.calls[0].args] == ["b", "Starred(c)"]
    assert [(name, shown(value)) for name, value in body.calls[0].keywords] == [("d", "e"), (None, "g")]
    assert body.awaits == ((3, 6, 0), (4, 2, 0), (5, 2, 0))


def test_reads_are_the_longest_chains_that_are_not_called(read, shown):
    body = (
        read(
            """
        @app.get
        def f(x: models.User = defaults.user):
            a.b.c
            a.b.c
            a.b.d()
            e().g.h
            i[j.k].l
            m.n = o.p
            if q: a.b.c
        """
        )
        .definitions[1]
        .body
    )
    assert [(shown(each.expression), each.block) for each in body.reads] == [
        ("defaults.user", 1),
        ("a.b.c", 0),
        ("a.b", 0),
        ("#1.g.h", 0),
        ("i[j.k].l", 0),
        ("j.k", 0),
        ("o.p", 0),
        ("a.b.c", 2),
    ]


def test_contexts(read, shown):
    body = read("async def f():\n with a(), b as c: pass\n async with d(): pass").definitions[1].body
    assert [(shown(each.manager), each.block, each.is_async) for each in body.contexts] == [
        ("#0", 2, False),
        ("b", 2, False),
        ("#1", 3, True),
    ]


def test_lines(read):
    assert [read(source).lines for source in ("", "a", "a\n", "a\n\nb")] == [0, 1, 1, 3]
