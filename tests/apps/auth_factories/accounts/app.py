from fastapi import Depends, FastAPI

from accounts.users import cookie_backend, current_active_user, jwt_backend, users

app = FastAPI()

app.include_router(users.get_auth_router(jwt_backend), prefix="/auth/jwt", tags=["auth"])
app.include_router(
    users.get_auth_router(cookie_backend, requires_verification=True), prefix="/auth/cookie", tags=["auth"]
)
app.include_router(users.get_users_router(), prefix="/users", tags=["users"])


@app.get("/authenticated-route")
async def authenticated_route(user: str = Depends(current_active_user)):
    return {"message": f"Hello {user}!"}
