"""What the names of the web frameworks mean: vocabulary and rules of FastAPI, Starlette, Pydantic and asyncio."""
