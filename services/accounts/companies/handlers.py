"""One function a verb: register, release, refuse, remind."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.accounts import mailing
from services.accounts.companies import rules, store
from services.accounts.errors import CompanyNotFound, ReasonMissing
from services.accounts.people import store as people
from shared.contracts.calls import (
    Act,
    Company,
    CompanyList,
    CompanyRegistered,
    DecideCompany,
    GetCompany,
    ListCompanies,
    Principal,
    RegisterCompany,
)
from shared.contracts.events import AccountClosed, AccountReleased, new_event
from shared.contracts.problems import FieldError, FieldsInvalid
from shared.outbox import acts, outbox
from shared.reference.places import postal_code
from shared.runtime.database import Connection, Database

Clock = Callable[[], datetime]
UNCONFIRMED_KEPT = timedelta(days=7)
REFUSED_KEPT = timedelta(days=365)  # our choice: a season, so that the same refusal need not be found out twice


def register_company(
    command: RegisterCompany, *, database: Database, clock: Clock, new_id: Callable[[], UUID]
) -> CompanyRegistered:
    """Keep the registration and mail a link to sign in; its first use confirms the address.

    An address that is somebody's already gets its link and changes nothing: the answer is the same.

    Raises:
        FieldsInvalid: no such postal code; neither an address of its own nor a chamber number.
    """
    kreis, now = kreis_of(command), clock()
    with database.transaction() as connection:
        enter(connection, command, kreis=kreis, now=now, new_id=new_id)
        people.ask(connection, command.email.lower(), now)
        mailing.wake(connection)
    return CompanyRegistered(email=command.email)


def enter(
    connection: Connection, command: RegisterCompany, *, kreis: str, now: datetime, new_id: Callable[[], UUID]
) -> None:
    """Keep a registration nobody has confirmed yet; nothing where the address is somebody's."""
    values, account_id = command.model_dump(include=set(RegisterCompany.model_fields)), new_id()
    store.insert(connection, account_id=account_id, now=now, kreis=kreis, **values)
    mail = command.email.lower()
    if not people.insert_person(connection, person_id=new_id(), account_id=account_id, mail=mail, regions=[]):
        store.delete(connection, account_id)


def get_company(command: GetCompany, *, database: Database) -> Company:
    """The caller's registration.

    Raises:
        CompanyNotFound: its key was made by an operator.
    """
    with database.transaction() as connection:
        return _known(store.find(connection, command.principal.account_id))


def list_companies(command: ListCompanies, *, database: Database, clock: Clock) -> CompanyList:
    """Those of the caller's region in a state."""
    with database.transaction() as connection:
        rows = store.list_of(connection, _regions(command.principal), command.state, command.limit)
    late = rules.working_days_before(clock())
    count = sum(row["confirmed_at"] <= late for row in rows) if command.state == "waiting" else 0
    return CompanyList(items=tuple(Company.received(row) for row in rows), late=count)


def decide_company(command: DecideCompany, *, database: Database, clock: Clock, pages_url: str) -> Company:
    """Release, refuse, or let wait again; the company is told by mail, vacancies by event.

    Raises:
        CompanyNotFound: no confirmed company of this region.
        ReasonMissing: a refusal without a reason.
    """
    if command.decision == "refused" and len(command.reason) < 3:
        raise ReasonMissing()
    who, now = command.principal, clock()
    with database.transaction() as connection:
        company = _known(store.find(connection, command.account_id, lock=True))
        if company.state == "unconfirmed" or not _within(_regions(who), company):
            raise CompanyNotFound()
        if company.state != command.decision:
            reason = command.reason if command.decision == "refused" else None
            values = {"state": command.decision, "reason": reason, "by": who.account_id, "now": now}
            revision = store.decide(connection, company.account_id, **values)
            _tell(connection, company, command, revision, now, pages_url)
            what = ("company.release", command.decision, "company", company.account_id)
            acts.note(connection, Act.by(who, *what, kreis=company.kreis))
        return _known(store.find(connection, command.account_id))


def remind(*, database: Database, clock: Clock, pages_url: str) -> int:
    """Remind coordinators of companies that wait for two working days, once each; how many companies."""
    now = clock()
    with database.transaction() as connection:
        late = store.remind_of(connection, before=rules.working_days_before(now), now=now)
        for company in late:
            for email in store.coordinators_of(connection, company["kreis"]):
                mailing.add(
                    connection,
                    "company_waits",
                    to=email,
                    now=now,
                    name=company["name"],
                    postal_code=company["postal_code"],
                    link=f"{pages_url}/region/betriebe",
                )
    return len(late)


def forget(*, database: Database, clock: Clock) -> int:
    """Delete what nobody confirmed within a week, and refusals after a year; how many."""
    now = clock()
    with database.transaction() as connection:
        gone = store.forget(connection, unconfirmed_before=now - UNCONFIRMED_KEPT, refused_before=now - REFUSED_KEPT)
        for row in gone:
            closed = AccountClosed(account_id=row["id"], revision=row["revision"] + 1)
            outbox.add(connection, [new_event("accounts", "account.closed", str(row["id"]), closed)])
    return len(gone)


def _tell(
    connection: Connection, company: Company, command: DecideCompany, revision: int, now: datetime, pages_url: str
) -> None:
    account_id, data = company.account_id, {"account_id": company.account_id, "revision": revision}
    if command.decision == "released":
        event = new_event("accounts", "account.released", str(account_id), AccountReleased(**data))
        outbox.add(connection, [event])
    elif company.state == "released":
        outbox.add(connection, [new_event("accounts", "account.closed", str(account_id), AccountClosed(**data))])
    if command.decision != "waiting":
        to, link, name = company.email, f"{pages_url}/betrieb", company.name
        mailing.add(
            connection, f"company_{command.decision}", to=to, now=now, link=link, name=name, reason=command.reason
        )


def kreis_of(command: RegisterCompany) -> str:
    """Where the company is, once the form is right.

    Raises:
        FieldsInvalid: as register_company.
    """
    area = postal_code(command.postal_code)
    errors: list[FieldError] = []
    if area is None:
        message = "Diese Postleitzahl kennen wir nicht."
        errors.append(FieldError(field="postal_code", code="postal_code_unknown", message=message))
    if unclear := rules.recognisable(command.email, command.chamber_number):
        errors.append(unclear)
    if errors or area is None:
        raise FieldsInvalid(errors=tuple(errors))
    return area.kreis


def _regions(principal: Principal) -> list[str] | None:
    """Keys of Kreise (or Länder, their first two digits); None: everywhere."""
    return list(principal.regions) if principal.kind == "coordinator" else None


def _within(regions: list[str] | None, company: Company) -> bool:
    return regions is None or company.kreis.startswith(tuple(regions))


def _known(company: Any) -> Company:
    if company is None:
        raise CompanyNotFound()
    return company  # type: ignore[no-any-return]
