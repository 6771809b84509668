from fastapi import APIRouter, Depends, FastAPI, Request

from inference.config import Arguments

router = APIRouter()


async def validate_json_request(raw_request: Request) -> None:
    """The body must say that it is JSON."""


def engine(request: Request) -> str:
    return request.app.title


@router.get("/ping", response_model=None)
@router.post("/ping", response_model=None)
async def ping(raw_request: Request):
    return engine(raw_request)


@router.post("/v1/completions", dependencies=[Depends(validate_json_request)])
async def create_completion(raw_request: Request):
    return {}


def maybe_register_tokenizer_info_endpoint(args: Arguments) -> None:
    """Only where it was asked for."""
    if getattr(args, "enable_tokenizer_info", False):

        @router.get("/tokenizer_info")
        async def get_tokenizer_info():
            return {}


def register_openai_routes(app: FastAPI, args: Arguments) -> None:
    maybe_register_tokenizer_info_endpoint(args)
    app.include_router(router)
