"""Filters in the words of the page."""

from __future__ import annotations

from index.storage.filters import Filter
from ui.views.i18n.language import gettext, written_date


def filter_words(filters: Filter) -> str:
    """Such as "source *.pdf, tag hr, date since 2023"; "" without a filter."""
    parts = [gettext("source {name}", name=source) for source in filters.sources]
    parts += [gettext("title {title}", title=filters.title)] if filters.title else []
    parts += [gettext("tag {tag}", tag=tag) for tag in filters.tags]
    since, until = written_date(filters.since), written_date(filters.until)
    if since and until:
        parts.append(gettext("date since {since} until {until}", since=since, until=until))
    elif since:
        parts.append(gettext("date since {day}", day=since))
    elif until:
        parts.append(gettext("date until {day}", day=until))
    return ", ".join(parts)
