"""The life of an index: built under an alias of its own, swapped in at one stroke, kept once as the one before."""

from collections.abc import Iterator

from elasticsearch import Elasticsearch

from services.search.index.mappings import MAPPINGS
from services.search.index.prepare import REFRESH_INTERVAL, SETTINGS, today
from shared.contracts.calls import DocumentKind

BULK_REFRESH_INTERVAL = "1s"


def building(alias: str) -> str:
    """The alias of the index that is to follow. What has it when nobody builds was left by an interruption."""
    return f"{alias}-building"


def begin(client: Elasticsearch, alias: str, kind: DocumentKind) -> str:
    """A new empty index with today's mapping, not yet behind the alias; what an interruption left is deleted."""
    discard(client, alias)
    name = next(name for name in _names(alias) if not client.indices.exists(index=name))
    client.indices.create(
        index=name,
        settings={**SETTINGS, "refresh_interval": BULK_REFRESH_INTERVAL},
        mappings=MAPPINGS[kind],
        aliases={building(alias): {"is_write_index": True}},
    )
    return name


def discard(client: Elasticsearch, alias: str) -> None:
    """Delete what is being built, or was."""
    for name in behind(client, building(alias)):
        client.indices.delete(index=name)


def settle(client: Elasticsearch, name: str) -> int:
    """The normal refresh interval again; how many documents a search would find."""
    client.indices.put_settings(index=name, settings={"refresh_interval": REFRESH_INTERVAL})
    client.indices.refresh(index=name)
    return count(client, name)


def flip(client: Elasticsearch, alias: str, name: str) -> list[str]:
    """Put the new index behind the alias in place of those there were, in one step; their names."""
    before = behind(client, alias)
    client.indices.update_aliases(
        actions=[
            *({"remove": {"index": old, "alias": alias}} for old in before),
            {"remove": {"index": name, "alias": building(alias)}},
            {"add": {"index": name, "alias": alias, "is_write_index": True}},
        ]
    )
    return before


def prune(client: Elasticsearch, alias: str, keep: list[str]) -> list[str]:
    """Delete the indices of earlier rebuilds but those to keep; their names."""
    gone = sorted(name for name in client.indices.get_alias(index=f"{alias}-*") if name not in keep)
    for name in gone:
        client.indices.delete(index=name)
    return gone


def behind(client: Elasticsearch, alias: str) -> list[str]:
    """The indices behind an alias; none when it does not exist."""
    return sorted(client.indices.get_alias(name=alias)) if client.indices.exists_alias(name=alias) else []


def count(client: Elasticsearch, index: str) -> int:
    """Documents a search would find; 0 when there is no such index."""
    return int(client.count(index=index, ignore_unavailable=True)["count"])


def _names(alias: str) -> Iterator[str]:
    first = f"{alias}-{today()}"
    yield first
    number = 2
    while True:
        yield f"{first}-{number}"
        number += 1
