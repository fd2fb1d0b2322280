"""The bundled 8-bit encoder, compared with the model it was made from."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.encoders.base import CountsLongTexts, Fingerprint, overlapping_windows
from index.encoders.bundled_model import HASHES, TOKENIZER, WEIGHTS
from index.encoders.onnx_int8 import BUNDLED_MODEL, MAX_TOKENS, Int8Encoder
from index.encoders.registry import default_encoder, encoder_for, float_encoder
from index.errors import PinciteError
from index.library import Library
from tests.conftest import document
from tests.support.paths import ROOT

LONG = "The committee met again. " * 110
TEXTS = [
    "Where do penguins live?",
    "Penguins live in Antarctica.",
    "",
    "17",
    "Où est la gare ?",
    f"{LONG}Penguins live in Antarctica.",
    LONG,
]


@pytest.fixture(scope="module")
def encoder() -> Int8Encoder:
    return Int8Encoder()


def test_the_default_encoder_names_its_precision(encoder: Int8Encoder) -> None:
    assert default_encoder().fingerprint == encoder.fingerprint
    assert str(encoder.fingerprint).startswith("all-MiniLM-L6-v2-int8@")


@pytest.mark.slow
def test_a_vector_depends_on_its_text_alone(encoder: Int8Encoder) -> None:
    """Not on the other texts, their order or the number of threads: equal to the last bit."""
    one_by_one = np.concatenate([encoder.encode([text]) for text in TEXTS])
    for vectors in (
        encoder.encode(TEXTS),
        encoder.encode(TEXTS[::-1])[::-1],
        Int8Encoder(threads=1).encode(TEXTS),
        Int8Encoder(threads=5).encode(TEXTS),
    ):
        assert np.array_equal(vectors, one_by_one)
    assert np.allclose(np.linalg.norm(one_by_one, axis=1), 1, atol=1e-5)


def test_no_texts_give_an_empty_array_of_the_right_width(encoder: Int8Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_long_text_is_encoded_in_windows_and_counted(encoder: Int8Encoder) -> None:
    """The end of a text of 600 tokens brings it nearer to a question about that end."""
    question, _, *_, with_penguins, without = encoder.encode(TEXTS)
    assert with_penguins @ question > without @ question + 0.01
    assert encoder.count_long(TEXTS) == 2
    at_the_limit = ["a" * MAX_TOKENS, "word " * (MAX_TOKENS - 2), "word " * (MAX_TOKENS - 1)]
    assert encoder.count_long(at_the_limit) == 1
    assert isinstance(encoder, CountsLongTexts)


@pytest.mark.parametrize("length", [1, 7, 8, 9, 30, 31, 32, 100])
def test_windows_cover_a_text_and_overlap_by_a_quarter(length: int) -> None:
    windows = list(overlapping_windows(length, 8))
    assert (windows[0][0], windows[-1][1]) == (0, length)
    assert all(end - start <= 8 for start, end in windows)
    assert all(before[1] - after[0] == 2 for before, after in pairwise(windows))


@pytest.mark.model
def test_its_vectors_are_close_to_those_of_sentence_transformers(encoder: Int8Encoder) -> None:
    texts = [*TEXTS[:2], *TEXTS[4:]]
    cosines = (encoder.encode(texts) * float_encoder().encode(texts)).sum(axis=1)
    assert cosines.min() > 0.98


@pytest.mark.model
def test_a_library_is_opened_with_the_encoder_that_made_it(
    tmp_path: Path, encoder: Int8Encoder
) -> None:
    """Single precision and 8 bits are never mixed, and older libraries go on working."""
    old, new = tmp_path / "old.pincite", tmp_path / "new.pincite"
    reference = float_encoder()
    with Library.open(old, create=True, encoder=reference) as library:
        library.add(document("Ants carry leaves."))
    for path, fingerprint in ((old, reference.fingerprint), (new, encoder.fingerprint)):
        with Library.open(path, create=True) as library:
            library.add(document("Crows use tools.", "b.txt"))
            assert str(fingerprint) in library.config
            assert library.search("What do crows use?")[0].span.text == "Crows use tools."
    with pytest.raises(
        PinciteError,
        match=r"made with the model all-MiniLM-L6-v2@.* all-MiniLM-L6-v2-int8@.* --encoder",
    ):
        Library.open(old, encoder=encoder)


def test_an_unknown_fingerprint_gets_the_default_encoder() -> None:
    """The library then refuses it, and names both."""
    assert (
        encoder_for(Fingerprint("other", "0" * 64, 384)).fingerprint
        == default_encoder().fingerprint
    )


@pytest.mark.slow
def test_neither_torch_nor_transformers_is_imported(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from index.library import Library
from tests.conftest import document
with Library.open(Path({str(tmp_path / "a.pincite")!r}), create=True) as library:
    library.add(document('Ants carry leaves.'))
print(sorted({{'torch', 'transformers', 'sentence_transformers'}} & set(sys.modules)))
"""
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert process.stdout == "[]\n"


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER])
def test_a_changed_model_file_is_refused(tmp_path: Path, name: str) -> None:
    for path in BUNDLED_MODEL.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    damaged = bytearray((tmp_path / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / name).write_bytes(damaged)
    with pytest.raises(PinciteError, match=rf"{name} has SHA-256 .* Install Pincite again"):
        Int8Encoder(tmp_path).encode(["text"])


def test_a_folder_without_hashes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match="is not a bundled encoder folder"):
        Int8Encoder(tmp_path)
    assert not (tmp_path / HASHES).exists()


def test_ligatures_are_letters(encoder: Int8Encoder) -> None:
    one, other = encoder.encode(["The ﬁnal oﬃce ﬂoor.", "The final office floor."])
    assert np.array_equal(one, other)
