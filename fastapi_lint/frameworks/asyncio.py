"""Vocabulary of asyncio and its kin: tasks, loops, and who asks whether one runs."""

from __future__ import annotations

QUESTIONS = frozenset({"is_running", "_get_running_loop", "in_async_context", "current_async_library"})
"""Functions and methods that tell whether a loop runs here; no other library has methods of these names."""

RUNNING = frozenset({"asyncio.get_running_loop", "asyncio.current_task", "anyio.get_current_task"})
"""Functions that raise where no loop runs: within `try` they are a question."""

MAKING = frozenset(
    {"asyncio.new_event_loop", "asyncio.set_event_loop", "asyncio.SelectorEventLoop", "uvloop.new_event_loop"}
)
"""Functions that give the thread a loop, or make one for it."""

PATCHES = frozenset({"nest_asyncio.apply", "nest_asyncio2.apply"})
PATCHING = frozenset({"apply"})
"""What makes asyncio's loops re-entrant, and its last name."""

SPAWNERS = frozenset({"asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task"})
"""Functions whose tasks nobody keeps but the caller: the loop holds weak references only."""

GATHERERS = frozenset({"asyncio.gather"})
"""Functions that run several awaitables at once and give one future for all."""

WAITERS = frozenset({"asyncio.wait", "asyncio.as_completed"})
"""Functions that run several awaitables at once, which they are given in one collection."""

GROUPS = frozenset({"asyncio.TaskGroup.create_task", "anyio.abc.TaskGroup.start_soon", "asyncer.TaskGroup.soonify"})
"""Methods that start one of several tasks of a group."""

EXECUTOR_EXITS = frozenset(
    {"concurrent.futures.ThreadPoolExecutor.__exit__", "concurrent.futures.ProcessPoolExecutor.__exit__"}
)
"""What waits for all that an executor was given."""

EXECUTOR_ENDED = "_shutdown"
"""The attribute in which executors note that they take nothing any more (concurrent/futures/thread.py)."""

RUN_IN_EXECUTOR = "run_in_executor"
COLLECTING = frozenset({"gather", "wait"})
"""The last names of functions that, awaited, end when all that they were given has ended."""

THREADS = frozenset(
    {"threading.Thread", "threading.Timer", "concurrent.futures.Executor.submit",
     "concurrent.futures.ThreadPoolExecutor.submit", "asyncio.AbstractEventLoop.run_in_executor"}
)  # fmt: skip
"""Functions that start something on a thread without waiting for it."""
