"""Import roots: which of a module's possible names the project's own imports use.

Folders alone leave it open whether `google/adk/agents.py` is `google.adk.agents` or `adk.agents`; the import statements
of the project tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fastapi_lint.project.resolve.modules import Module, imported_names, root_of


def named_as_imported(modules: Sequence[Module]) -> list[Module]:
    """The modules, each with the name first under whose root the project imports most of its neighbours.

    Neighbours are the modules with the same likeliest root and first package. The likeliest name stays where imports do
    not speak clearly for another.
    """
    imported = imported_names(modules)
    votes: dict[tuple[str, str], Counter[str]] = {}
    for module in modules:
        count = votes.setdefault(_group(module), Counter())
        for name in module.names:
            if name in imported:
                count[root_of(module, name)] += 1
    return [_renamed(module, votes[_group(module)]) for module in modules]


def _group(module: Module) -> tuple[str, str]:
    return root_of(module, module.name), module.name.partition(".")[0]


def _renamed(module: Module, votes: Counter[str]) -> Module:
    best = votes[root_of(module, module.name)]
    for name in module.names[1:]:
        count = votes[root_of(module, name)]
        if count > 2 * best and count == max(votes.values()):
            others = (other for other in module.names if other != name)
            return module._replace(names=(name, *others))
    return module
