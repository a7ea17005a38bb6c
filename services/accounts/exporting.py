"""Everything held here about a leaver, for the leaver (Art. 15 and 20)."""

from services.accounts import store
from shared.contracts.calls import ExportAccounts, Exported
from shared.runtime.database import Database


def export(query: ExportAccounts, *, database: Database) -> Exported:
    """Rows by table; which columns stay out, and why, is said in privacy.toml."""
    with database.transaction() as connection:
        return Exported(tables=store.export_leaver(connection, query.leaver_id))
