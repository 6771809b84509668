"""What is registered on a router after it was included is served, since the router itself stays in the tree."""

from fastapi import APIRouter, FastAPI

app = FastAPI()
tickets = APIRouter(prefix="/tickets")
comments = APIRouter(prefix="/{ticket}/comments")

app.include_router(tickets, prefix="/api")


@tickets.get("/")
def list_tickets():
    return []


@app.get("/")
def index():
    return "tickets"


tickets.include_router(comments)

from ticketing import handlers
