from ticketing.main import comments, tickets


@comments.post("")
async def comment(ticket: int, text: str):
    return {"ticket": ticket, "text": text}


@tickets.delete("/{ticket}")
def close(ticket: int):
    return {"closed": ticket}
