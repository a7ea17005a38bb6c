"""What the check of one vacancy finds: errors that refuse it and warnings that travel with its acceptance."""

from dataclasses import dataclass, field

from shared.contracts.problems import FieldError, FieldsInvalid
from shared.contracts.vacancy import Warning


@dataclass
class Findings:
    """Collected while checking, so that a sender learns everything at once."""

    errors: list[FieldError] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    def refuse(self, field_name: str, code: str, message: str) -> None:
        """Note an error."""
        self.errors.append(FieldError(field=field_name, code=code, message=message))

    def warn(self, field_name: str, code: str, message: str) -> None:
        """Note a warning."""
        self.warnings.append(Warning(field=field_name, code=code, message=message))

    def raise_if_any(self) -> None:
        """Refuse the vacancy when there is an error.

        Raises:
            FieldsInvalid: with all errors.
        """
        if self.errors:
            raise FieldsInvalid(errors=tuple(self.errors))
