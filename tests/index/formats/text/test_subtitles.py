"""Subtitles: sentences that run over several cues are one."""

from __future__ import annotations

from index.formats.text.subtitles import read_subtitles

VTT = """WEBVTT - a talk

NOTE not said

1
00:00:01.000 --> 00:00:02.500
<v Ann>The ferry leaves

2
00:00:02.600 --> 00:00:04.500 align:start
at <i>noon</i>.

00:01:02.600 --> 00:01:04.500
Next day it rained.
"""
SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,000\r\nThe well\r\nis deep.\r\n\r\n"
    "2\r\n00:00:02,100 --> 00:00:03,000\r\n{\\an8}Bring a rope."
)


def test_cues_become_paragraphs() -> None:
    extract = read_subtitles(VTT.encode())
    assert extract.text == "Ann: The ferry leaves at noon.\n\nNext day it rained."
    assert extract.losses == {"time codes skipped": 3}
    assert read_subtitles(SRT.encode()).text == "The well is deep. Bring a rope."
