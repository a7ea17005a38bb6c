"""Problems as RFC 9457 states them: a stable code, the field, a sentence in German and in English."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from pydantic import ValidationError

from shared.contracts.base import Contract

ProblemKind = Literal[
    "invalid", "unauthorized", "forbidden", "not_found", "gone", "conflict", "stale", "too_large",
    "unsupported", "unavailable", "too_many",
]  # fmt: skip


class FieldError(Contract):
    """One thing wrong with one field. `field` is a dotted path such as `location.postal_code`."""

    field: str
    code: str
    message: str


class ProblemBody(Contract):
    """What travels between services when a call is refused; the edge turns `kind` into an HTTP status."""

    kind: ProblemKind
    code: str
    detail: str
    detail_en: str
    errors: tuple[FieldError, ...] = ()
    extra: dict[str, Any] = {}


class Problem(Exception):
    """Something a caller can mend.

    A service's errors.py has one root below this class and one class a problem: `kind` and `code` are
    class attributes, the docstring is the English sentence, `german` the German one.
    """

    kind: ClassVar[ProblemKind] = "invalid"
    code: ClassVar[str] = "invalid"
    german: ClassVar[str] = "Das hat nicht geklappt. Bitte prüfe die Angaben."

    def __init__(self, *, errors: tuple[FieldError, ...] = (), detail: str | None = None, **extra: Any) -> None:
        self.body = ProblemBody(
            kind=self.kind,
            code=self.code,
            detail=detail or self.german,
            detail_en=" ".join((self.__doc__ or self.code).split()),
            errors=errors,
            extra=extra,
        )
        super().__init__(self.code)


class RemoteProblem(Problem):
    """A problem another service reported; carried on unchanged."""

    def __init__(self, body: ProblemBody) -> None:
        Exception.__init__(self, body.code)
        self.body = body


class FieldsInvalid(Problem):
    """Some fields are missing or not valid; each is named under errors."""

    code = "fields_invalid"
    german = "Einige Angaben fehlen oder stimmen nicht. Unter „errors“ steht zu jeder, was zu tun ist."


class IdempotencyKeyReused(Problem):
    """This idempotency key was used before with another content."""

    kind = "conflict"
    code = "idempotency_key_reused"
    german = "Dieser Idempotency-Key wurde schon mit einem anderen Inhalt verwendet. Bitte nehmen Sie einen neuen."


_GERMAN = {
    "missing": "Diese Angabe fehlt.",
    "extra_forbidden": "Dieses Feld gibt es nicht. Bitte Schreibweise prüfen oder weglassen.",
    "string_type": "Hier wird ein Text erwartet.",
    "string_too_short": "Der Text ist zu kurz.",
    "string_too_long": "Der Text ist zu lang (höchstens {max_length} Zeichen).",
    "string_pattern_mismatch": "Diese Angabe hat nicht die erwartete Form.",
    "int_type": "Hier wird eine ganze Zahl erwartet.",
    "int_parsing": "Hier wird eine ganze Zahl erwartet.",
    "float_parsing": "Hier wird eine Zahl erwartet.",
    "bool_type": "Hier wird ja oder nein (true/false) erwartet.",
    "bool_parsing": "Hier wird ja oder nein (true/false) erwartet.",
    "literal_error": "Erlaubt sind: {expected}.",
    "date_from_datetime_parsing": "Hier wird ein Datum erwartet, zum Beispiel 2027-08-01.",
    "date_parsing": "Hier wird ein Datum erwartet, zum Beispiel 2027-08-01.",
    "greater_than_equal": "Der Wert ist zu klein (mindestens {ge}).",
    "less_than_equal": "Der Wert ist zu groß (höchstens {le}).",
    "too_long": "Zu lang oder zu viele (höchstens {max_length}).",
    "too_short": "Zu kurz oder zu wenige (mindestens {min_length}).",
    "model_type": "Hier wird ein Objekt erwartet.",
    "model_attributes_type": "Hier wird ein Objekt erwartet.",
    "dict_type": "Hier wird ein Objekt erwartet.",
    "list_type": "Hier wird eine Liste erwartet.",
    "tuple_type": "Hier wird eine Liste erwartet.",
    "json_invalid": "Das ist kein gültiges JSON.",
    "uuid_parsing": "Das ist keine gültige Kennung.",
}


def _message(kind: str, context: dict[str, Any], fallback: str) -> str:
    if kind == "value_error":  # raised by our own validators: their sentence is already German
        return fallback.removeprefix("Value error, ")
    try:
        return _GERMAN.get(kind, "Diese Angabe ist nicht gültig.").format(**context)
    except KeyError:
        return "Diese Angabe ist nicht gültig."


def field_errors(error: ValidationError, prefix: str = "") -> tuple[FieldError, ...]:
    """pydantic's findings as our field errors; input values are never repeated (they may be personal)."""
    return errors_of(error.errors(include_url=False, include_input=False), prefix)


def errors_of(found: Sequence[Any], prefix: str = "") -> tuple[FieldError, ...]:
    """The same for pydantic's error dicts (`loc`, `type`, `msg`, `ctx`); at most 100 are told."""
    return tuple(
        FieldError(
            field=prefix + ".".join(str(part) for part in item["loc"]),
            code=str(item["type"]),
            message=_message(item["type"], item.get("ctx", {}), item["msg"]),
        )
        for item in found[:100]
    )
