"""axe-core on a page: what it finds wrong, and nothing of all else it knows, which would take longer than looking."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """async (options) => (await axe.run(options)).violations.flatMap(
    (one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`))"""


def faults(page: Page, rules: "list[str] | None" = None) -> list[str]:
    """Against WCAG 2.2 AA and best practice, or against these rules only."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    chosen = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"], "runOnly": chosen}
    found: list[str] = page.evaluate(LOOK, options)
    return found
