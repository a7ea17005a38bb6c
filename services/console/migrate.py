"""Schemas, roles and migrations: plain SQL, in order, once each, under a lock."""

from pathlib import Path

import psycopg
from psycopg import sql

from shared.runtime.secrets import Secret
from shared.runtime.settings import Settings, read

SERVICES = ("gateway", "accounts", "vacancies", "candidates", "search", "matching")
AUDIT = "audit"
"""The schema of the audit log: no service's, written by all (docs/adr/0044)."""
ROOT = Path(__file__).resolve().parents[2]
COMMON = ROOT / "shared" / "outbox" / "migrations"
_LOCK = 727_401  # any number, the same for everyone who migrates


class Passwords(Settings):
    """Of the services' roles."""

    hv_db_password_gateway: Secret
    hv_db_password_accounts: Secret
    hv_db_password_vacancies: Secret
    hv_db_password_candidates: Secret
    hv_db_password_search: Secret
    hv_db_password_matching: Secret


def role_of(service: str) -> str:
    """Name of a service's database role."""
    return f"hv_{service}"


def password_variable(service: str) -> str:
    """Name of the environment variable with the password of a service's role."""
    return f"HV_DB_PASSWORD_{service.upper()}"


def migrate(database_url: str, services: tuple[str, ...] = SERVICES) -> list[str]:
    """Bring every schema up to date as a superuser; the names of the migrations that ran.

    Raises:
        SystemExit: the password of a role is not given, or bad; or a migration says what must be done first.
        psycopg.Error: a migration failed; its transaction is rolled back, earlier ones stay.
    """
    ran = []
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        _close_public(connection)
        ran += _bring_up(connection, AUDIT)
        for service in services:
            _ensure_role(connection, service)
            ran += _bring_up(connection, service)
            _grant(connection, service)
            _grant_audit(connection, service)
    return ran


def _bring_up(connection: psycopg.Connection, schema: str) -> list[str]:
    _ensure_schema(connection, schema)
    return [f"{schema}/{path.name}" for path in _files(schema) if _apply(connection, schema, path)]


def _files(schema: str) -> list[Path]:
    if schema == AUDIT:
        return sorted((ROOT / "services" / "console" / AUDIT / "migrations").glob("*.sql"))
    own = ROOT / "services" / schema / "migrations"
    return sorted(COMMON.glob("*.sql")) + sorted(own.glob("*.sql"))


def _close_public(connection: psycopg.Connection) -> None:
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    name = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))


def _ensure_role(connection: psycopg.Connection, service: str) -> None:
    role = sql.Identifier(role_of(service))
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role_of(service),)).fetchone()
    verb = sql.SQL("ALTER" if found else "CREATE")
    password = sql.Literal(getattr(read(Passwords), password_variable(service).lower()))
    connection.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, role, password))
    name = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, role))


def _ensure_schema(connection: psycopg.Connection, service: str) -> None:
    schema = sql.Identifier(service)
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
    connection.execute(
        sql.SQL(
            "CREATE TABLE IF NOT EXISTS {}.migrations (name text PRIMARY KEY, at timestamptz DEFAULT now())"
        ).format(schema)
    )


def _apply(connection: psycopg.Connection, service: str, path: Path) -> bool:
    """Run one file inside a transaction with the schema as search_path, unless it ran before."""
    origin = "outbox" if path.parent == COMMON else service
    with connection.transaction():
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(service)))
        claimed = connection.execute(
            "INSERT INTO migrations (name) VALUES (%s) ON CONFLICT DO NOTHING RETURNING 1",
            (f"{origin}/{path.name}",),
        ).fetchone()
        if claimed:
            _run(connection, path)
    return claimed is not None


def _run(connection: psycopg.Connection, path: Path) -> None:
    try:
        connection.execute(path.read_text(encoding="utf-8").encode())
    except psycopg.errors.RaiseException as refused:  # its own words: what is to be done first
        raise SystemExit(f"{refused.diag.message_primary}\n{refused.diag.message_hint}") from None


def _grant(connection: psycopg.Connection, service: str) -> None:
    schema, role = sql.Identifier(service), sql.Identifier(role_of(service))
    for statement in (
        "GRANT USAGE ON SCHEMA {} TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA {} TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {} TO {}",
    ):
        connection.execute(sql.SQL(statement).format(schema, role))
    connection.execute(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {}.migrations FROM {}").format(schema, role))


def _grant_audit(connection: psycopg.Connection, service: str) -> None:
    """Every role appends, neither time nor number; accounts reads, and deletes what the table's policy lets it."""
    role = sql.Identifier(role_of(service))
    columns = 'account, actor, role, "right", action, kind, subject, kreis, outcome, count'
    more = ("GRANT SELECT, DELETE ON audit.acts TO {}",) if service == "accounts" else ()
    for statement in ("GRANT USAGE ON SCHEMA audit TO {}", f"GRANT INSERT ({columns}) ON audit.acts TO {{}}", *more):
        connection.execute(sql.SQL(statement).format(role))
