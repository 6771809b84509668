from fastapi import APIRouter

feeds = APIRouter()


@feeds.get("/calendar.ics")
async def ical():
    return "BEGIN:VCALENDAR"
