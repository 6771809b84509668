"""What the examples of the rules on threads and tasks really do to an application that serves them.

    python bench/evidence.py [CODE …] [--write] [--seconds 3]

Serves each *Example* and each *Use instead* of the rules FAL1xx with uvicorn (which must be installed) in a process of
its own, lets clients call its first route, and measures how late the event loop wakes, how long an unrelated route
takes on the loop and in the thread pool, what is answered, and what is said on standard error. `--write` puts the table
into the rule's manual (`rules/<family>/evidence/<CODE>.md`).

Hosts that end in `.example` become a server on loopback that takes 0.2 s; databases become SQLite files whose
statements take 20 ms. What else an example needs to be called stands in `bench/evidence.toml`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.metadata
import inspect
import json
import math
import os
import platform
import re
import signal
import sys
import tempfile
import textwrap
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from evidence_words import with_words
from load import NO_ANSWER, PATIENCE, Call, Tally, ask, client, steady

from fastapi_lint.engine.run import load_rules
from fastapi_lint.model.rule import Rule
from fastapi_lint.testing.examples import Example, examples_of

MODULE = "fastapi_lint_example"
HERE = Path(__file__).resolve().parent
SERVER, SCENARIOS = HERE / "evidence_server.py", HERE / "evidence.toml"
CLIENTS, PAUSE, SLOW_HOST = 10, 0.05, 0.2
NORMAL = 0.02
"""A loop that is later than this stands still: threads and other processes make it wait for less."""
NOISY, ATTEMPTS = 0.03, 3
"""An idle loop that wakes this late says that the machine is busy with other things: then it is tried again."""

_HOST = re.compile(r"https?://[\w.-]+\.example(?::\d+)?")
_ENGINE = re.compile(r"(create_async_engine|create_engine)\(\s*(\"[^\"]*\"|'[^']*')")
_HINT = "Enable tracemalloc"
_SAID = re.compile(r"^(?:.*: )?((?:\w+\.)*\w*(?:Error|Warning|Exception|Timeout|Interrupt)\b: .*)$", re.MULTILINE)


class NotMeasured(Exception):
    """Why an example cannot be served here."""


@dataclass
class Measurement:
    """What was seen of one example. Times are in seconds."""

    idle: list[float] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    example: Tally = field(default_factory=Tally)
    ping: Tally = field(default_factory=Tally)
    pool: Tally = field(default_factory=Tally)
    value: Any = None
    said: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Scenario:
    """How an example is called; what is not said is read from its OpenAPI document."""

    call: Mapping[str, Any] = field(default_factory=dict)
    clients: int = CLIENTS
    pause: float = PAUSE
    slow_host: float = SLOW_HOST
    setup: str = ""
    value: str = ""
    value_title: str = ""
    stop: bool = False
    skip: str = ""


def scenario_of(code: str, example: Example, table: Mapping[str, Any]) -> Scenario:
    """What the table says of a rule, with what it says of one example on top."""
    given = dict(table.get(code, {}))
    own = given.get(example.title, {})
    plain = {key: value for key, value in given.items() if not isinstance(value, dict)} | own
    names = set(Scenario.__dataclass_fields__) - {"call"}
    call = {key: value for key, value in plain.items() if key not in names}
    return Scenario(call=call, **{key: value for key, value in plain.items() if key in names})


def adapted(source: str, port: int, database: Path) -> str:
    """The example with hosts and databases that exist here."""

    def engine(found: re.Match[str]) -> str:
        driver = "sqlite+aiosqlite" if found[1] == "create_async_engine" else "sqlite"
        return f'{found[1]}("{driver}:///{database}"'

    return _ENGINE.sub(engine, _HOST.sub(f"http://127.0.0.1:{port}", source))


def call_of(document: Mapping[str, Any], given: Mapping[str, Any]) -> Call:
    """A request to the first route of an OpenAPI document that fills what it requires; `given` has the last word."""
    paths = document.get("paths", {})
    path = given.get("route") or next(iter(paths), "/")
    operations = paths.get(path, {})
    method = given.get("method") or next(iter(operations), "get")
    operation, schemas = operations.get(method.lower(), {}), document.get("components", {}).get("schemas", {})
    url, query, headers = path, {}, {}
    for parameter in operation.get("parameters", ()):
        value = sample(parameter.get("schema", {}), schemas)
        if parameter["in"] == "path":
            url = url.replace("{" + parameter["name"] + "}", quote(str(value)))
        elif parameter.get("required") and parameter["in"] in ("query", "header"):
            (query if parameter["in"] == "query" else headers)[parameter["name"]] = value
    url = given.get("path") or url + ("?" + urlencode(query, doseq=True) if query else "")
    body, kind = _body(operation.get("requestBody", {}).get("content", {}), schemas, given)
    return Call(method.upper(), url, body, kind, tuple((name, str(value)) for name, value in headers.items()))


def _body(content: Mapping[str, Any], schemas: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[bytes, str]:
    if "body" in given:
        body = given["body"]
        return (body.encode() if isinstance(body, str) else json.dumps(body).encode()), "application/json"
    if "body_size" in given:
        return b"[" + b"1234567," * (given["body_size"] // 8) + b"0]", "application/json"
    for kind, media in content.items():
        value = sample(media.get("schema", {}), schemas)
        if kind == "multipart/form-data":
            return multipart(value, given.get("upload", 1000))
        if kind == "application/x-www-form-urlencoded":
            return urlencode(value).encode(), kind
        return json.dumps(value).encode(), kind
    return b"", "application/json"


def multipart(fields: Mapping[str, Any], size: int) -> tuple[bytes, str]:
    """Each field as a file of this many bytes."""
    head = '--mark\r\nContent-Disposition: form-data; name="{}"; filename="file"\r\n\r\n'
    parts = [head.format(name).encode() + b"x" * size + b"\r\n" for name in fields]
    return b"".join(parts) + b"--mark--\r\n", "multipart/form-data; boundary=mark"


def sample(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """A value that a JSON schema allows."""
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for key in ("default", "const"):
        if key in schema:
            return schema[key]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return sample(schema[key][0], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        required = schema.get("required", ())
        return {name: sample(one, schemas) for name, one in schema.get("properties", {}).items() if name in required}
    if kind == "array":
        return [sample(schema.get("items", {}), schemas)]
    plain = {"integer": max(1, schema.get("minimum", 1)), "number": 1.5, "boolean": True, "null": None}
    return plain.get(kind or "", "x" * schema.get("minLength", 1))


async def measured(example: Example, scenario: Scenario, seconds: float) -> Measurement:
    """Serve an example and call it; the quietest of a few attempts if the machine is busy."""
    if scenario.skip:
        raise NotMeasured(scenario.skip)
    best: Measurement | None = None
    for _ in range(ATTEMPTS):
        found = await _attempt(example, scenario, seconds)
        if best is None or quantile(found.idle, 1) < quantile(best.idle, 1):
            best = found
        if quantile(best.idle, 1) < NOISY:
            break
    assert best is not None
    return best


async def _attempt(example: Example, scenario: Scenario, seconds: float) -> Measurement:
    slow = await asyncio.start_server(partial(_slow_answer, scenario.slow_host), "127.0.0.1", 0)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+", errors="replace") as errors:
        _write_module(Path(folder), example, scenario, slow.sockets[0].getsockname()[1])
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-X", "utf8", str(SERVER)),
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # with whatever processes it starts
        )
        assert process.stdout is not None
        try:
            answer = (await process.stdout.readline()).decode().strip()
            result = await _watched(int(answer), scenario, seconds) if answer.isdigit() else None
            if result is not None and scenario.stop:
                result.value = await _stopped(process, Path(folder, "value"))
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            slow.close()
        errors.seek(0)
        said = errors.read()
    if result is None:
        raise NotMeasured(_why(said))
    result.said = said_in(said)
    return result


async def _stopped(process: asyncio.subprocess.Process, value: Path) -> str:
    """What the example leaves in a file when the server is asked to stop."""
    process.terminate()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), PATIENCE)
    return await asyncio.to_thread(value.read_text) if await asyncio.to_thread(value.exists) else ""


def _write_module(folder: Path, example: Example, scenario: Scenario, slow_host: int) -> None:
    source = adapted(f"{example.source}\n{scenario.setup}\n", slow_host, folder / "data.sqlite")
    (folder / f"{MODULE}.py").write_text(source, encoding="utf-8")


async def _watched(port: int, scenario: Scenario, seconds: float) -> Measurement:
    """The calls and measurements on an example that is being served."""
    result = Measurement()
    document = await _value(port, "app.openapi()")
    call = call_of(document, scenario.call)
    with contextlib.suppress(*NO_ANSWER):
        await asyncio.wait_for(ask(port, call), PATIENCE)  # what is only done once is not what is to be measured
    await _lateness(port)
    await asyncio.sleep(1)
    result.idle = await _lateness(port)
    started = time.perf_counter()
    until = started + seconds
    clients = [client(port, call, until, scenario.pause, result.example) for _ in range(scenario.clients)]
    clients += [steady(port, Call(path="/-/ping"), until, PAUSE, result.ping)]
    clients += [steady(port, Call(path="/-/pool"), until, PAUSE, result.pool)]
    await asyncio.gather(*clients)
    result.seconds = time.perf_counter() - started
    try:
        async with asyncio.timeout(PATIENCE):
            result.lateness = await _lateness(port)
            if scenario.value:
                result.value = await _value(port, scenario.value)
    except TimeoutError:
        result.lateness = [result.seconds]  # it does not turn any more
    return result


async def _lateness(port: int) -> list[float]:
    return list(json.loads(await ask(port, Call(path="/-/probe"))))


async def _value(port: int, expression: str) -> Any:
    return json.loads(await ask(port, Call(path="/-/value?" + quote(expression))))


async def _slow_answer(seconds: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What stands for all other servers: answers any request after a while."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = re.search(rb"(?i)content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            await asyncio.sleep(seconds)
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"ok": true}')
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        writer.close()


def said_in(errors: str) -> tuple[str, ...]:
    """The errors and warnings in what was written to standard error, once each, without addresses and ports."""
    found = (
        re.sub(r" at 0x[0-9a-f]+|, port=\d+", "", line.strip()) for line in _SAID.findall(errors) if _HINT not in line
    )
    return tuple(dict.fromkeys(found))[:3]


def _why(errors: str) -> str:
    missing = re.search(r"No module named '([\w.]+)'", errors)
    if missing:
        return f"needs {missing[1].partition('.')[0]}"
    return (errors.strip().splitlines() or ["it does not start"])[-1]


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that so great a share does not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def standstill(found: Measurement) -> float:
    """The share of the time in which the loop was late by more than is normal."""
    return min(1.0, sum(each for each in found.lateness if each > NORMAL) / found.seconds)


def milliseconds(values: Sequence[float], *shares: float) -> str:
    """Quantiles as they stand in the table."""
    return " / ".join(f"{quantile(values, share) * 1000:,.0f}" for share in shares) + " ms"


def section(results: Mapping[str, Measurement | str], scenario: Scenario, seconds: float) -> str:
    """The text of the manual's section; of an example that was not measured there is the reason."""
    served = {title: one for title, one in results.items() if isinstance(one, Measurement)}
    reasons = [f"{title} was not measured: {one}." for title, one in results.items() if isinstance(one, str)]
    if not served:
        return "\n".join([*reasons, ""])
    names = ", ".join(f"{name} {importlib.metadata.version(name.lower())}" for name in ("FastAPI", "Starlette"))
    head = (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with {names}, uvicorn "
        f"{importlib.metadata.version('uvicorn')} and Python {platform.python_version()}: {scenario.clients} clients "
        f"for {seconds:g} seconds, each with a pause of {scenario.pause * 1000:g} ms between its calls."
    )
    rows = _rows(served, scenario)
    titles = [title.removesuffix(" 1") for title in served]
    table = [f"| | {' | '.join(titles)} |", "|---" * (len(served) + 1) + "|"]
    table += [f"| {title} | {' | '.join(cells)} |" for title, cells in rows if any(cells)]
    return with_words("\n".join([textwrap.fill(head, 118), "", *table, *([""] if reasons else []), *reasons, ""]))


