"""Matches: a preview for anyone's profile, and the stored ones of a leaver."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.problems import NotFound
from services.gateway.reading import CleanRoute
from shared.contracts.calls import (
    MatchesOf,
    MatchList,
    NormalisedProfile,
    NormaliseProfile,
    PreviewMatches,
    Resolve,
    Resolved,
)
from shared.contracts.candidate import ProfileInput
from shared.contracts.vocabulary import MatchOrder

router = APIRouter(prefix="/api/v1", tags=["Matches"], route_class=CleanRoute)
Size = Annotated[int, Query(ge=1, le=50)]


async def resolve_likes(likes: str | None, services: Services) -> Resolved:
    """Words such as „was mit Holz“ as tags and occupations; the words go no further."""
    if not likes:
        return Resolved()
    return await services.search.call("resolve", Resolve(text=likes), Resolved)


async def preview(profile: ProfileInput, services: Services, size: int, order: MatchOrder) -> MatchList:
    """Matches for a profile that is not stored."""
    liked = await resolve_likes(profile.likes, services)
    question = NormaliseProfile(
        profile=profile.model_copy(update={"likes": None}),
        activities=liked.activities,
        liked_occupations=liked.occupations,
    )
    normal = await services.candidates.call("normalise_profile", question, NormalisedProfile)
    command = PreviewMatches(profile=normal.profile, size=size, order=order)
    return await services.matching.call("preview", command, MatchList)


@router.post("/matches/preview", dependencies=[may("match.preview")])
async def preview_matches(
    profile: ProfileInput, services: ServicesOf, size: Size = 10, order: MatchOrder = "balanced"
) -> MatchList:
    """Matches for a profile; nothing is stored. `order=fit` sorts by fit alone."""
    return await preview(profile, services, size, order)


@router.get("/candidates/{leaver_id}/matches", dependencies=[may("match.read")])
async def matches_of(
    leaver_id: UUID, principal: Caller, services: ServicesOf, size: Size = 10, order: MatchOrder = "balanced"
) -> MatchList:
    """The matches of the leaver whose key this is; anyone else's do not exist for this key."""
    if principal.subject != leaver_id:
        raise NotFound()
    command = MatchesOf(leaver_id=leaver_id, size=size, order=order)
    return await services.matching.call("matches_of", command, MatchList)
