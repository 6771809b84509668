from fastapi import Depends

from workbench.framework import Router, depends, session_user

router = Router(tags=["histories"])


class HistoryService:
    def all(self) -> list[str]:
        return []


@router.cbv
class Histories:
    def __init__(self, service: HistoryService = depends(HistoryService)) -> None:
        self.service = service

    @router.get("/histories")
    def index(self, user: str = Depends(session_user)):
        return [user]

    @router.get("/histories/{history_id}", alias="/history/{history_id}")
    def show(self, history_id: int, user: str = Depends(session_user)):
        return {"id": history_id, "user": user}

    @router.delete("/histories/{history_id}", require_admin=True)
    def purge(self, history_id: int):
        return {"purged": history_id}
