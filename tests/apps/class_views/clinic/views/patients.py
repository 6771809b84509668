from typing import Any

from fastapi import Depends, HTTPException

from clinic.storage import Storage, audit
from clinic.views.base import ResourceViews


class PatientViews(ResourceViews):
    name = "patients"

    def register(self) -> None:
        self.router.add_api_route(
            "/{key}/letters", self.letters, methods=["GET"], dependencies=[Depends(audit)], tags=["letters"]
        )

    async def create(self, key: str) -> Any:
        return self.storage.put(self.name, key)

    def letters(self, key: str) -> list[str]:
        return [f"Dear {key}"]


class ArchivedPatientViews(PatientViews):
    name = "archive"

    def __init__(self, storage: Storage) -> None:
        super().__init__(storage)
        self.router.add_api_route("/{key}/restore", self.restore, methods=["POST"])

    async def create(self, key: str) -> Any:
        raise HTTPException(405)

    def restore(self, key: str) -> Any:
        return self.storage.put("patients", key)
