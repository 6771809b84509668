"""Shows the last report after edits that leave it true."""

from __future__ import annotations

from fastapi_lint.cli.outputs import Wanted
from fastapi_lint.cli.recording import Recording
from fastapi_lint.cli.shield import Shield
from fastapi_lint.cli.showing import How, show
from fastapi_lint.engine.cache.memo import Memo
from fastapi_lint.engine.cache.rebasing import rebased
from fastapi_lint.engine.cache.replay import Stale, kept_anew
from fastapi_lint.source.overlay import Files


def shown_anew(stale: Stale) -> int | None:
    """The exit code, with the report written; None if it may be another."""
    shield = Shield(debug=False)
    with shield:
        found = rebased(stale.memo, stale.changed)
        if found is None:
            return None
        shown = found.base.shown
        output, code = Wanted(shown.output_format), stale.memo.code
        how = How((output,), shown.color, shown.hyperlinks, shown.quiet, shown.statistics, shown.fail_on, code)
        recording = Recording()
        with recording:
            show(found.report, how, Files(found.base.root_path))
        shield.exit_code = stale.memo.code
        if recording.is_whole:
            told, base = stale.memo.circumstances, stale.memo.base
            kept_anew(Memo(told, found.trace, *recording.written, stale.memo.code, base=base), stale.path)
    return shield.exit_code
