"""The Dutch trade register through the HTTP API of the Chamber of Commerce (KvK).

Formats: https://developers.kvk.nl/documentation/zoeken-api (Zoeken 2.1: `/api/v2/zoeken`) and
https://developers.kvk.nl/documentation/basisprofiel-api (1.5: `/api/v1/basisprofielen/{kvkNummer}`).
"""

import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Self

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kantoor.organizations import identifiers
from kantoor.organizations.registers import kvk_format
from kantoor.organizations.registers.answers import Answer, NoAnswer, Params, ask
from kantoor.organizations.registers.company import Company
from kantoor.organizations.registers.errors import RegisterBusy, RegisterNotSetUp, RegisterUnavailable

Expectation = Callable[[Any], bool]

logger = logging.getLogger(__name__)

LONGEST_NAME = 200  # characters of a search text that are sent
MOST_RESULTS = 100  # what one page of the API can hold


class KvkRegister:
    """Zoeken to find, which is free, and Basisprofiel for one company, which the KvK charges for."""

    code = "kvk"
    label = _("The Dutch Chamber of Commerce")
    country = "NL"

    def __init__(self, url: str, key: str, timeout: float = 5) -> None:
        """`url` up to /api, `timeout` in seconds for each step of a question."""
        self.url = url.rstrip("/")
        self.key = key
        self.timeout = timeout

    @classmethod
    def from_settings(cls) -> Self:
        return cls(settings.KANTOOR_KVK_URL, settings.KANTOOR_KVK_KEY, settings.KANTOOR_KVK_TIMEOUT)

    def search(self, text: str, limit: int) -> list[Company]:
        """By KvK number (8 digits), RSIN (9 digits) or else by name; the API wants whole words of a name."""
        wanted = " ".join("".join(c if c.isprintable() else " " for c in text[:LONGEST_NAME]).split())
        if not wanted or limit < 1:
            return []
        # A legal entity and its head office are two results: ask for twice as many, and not for the branches.
        size = min(2 * limit, MOST_RESULTS)
        params: Params = [_wanted(wanted), ("type", "rechtspersoon"), ("type", "hoofdvestiging")]
        found = self._ask(
            "/api/v2/zoeken", [*params, ("resultatenPerPagina", str(size))], kvk_format.is_search
        )
        return kvk_format.companies(found)[:limit] if found else []

    def company(self, number: str) -> Company | None:
        try:
            kvk = identifiers.parse("kvk", number)
        except identifiers.InvalidIdentifier:
            return None
        found = self._ask(f"/api/v1/basisprofielen/{kvk}", [], kvk_format.is_profile)
        return kvk_format.profile(found) if found else None

    def _ask(self, path: str, params: Params, expected: Expectation) -> dict[str, Any] | None:
        """The object in the answer; None when the register has nothing."""
        if not self.key:
            raise RegisterNotSetUp(self.label)
        try:
            answer = ask(
                self.url + path, params, {"apikey": self.key, "Accept": "application/json"}, self.timeout
            )
            return self._usable(answer, expected)
        except NoAnswer as error:
            # Not the question: a log need not tell who looked for whom.
            logger.warning("KvK gave no usable answer: %s", error)
            raise RegisterUnavailable(self.label) from error

    def _usable(self, answer: Answer, expected: Expectation) -> dict[str, Any] | None:
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RegisterBusy(self.label, answer.retry_after)
        if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            logger.error("KvK refuses the key in KANTOOR_KVK_KEY with status %d", answer.status)
            raise RegisterNotSetUp(self.label)
        if kvk_format.says_nothing_found(answer.status, answer.body):
            return None
        if answer.status != HTTPStatus.OK or not expected(answer.body):
            raise NoAnswer(f"status {answer.status} {kvk_format.fault_codes(answer.body)}")
        return answer.body


def _wanted(text: str) -> tuple[str, str]:
    digits = re.sub(r"[\s.]", "", text)
    kind = {8: "kvkNummer", 9: "rsin"}.get(len(digits)) if re.fullmatch("[0-9]+", digits) else None
    return (kind, digits) if kind else ("naam", text)