def _rows(served: Mapping[str, Measurement], scenario: Scenario) -> list[tuple[str, list[str]]]:
    cells: list[tuple[str, Callable[[Measurement], str]]] = [
        ("event loop late by (median / 99 % / worst)", lambda one: milliseconds(one.lateness, 0.5, 0.99, 1)),
        ("event loop at a standstill", lambda one: f"{standstill(one):.0%} of the time"),
        ("an unrelated `async def` route (median / 99 %)", lambda one: milliseconds(one.ping.seconds, 0.5, 0.99)),
        ("an unrelated `def` route (median / 99 %)", lambda one: milliseconds(one.pool.seconds, 0.5, 0.99)),
        ("answers a second", lambda one: f"{len(one.example.seconds) / one.seconds:.0f}"),
        ("status of the answers", lambda one: _statuses(one.example)),
        (scenario.value_title or "afterwards", lambda one: "" if one.value is None else str(one.value)),
        (
            "on standard error",
            lambda one: " ".join(f"`{textwrap.shorten(line, 100, placeholder=' …')}`" for line in one.said),
        ),
    ]
    return [(title, [cell(one) for one in served.values()]) for title, cell in cells]


def _statuses(tally: Tally) -> str:
    total = sum(tally.statuses.values())
    if len(tally.statuses) == 1:
        return next(iter(tally.statuses))
    return ", ".join(f"{status}: {count / total:.0%}" for status, count in tally.statuses.most_common())


