"""Not a resource like the others: it shares its router and has no base."""

from fastapi import APIRouter, WebSocket

from clinic.storage import Storage


class AppointmentViews:
    def __init__(self, router: APIRouter, storage: Storage, prefix: str = "/appointments"):
        self._storage = storage
        router.add_api_route(prefix, self.book, methods=["POST"])
        router.add_api_route(prefix + "/{day}", self.day, methods=["GET"])
        router.add_api_websocket_route(f"{prefix}/live", self.live)

    async def book(self, day: str, patient: str):
        return self._storage.put(day, patient)

    def day(self, day: str):
        return self._storage.all(day)

    async def live(self, websocket: WebSocket):
        await websocket.accept()
        await websocket.close()
