from typing import Annotated

from fastapi import APIRouter, Depends

from billing.deps import CurrentUser, Page, PageDep, SessionDep, generous, require, strict
from billing.deps.auth import Auditor, is_accountant
from billing.deps.database import InvoiceRepository, UnitOfWork
from billing.deps.limits import Locale, in_germany, quota

router = APIRouter(prefix="/invoices", dependencies=[Depends(generous)])


@router.get("/")
async def list_invoices(page: PageDep, repository: InvoiceRepository = Depends()):
    return repository.all()[page.offset :]


@router.get("/mine")
def my_invoices(user: CurrentUser, page: Page = Depends(Page), locale: Annotated[Locale, Depends()] = None):
    return {"user": user, "limit": page.limit, "language": locale.language}


@router.post("/", dependencies=[Depends(require("write")), Depends(strict)], status_code=201)
async def write_invoice(cents: int, work: Annotated[UnitOfWork, Depends()]):
    return {"cents": cents, "invoices": await work.invoices()}


@router.get("/audit", dependencies=[Depends(is_accountant)])
def audit(auditor: Auditor, session: SessionDep, land: str = Depends(in_germany)):
    return {"auditor": auditor, "land": land}


@router.get("/quota", dependencies=[Depends(quota.spend)])
async def read_quota(left: Annotated[int, Depends(quota.remaining)]):
    return {"left": left}
