from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backoffice.admin import Admin, BaseView, ModelView, expose

app = FastAPI()
admin = Admin(app, title="Back office")


class OrderAdmin(ModelView):
    name = "Orders"
    identity = "order"

    @expose("/orders/export", methods=["POST"])
    async def export(self, request: Request) -> Response:
        return JSONResponse([])


class ReportView(BaseView):
    name = "Reports"

    @expose("/report")
    def report(self, request: Request) -> Response:
        return JSONResponse({})


admin.add_view(OrderAdmin)
admin.add_view(ReportView)


@app.get("/")
async def shop():
    return {}
