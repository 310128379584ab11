"""A register that gives no answer: what happened and what to do now, in words for people."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kantoor.kernel.errors import DomainError
from kantoor.kernel.wording import Words


class RegisterUnavailable(DomainError):
    """No usable answer: too slow, out of reach, in error or not understood. Why is in the log."""

    status = 503
    sentence: Words = _(
        "{register} gives no answer at the moment. Try again in a few minutes, or enter the details by hand."
    )

    def __init__(self, register: Words, **words: Words) -> None:
        super().__init__(format_lazy(self.sentence, register=register, **words))


class RegisterNotSetUp(RegisterUnavailable):
    """The register wants a key that it was not given or does not take; only the operator can help."""

    sentence = _(
        "{register} cannot be asked, because this installation has no key that works there."
        " Enter the details by hand; the operator of the installation can set a key."
    )


class RegisterBusy(RegisterUnavailable):
    """More questions than the register takes; ask again after `retry_after` seconds."""

    sentence = _(
        "{register} gets more questions than it takes. Try again in {wait}, or enter the details by hand."
    )

    def __init__(self, register: Words, retry_after: int) -> None:
        wait = ngettext_lazy("%(count)d second", "%(count)d seconds", "count") % {"count": retry_after}
        super().__init__(register, wait=wait)
        self.retry_after = retry_after
