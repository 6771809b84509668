from fastapi import Depends

from workbench.framework import Router, session_user

router = Router(prefix="/jobs", tags=["jobs"])


@router.post("/", alias="/submit", status_code=202)
async def submit(tool: str, user: str = Depends(session_user)):
    return {"tool": tool, "user": user}


@router.get("/all", require_admin=True, dependencies=[Depends(session_user)])
def all_jobs():
    return []


@router.put("/{job_id}/pause")
def pause(job_id: int):
    return {"paused": job_id}
