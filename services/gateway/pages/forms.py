"""What a browser's form sends, and errors beside its fields. A field is named by its dotted path."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from services.gateway.pages.texts import CLEARER
from shared.contracts.problems import FieldError
from shared.contracts.vocabulary import without_invisible


class Filled(dict[str, Any]):
    """What was filled in; a template finds "" where nothing was."""

    def __missing__(self, name: str) -> str:
        return ""


def plain(form: FormData) -> dict[str, str]:
    """The text fields, ends trimmed; of a name sent twice the last one counts."""
    return {name: without_invisible(value) for name, value in form.multi_items() if isinstance(value, str)}


async def typed(request: Request) -> list[tuple[str, str]]:
    """Names and values of a form that could not be served, to be sent once more.

    One with a file is left out: it must be chosen anew, as no page can hold it.
    """
    found: list[tuple[str, str]] = []
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        with suppress(HTTPException):  # it is no form, or too large: then there is nothing to keep
            found = [(name, said) for name, said in (await request.form()).multi_items() if isinstance(said, str)]
    return found


def by_field(errors: Iterable[FieldError], fields: Iterable[str] = ()) -> dict[str, str]:
    """The first sentence for each field; a path below a known field belongs to that field."""
    found: dict[str, str] = {}
    known = tuple(fields)
    for error in errors:
        names = [name for name in known if error.field == name or error.field.startswith(f"{name}.")]
        found.setdefault(max(names, key=len, default=error.field), _sentence(error))
    return found


def _sentence(error: FieldError) -> str:
    parts = error.field.split(".")
    return next((CLEARER[part, error.code] for part in parts if (part, error.code) in CLEARER), error.message)
