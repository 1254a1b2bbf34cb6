"""What each page is held to: pictures to look at, no barrier, no error, no sideways scroll."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

WIDTHS = (1440, 375)
THEMES = ("light", "dark")
EXAMINED = {(1440, "light"), (375, "dark")}  # each width and each theme once
SERIOUS = {"serious", "critical"}


@dataclass
class Looking:
    """Looks at pages; what is wrong with them is collected and told at the end.

    `folder` is for the pictures; without one it listens for errors and looks at nothing.
    """

    folder: Path | None
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({message.location})")

    def look(self, page: Page, name: str, *, whole: bool = True) -> None:
        """At both widths, in both themes; the page is left as it was.

        `whole` is the page to its end; else what is in sight, for parts that stay there.
        """
        if self.folder is None:
            return
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                path = self.folder / f"{name}-{width}-{theme}.png"
                page.screenshot(path=path, full_page=whole)
                if (width, theme) in EXAMINED:
                    self._axe(page, f"{name} at {width} px, {theme}")
            self._scroll(page, f"{name} at {width} px")
        page.emulate_media(color_scheme="light")
        if before is not None:
            page.set_viewport_size(before)

    def examine(self, page: Page, where: str) -> None:
        """For barriers and sideways scroll, as the page stands."""
        self._axe(page, where)
        self._scroll(page, where)

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
