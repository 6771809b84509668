"""What the example shops call over the network: exchange rates, card payments, a parcel carrier and a mail relay."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


@dataclass
class OutsideWorld:
    """Addresses of the servers on loopback, and what they were sent."""

    http_url: str = ""
    smtp_port: int = 0
    charges: list[dict[str, object]] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    waiting: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


def http_handler(world: OutsideWorld) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if address.path.startswith("/parcels/"):
                self.answer({"status": "in transit"})
                return
            if parse_qs(address.query)["to"] == ["GBP"]:
                world.waiting.set()
                world.release.wait(5)
            self.answer({"rate": 0.5})

        def do_POST(self) -> None:
            world.charges.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.answer({"id": f"ch_{len(world.charges)}"})

        def answer(self, payload: dict[str, object]) -> None:
            body = json.dumps(payload).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output quiet."""

    return Handler


def smtp_handler(world: OutsideWorld) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 relay")
            while line := self.rfile.readline():
                match line.split(b" ")[0].strip().upper():
                    case b"DATA":
                        self.say("354 go on")
                        world.mails.append(self.message())
                        self.say("250 taken")
                    case b"QUIT":
                        self.say("221 bye")
                        return
                    case _:
                        self.say("250 ok")

        def message(self) -> str:
            return b"".join(iter(self.rfile.readline, b".\r\n")).decode()

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    return Handler


@contextmanager
def serving(server: socketserver.TCPServer) -> Iterator[int]:
    """Serve in a thread of its own; gives the port."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def outside_world() -> Iterator[OutsideWorld]:
    """The network as the shops see it; nothing leaves this machine."""
    world = OutsideWorld()
    web = ThreadingHTTPServer(("127.0.0.1", 0), http_handler(world))
    relay = socketserver.ThreadingTCPServer(("127.0.0.1", 0), smtp_handler(world))
    web.daemon_threads = relay.daemon_threads = True
    with serving(web) as http_port, serving(relay) as world.smtp_port:
        world.http_url = f"http://127.0.0.1:{http_port}"
        yield world
