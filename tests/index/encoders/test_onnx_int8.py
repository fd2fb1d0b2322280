"""The encoder that is shipped, beside the one it was made of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoders.base import CountsLongTexts, Fingerprint
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
def quick() -> Int8Encoder:
    return Int8Encoder()


def test_it_is_the_default_and_says_its_precision(quick: Int8Encoder) -> None:
    assert default_encoder().fingerprint == quick.fingerprint
    assert str(quick.fingerprint).startswith("all-MiniLM-L6-v2-int8@")


def test_a_text_has_the_same_vector_whatever_stands_beside_it(quick: Int8Encoder) -> None:
    """Nor does it matter how many threads there are, nor in which order: to the last bit."""
    alone = np.concatenate([quick.encode([text]) for text in TEXTS])
    for found in (
        quick.encode(TEXTS),
        quick.encode(TEXTS[::-1])[::-1],
        Int8Encoder(threads=1).encode(TEXTS),
        Int8Encoder(threads=5).encode(TEXTS),
    ):
        assert np.array_equal(found, alone)
    assert np.allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-5)


def test_nothing_to_encode_has_the_right_shape(quick: Int8Encoder) -> None:
    assert quick.encode([]).shape == (0, 384)


def test_a_text_beyond_the_window_is_windowed_and_counted(quick: Int8Encoder) -> None:
    """The end of a text of 600 tokens counts: it brings the text nearer to a question about it."""
    question, _, *_, with_penguins, without = quick.encode(TEXTS)
    assert with_penguins @ question > without @ question + 0.01
    assert quick.count_long(TEXTS) == 2
    assert (
        quick.count_long(["a" * MAX_TOKENS, "word " * (MAX_TOKENS - 2), "word " * (MAX_TOKENS - 1)])
        == 1
    )
    assert isinstance(quick, CountsLongTexts)


@pytest.mark.model
def test_its_vectors_are_near_those_of_sentence_transformers(quick: Int8Encoder) -> None:
    texts = [*TEXTS[:2], *TEXTS[4:]]
    cosines = (quick.encode(texts) * float_encoder().encode(texts)).sum(axis=1)
    assert cosines.min() > 0.98


@pytest.mark.model
def test_a_library_goes_on_with_the_encoder_that_made_it(
    tmp_path: Path, quick: Int8Encoder
) -> None:
    """Vectors of single precision are never mixed with those of 8 bits, and nobody loses a library of before."""
    old, new = tmp_path / "old.pincite", tmp_path / "new.pincite"
    reference = float_encoder()
    with Library.open(old, create=True, encoder=reference) as library:
        library.add(document("Ants carry leaves."))
    for path, fingerprint in ((old, reference.fingerprint), (new, quick.fingerprint)):
        with Library.open(path, create=True) as library:
            library.add(document("Crows use tools.", "b.txt"))
            assert str(fingerprint) in library.config
            assert library.search("What do crows use?")[0].span.text == "Crows use tools."
    with pytest.raises(
        PinciteError,
        match=r"made with the model all-MiniLM-L6-v2@.*, this is all-MiniLM-L6-v2-int8@.* --encoder",
    ):
        Library.open(old, encoder=quick)


def test_vectors_that_none_of_ours_made_get_the_default_encoder_which_is_then_refused() -> None:
    assert (
        encoder_for(Fingerprint("other", "0" * 64, 384)).fingerprint
        == default_encoder().fingerprint
    )


def test_neither_torch_nor_transformers_is_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.library import Library; from tests.conftest import document\n"
        f"with Library.open(Path({str(tmp_path / 'a.pincite')!r}), create=True) as library: library.add(document('Ants carry leaves.'))\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER])
def test_a_changed_file_is_never_read(tmp_path: Path, name: str) -> None:
    for path in BUNDLED_MODEL.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    damaged = bytearray((tmp_path / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / name).write_bytes(damaged)
    with pytest.raises(
        PinciteError, match=rf"{name} has SHA-256 .* Check out the repository again"
    ):
        Int8Encoder(tmp_path).encode(["text"])


def test_a_folder_without_hashes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match="holds no encoder of ours"):
        Int8Encoder(tmp_path)
    assert not (tmp_path / HASHES).exists()
