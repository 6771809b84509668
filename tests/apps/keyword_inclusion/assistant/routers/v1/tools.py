from fastapi import APIRouter

router = APIRouter(prefix="/tools", tags=["tools"])


@router.post("/{name}/run", operation_id="run_tool")
def run_tool(name: str):
    return {"name": name}
