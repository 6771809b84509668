from starlette.routing import BaseRoute, Mount, Route, Router, WebSocketRoute

from board.endpoints import Feed, Moderation, Thread, homepage, presence, robots

moderation = Moderation(limit=50)

moderation_routes: list[BaseRoute] = [
    Route("/queue", moderation.queue),
    Route("/{post_id:int}", moderation.decide, methods=["POST", "DELETE"]),
]

routes: list[BaseRoute] = [
    Route("/", homepage, name="home"),
    Route("/robots.txt", robots, methods=["GET"], include_in_schema=False),
    Route("/threads/{thread_id:int}", Thread),
    WebSocketRoute("/feed", Feed),
    Mount("/moderation", routes=moderation_routes, name="moderation"),
]

extras = [
    WebSocketRoute("/presence", presence),
    Mount("/legacy", app=Router([Route("/home", homepage)])),
]
