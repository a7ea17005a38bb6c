"""Answers of accounts that may be a refusal."""

from collections.abc import Callable
from typing import TypeVar

from shared.contracts.calls import Authenticate, Principal
from shared.contracts.problems import RemoteProblem
from shared.runtime.calls import Caller

T = TypeVar("T")


def unless(code: str, ask: Callable[[], T]) -> T | None:
    """The answer, or None when it is refused with that code."""
    try:
        return ask()
    except RemoteProblem as problem:
        assert problem.body.code == code
        return None


def whose(caller: Caller, key: str | None) -> Principal | None:
    """Who signs in by a key or session, or None when it has ended."""
    return unless("key_unknown", lambda: caller.call("authenticate", Authenticate(key=str(key)), Principal))
