"""What is drawn from elsewhere: generator expressions and `map` that are handed on run where somebody iterates them."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.catalog.entries import RunsOn
from fastapi_lint.frameworks import starlette
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Leaf
from fastapi_lint.model.facts import BlockKind
from fastapi_lint.project.flow.callbacks import SAME
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryValue

_LAZY = frozenset({"builtins.map", "builtins.filter", "itertools.starmap"})
_ELSEWHERE = frozenset({RunsOn.POOL, RunsOn.PROCESS, RunsOn.ELSEWHERE})


class Drawn(NamedTuple):
    """The blocks of generator expressions and the lazy calls of a definition that run elsewhere, by thread."""

    blocks: dict[int, str]
    calls: dict[int, str]

    @staticmethod
    def of(inference: Inference, scope: Scope) -> Drawn:
        """`StreamingResponse(render(row) for row in rows)`, `to_thread(list, map(parse, rows))`."""
        found = Drawn({}, {})
        for index, call in enumerate(scope.body.calls):
            for argument in call.args:
                if type(argument) is ex.Comprehension:
                    if argument.kind == "generator" and not _is_async(scope, argument.block):
                        block, thread = _outermost(scope, argument.block, call.block), _thread(inference, scope, index)
                        found.blocks.update({block: thread} if thread else {})
                elif type(argument) is ex.CallResult and _names(inference, scope, argument.call) & _LAZY:
                    thread = _thread(inference, scope, index)
                    found.calls.update({argument.call: thread} if thread else {})
        return found

    def moved(self, step: Step, scope: Scope) -> Step:
        """A step as the thread sees it that runs the definition: what is drawn elsewhere is not done here."""
        thread = self.calls.get(step.number, "") if step.kind == "call" else ""
        if self.blocks and not thread:
            thread = next((self.blocks[block] for block in scope.block_chain(step.block) if block in self.blocks), "")
        if not thread:
            return step
        edges = tuple(edge._replace(thread=thread) if edge.thread == SAME else edge for edge in step.edges)
        leaves: tuple[Leaf, ...] = ()
        return step._replace(edges=edges, leaves=leaves)


def _names(inference: Inference, scope: Scope, index: int) -> set[str]:
    return {value.name for value in inference.callee(scope, index) if isinstance(value, LibraryValue)}


def _thread(inference: Inference, scope: Scope, index: int) -> str:
    """The thread on which a call draws from what it is given; `` for the caller's own."""
    for name in _names(inference, scope, index):
        if inference.library_name(name) in starlette.STREAMING:
            return str(RunsOn.POOL)
        runs = inference.catalog.runs(name)
        if runs is not None and runs.thread in _ELSEWHERE:
            return str(runs.thread)
    return ""


def _outermost(scope: Scope, block: int, around: int) -> int:
    """The block of the first clause of a generator expression, whose last clause is `block`."""
    blocks = scope.body.blocks
    while blocks[block].parent != around and blocks[blocks[block].parent].kind is BlockKind.COMPREHENSION:
        block = blocks[block].parent
    return block


def _is_async(scope: Scope, block: int) -> bool:
    """True for an asynchronous generator expression: the loop draws from that."""
    body = scope.body
    return any(block in scope.block_chain(awaited) for _, _, awaited in body.awaits) or any(
        binding.block == block and isinstance(binding.value, ex.Element) and binding.value.is_async
        for binding in body.bindings
    )
