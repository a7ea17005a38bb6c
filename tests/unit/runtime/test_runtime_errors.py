"""Which errors are worth trying again."""

import elastic_transport
import elasticsearch
import psycopg
import pytest
from amqp.exceptions import ConnectionForced
from psycopg_pool import PoolTimeout
from pydantic import ValidationError

from shared.contracts.events import CandidateItem
from shared.runtime.errors import Passing, is_passing, reason_of


def answered(status: int) -> elasticsearch.ApiError:
    meta = elastic_transport.ApiResponseMeta(
        status, "1.1", elastic_transport.HttpHeaders(), 0.0, elastic_transport.NodeConfig("http", "localhost", 9200)
    )
    return elasticsearch.ApiError("refused", meta, {})


@pytest.mark.parametrize(
    "error",
    [
        Passing("later"),
        psycopg.OperationalError("away"),
        psycopg.errors.SerializationFailure("again"),
        psycopg.errors.AdminShutdown("restart"),
        psycopg.InterfaceError("closed"),
        PoolTimeout("all busy"),
        elastic_transport.ConnectionError("away"),
        elastic_transport.ConnectionTimeout("slow"),
        ConnectionForced("restart"),
        ConnectionRefusedError(),
        TimeoutError(),
        *map(answered, (429, 502, 503, 504)),
        answered(200),  # its head was cut off, so that the client does not take it for Elasticsearch's
        elastic_transport.SerializationError("half an answer"),
    ],
    ids=repr,
)
def test_a_server_that_is_away_or_busy_comes_back(error: Exception) -> None:
    assert is_passing(error)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("bad data"),
        KeyError("missing"),
        psycopg.errors.UniqueViolation("twice"),
        psycopg.errors.UndefinedTable("no such table"),
        FileNotFoundError(),
        *map(answered, (400, 404, 409)),
    ],
    ids=repr,
)
def test_a_defect_stays_a_defect(error: Exception) -> None:
    assert not is_passing(error)


def test_a_reason_names_the_kind_and_the_place_but_never_the_value() -> None:
    with pytest.raises(ValidationError) as refused:
        CandidateItem.model_validate({"kind": "erased", "leaver_id": "Aylin Beispiel", "revision": 1})
    assert reason_of(refused.value) == "ValidationError: leaver_id: uuid_parsing"
    assert reason_of(ValueError("no such thing")) == "ValueError: no such thing"
