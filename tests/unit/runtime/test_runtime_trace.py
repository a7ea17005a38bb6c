"""One trace from the edge to the index, and never a malformed one."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.runtime import trace

GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
FORM = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def test_a_given_trace_is_continued_and_left_again() -> None:
    assert trace.current() is None
    with trace.traced(GIVEN) as value:
        assert value == trace.current() == GIVEN
    assert trace.current() is None


@pytest.mark.parametrize("malformed", [None, "", "x", GIVEN.upper(), GIVEN + "\n", GIVEN + "-more", "00-0-0-00"])
def test_what_is_no_trace_gives_a_new_one(malformed: str | None) -> None:
    with trace.traced(malformed) as value:
        assert FORM.fullmatch(value)
        assert value != malformed


def test_traces_nest_and_end_with_an_error() -> None:
    with trace.traced(GIVEN):
        with pytest.raises(ZeroDivisionError), trace.traced(None):
            raise ZeroDivisionError
        assert trace.current() == GIVEN


def test_a_worker_that_resumes_a_trace_keeps_it_to_itself() -> None:
    def work() -> str | None:
        trace.resume(GIVEN)
        return trace.current()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result() == GIVEN
    assert trace.current() is None
