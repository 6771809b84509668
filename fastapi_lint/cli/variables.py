"""Variables of the environment that are ours, and such as were meant to be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from fastapi_lint.engine.cache.places import NO_CACHE_VARIABLE, VARIABLE
from fastapi_lint.model.nearest import nearest

JOBS_VARIABLE = "FASTAPI_LINT_JOBS"
VARIABLES = (JOBS_VARIABLE, VARIABLE, NO_CACHE_VARIABLE)
_PREFIX = "FASTAPI_LINT_"


def misspelt_variables(environ: Mapping[str, str] = os.environ) -> Iterator[str]:
    """A sentence for each variable that is nearly one of ours and so has no effect."""
    for name in sorted(name for name in environ if name.startswith(_PREFIX) and name not in VARIABLES):
        near = nearest(name.removeprefix(_PREFIX), [each.removeprefix(_PREFIX) for each in VARIABLES], cutoff=0.75)
        if near:
            yield f"the environment variable `{ascii(name)[1:-1]}` means nothing; did you mean `{_PREFIX}{near}`?"
