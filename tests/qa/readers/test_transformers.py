"""Any model of Hugging Face, here a real, very small one of random weights: what it reads is
nonsense, how it reads is not.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import PinciteError
from qa.pipeline import open_reader
from qa.readers.decode import MAX_ANSWER_TOKENS
from qa.readers.transformers import TransformersModel
from tests.conftest import document
from tests.qa.readers.test_reader import passage

pytestmark = pytest.mark.model
VOCABULARY = (
    "the herons of this river eat fish frogs and small birds "
    "they nest in tall trees every spring what do where . ?"
)
WORDS = VOCABULARY.split()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import BertConfig, BertForQuestionAnswering, BertTokenizer

    folder = tmp_path_factory.mktemp("reader")
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    BertTokenizer(str(vocabulary)).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=5 + len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertForQuestionAnswering(config).save_pretrained(folder)
    return folder


ONE = passage(document("the herons of this river eat fish . they nest in tall trees ."), 36)
TWO = passage(document("small birds eat frogs every spring .", "b.txt"))
QUESTION = "what do the herons eat ?"


def test_the_best_span_is_the_one_brute_force_finds(folder: Path) -> None:
    """All spans of one sentence, scored one by one with logits computed outside the reader,
    passage by passage.
    """
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    tokenizer, model = (
        AutoTokenizer.from_pretrained(folder),
        AutoModelForQuestionAnswering.from_pretrained(folder),
    )
    margins = {}
    for part in (ONE, TWO):
        encoded = tokenizer(
            QUESTION, part.span.text, return_tensors="pt", return_offsets_mapping=True
        )
        offsets, kinds = encoded.pop("offset_mapping")[0].tolist(), encoded.sequence_ids(0)
        with torch.no_grad():
            output = model(**encoded)
        starts, ends = output.start_logits[0].numpy(), output.end_logits[0].numpy()
        tokens = [i for i, kind in enumerate(kinds) if kind == 1]
        for i in tokens:
            for j in tokens:
                crosses = any(
                    offsets[i][0] < hit.span.start < offsets[j][1] for hit in part.sentences
                )
                if i <= j < i + MAX_ANSWER_TOKENS and not crosses:
                    margins[part.span.text[offsets[i][0] : offsets[j][1]]] = (
                        starts[i] + ends[j] - starts[0] - ends[0]
                    )
    found = open_reader(folder).read(QUESTION, [ONE, TWO])
    assert found[0].occurrence.span.text == max(margins, key=lambda text: margins[text])
    assert [candidate.margin for candidate in found[:2]] == pytest.approx(
        sorted(margins.values(), reverse=True)[:2], abs=1e-4
    )


def test_logits_do_not_depend_on_the_company(folder: Path) -> None:
    """Windows of other lengths beside it, so that one is padded."""
    model = TransformersModel(folder)
    windows = model.windower(QUESTION, [TWO.span.text, "fish " * 30, ONE.span.text])
    for window, together in zip(windows, model.logits(windows), strict=True):
        for one, other in zip(model.logits([window])[0], together, strict=True):
            assert one.shape == other.shape == window.ids.shape
            assert np.allclose(one, other, atol=1e-5)


def test_it_is_named_by_its_weights(folder: Path) -> None:
    import hashlib

    sha256 = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    assert open_reader(folder).fingerprint == f"{folder.name}@{sha256[:8]}"


def test_nothing_to_read(folder: Path) -> None:
    assert open_reader(folder).read(QUESTION, []) == []


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        PinciteError, match=r"is not a reader: it needs config\.json, model\.safetensors"
    ):
        open_reader(tmp_path)
