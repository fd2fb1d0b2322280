"""Renders templates in the language of the request, and formats numbers for the page.

Every template is autoescaped; text from documents, names and questions also passes through
`visible` or `marked`. None of it goes through Gradio's own templates: they would execute `${…}`
found in the data.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from index.ingest.losses import describe_loss
from ui.engine.libraries import ALL
from ui.views.addresses import document_address
from ui.views.dates import dated
from ui.views.engine_words import on_page, place_words
from ui.views.excerpt import blocks
from ui.views.file_names import file_name, title_among
from ui.views.filters import filter_words
from ui.views.highlight import in_english, lang, marked, quotation, visible
from ui.views.i18n.catalogs import translations
from ui.views.i18n.language import gettext, language, ngettext, written, written_date

TEMPLATES = Path(__file__).parents[1] / "templates"


def render(template: str, **values: object) -> str:
    return environment().get_template(template).render(values)


def percent(share: float, digits: int = 0) -> str:
    """
    >>> percent(0.943), percent(0.998), percent(0.0004), percent(0.3496, 1)
    ('94 %', '> 99 %', '< 1 %', '35.0 %')
    """
    if digits == 0 and 0.995 <= share < 1:
        return "> 99 %"
    if digits == 0 and 0 < share < 0.005:
        return "< 1 %"
    return f"{written(100 * share, digits)} %"


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
    unit = "B"
    for larger in ("kB", "MB", "GB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    number = written(size, 0 if unit == "B" else 1)
    return f"{number} {unit.replace('B', 'o') if language() == 'fr' else unit}"


def signed(number: float) -> str:
    """
    >>> signed(1.25), signed(-0.34), signed(0)
    ('+1.2', '-0.3', '+0.0')
    """
    return written(number, 1) if number < 0 else f"+{written(number, 1)}"


def moment(added: str) -> str:
    """
    >>> moment("2026-11-23T09:42:10+00:00")
    '2026-11-23 09:42 UTC'
    """
    return f"{written_date(added[:10])} {added[11:16]} UTC" if added else ""


def count(number: int, noun: str) -> str:
    """
    >>> count(1, "document"), count(1200, "document")
    ('1 document', '1,200 documents')
    """
    return ngettext(f"{{n}} {noun}", f"{{n}} {noun}s", number)


def library_title(name: str) -> str:
    """As it is shown: all libraries as one have no name of their own."""
    return gettext("All libraries") if name == ALL else name


@cache
def environment() -> Environment:
    """Templates translate by `{% trans %}`, `_` and `ngettext` (as `%(name)s`), and by `plural`
    (as `{n}`)."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        lambda words: gettext(words),
        lambda one, many, number: translations(language()).ngettext(one, many, number),
        newstyle=True,
    )
    filters: tuple[Callable[..., str], ...] = (
        *(visible, percent, duration, file_size, moment, count, file_name, describe_loss),
        library_title,
        *(on_page, place_words, signed, written, written_date, filter_words),
        title_among,
    )
    made.filters |= {function.__name__: function for function in filters}
    made.filters["told"] = gettext  # of words that are not in the template
    functions = (marked, quotation, blocks, document_address, dated, language, lang, in_english)
    made.globals |= {function.__name__: function for function in functions}
    made.globals["plural"] = ngettext
    return made
