from fastapi import Header


def current_user(x_user: str = Header()) -> str:
    return x_user
