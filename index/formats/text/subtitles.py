"""Subtitles (.srt, .vtt): what is said, without time codes; a speaker stands before his words."""

from __future__ import annotations

import re

from index.formats.charset import decode_text
from index.formats.extract import ExtractedText

_TIME = re.compile(
    r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s+-->\s+(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d"
)
_SPEAKER = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]{1,80})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|<[\d:.]{5,20}>|\{\\[^{}]{0,80}\}")
_SENTENCE_END = re.compile(r"[.?!…][\"'’”)\]]*$")
_PAUSE = 4
"""Seconds without words after which another paragraph begins."""
_LONG = 600
"""Characters after which a paragraph ends with its sentence."""
_LONGEST = 5_000


def read_subtitles(data: bytes) -> ExtractedText:
    text, warnings = decode_text(data)
    extract = ExtractedText()
    extract.warnings += warnings
    paragraph: list[str] = []
    end = length = 0
    for cue in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = cue.strip().split("\n")
        number = next((n for n, line in enumerate(lines[:2]) if _TIME.match(line.strip())), None)
        if number is None:
            continue  # the head of the file, a note or a style
        extract.losses["time codes skipped"] += 1
        time = _TIME.match(lines[number].strip())
        start, until = _seconds(time, 1), _seconds(time, 5)
        words = " ".join(_plain(line) for line in lines[number + 1 :]).strip()
        is_end = length > _LONG and _SENTENCE_END.search(paragraph[-1])
        is_long = is_end or length > _LONGEST
        if paragraph and (start - end > _PAUSE or is_long or _SPEAKER.search(cue)):
            extract.add(" ".join(paragraph))
            paragraph, length = [], 0
        if words:
            paragraph.append(words)
            length += len(words)
        end = until
    extract.add(" ".join(paragraph))
    return extract


def _seconds(time: re.Match[str] | None, group: int) -> int:
    if time is None:
        return 0
    hours, minutes, seconds = time.group(group, group + 1, group + 2)
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def _plain(line: str) -> str:
    return _TAG.sub("", _SPEAKER.sub(r"\1: ", line)).strip()
