"""Routes of the pages."""

from fastapi import APIRouter

from services.gateway.pages import about, crawlers, offline, session, signing, styles
from services.gateway.pages.company import listing, managing, writing
from services.gateway.pages.coordinator import region
from services.gateway.pages.leaver import claiming, finding, fitting, interests, occupation, saved, vacancy
from services.gateway.pages.school import letters, pushing, uploading

router = APIRouter(include_in_schema=False)
for part in (
    about,
    crawlers,
    offline,
    styles,
    session,
    signing,
    finding,
    fitting,
    interests,
    occupation,
    saved,
    vacancy,
    listing,
    managing,
    writing,
    claiming,
    letters,
    pushing,
    uploading,
    region,
):
    router.include_router(part.router)
