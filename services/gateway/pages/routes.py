"""Routes of the pages."""

from fastapi import APIRouter

from services.gateway.pages import company, finding, fitting, school

router = APIRouter(include_in_schema=False)
for part in (finding, fitting, company, school):
    router.include_router(part.router)