def evidence_file(rule: Rule) -> Path:
    """Where the section of a rule is kept."""
    return Path(inspect.getfile(type(rule))).parent / "evidence" / f"{rule.code}.md"


async def judged(rule: Rule, scenarios: Mapping[str, Any], seconds: float) -> str:
    """Measure all examples of a rule."""
    results: dict[str, Measurement | str] = {}
    scenario = Scenario()
    for example in examples_of(rule):
        scenario = scenario_of(rule.code, example, scenarios)
        try:
            results[example.title] = await measured(example, scenario, seconds)
        except NotMeasured as reason:
            results[example.title] = str(reason)
    return section(results, scenario, seconds)


def rules_of(codes: Iterable[str]) -> list[Rule]:
    """The rules that are asked for; all FAL1xx if none is."""
    wanted = tuple(codes) or ("FAL1",)
    return sorted((rule for rule in load_rules().all if rule.code.startswith(wanted)), key=lambda rule: rule.code)


def main() -> int:
    """Print a section a rule."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("codes", nargs="*", metavar="CODE")
    parser.add_argument("--write", action="store_true", help="put what was measured into the rules' manuals")
    parser.add_argument("--seconds", type=float, default=3, help="how long the clients call each example")
    options = parser.parse_args()
    scenarios = tomllib.loads(SCENARIOS.read_text(encoding="utf-8"))
    for rule in rules_of(options.codes):
        text = asyncio.run(judged(rule, scenarios, options.seconds))
        print(f"{rule.code} {rule.name}\n\n{text}")
        if options.write:
            file = evidence_file(rule)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
