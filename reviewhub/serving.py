"""What is said with static files, which no view serves."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""Nothing in one acts by itself; a picture opened on its own keeps its inline look."""


def add_headers(headers: dict[str, str], path: str, url: str) -> None:
    """For WhiteNoise; a page's own policy says what it may load from here."""
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
