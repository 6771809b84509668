"""Names for what fixes need: which are known already, and where new imports go."""

from __future__ import annotations

import pytest

from fastapi_lint.syntax.imports.edits import TextEdit
from fastapi_lint.syntax.imports.imports import Imports

ANNOTATED = ("typing.Annotated", "typing_extensions.Annotated", "shop.compat.Annotated")


def imports(text: str, module: str = "shop.orders") -> Imports:
    return Imports(tuple(text.split("\n")), module, is_package=False)


def known(text: str, *wanted: str) -> str | None:
    """What a name is called on the last line of a text."""
    return imports(text).known(wanted, text.count("\n") + 1)


def edited(text: str, edits: tuple[TextEdit, ...] | None) -> str:
    assert edits is not None
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    for span, replacement in sorted(edits, reverse=True):
        start, end = starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1
        text = text[:start] + replacement + text[end:]
    return text


def added(text: str, *targets: str, module: str = "shop.orders") -> str:
    """A text with imports added for its last line."""
    return edited(text, imports(text, module).added(targets, (), text.count("\n") + 1))


class TestNamesThatAreKnown:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("from typing import Annotated\n", "Annotated"),
            ("from typing import Annotated as A\n", "A"),
            ("import typing\n", "typing.Annotated"),
            ("import typing as t\n", "t.Annotated"),
            ("from typing_extensions import Annotated\n", "Annotated"),
            ("try:\n    from typing import Annotated\nexcept:\n    from shop.compat import Annotated", "Annotated"),
            ("import typing\nfrom typing import Annotated\n", "Annotated"),
            ("if 1:\n    from typing import Annotated\nelse:\n    from shop.compat import Annotated\n", "Annotated"),
        ],
    )  # fmt: skip
    def test_by_whatever_import(self, text: str, name: str):
        assert known(text, *ANNOTATED) == name

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("import os\n", "nothing of it"),
            ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from typing import Annotated\n", "does not run"),
            ("import sys\nif sys.version_info >= (3, 9):\n    from typing import Annotated\n", "may not run"),
            ("from typing import Annotated\nAnnotated = 1\n", "means something else by then"),
            ("from typing import Annotated\nfrom shop import Annotated\n", "is it this or that"),
            ("from typing import Annotated\ndef make():\n    Annotated = 1\n    x = 1", "is hidden by a local name"),
            ("def f(): pass\nif 1:\n    import typing\n", "under a condition"),
        ],
    )
    def test_not_by_what_may_mean_something_else(self, text: str, why: str):
        assert known(text, *ANNOTATED) is None, why

    def test_an_import_below_comes_too_late(self):
        assert imports("x = 1\nfrom typing import Annotated\n").known(ANNOTATED, 1) is None

    def test_members_of_modules(self):
        assert known("import fastapi as fa\n", "fastapi.Query") == "fa.Query"
        assert known("from fastapi import responses\n", "fastapi.responses.JSONResponse") == "responses.JSONResponse"
        text = "import fastapi.responses\nimport fastapi.security\n"
        assert known(text, "fastapi.responses.JSONResponse") == "fastapi.responses.JSONResponse"

    def test_relative_imports(self):
        assert known("from .models import Item\n", "shop.models.Item") == "Item"
        assert known("from . import models\n", "shop.models.Item") == "models.Item"
        assert known("from ..lib import Item\n", "lib.Item") is None  # above the top


class TestNamesThatAreTaken:
    @pytest.mark.parametrize(
        "text",
        [
            "class Annotated: ...\n",
            "from shop import Annotated\n",
            "for Annotated in (): ...\n",
            "def make():\n    def Annotated(): ...\n    x = 1",
            "with open('x') as Annotated: ...\n",
            "try: ...\nexcept ValueError as Annotated: ...\n",
        ],
    )
    def test_by_whatever_binds(self, text: str):
        assert not imports(text).may_be_added("typing.Annotated", text.count("\n") + 1)

    def test_not_by_variables_of_others(self):
        text = "def other():\n    Annotated = 1\n[Annotated for Annotated in ()]\nx = 1"
        assert imports(text).may_be_added("typing.Annotated", 4)

    def test_an_import_for_type_checkers_of_the_same_thing_does_no_harm(self):
        text = "if TYPE_CHECKING:\n    from typing import Annotated\n"
        assert imports(text).may_be_added("typing.Annotated", 3)
        assert not imports(text).may_be_added("shop.Annotated", 3)


