"""The few ways in which an act can be refused; each carries a sentence for the person."""

from collections.abc import Sequence


class DomainError(Exception):
    """Something that a person asked for and cannot have; `str()` says what happened and what to do."""

    status = 400

    def __init__(self, message: object, *, field: str | None = None, helpers: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.helpers = tuple(helpers)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """Not there, or not this asker's to see: the two cannot be told apart (domain 7.7)."""

    status = 404

    def __init__(self, message: object = "") -> None:
        super().__init__(message)


class Refused(DomainError):
    """Seen, but not allowed; `helpers` names who can help (domain 2)."""

    status = 403

    @property
    def reason(self) -> str:
        """The sentence without the names of who can help, as it is kept in the trail."""
        return str(self).removesuffix(f": {', '.join(self.helpers)}.") if self.helpers else str(self)


class Invalid(DomainError):
    """The input cannot be used as it is; `field` names where."""

    status = 400


class Conflict(DomainError):
    """Somebody or something was first: the thing is no longer in the state this act starts from."""

    status = 409
