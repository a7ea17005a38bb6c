"""Who may do what: one table of right (resource.action), role and reach (docs/adr/0031, docs/permissions.md).

Every route of the gateway names its right by `may(…)`, every call of a service by `@call(Model, …)`; a test fails for
one that does not. A role without a line may do nothing, everybody may do what a visitor may. `own` and `region` are
kept by the service that owns the data: what is somebody else's does not exist for the caller (404). `mandate` is the
companies that have given one: accounts answers with the company as the one who calls (docs/adr/0048).
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeVar

from shared.contracts.problems import Problem

Role = Literal[
    "visitor", "leaver", "parent", "company", "clerk", "school", "mentor", "coordinator", "importer", "operator",
    "authority", "job_centre", "vocational_school",
]  # fmt: skip
"""The last three are partners of an alliance with a line of their own: the education authority sees counts only, the
job centre no pupils, the vocational school offers school-based places."""
Reach = Literal["own", "mandate", "region", "any"]
T = TypeVar("T")


class Right(NamedTuple):
    """One line: what it is, in a sentence, and which role reaches how far."""

    what: str
    reach: Mapping[Role, Reach]


_STAFF: tuple[Role, ...] = (
    "company", "clerk", "school", "mentor", "coordinator", "importer", "authority", "job_centre", "vocational_school",
)  # fmt: skip
"""Who signs in at the pages of companies, schools and regions."""

RIGHTS: Mapping[str, Right] = {
    "public.read": Right("Pages for everyone, probes, documents, style sheets.", {"visitor": "any"}),
    "search.use": Right("Search, occupations, suggestions.", {"visitor": "any"}),
    "vacancy.read": Right("A published vacancy; drafts only its owner.", {"visitor": "any"}),
    "vacancy.write": Right(
        "Post, change, close, list vacancies; a vocational school school-based ones.",
        {"company": "own", "clerk": "mandate", "importer": "own", "vocational_school": "own"},
    ),
    "mandate.ask": Right("Ask a company for its mandate.", {"clerk": "own"}),
    "mandate.give": Right("Give a mandate, or give it again.", {"company": "own"}),
    "mandate.end": Right("Mandates: list, refuse, end.", {"clerk": "own", "company": "own"}),
    "mandate.answer": Right("Read what the link of a mail asks for; say yes or no.", {"visitor": "any"}),
    "company.register": Right("Register a company; use the link of the mail.", {"visitor": "any"}),
    "company.release": Right(
        "Companies that wait: read, release, refuse, undo.", {"coordinator": "region", "importer": "any"}
    ),
    "vacancy.report": Right("Say that something is wrong with a vacancy; look up the answer.", {"visitor": "any"}),
    "report.decide": Right(
        "Reports about vacancies: read, answer, stop a vacancy, undo.", {"coordinator": "region", "importer": "any"}
    ),
    "match.preview": Right("Matches for a profile that is not stored.", {"visitor": "any"}),
    "match.read": Right("The stored list of a leaver. No role but the leaver's has it.", {"leaver": "own"}),
    "cohort.push": Right("Check and push a cohort, read its report.", {"school": "own"}),
    "code.issue": Right("Letters with claim codes.", {"school": "own"}),
    "claim.use": Right("Turn a claim code into a session.", {"visitor": "any"}),
    "session.open": Right("Sign in: a link by mail, a key; who a key or session belongs to.", {"visitor": "any"}),
    "session.close": Right("Sign out.", {"visitor": "any"}),
    "session.manage": Right("See where one is signed in, and end it.", dict.fromkeys(("leaver", *_STAFF), "own")),
    "market.unseen": Right(
        "Places in nobody's list, occupations nobody wishes for; counts, no person.",
        {"importer": "any", "coordinator": "region", "authority": "region", "job_centre": "region"},
    ),
    "act.read": Right(
        "The audit log: who released, refused, answered, changed what and when; no content.",
        {"coordinator": "region", "operator": "any"},
    ),
    "key.create": Right("Make API keys and let people sign in, by hand.", {"operator": "any"}),
    "key.manage": Right("A school's own API keys: see, make, replace, end; signed in by mail.", {"school": "own"}),
    "leaver.erase": Right(
        "Erase a leaver everywhere: oneself, a row of the school's list, or on the command line.",
        {"leaver": "own", "school": "own", "operator": "any"},
    ),
    "erasure.follow": Right("How far an erasure is, for whoever has its receipt.", {"visitor": "any"}),
    "data.read": Right("Everything held about oneself.", {"leaver": "own"}),
    "letter.decline": Right("Say no with the letter's second code.", {"visitor": "any"}),
    "device.move": Right("Show a code for another device.", {"leaver": "own"}),
    "consent.give": Right("Agree, take back, say what one likes.", {"leaver": "own"}),
    "consent.parent": Right("Agree as a parent, with the code the child shows.", {"visitor": "any"}),
    "retention.run": Right("Delete or count what is past its time, apply erasures again.", {"operator": "any"}),
    "index.maintain": Right("Migrate, rebuild, compare, resync what is stored; make all lists.", {"operator": "any"}),
    "occupation.learn": Right("Read what was asked in vain, accept names.", {"operator": "any"}),
}


class NotPermitted(Problem):
    """This role may not do that."""

    kind = "forbidden"
    code = "role_not_permitted"
    german = "Mit dieser Anmeldung geht das nicht."


class OtherSeason(Problem):
    """This key is for another season."""

    kind = "forbidden"
    code = "season_not_of_key"
    german = "Dieser Schlüssel gilt nur für den Jahrgang, für den er angelegt wurde."


def may(role: Role, right: str) -> bool:
    """Whether a role has a right, however far it reaches."""
    reach = RIGHTS[right].reach
    return role in reach or "visitor" in reach


def permitted(request: T, right: str) -> T:
    """The request, unless the principal it carries may not make it.

    Raises:
        NotPermitted: the principal's role has no line in the table.
        OtherSeason: it is a key for one season, and the request is about another.
    """
    principal: Any = getattr(request, "principal", None)
    if principal is not None and not may(principal.kind, right):
        raise NotPermitted()
    scope = getattr(principal, "season", None)
    if scope is not None and getattr(request, "season", scope) != scope:
        raise OtherSeason()
    return request