class TestNamesAmongOthers:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("from typing import Any\n", "from typing import Annotated, Any\n"),
            ("from typing import Any, Optional\n", "from typing import Annotated, Any, Optional\n"),
            ("from typing import TYPE_CHECKING, Any\n", "from typing import TYPE_CHECKING, Annotated, Any\n"),
            ("from typing import Any, TYPE_CHECKING\n", "from typing import Annotated, Any, TYPE_CHECKING\n"),
            ("from typing import cast, Any\n", "from typing import cast, Any, Annotated\n"),
            ("from typing import AbstractSet\n", "from typing import AbstractSet, Annotated\n"),
            ("from typing import (Any, List)\n", "from typing import (Annotated, Any, List)\n"),
            ("from typing import Any  # noqa\n", "from typing import Annotated, Any  # noqa\n"),
            ("from typing import Any as X\n", "from typing import Annotated, Any as X\n"),
            ("from typing import \\\n    Any\n", "from typing import \\\n    Annotated, Any\n"),
        ],
    )
    def test_each_at_its_place(self, before: str, after: str):
        assert added(before, "typing.Annotated") == after

    def test_one_a_line(self):
        before = "from typing import (\n    Any,  # first\n    List,\n)\n"
        after = "from typing import (\n    Annotated,\n    Any,  # first\n    List,\n)\n"
        assert added(before, "typing.Annotated") == after

    def test_at_the_end_of_one_a_line(self):
        before = "from typing import (\n    AbstractSet,\n    Any  # last\n)\n"
        after = "from typing import (\n    AbstractSet,\n    Any,  # last\n    Literal,\n)\n"
        assert added(before, "typing.Literal") == after

    def test_a_line_that_grows_too_long_is_broken(self):
        names = "Any, Callable, Dict, FrozenSet, Generic, Hashable, Iterable, Iterator"
        broken = added(f"from typing import {names}\n", "typing.Annotated")
        assert broken.startswith("from typing import (\n    Annotated,\n    Any,\n")
        assert broken.endswith("    Iterator,\n)\n")

    def test_characters_are_counted_not_bytes(self):
        assert added("from typing import Überfall\n", "typing.Annotated") == "from typing import Annotated, Überfall\n"

    def test_several_at_once(self):
        assert added("from typing import Any\n", "typing.Annotated", "typing.Literal") == (
            "from typing import Annotated, Any, Literal\n"
        )


class TestNewStatements:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("import os\n\nimport fastapi\n", "import os\nfrom typing import Annotated\n\nimport fastapi\n"),
            ("from abc import ABC\nfrom uuid import UUID\n",
             "from abc import ABC\nfrom typing import Annotated\nfrom uuid import UUID\n"),
            ("from fastapi import FastAPI\n", "from typing import Annotated\n\nfrom fastapi import FastAPI\n"),
            ("from __future__ import annotations\n\nx = 1\n",
             "from __future__ import annotations\n\nfrom typing import Annotated\n\nx = 1\n"),
            ('"""Doc."""\n\nimport fastapi\n', '"""Doc."""\n\nfrom typing import Annotated\n\nimport fastapi\n'),
            ('"""Doc."""\n\n\ndef f(): ...\n', '"""Doc."""\n\nfrom typing import Annotated\n\n\ndef f(): ...\n'),
            ("# licence\n\n\ndef f(): ...\n", "# licence\n\n\nfrom typing import Annotated\n\n\ndef f(): ...\n"),
            ("#!/usr/bin/env python\nimport fastapi\n",
             "#!/usr/bin/env python\nfrom typing import Annotated\n\nimport fastapi\n"),
            ("import os\n\n# ours\nfrom shop import a\n",
             "import os\nfrom typing import Annotated\n\n# ours\nfrom shop import a\n"),
            ("from typing import *\n\nx = 1\n", "from typing import *\nfrom typing import Annotated\n\nx = 1\n"),
        ],
    )  # fmt: skip
    def test_go_where_their_kind_is(self, before: str, after: str):
        assert added(before, "typing.Annotated") == after

    def test_of_third_parties_stand_between(self):
        before = "import os\n\nfrom shop import a\n"
        assert added(before, "fastapi.Request") == "import os\n\nfrom fastapi import Request\n\nfrom shop import a\n"

    def test_are_written_as_the_file_writes_its_own(self):
        assert added("from .base import Base\n", "shop.models.Item") == (
            "from .base import Base\nfrom .models import Item\n"
        )
        assert added("from shop.base import Base\n", "shop.models.Item") == (
            "from shop.base import Base\nfrom shop.models import Item\n"
        )

    def test_a_comment_stays_with_its_import(self):
        before = "import abc\n# why\nimport zlib\n"
        edits = imports(before).added((), ("typing",), 4)
        assert edited(before, edits) == "import abc\nimport typing\n# why\nimport zlib\n"

    def test_there_may_be_no_place(self):
        assert imports("").added(("typing.Annotated",), (), 1) is not None
        assert imports("'''Doc.'''").added(("typing.Annotated",), (), 2) is None


class TestImportsForTypeCheckers:
    def test_what_runs_moves_out_of_their_block(self):
        before = (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from fastapi import Request\n    import os\n\n"
        )
        after = (
            "from typing import TYPE_CHECKING\n\nfrom fastapi import Request\n\nif TYPE_CHECKING:\n    import os\n\n"
        )
        assert added(before, "fastapi.Request") == after

    def test_a_block_is_not_left_empty(self):
        before = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from fastapi import Request\n\n"
        assert "if TYPE_CHECKING:\n    from fastapi import Request\n" in added(before, "fastapi.Request")

    def test_others_of_the_statement_stay(self):
        before = "import os\n\nif TYPE_CHECKING:\n    from fastapi import Query, Request, Response\n\n"
        assert "    from fastapi import Query, Response\n" in added(before, "fastapi.Request")
