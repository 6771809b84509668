"""How many processes a run may use, and whether they pay."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

FORK, SPAWN = "fork", "spawn"
SHARE = {FORK: 125_000, SPAWN: 1_500_000}
"""Bytes of source that a worker must have to do so that it saves more time than it takes, by how it is started."""

_CGROUPS = Path("/sys/fs/cgroup")


def usable_cores() -> int:
    """The processors that this process may use: fewer than there are where it is bound to some, or in a container."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(bound, _quota()))


def start_method() -> str:
    """How workers are started: by `fork` on Linux while there is but one thread, else by `spawn`.

    A copy of a process with several threads has one of them and the locks that all of them held. On macOS libraries of
    the system start threads that nobody has asked for.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return SPAWN
    return FORK if len(tuple(Path("/proc/self/task").iterdir())) == 1 else SPAWN  # native libraries have theirs


def workers_for(jobs: int, size: int, *methods: str) -> int:
    """The number of workers for so many bytes of source; 0 if this process does the work alone.

    `methods` are the ways of starting them that serve.
    """
    method = start_method()
    workers = min(jobs, size // SHARE[method]) if method in methods else 0
    return workers if workers > 1 else 0


def _quota() -> int:
    """The processors that the groups of this process are granted, rounded up."""
    granted = sys.maxsize
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            _, controllers, own = line.split(":", 2)
            if not controllers or "cpu" in controllers.split(","):
                folder = _CGROUPS / controllers / own.lstrip("/")
                granted = min(granted, *map(_granted, (folder, *folder.parents)))
    return granted


def _granted(group: Path) -> int:
    """What one group is granted: `cpu.max` has quota and period, in the older form each has a file."""
    try:
        if (group / "cpu.max").is_file():
            quota, period = (group / "cpu.max").read_text(encoding="utf-8").split()
        else:
            quota, period = (
                (group / f"cpu.cfs_{name}_us").read_text(encoding="utf-8").strip() for name in ("quota", "period")
            )
        return -(-int(quota) // int(period)) if int(quota) > 0 else sys.maxsize
    except (OSError, ValueError):  # no such group; "max"
        return sys.maxsize
