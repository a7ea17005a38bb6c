"""The base of all contracts: frozen, strict when writing."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """A frozen message. Unknown fields are an error when we write and are ignored when we read (`received`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def received(cls, raw: Any) -> Self:
        """The model from a decoded body of another service; fields it does not know are ignored."""
        return cls.model_validate(raw, extra="ignore")

    @classmethod
    def received_json(cls, raw: bytes | str) -> Self:
        """The model from an undecoded body of another service; fields it does not know are ignored."""
        return cls.model_validate_json(raw, extra="ignore")

    def wire(self) -> dict[str, Any]:
        """JSON-ready: dates as RFC 3339 text, UUIDs as text."""
        return self.model_dump(mode="json")


class Repeatable(Contract):
    """A call that may be sent again when its answer is lost: it only reads, or twice is the same as once."""
