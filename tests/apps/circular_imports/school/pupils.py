from typing import Annotated

from fastapi import APIRouter, Depends

from school import application

router = APIRouter(prefix="/pupils")

Name = Annotated[str, Depends(application.school_name)]


@router.get("/")
def list_pupils(school: Name):
    return {"school": school}


@router.get("/{pupil}/classes")
def classes_of_pupil(pupil: int):
    from school.classes import classes_for

    return classes_for(pupil)
