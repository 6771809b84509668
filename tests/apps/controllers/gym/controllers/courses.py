from gym.routable import Controller, get, route


class CourseController(Controller):
    prefix = "/courses"

    @route("/{course}/places", "GET", "HEAD", operation_id="places")
    def places(self, course: str):
        return {"course": course}

    @get("/")
    async def all(self):
        return []
