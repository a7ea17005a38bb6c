"""The bare reference of an import: the same rows by COPY, the same documents by bulk, nothing else."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import psycopg
from elasticsearch import Elasticsearch, helpers

from bench import system

CHUNK = 500
PAGE = 1000


def documents(client: Elasticsearch, alias: str) -> list[dict[str, Any]]:
    """Every document of an index as it is there."""
    return [hit["_source"] for hit in helpers.scan(client, index=alias, size=PAGE)]


def bulk(client: Elasticsearch, alias: str, found: Sequence[dict[str, Any]]) -> float:
    """Seconds to index the documents into an empty index of the same form, until a search sees them."""
    name = f"bare-{uuid4().hex[:8]}"
    living = next(iter(client.indices.get(index=alias).body.values()))
    settings = {key: living["settings"]["index"][key] for key in ("number_of_shards", "refresh_interval", "analysis")}
    client.indices.create(index=name, mappings=living["mappings"], settings=settings)
    try:
        return system.timed(lambda: _index(client, name, found))
    finally:
        client.indices.delete(index=name)


def _index(client: Elasticsearch, name: str, found: Sequence[dict[str, Any]]) -> None:
    actions = ({"_op_type": "index", "_index": name, "_id": one["id"], "_source": one} for one in found)
    for _ in helpers.streaming_bulk(client, actions, chunk_size=CHUNK):
        pass
    client.indices.refresh(index=name)


def copy(url: str, rows: Sequence[dict[str, Any]]) -> float:
    """Seconds to copy the rows as JSON into a plain table and commit."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TEMP TABLE bare (key text PRIMARY KEY, body jsonb)")

        def work() -> None:
            with connection.cursor().copy("COPY bare (key, body) FROM STDIN") as pipe:
                for row in rows:
                    pipe.write_row((row["row_key"], json.dumps(row, ensure_ascii=False)))
            connection.commit()

        return system.timed(work)
