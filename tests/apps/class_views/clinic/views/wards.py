from typing import Any

from clinic.views.base import ResourceViews


class WardViews(ResourceViews):
    name = "wards"

    async def create(self, key: str, beds: int = 4) -> Any:
        return self.storage.put(self.name, key)

    async def list(self) -> list[Any]:
        return sorted(self.storage.all(self.name))
