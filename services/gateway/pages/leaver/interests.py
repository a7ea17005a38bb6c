"""The interest check: with JavaScript it stays in the browser, else its answers are in a cookie of this page alone."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.auth import may
from services.gateway.pages.forms import Filled, plain
from services.gateway.pages.leaver.interest_items import (
    ENOUGH,
    ITEMS,
    STRONG,
    answers_of,
    packed,
    scores,
    strongest,
    unpacked,
)
from services.gateway.pages.rendering import page
from shared.reference.occupations import RIASEC

router = APIRouter(prefix="/interessen", dependencies=[may("match.preview")])
COOKIE = "hv_interessen"
_DAYS = 30


@router.get("")
async def check(request: Request) -> HTMLResponse:
    """The questions, with the answers given before."""
    return _shown(request, unpacked(request.cookies.get(COOKIE, "")), evaluated=False)


@router.post("")
async def evaluate(request: Request) -> HTMLResponse:
    """Without JavaScript: the result as a picture and in words. Kept by the browser, not by us."""
    form = plain(await request.form())
    answers = {} if form.get("weiter") == "neu" else answers_of(form)
    response = _shown(request, answers, evaluated=form.get("weiter") == "ergebnis")
    if answers:
        secure, age = request.url.scheme == "https", _DAYS * 24 * 3600
        response.set_cookie(
            COOKIE, packed(answers), path="/interessen", max_age=age, httponly=True, samesite="strict", secure=secure
        )
    else:
        response.delete_cookie(COOKIE, path="/interessen")
    return response


def _shown(request: Request, answers: dict[str, str], *, evaluated: bool) -> HTMLResponse:
    found = scores(answers)
    return page(
        request,
        "leaver/interests.html",
        items=ITEMS,
        answers=Filled(answers),
        scores=found,
        profile=tuple(found[letter] for letter in RIASEC),
        strong=STRONG,
        strongest=strongest(found),
        ready=evaluated and len(answers) >= ENOUGH,
        missing=max(0, ENOUGH - len(answers)) if evaluated else 0,
        form=Filled({"radius_km": "25"}),
        errors={},
    )
