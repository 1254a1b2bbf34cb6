"""What each page is held to: pictures to look at, no barrier, no error, no sideways scroll."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

WIDTHS = (1440, 375)
THEMES = ("light", "dark")
SERIOUS = {"serious", "critical"}

Look = Callable[[Page, str], None]


@dataclass
class Looking:
    """Looks at pages; what is wrong with them is collected and told at the end."""

    folder: Path
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({message.location})")

    def look(self, page: Page, name: str) -> None:
        """At both widths, in both themes; the page is left as it was."""
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                self._picture(page, f"{name}-{width}-{theme}")
                self._axe(page, f"{name} at {width} px, {theme}")
            self._scroll(page, f"{name} at {width} px")
        page.emulate_media(color_scheme="light")
        if before is not None:
            page.set_viewport_size(before)

    def _picture(self, page: Page, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=self.folder / f"{name}.png", full_page=True)

    def _scroll(self, page: Page, where: str) -> None:
        script = "() => document.documentElement.scrollWidth - window.innerWidth"
        beyond = page.evaluate(script)
        if beyond > 0:
            self.complaints.append(f"{where}: {beyond} px beyond the edge")

    def _axe(self, page: Page, where: str) -> None:
        found: list[dict[str, Any]] = Axe().run(page).response["violations"]
        self.complaints += [
            f"{where}: {one['id']}: {node['html'][:200]} {node['failureSummary']}"
            for one in found
            if one["impact"] in SERIOUS
            for node in one["nodes"][:3]
        ]
