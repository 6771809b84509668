from datetime import UTC, datetime
from pathlib import Path


class AuditLog:
    """Who asked for what; one line a request."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "audit.log"

    def record(self, method: str, path: str, status: int) -> None:
        self._append(f"{datetime.now(UTC).isoformat()} {method} {path} {status}\n")

    def _append(self, line: str) -> None:
        with open(self.path, "a", encoding="utf-8") as log:
            log.write(line)
