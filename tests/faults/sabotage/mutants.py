"""Sabotage: a promise taken out of a copy of the source, by exact replacement. The tree itself has no mutants."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from shared.testing.servers import ROOT

_SOURCES = ("services", "shared")


@dataclass(frozen=True)
class Mutant:
    """`before` must be in the file exactly once, so that a mutant cannot silently become the original."""

    name: str
    file: str
    before: str
    after: str

    def planted(self, folder: Path) -> Path:
        """A copy of the source with the mutant in it, for a service process to run from."""
        for source in _SOURCES:
            shutil.copytree(ROOT / source, folder / source)
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        assert text.count(self.before) == 1, f"{self.name}: {self.file} no longer has what it replaces"
        path.write_text(text.replace(self.before, self.after), encoding="utf-8")
        return folder


NO_INBOX = Mutant(
    "no inbox",
    "shared/outbox/inbox.py",
    "return connection.execute(_CLAIM, (consumer, event.id, event.subject)).fetchone() is not None",
    "return True",
)
NO_MANDATORY = Mutant(
    "publishing without mandatory",
    "shared/messaging/publisher.py",
    '"mandatory": message.mandatory}',
    '"mandatory": False}',
)
ID_GREATER_THAN_LAST = Mutant(
    "polling by id > last",
    "shared/outbox/relay.py",
    "            rows = connection.execute(_TAKE, (BATCH_ROWS,)).fetchall()\n",
    '            past = _TAKE.replace("published_at IS NULL", f"seq > {getattr(self, \'_last\', 0)}")\n'
    "            rows = connection.execute(past, (BATCH_ROWS,)).fetchall()\n"
    '            self._last = max([row["seq"] for row in rows], default=getattr(self, "_last", 0))\n',
)
ACK_BEFORE_COMMIT = Mutant(
    "ack before commit",
    "shared/messaging/consumer.py",
    "        self.queue_consumer.unsettled += 1\n        if _is_push(body):\n",
    "        message.ack()\n"
    "        message.ack = lambda: None\n"
    "        self.queue_consumer.unsettled += 1\n"
    "        if _is_push(body):\n",
)
EXTERNAL = Mutant(
    "external instead of external_gte",
    "services/search/index/writer.py",
    '"version_type": "external_gte"',
    '"version_type": "external"',
)
