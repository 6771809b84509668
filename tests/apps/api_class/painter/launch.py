from fastapi import FastAPI

from painter.options import options
from painter.server import Api, Auth, ModelApi

app = FastAPI(root_path=options.subpath)


def create_api(app: FastAPI) -> Api:
    api = Api(app)
    ModelApi(Auth(options.auth)).serve(app)
    return api


api = create_api(app)
