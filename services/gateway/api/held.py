"""For the leaver's own bearer: everything held, and its erasure."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.held import erase, held_of
from services.gateway.problems import NotFound, followed_by
from services.gateway.reading import CleanRoute
from shared.contracts.calls import ErasureState, FollowErasure

router = APIRouter(prefix="/api/v1", tags=["Own data"], route_class=CleanRoute)


@router.get("/candidates/{leaver_id}/data", dependencies=[may("data.read")])
async def data_of(leaver_id: UUID, principal: Caller, services: ServicesOf) -> Response:
    """Everything held about the leaver whose key this is, by service and table."""
    if principal.subject != leaver_id:
        raise NotFound()
    return JSONResponse({"leaver_id": str(leaver_id), **await held_of(leaver_id, services)})


@router.delete(
    "/candidates/{leaver_id}",
    status_code=202,
    dependencies=[may("leaver.erase")],
    responses={202: followed_by("follow", receipt="/receipt")},
)
async def erase_data(leaver_id: UUID, principal: Caller, services: ServicesOf) -> dict[str, str]:
    """Erase the leaver whose key this is, everywhere; `receipt` is what GET /erasures/{receipt} wants."""
    if principal.subject != leaver_id:
        raise NotFound()
    return {"receipt": await erase(leaver_id, services)}


@router.get("/erasures/{receipt}", dependencies=[may("erasure.follow")])
async def follow(receipt: str, services: ServicesOf) -> ErasureState:
    """How far an erasure is."""
    return await services.candidates.call("follow_erasure", FollowErasure(receipt=receipt[:64]), ErasureState)
