"""Answers that are held back, so that keys come before them."""

import re

from playwright.sync_api import Page, Route

TRIES = 200


class Held:
    """The next answer from an address that ends so."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.asked = page, re.compile(f"{address}$"), list[Route]()
        page.route(self.address, self._hold)

    def _hold(self, route: Route) -> None:
        self.asked.append(route)

    def let_go(self) -> None:
        """Once it was asked for; until it is there."""
        for _try in range(TRIES):
            if self.asked:
                break
            self.page.wait_for_timeout(50)
        with self.page.expect_response(self.address):
            self.asked[0].continue_()
