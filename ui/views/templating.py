"""Renders templates, and formats numbers for the page.

Every template is autoescaped; text from documents, names and questions also passes through
`visible` or `marked`. None of it goes through Gradio's own templates: they would execute `${…}`
found in the data.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from index.ingest.losses import describe_loss
from ui.views.addresses import document_address
from ui.views.dates import dated
from ui.views.excerpt import blocks
from ui.views.file_names import file_name
from ui.views.highlight import marked, quotation, visible


def render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(values)


def percent(share: float, digits: int = 0) -> str:
    """
    >>> percent(0.943), percent(0.998), percent(0.0004), percent(0.3496, 1)
    ('94 %', '> 99 %', '< 1 %', '35.0 %')
    """
    if digits == 0 and 0.995 <= share < 1:
        return "> 99 %"
    if digits == 0 and 0 < share < 0.005:
        return "< 1 %"
    return f"{100 * share:.{digits}f} %"


def duration(seconds: float) -> str:
    """
    >>> duration(0.4), duration(42), duration(125), duration(3720)
    ('1 s', '42 s', '2 min 5 s', '1 h 2 min')
    """
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def file_size(size: float) -> str:
    """
    >>> file_size(900), file_size(2_500_000)
    ('900 B', '2.5 MB')
    """
    if size < 1000:
        return f"{size:.0f} B"
    for unit in ("kB", "MB"):
        size /= 1000
        if size < 1000:
            return f"{size:.1f} {unit}"
    return f"{size / 1000:.1f} GB"


def moment(added: str) -> str:
    """
    >>> moment("2026-11-23T09:42:10+00:00")
    '2026-11-23 09:42 UTC'
    """
    return f"{added[:10]} {added[11:16]} UTC" if added else ""


def count(number: int, noun: str) -> str:
    """
    >>> count(1, "document"), count(1200, "document")
    ('1 document', '1,200 documents')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parents[1] / "templates")
    environment = Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    filters = (visible, percent, duration, file_size, moment, count, file_name, describe_loss)
    environment.filters |= {function.__name__: function for function in filters}
    shown = (marked, quotation, blocks, document_address, dated)
    environment.globals |= {function.__name__: function for function in shown}
    return environment
