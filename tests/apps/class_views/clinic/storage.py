from typing import Any


class Storage:
    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Any]] = {}

    def all(self, table: str) -> list[str]:
        return list(self._rows.get(table, {}))

    def one(self, table: str, key: str) -> Any:
        return self._rows.get(table, {}).get(key)

    def put(self, table: str, key: str) -> str:
        self._rows.setdefault(table, {})[key] = key
        return key

    def drop(self, table: str, key: str) -> None:
        self._rows.get(table, {}).pop(key, None)


async def audit() -> None:
    """Notes who looked."""
