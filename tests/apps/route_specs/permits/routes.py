from permits import views
from permits.specs import ONLY_OFFICERS, Group, Spec

PUBLIC = Group(
    "/permits",
    [
        Spec("/", views.list_permits),
        Spec("/", views.apply, methods=["POST"]),
        Spec("/{number}", views.read_permit, tags=["reading"]),
    ],
)

OFFICE = Group(
    prefix="/office",
    specs=[Spec("/permits/{number}", views.revoke, ("DELETE",)), Spec("/export", views.export)],
    dependencies=ONLY_OFFICERS,
    hidden=True,
)

GROUPS = [PUBLIC, OFFICE]

URLS = [
    dict(path="/audit/{number}", endpoint=views.audit_log, methods=["GET"], include_in_schema=False),
    {"path": "/permits.csv", "endpoint": views.export, "methods": ["GET"], "operation_id": "export_csv"},
]

ALIASES = (
    ("/p/{number}", views.read_permit, None),
    ("/r/{number}", views.revoke, {"methods": ["POST"], "status_code": 202}),
)
