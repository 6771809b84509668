from fastapi import Depends, Header

from gym.routable import Controller, delete, get, post


def front_desk(x_desk: str = Header("")) -> str:
    return x_desk


class PeopleController(Controller, abstract=True):
    @get("/")
    def index(self):
        return []

    @get("/{number}")
    async def show(self, number: int):
        return {"number": number}


class MemberController(PeopleController):
    prefix = "/members"
    tags = ["members"]

    @post("/", status_code=201, dependencies=[Depends(front_desk)])
    async def enrol(self, name: str):
        return {"name": name}

    @delete("/{number}", status_code=204)
    def dismiss(self, number: int, desk: str = Depends(front_desk)) -> None: ...


class TrialMemberController(PeopleController):
    prefix = "/trial-members"

    @get("/{number}")
    async def show(self, number: int, days: int = 14):
        return {"number": number, "days": days}

    @post("/{number}/convert")
    @post("/{number}/upgrade", include_in_schema=False)
    def convert(self, number: int):
        return {"number": number}
