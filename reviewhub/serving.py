"""HTTP headers for static files, which WhiteNoise serves."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A static file may load and run nothing; an SVG opened on its own keeps its inline styles."""


def add_headers(headers: dict[str, str], path: str, url: str) -> None:
    """Called by WhiteNoise. A page's own policy decides which static files it may load."""
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
