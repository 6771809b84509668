from datetime import UTC, datetime
from pathlib import Path

import anyio
from anyio import to_thread


class AuditLog:
    """Who asked for what; one line a request."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "audit.log"

    async def record(self, method: str, path: str, status: int) -> None:
        await self._append(f"{datetime.now(UTC).isoformat()} {method} {path} {status}\n")

    async def length(self) -> int:
        """Number of lines written so far."""
        return await to_thread.run_sync(self._count)

    async def _append(self, line: str) -> None:
        async with await anyio.open_file(self.path, "a", encoding="utf-8") as log:
            await log.write(line)

    def _count(self) -> int:
        with open(self.path, encoding="utf-8") as log:
            return sum(1 for _ in log)
