"""A company registers itself, in two minutes on a phone: who, where, how to reach it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from services.gateway.auth import ServicesOf, may
from services.gateway.pages.forms import Filled, by_field, plain
from services.gateway.pages.rendering import page
from shared.contracts.calls import CompanyRegistered, RegisterCompany
from shared.contracts.problems import FieldError, Problem, field_errors

router = APIRouter(prefix="/betrieb/registrieren", dependencies=[may("company.register")])
FIELDS = ("name", "postal_code", "phone", "email", "chamber_number")


@router.get("")
async def ask(request: Request) -> HTMLResponse:
    """The form."""
    return _form(request, {}, ())


@router.post("")
async def register(request: Request, services: ServicesOf) -> HTMLResponse:
    """Keep it and say that a mail is on its way; the same words for an address that is known."""
    form = plain(await request.form())
    try:
        command = RegisterCompany.model_validate({name: form.get(name, "") for name in FIELDS})
        done = await services.accounts.call("register_company", command, CompanyRegistered)
    except ValidationError as error:
        return _form(request, form, field_errors(error))
    except Problem as problem:
        if not problem.body.errors:
            raise
        return _form(request, form, problem.body.errors)
    return page(request, "company/registered.html", email=done.email, name=command.name)


def _form(request: Request, form: dict[str, str], errors: tuple[FieldError, ...]) -> HTMLResponse:
    facts = {"form": Filled(form), "errors": by_field(errors)}
    return page(request, "company/register.html", 422 if errors else 200, **facts)
