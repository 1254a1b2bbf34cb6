"""Figures as sentences."""


def share(part: int, whole: int) -> str:
    """Such as `3 / 40 (7.5 %)`; the last space does not break."""
    if not whole:
        return f"{part} / {whole}"
    return f"{part} / {whole} ({100 * part / whole:.1f}\N{NO-BREAK SPACE}%)"
