"""Routes of the pages."""

from fastapi import APIRouter

from services.gateway.acting import FOR_A_FIRM, OWN
from services.gateway.pages import about, crawlers, offline, session, signing, styles
from services.gateway.pages.company import listing, managing, mandates, registering, writing
from services.gateway.pages.coordinator import acting, moderating, region, releasing
from services.gateway.pages.coordinator import reporting as kreis_report
from services.gateway.pages.leaver import (
    claiming,
    declining,
    finding,
    fitting,
    holding,
    interests,
    moving,
    occupation,
    own,
    parents,
    reporting,
    saved,
    vacancy,
)
from services.gateway.pages.school import keys, letters, pushing, uploading
from services.gateway.pages.school import listing as leavers

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
    holding,
    interests,
    occupation,
    saved,
    vacancy,
    reporting,
    registering,
    mandates,
    claiming,
    declining,
    moving,
    own,
    parents,
    leavers,
    letters,
    keys,
    pushing,
    uploading,
    moderating,
    releasing,
    acting,
    kreis_report,
    region,
):
    router.include_router(part.router)
for part in (listing, managing, writing):
    router.include_router(part.router, prefix=FOR_A_FIRM)
for part in (listing, managing, writing):
    router.include_router(part.router, prefix=OWN)
