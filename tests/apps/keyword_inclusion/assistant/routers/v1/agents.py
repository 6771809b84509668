from fastapi import APIRouter

router = APIRouter(prefix="/agents", tags=["agents"])


@router.get("/", operation_id="list_agents")
def list_agents():
    return []


@router.get("/{agent_id}", operation_id="retrieve_agent")
async def retrieve_agent(agent_id: str):
    return {"id": agent_id}
