"""Starts one command and tells what it took: a process with next to nothing in memory.

The kernel counts into a process's peak what its parent held when it was started, so the parent must be small. Called by
`measuring.run` with where the output goes and the command; tells user and system seconds, wall seconds, the peak in
kilobytes and the exit status.
"""

import os
import sys
import time


def main() -> None:
    """Run the command to its end."""
    output, *command = sys.argv[1:]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, output, flags, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    started = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - started
    print(used.ru_utime, used.ru_stime, wall, used.ru_maxrss, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
