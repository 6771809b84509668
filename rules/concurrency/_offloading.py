"""The fix that rules on blocking and burning calls share."""

from __future__ import annotations

from fastapi_lint.api import Fix, Site, cst, plain_fix, threaded_fix


def offloaded(call: cst.Call | None, site: Site) -> Fix | None:
    """`def` for the whole function where that will do, else the call in a worker thread; None for what is no call."""
    return plain_fix(site) or (None if call is None else threaded_fix(call, site))
