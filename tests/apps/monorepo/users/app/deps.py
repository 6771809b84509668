async def session():
    return "users"
