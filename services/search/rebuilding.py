"""Rebuilding an index as work in the background, whose progress any instance can tell."""

from collections.abc import Callable
from contextlib import closing
from uuid import UUID

import structlog
from elasticsearch import Elasticsearch

from services.search import store
from services.search.errors import RebuildRunning, RebuildUnknown
from services.search.index import dated
from services.search.index.prepare import aliases
from services.search.index.rebuild import Rebuild
from services.search.store import KINDS, Kind
from shared.contracts.calls import FollowRebuild, RebuildState, StartRebuild
from shared.contracts.problems import Problem
from shared.runtime.database import Connection, Database
from shared.runtime.errors import reason_of

log = structlog.get_logger()
ENDED = ("done", "failed")
FINISHED_BY_ANYONE = "flip"
"""The alias has moved or is about to: whoever looks next makes the last pass (`finish_interrupted`)."""
INTERRUPTED = (
    "Der Neuaufbau wurde abgebrochen. Der Index, in dem gesucht wird, ist unberührt; bitte noch einmal starten."
)


def start(
    command: StartRebuild,
    *,
    database: Database,
    client: Elasticsearch,
    prefix: str,
    new_id: Callable[[], UUID],
    spawn: Callable[[Callable[[], None]], None],
) -> RebuildState:
    """Begin, in a thread of its own; its connection holds the claim.

    Raises:
        RebuildRunning: another rebuild of this kind is not done yet.
    """
    connection = database.dedicated()
    if not store.lock_rebuild(connection, command.kind):
        connection.close()
        raise RebuildRunning()
    state = RebuildState(id=new_id(), kind=command.kind, phase="copy")
    store.note_rebuild(connection, state)
    rebuild = Rebuild(command, state, aliases(prefix).of(command.kind), connection, client)
    spawn(lambda: _run(rebuild, connection))
    return state


def _run(rebuild: Rebuild, connection: Connection) -> None:
    with closing(connection):
        try:
            rebuild.run()
        except Problem as refused:
            rebuild.discard()
            rebuild.note(phase="failed", problem=refused.body.detail)
        except Exception as error:
            log.error("rebuild failed", exc_info=error)
            rebuild.note(phase="failed", problem=f"Der Neuaufbau ist gescheitert: {reason_of(error)}")


def follow(command: FollowRebuild, *, database: Database) -> RebuildState:
    """How far the latest rebuild is. One whose claim is gone before its flip was interrupted.

    Raises:
        RebuildUnknown: there was none.
    """
    with database.transaction() as connection:
        runs = store.rebuild_runs(connection, command.kind)  # asked first: it may end between the two questions
        state = store.find_rebuild(connection, command.kind)
    if state is None:
        raise RebuildUnknown()
    if runs or state.phase in (*ENDED, FINISHED_BY_ANYONE):
        return state
    return state.model_copy(update={"phase": "failed", "problem": INTERRUPTED})


def finish_interrupted(*, database: Database, client: Elasticsearch, prefix: str) -> list[Kind]:
    """Rebuilds that were killed between their flip and their last pass: do that pass; of which kinds there was one."""
    return [kind for kind in KINDS if _finish_interrupted(kind, database, client, prefix)]


def _finish_interrupted(kind: Kind, database: Database, client: Elasticsearch, prefix: str) -> bool:
    alias = aliases(prefix).of(kind)
    with database.transaction() as connection:
        state = store.find_rebuild(connection, kind)
    if state is None or state.phase != FINISHED_BY_ANYONE:
        return False
    with closing(database.dedicated()) as connection:
        if not store.lock_rebuild(connection, kind) or store.find_rebuild(connection, kind) != state:
            return False
        rebuild = Rebuild(StartRebuild(kind=kind), state, alias, connection, client)
        rebuild.follow_up()
        flipped = state.index in dated.behind(client, alias)
        rebuild.note(phase="done") if flipped else rebuild.note(phase="failed", problem=INTERRUPTED)
    return True
