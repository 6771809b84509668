"""A site's own part: what is kept, what is blanked, and that it still parses with its columns true."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import libcst as cst
import pytest

from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.facts import DefinitionKind
from fastapi_lint.syntax.slices import Slice, cut, split_lines

MakeDossier = Callable[..., Dossier]


def cut_text(text: str, dossier: Dossier) -> Slice:
    return cut(split_lines(text), dossier)


CASES = {
    "a function at the top is taken as it is": (
        "import time\n\ndef f():\n    return 1\n\nx = 1\n",
        (3, 4),
        (),
        "def f():\n    return 1\n",
    ),
    "decorators on several lines belong to it": (
        "@app.get(\n    '/',\n)\n@cached\nasync def f():\n    ...\n",
        (1, 6),
        (),
        "@app.get(\n    '/',\n)\n@cached\nasync def f():\n    ...\n",
    ),
    "a method keeps its indentation under `if 1:`": (
        "class A:\n    def m(self):\n        return 1\n",
        (2, 3),
        (),
        "if 1:\n    def m(self):\n        return 1\n",
    ),
    "tabs stay tabs": (
        "class A:\n\tdef m(self):\n\t\treturn 1\n",
        (2, 3),
        (),
        "if 1:\n\tdef m(self):\n\t\treturn 1\n",
    ),
    "a nested definition leaves `pass` and blank lines": (
        "def f():\n    x = 1\n    @wraps\n    def g():\n        return x\n    return g\n",
        (1, 6),
        ((3, 5),),
        "def f():\n    x = 1\n    pass\n\n\n    return g\n",
    ),
    "a suite of nothing but a nested definition is not left empty": (
        "def f():\n    if x:\n        def g(): ...\n    else:\n        async def g(): ...\n",
        (1, 5),
        ((3, 3), (5, 5)),
        "def f():\n    if x:\n        pass\n    else:\n        pass\n",
    ),
    "a class of only methods": (
        "class A:\n    def a(self):\n        return 1\n\n    def b(self):\n        return 2\n",
        (1, 6),
        ((2, 3), (5, 6)),
        "class A:\n    pass\n\n\n    pass\n\n",
    ),
    "a definition within a nested one is cut with it": (
        "def f():\n    def g():\n        def h():\n            pass\n    return g\n",
        (1, 5),
        ((2, 4), (3, 4)),
        "def f():\n    pass\n\n\n    return g\n",
    ),
    "strings at column 0 and comments further out": (
        'class A:\n    def m(self):\n# why\n        return """\nselect\n"""\n',
        (2, 6),
        (),
        'if 1:\n    def m(self):\n# why\n        return """\nselect\n"""\n',
    ),
    "line continuations": (
        "class A:\n    def m(self, \\\na=1):\n        return a + \\\n1\n",
        (2, 5),
        (),
        "if 1:\n    def m(self, \\\na=1):\n        return a + \\\n1\n",
    ),
    "no newline at the end": ("def f():\n    return 1", (1, 2), (), "def f():\n    return 1\n"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_own_part(
    case: tuple[str, tuple[int, int], tuple[tuple[int, int], ...], str], make_dossier: MakeDossier
) -> None:
    text, extent, cut_out, expected = case
    piece = cut_text(text, make_dossier(*extent, cut_out=cut_out))
    assert piece.text == expected
    assert cst.parse_module(piece.text).code == expected


def test_lines_of_the_slice_count_from_the_extent(make_dossier: MakeDossier) -> None:
    text = "class A:\n    x = 1\n\n    def m(self):\n        return 1\n"
    wrapped = cut_text(text, make_dossier(4, 5))
    assert (wrapped.wrapped, wrapped.line(1)) == (True, 3)
    assert wrapped.text.splitlines()[wrapped.numbers.index(4)] == "    def m(self):"
    plain = cut_text("x = 1\ndef f(): ...\n", make_dossier(2, 2))
    assert (plain.wrapped, plain.line(1)) == (False, 2)


def test_a_module_is_the_whole_file_without_its_definitions(make_dossier: MakeDossier) -> None:
    text = textwrap.dedent(
        '''
        """About."""
        app = FastAPI()

        @app.get("/")
        def f():
            return 1

        class A:
            pass
        app.include_router(r)
        '''
    )
    module = make_dossier(kind=DefinitionKind.MODULE, qualname="", cut_out=((5, 7), (9, 10)))
    piece = cut_text(text, module)
    assert piece.text == '\n"""About."""\napp = FastAPI()\n\npass\n\n\n\npass\n\napp.include_router(r)\n'
    assert piece.line(1) == 1


def test_an_empty_file(make_dossier: MakeDossier) -> None:
    assert cut((), make_dossier(kind=DefinitionKind.MODULE)).text == ""


def test_line_ends_are_kept_whether_the_lines_have_them_or_not(make_dossier: MakeDossier) -> None:
    with_ends = ["def f():\r\n", "    return 1\r\n"]
    assert cut(with_ends, make_dossier(1, 2)).text == "def f():\r\n    return 1\r\n"
    assert cut(split_lines("def f():\r    return 1\r"), make_dossier(1, 2)).text == "def f():\n    return 1\n"


def test_lines_are_split_as_python_splits_them() -> None:
    assert split_lines("a\fb\x0bc\u2028d\ne\r\nf\rg") == ("a\fb\x0bc\u2028d", "e", "f", "g")
    assert split_lines("a\n\n") == ("a", "")
    assert split_lines("") == ()


def test_form_feeds_start_the_indentation_anew(make_dossier: MakeDossier) -> None:
    top = cut_text("x = 1\n\fdef f():\n    return 1\n", make_dossier(2, 3))
    assert (top.text, top.shifts) == ("def f():\n    return 1\n", {1: 1})
    method = cut_text("class A:\n  \f    def m(self):\n        return '\f'\n", make_dossier(2, 3))
    assert method.text == "if 1:\n    def m(self):\n        return '\f'\n"
    assert method.shifts == {2: 3}


def test_a_byte_order_mark_is_no_part_of_the_first_line(make_dossier: MakeDossier) -> None:
    assert cut_text("\ufeffdef f(): ...\n", make_dossier(1, 1)).text == "def f(): ...\n"
