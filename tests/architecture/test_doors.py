"""Who may touch what: nameko, the database, the search index, the environment, names of queues."""

import ast
import re

from source_tree import Module, modules, offences

OURS = modules("services", "shared")
SQL = re.compile(
    r"\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE|ALTER|DROP|GRANT|REVOKE|LISTEN|WITH \w+ AS)\b"
)

NAMEKO = re.compile(r"services/\w+/(service|providers)\.py|shared/(messaging|runtime)/\w+\.py")
DATABASE = re.compile(
    r"services/\w+/store\.py"
    r"|services/accounts/(mailing|people)/store\.py"  # mails that wait; who signs in by one
    r"|services/candidates/erasures\.py"  # how far erasures are
    r"|services/matching/arrays\.py"  # arrays as PostgreSQL reads them
    r"|services/matching/exposure/store\.py"  # who is shown what
    r"|services/matching/rounds/store\.py"  # whole markets in and out, by COPY
    r"|services/accounts/companies/store\.py"  # companies that register themselves
    r"|services/vacancies/reports/store\.py"  # what people report
    r"|services/vacancies/idempotency\.py"  # claims a key inside the transaction that makes the vacancy
    r"|services/console/(migrate|counts|commands/(trace|doctor))\.py"  # the operator's view across all schemas
    r"|shared/outbox/(acts|outbox|inbox|relay)\.py"
    r"|shared/runtime/(database|errors)\.py"
    r"|shared/testing/servers\.py"
)
ENVIRONMENT = re.compile(
    r".*/settings\.py"
    r"|shared/runtime/green\.py"  # must be set before psycopg is imported
    r"|shared/testing/\w+\.py"
)


def uses(module: Module, *packages: str) -> set[str]:
    """What a module imports of these packages."""
    return {name for name in module.imports if name.split(".")[0] in packages}


def outside(allowed: re.Pattern[str]) -> list[Module]:
    """Our modules to which an allowance does not apply."""
    return [module for module in OURS if not allowed.fullmatch(module.path.as_posix())]


def named(name: str) -> list[Module]:
    """Our modules of a file name."""
    return [module for module in OURS if module.path.name == name]


def test_leaving_nameko_would_cost_few_files() -> None:
    assert offences(lambda module: uses(module, "nameko", "eventlet"), outside(NAMEKO)) == {}


def test_sql_has_one_door_a_service() -> None:
    assert offences(lambda module: uses(module, "psycopg", "psycopg_pool"), outside(DATABASE)) == {}
    assert offences(lambda module: [text for text in module.texts if SQL.match(text)], outside(DATABASE)) == {}


def test_settings_are_read_in_one_place() -> None:
    def reads(module: Module) -> set[str]:
        used = {ast.unparse(node) for node in module.nodes if isinstance(node, ast.Attribute)}
        taken = {ast.unparse(node) for node in module.nodes if isinstance(node, ast.ImportFrom) and node.module == "os"}
        return {name for name in used | taken if re.search(r"^(os\.|from os ).*(environ|getenv|putenv)", name)}

    assert offences(reads, outside(ENVIRONMENT)) == {}


def test_the_index_is_written_by_whole_documents_only() -> None:
    """An `_update` raises the version, and a later genuine revision would look stale."""

    def updates(module: Module) -> list[object]:
        calls = [call for name, call in module.calls if name == "update"]
        by_call = [call.lineno for call in calls if any(keyword.arg == "index" for keyword in call.keywords)]
        pairs = [n for d in module.nodes if isinstance(d, ast.Dict) for n in zip(d.keys, d.values, strict=True) if n[0]]
        in_bulk = [ast.unparse(k) for k, v in pairs if (ast.unparse(k), ast.unparse(v)) == ("'_op_type'", "'update'")]
        by_query = [name for name, _ in module.calls if name == "update_by_query"]
        return [*by_call, *in_bulk, *by_query, *(text for text in module.texts if "/_update" in text)]

    assert offences(updates, OURS) == {}


def test_only_search_writes_the_index() -> None:
    writing = {"bulk", "streaming_bulk", "parallel_bulk", "index", "delete_by_query", "put_mapping", "reindex"}
    others = [m for m in modules("services") if m.path.parts[1] != "search" and uses(m, "elasticsearch")]
    assert offences(lambda module: [name for name, _ in module.calls if name in writing], others) == {}


def test_names_of_queues_are_in_the_topology_alone() -> None:
    others = outside(re.compile(r"shared/messaging/topology\.py"))
    assert offences(lambda module: [text for text in module.texts if re.match(r"hv\.[a-z]", text)], others) == {}


def test_handlers_never_publish() -> None:
    """What they want to say goes through the outbox, in the transaction of the state."""
    publishing = ("shared.messaging.publisher", "kombu", "amqp")
    assert offences(lambda m: [name for name in m.imports if name.startswith(publishing)], named("handlers.py")) == {}


def test_rules_know_nobody() -> None:
    foreign = ("httpx", "psycopg", "kombu", "elasticsearch", "nameko", "eventlet", "structlog")
    allowed = ("shared.contracts", "shared.reference")
    assert offences(lambda module: uses(module, *foreign), named("domain.py")) == {}
    assert offences(lambda m: [n for n in uses(m, "shared") if not n.startswith(allowed)], named("domain.py")) == {}


def test_entry_points_only_translate() -> None:
    """At most two statements beside the docstring."""

    def long(module: Module) -> list[str]:
        return [f.name for f in module.functions if len(f.body) - (ast.get_docstring(f) is not None) > 2]

    assert offences(long, named("service.py")) == {}


def test_only_the_kernel_is_compiled() -> None:
    """docs/adr/0022: the kernel knows arrays; the rest of matching knows no compiler."""
    kernel = re.compile(r"services/matching/kernel/\w+\.py")
    assert offences(lambda module: uses(module, "numba"), outside(kernel)) == {}
    ours = [module for module in OURS if kernel.fullmatch(module.path.as_posix())]
    others = ("services.matching.kernel", "numpy", "numba")
    foreign = ("services", "shared", "pydantic")
    assert offences(lambda m: [n for n in uses(m, *foreign) if not n.startswith(others)], ours) == {}
