"""The console's way to the running system: the public API, and calls for what has no public address."""

from typing import Any
from uuid import UUID

import httpx
import typer

from services.console.settings import Settings
from shared.contracts.calls import CreateKey, KeyCreated
from shared.contracts.vocabulary import KeyKind
from shared.runtime.calls import Caller

TIMEOUT = 120.0  # seconds; a bulk push of 2,000 takes some


class Refused(typer.Exit):
    """The system refused a request; the reason was printed."""


def create_key(settings: Settings, *, kind: KeyKind, name: str, subject: UUID | None = None) -> str:
    """A new key in clear text.

    Raises:
        Problem: accounts refused or is away.
    """
    with Caller(settings.accounts_url) as accounts:
        return accounts.call("create_key", CreateKey(kind=kind, name=name, subject=subject), KeyCreated).key


def account_of(settings: Settings, *, kind: KeyKind, name: str) -> UUID:
    """The id of an account, made when missing; the key that comes with it is forgotten.

    Raises:
        Problem: accounts refused or is away.
    """
    with Caller(settings.accounts_url) as accounts:
        return accounts.call("create_key", CreateKey(kind=kind, name=name), KeyCreated).account_id


class Api:
    """The public API with a key, as a partner's program would use it."""

    def __init__(self, settings: Settings, key: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.client = httpx.Client(base_url=settings.heimvorteil_url, headers=headers, timeout=TIMEOUT)

    def send(self, method: str, path: str, **more: Any) -> Any:
        """The decoded answer of a request.

        Raises:
            Refused: a problem; its sentence and fields were printed to standard error.
        """
        try:
            response = self.client.request(method, path, **more)
        except httpx.TransportError as error:
            typer.echo(f"{self.client.base_url} antwortet nicht ({error!r}). Läuft es? `make up`", err=True)
            raise Refused(1) from error
        if response.is_success:
            return response.json()
        _print_problem(response)
        raise Refused(1)


def _print_problem(response: httpx.Response) -> None:
    problem = response.json() if "json" in response.headers.get("content-type", "") else {}
    typer.echo(f"{response.status_code} {problem.get('code', '')}: {problem.get('detail', response.text)}", err=True)
    for error in problem.get("errors", []):
        typer.echo(f"  {error['field']}: {error['message']}", err=True)
