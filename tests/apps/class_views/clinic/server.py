from fastapi import APIRouter, FastAPI

from clinic.storage import Storage
from clinic.views import AppointmentViews, ArchivedPatientViews, PatientViews, WardViews


class Server:
    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.app = FastAPI(title="Clinic")
        self._register()

    def _register(self) -> None:
        self.app.include_router(PatientViews(self.storage).router, prefix="/api")
        self.app.include_router(WardViews(self.storage).router, prefix="/api")
        archive = ArchivedPatientViews(self.storage)
        self.app.include_router(archive.router)
        shared = APIRouter(prefix="/api")
        AppointmentViews(shared, self.storage)
        self.app.include_router(shared)
        self.app.get("/status")(self.status)

    async def status(self):
        return {"patients": len(self.storage.all("patients"))}


server = Server(Storage())
app = server.app
