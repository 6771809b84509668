from fastapi import APIRouter

from reports.registry import Plugin, plugin

mail = APIRouter(tags=["mail"])


@mail.post("/send", status_code=202)
async def send(to: str):
    return {"to": to}


@plugin
class Mail(Plugin):
    router = mail
    prefix = "/mail"
