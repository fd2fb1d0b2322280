"""Every format: a sentence is found and cited in the right place; any bytes are read or refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats.legacy.convert import CONVERTED
from index.ingest.pipeline import InputFile, ingest
from index.ingest.readers import _READERS, SUFFIXES, read_document, read_documents
from index.library import Library
from index.maintenance.check import check_library
from index.spans import Document
from tests.support import make_files

SENTENCE = "The river Ilm drives 11 mills & one saw."
SAME_FORMAT = {
    ".mhtml": ".mht",
    **dict.fromkeys((".text", ".log"), ".txt"),
    ".rest": ".rst",
    ".asciidoc": ".adoc",
    **dict.fromkeys((".ltx", ".latex"), ".tex"),
    ".vtt": ".srt",
    **dict.fromkeys((".docm", ".dotx", ".dotm"), ".docx"),
    **dict.fromkeys((".pptm", ".ppsx", ".ppsm", ".potx", ".potm"), ".pptx"),
    **dict.fromkeys((".xlsm", ".xltx", ".xltm"), ".xlsx"),
    ".ott": ".odt",
    ".ots": ".ods",
    ".otp": ".odp",
    ".markdown": ".md",
    ".htm": ".html",
    ".xhtml": ".html",
    ".ndjson": ".jsonl",
}


OTHERS_WRITE = (*CONVERTED, ".dot", ".pps", ".pot", ".xls", ".xlt")


@pytest.mark.parametrize("suffix", make_files.ROUND_TRIPS)
def test_a_sentence_is_found_and_cited_in_the_right_place(
    suffix: str, library: Library, tmp_path: Path
) -> None:
    make, expected_place = make_files.ROUND_TRIPS[suffix]
    path = tmp_path / f"rivers{suffix}"
    path.write_bytes(make(SENTENCE))
    results = [
        step.result for step in ingest(library, [InputFile(f"rivers{suffix}", path)]) if step.result
    ]
    assert [result.status for result in results] == ["added"]
    best = library.search("drives the river Ilm mills saw")[0]
    end = f"{SENTENCE}[1]" if suffix == ".odt" else SENTENCE  # with the mark of its note
    spans = [hit.span for hit in best.sentences if hit.span.text.endswith(end)]
    assert len(spans) == 1, best.span.text
    assert spans[0].place == expected_place
    assert check_library(library.path) == []


def test_every_suffix_has_a_round_trip() -> None:
    """Those that only other programs can write are tested in tests/index/formats/legacy."""
    suffixes = set(SUFFIXES) - set(OTHERS_WRITE)
    assert {SAME_FORMAT.get(suffix, suffix) for suffix in suffixes} == set(make_files.ROUND_TRIPS)
    assert all(_READERS[suffix] == _READERS[same] for suffix, same in SAME_FORMAT.items())


@cache
def _good(suffix: str) -> bytes:
    return make_files.ROUND_TRIPS[suffix][0](SENTENCE)


@pytest.mark.parametrize("usual", [suffix for suffix in SUFFIXES if suffix not in SAME_FORMAT])
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(data=st.data())
def test_any_bytes_are_read_or_refused(usual: str, data: st.DataObject) -> None:
    """Noise, and a valid file with some bytes changed, cut out or inserted; under any suffix."""
    others = [suffix for suffix, same in SAME_FORMAT.items() if same == usual]
    suffix = data.draw(st.sampled_from([usual, *others]))
    good = _good(".odt" if usual in OTHERS_WRITE else usual)
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 20)))
    noise = data.draw(st.binary(max_size=20))
    content = data.draw(st.sampled_from([good[:start] + noise + good[end:], noise, good[:start]]))
    try:
        results = list(read_documents(f"any{suffix}", content))
    except PinciteError:
        return
    for result in results:
        if isinstance(result, Document):
            _assert_valid(result)


def _assert_valid(document: Document) -> None:
    document.text.encode()
    for marker in document.markers:
        assert 0 <= marker.start <= marker.end <= len(document.text)
        if marker.kind == "page":
            assert marker.start == marker.end
        else:
            assert marker.start < marker.end
            words = " ".join(document.text[marker.start : marker.end].split())
            assert marker.label == (words if marker.kind == "heading" else "")


def test_characters_that_cannot_be_stored_are_replaced_and_counted() -> None:
    document = read_document("a.json", b'{"title": "a\\ud800b\\u0000c", "text": "words"}')
    assert document.text.startswith("a\ufffdb\ufffdc")
    assert document.losses == {"characters replaced": 4}  # two in the heading, two in the row
    assert document.markers[0].label == "a\ufffdb\ufffdc"
