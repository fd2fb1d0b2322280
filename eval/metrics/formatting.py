"""Numbers as text, the same in tables, reports and on the page. None (not measured) is "–"."""

from __future__ import annotations


def share(value: float | None) -> str:
    """
    >>> share(0.5), share(None)
    ('50.0 %', '–')
    """
    return "–" if value is None else f"{value:.1%}".replace("%", " %")


def number(value: float | None) -> str:
    """
    >>> number(0.5)
    '0.500'
    """
    return "–" if value is None else f"{value:.3f}"


def milliseconds(value: float | None) -> str:
    """
    >>> milliseconds(12)
    '12.0 ms'
    """
    return "–" if value is None else f"{value:.1f} ms"
