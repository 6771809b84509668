"""The tool's own codes: what it says about files, suppressions and rules, documented like any rule.

They are declared as rules so that `rules`, `explain`, selection and suppressions treat them like all others. No hook
ever runs for them: the engine makes their findings itself.
"""

from __future__ import annotations

from fastapi_lint.model.finding import Confidence, Severity
from fastapi_lint.model.rule import Rule


class SyntaxErrorInFile(Rule):
    """A file is not valid Python.

    ## What it does
    Reports a file that neither this Python nor the parser for newer syntax can read.

    ## Why is this bad?
    Nothing in the file can be analysed, and whatever imports it is analysed without it.

    ## Example
    ```py
    def read_item(:
        return {}
    ```

    ## Use instead
    ```py
    def read_item() -> dict[str, int]:
        return {}
    ```

    ## Limits
    It cannot be suppressed in the file, since the comments of such a file are not read. Exclude the file instead.

    ## References
    - [The Python language: full grammar specification](https://docs.python.org/3/reference/grammar.html)
    """

    code, name, since = "FAL001", "syntax-error", "0.1"
    severity, confidence = Severity.ERROR, Confidence.HIGH


class UnreadableFile(Rule):
    """A file cannot be read.

    ## What it does
    Reports a file or folder that cannot be opened or decoded.

    ## Why is this bad?
    The analysis is incomplete: routes or helpers in that file are missing, so that a clean report would prove nothing.
    The exit code is 3.

    ## Example
    A file saved as UTF-16, or one without the permission to read it.

    ## Use instead
    Save it as UTF-8, declare its encoding in the first line, or exclude it.

    ## Limits
    It cannot be suppressed in the file. Exclude the file instead.

    ## References
    - [PEP 263: defining Python source code encodings](https://peps.python.org/pep-0263/)
    """

    code, name, since = "FAL002", "unreadable-file", "0.1"
    severity, confidence = Severity.ERROR, Confidence.HIGH


class NestedTooDeep(Rule):
    """A file is nested too deeply to be analysed.

    ## What it does
    Reports a file whose expressions or blocks are nested deeper than the analyser's guard allows.

    ## Why is this bad?
    Such a file is left out, because parsers run out of stack on it. Its routes and helpers are missing from the
    analysis.

    ## Example
    A generated module with one expression of several hundred nested brackets.

    ## Use instead
    Keep generated data in a data file, or exclude the module.

    ## Limits
    The depth is a fixed number, far above that of code written by hand.

    ## References
    - [Python's own limits on nesting](https://docs.python.org/3/library/ast.html#ast.parse)
    """

    code, name, since = "FAL003", "too-deep", "0.1"
    severity, confidence = Severity.WARNING, Confidence.HIGH


class UnusedSuppression(Rule):
    """A suppression silences nothing.

    ## What it does
    Reports `# fastapi-lint: ignore[...]`, `ignore-next-line[...]`, `ignore-file[...]` and `# noqa: FAL...` comments
    with a code that no finding at that place has, and entries of `per-path-ignores` that no finding needs.

    ## Why is this bad?
    A suppression that outlived its finding hides the next one that appears on the same line.

    ## Example
    ```py
    import asyncio

    async def tick() -> None:
        await asyncio.sleep(1)  # fastapi-lint: ignore[FAL101] used to be time.sleep
    ```

    ## Use instead
    ```py
    import asyncio

    async def tick() -> None:
        await asyncio.sleep(1)
    ```

    ## Limits
    Only codes that were selected in the run are judged, and entries of the configuration only where the whole project
    is analysed with the rules that it selects. A bare `# noqa` is never judged: other tools read it as well. A
    suppression cannot silence the report about itself.

    ## References
    - [Suppressions](https://docs.astral.sh/ruff/rules/unused-noqa/) in a tool that most teams know
    """

    code, name, since = "FAL004", "unused-suppression", "0.1"
    severity, confidence = Severity.WARNING, Confidence.HIGH


class RuleCrashed(Rule):
    """A rule raised an exception.

    ## What it does
    Names a rule that failed, with the file and line it looked at. All other rules go on.

    ## Why is this bad?
    What that rule would have said about the place is unknown. The exit code is 3.

    ## Example
    A rule of a third party that expects every call to have an argument.

    ## Use instead
    Report the crash to those who maintain the rule (`--debug` shows the traceback), and run with `--ignore` until it is
    mended.

    ## Limits
    A crash is reported once for each rule and file.

    ## References
    - [Tracebacks](https://docs.python.org/3/library/traceback.html), as `--debug` shows them
    """

    code, name, since = "FAL005", "rule-crash", "0.1"
    severity, confidence = Severity.ERROR, Confidence.HIGH


class MalformedSuppression(Rule):
    """A suppression comment cannot be understood.

    ## What it does
    Reports a `# fastapi-lint:` comment without a code in brackets, or with a code that no rule has; and, with
    `require-reason`, a suppression that does not say why.

    ## Why is this bad?
    It looks as if it silenced something, and silences nothing.

    ## Example
    ```py
    import time

    def wait() -> None:
        time.sleep(1)  # fastapi-lint: ignore
    ```

    ## Use instead
    ```py
    import time

    def wait() -> None:
        time.sleep(1)  # fastapi-lint: ignore[FAL101] only called from the command line
    ```

    ## Limits
    Codes after `# noqa:` that belong to other tools are left alone.

    ## References
    - [Suppressions that name no code](https://docs.astral.sh/ruff/rules/blanket-noqa/) in a tool that most teams know
    """

    code, name, since = "FAL006", "malformed-suppression", "0.1"
    severity, confidence = Severity.WARNING, Confidence.HIGH


class StaleBaselineEntry(Rule):
    """An entry of the baseline matches nothing.

    ## What it does
    Reports an entry of the baseline whose finding is no longer there. The run must have looked for it: the rule is
    selected, the file is among those reported on, and it can be read.

    ## Why is this bad?
    The finding was mended, and could come back unseen: the entry would hide it. A baseline is to shrink.

    ## Example
    A baseline with an entry for a `time.sleep` that has since become `await asyncio.sleep`.

    ## Use instead
    Run `fastapi-lint baseline prune`, which takes out what is stale and adds nothing.

    ## Limits
    Off by default, since a run tells the number of stale entries anyway. Select it, or give
    `--error-on-stale-baseline`, to have stale entries fail the run.

    ## References
    - [Baselines](https://eslint.org/docs/latest/use/suppressions) in a tool that most teams know
    """

    code, name, since = "FAL007", "stale-baseline-entry", "0.1"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    default = False


OWN_RULES: tuple[Rule, ...] = (
    SyntaxErrorInFile(),
    UnreadableFile(),
    NestedTooDeep(),
    UnusedSuppression(),
    RuleCrashed(),
    MalformedSuppression(),
    StaleBaselineEntry(),
)
"""One of each, sorted by code."""

STALE = StaleBaselineEntry.code

ALWAYS_ON = frozenset({"FAL001", "FAL002", "FAL003", "FAL005"})
"""What says that the analysis is incomplete: no `--select` hides it, only an explicit `--ignore`."""
