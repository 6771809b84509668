"""The answer of `why`: text for people, and JSON, described by `schema/why.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from rich.text import Text

from fastapi_lint.model.explanation import Does, Explanation, ReachedFrom, WhyReport
from fastapi_lint.render.chain import chain
from fastapi_lint.render.page import Page

_SHOWN = 5
"""Entry points, effects and calls of one kind that are told in full; the JSON has all."""

_INDENT = 4

_KINDS = {
    "network": "the network",
    "database": "a database",
    "disk": "the disk",
    "sleep": "the clock",
    "lock": "a lock",
    "subprocess": "another program",
    "dns": "a name server",
    "stdin": "the terminal",
}


def why_lines(report: WhyReport, page: Page) -> Iterator[Text]:
    """The explanation: what it is, where it runs and why, what it does there, and what is not known."""
    told = report.explanation
    yield Text.assemble((page.clean(told.name), "bold"), "  ", page.place(told.path, told.line))
    yield from _section("runs", _runs(told), page)
    for one in told.reached_from[:_SHOWN]:
        yield from _reached(one, told, page)
    yield from _rest(len(told.reached_from), "entry point")
    yield from _section("does", _does(told), page)
    for effect in told.effects[:_SHOWN]:
        yield from _effect(effect, page)
    yield from _rest(len(told.effects), "effect")
    yield from _section("calls", _calls(told), page)
    for call in told.unresolved[:_SHOWN]:
        yield Text.assemble(" " * _INDENT, (f"line {call.line}", "cyan"), f"  {page.clean(call.call)}  {call.reason}")
    yield from _rest(len(told.unresolved), "call")


def why_object(report: WhyReport) -> dict[str, Any]:
    """The answer as plain data, in the order of its public form."""
    told = report.explanation
    return {
        "version": report.version,
        "root": report.root,
        **told._asdict(),
        "threads": list(told.threads),
        "routes": list(told.routes),
        "reached_from": [_with_trace(one) for one in told.reached_from],
        "effects": [_with_trace(one) for one in told.effects],
        "unresolved": [call._asdict() for call in told.unresolved],
        "problems": [problem.message for problem in report.problems],
    }


def why_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `why --output-format json`."""
    text = files("fastapi_lint.render").joinpath("schema/why.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _with_trace(one: ReachedFrom | Does) -> dict[str, Any]:
    hops = [{"path": hop.path, "line": hop.line, "function": hop.function, "call": hop.call} for hop in one.trace]
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in one._asdict().items()}
    return {**plain, "trace": hops}


def _section(label: str, sentence: str, page: Page) -> Iterator[Text]:
    yield Text()
    lead = Text(f"{label}  ", style="bold")
    yield from page.hanging(lead, page.prose(sentence), lead.cell_len)


def _runs(told: Explanation) -> str:
    if told.kind != "function":
        return "once, when its module is imported: that is before requests are served"
    if told.threads:
        where = " and ".join(_THREADS.get(thread, thread) for thread in told.threads)
        return f"{where}, reached from {_number(len(told.reached_from), 'entry point')}"
    if told.is_async:
        return "no entry point is known to lead here; a coroutine runs on the loop of whoever awaits it"
    return "no entry point is known to lead here; a plain function runs on the thread of whoever calls it"


_THREADS = {
    "loop": "on the event loop",
    "pool": "in a worker thread",
    "startup": "at start-up, before requests are served",
    "process": "in another process",
    "script": "on the event loop of a script or a test",
}


def _reached(one: ReachedFrom, told: Explanation, page: Page) -> Iterator[Text]:
    routes = ", ".join(one.routes[:3]) + (f" and {len(one.routes) - 3} more" if len(one.routes) > 3 else "")
    whom = page.clean(f"{one.role} {one.name}" + (f" of {routes}" if routes else ""))
    where = _THREADS.get(one.thread, one.thread)
    if not one.trace:
        yield Text.assemble(" " * _INDENT, f"as {whom}, {where}")
        return
    yield Text.assemble(" " * _INDENT, f"{where}, from {whom}")
    for line in chain(one.trace, None, page, 2 * _INDENT, ""):
        yield Text(" " * 2 * _INDENT) + line


def _does(told: Explanation) -> str:
    if not told.effects:
        return "nothing that is known to block or to burn the CPU"
    kinds = [_KINDS[kind] for kind in dict.fromkeys(e.kind for e in told.effects) if kind in _KINDS]
    burns = any(effect.kind == "cpu" for effect in told.effects)
    waits = f"waits for {', '.join(kinds)}" if kinds else ""
    return " and ".join(part for part in (waits, "burns the CPU" if burns else "") if part)


def _effect(effect: Does, page: Page) -> Iterator[Text]:
    doubt = "" if effect.is_certain else ", perhaps: the types leave several callees open"
    helps = f", instead: await {effect.twin}" if effect.twin else _OFFLOADS.get(effect.offload, "")
    yield Text.assemble(" " * _INDENT, (page.clean(effect.leaf), "bold"), f" (tier {effect.tier}{helps}{doubt})")
    for line in chain(effect.trace, effect.kind, page, 2 * _INDENT, "bold red"):
        yield Text(" " * 2 * _INDENT) + line


_OFFLOADS = {"thread": ", a worker thread helps", "process": ", only a process helps"}


def _calls(told: Explanation) -> str:
    if not told.calls:
        return "none"
    if not told.unresolved:
        return "all of them are known" if told.calls > 1 else "the one that it makes is known"
    return f"{len(told.unresolved)} of {told.calls} are not known and count as harmless"


def _rest(number: int, noun: str) -> Iterator[Text]:
    if number > _SHOWN:
        yield Text(f"{' ' * _INDENT}and {_number(number - _SHOWN, 'more ' + noun)}", style="dim")


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
