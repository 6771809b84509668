from fastapi import APIRouter, Depends

from ...security.keys import current_baker

router = APIRouter(tags=["lines"])


def order_of_baker(order_id: int, baker: str = Depends(current_baker)) -> int:
    return order_id


@router.get("")
def list_lines(order: int = Depends(order_of_baker)):
    return [{"order": order}]


@router.delete("/{line_id}")
def delete_line(line_id: int, order: int = Depends(order_of_baker)):
    return {"line": line_id, "order": order}
