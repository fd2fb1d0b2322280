"""The span reader with a real, very small model of random weights: what it reads is nonsense, how it reads is not."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from qa.extract import UNCALIBRATED, SpanReader

from index.spans import Hit, Passage, PinciteError, Span
from qa.decode import LONGEST_ANSWER
from tests.conftest import document

pytestmark = pytest.mark.model
VOCABULARY = "the herons of this river eat fish frogs and small birds they nest in tall trees every spring what do where . ?"
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
    config = BertConfig(vocab_size=5 + len(WORDS), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    BertForQuestionAnswering(config).save_pretrained(folder)
    return folder


def passage(text: str) -> Passage:
    span = Span(document(text), 0, len(text))
    middle = text.index(".") + 1
    sentences = [(0, middle), (middle + 1, len(text))] if middle < len(text) else [(0, len(text))]
    return Passage(span, 1.0, 1, 1, tuple(Hit(Span(span.doc, *ends), 0.0) for ends in sentences))


ONE = passage("the herons of this river eat fish . they nest in tall trees .")
TWO = passage("small birds eat frogs every spring .")
QUESTION = "what do the herons eat ?"


def test_the_best_span_is_the_one_brute_force_finds(folder: Path) -> None:
    """All spans of both passages, scored one by one with logits computed outside the reader, passage by passage."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForQuestionAnswering.from_pretrained(folder)
    spans, all_scores = {}, []
    for part in (ONE, TWO):
        encoded = tokenizer(QUESTION, part.span.text, return_tensors="pt", return_offsets_mapping=True)
        offsets, kinds = encoded.pop("offset_mapping")[0].tolist(), encoded.sequence_ids(0)
        with torch.no_grad():
            output = model(**encoded)
        starts, ends = output.start_logits[0].numpy(), output.end_logits[0].numpy()
        all_scores.append(starts[0] + ends[0])
        tokens = [i for i, kind in enumerate(kinds) if kind == 1]
        for i in tokens:
            for j in tokens:
                if i <= j < i + LONGEST_ANSWER:
                    spans[part.span.text[offsets[i][0] : offsets[j][1]]] = starts[i] + ends[j]
    best = SpanReader(folder).read(QUESTION, [ONE, TWO])
    assert best[0].place.span.text == max(spans, key=lambda text: spans[text])
    assert [candidate.score for candidate in best] == sorted((candidate.score for candidate in best), reverse=True)
    assert best[0].score - best[1].score == pytest.approx(np.subtract(*sorted(spans.values(), reverse=True)[:2]), abs=1e-3)


def test_scores_are_log_probabilities_over_all_passages_and_no_answer(folder: Path) -> None:
    found = SpanReader(folder).read(QUESTION, [ONE, TWO])
    assert sum(math.exp(candidate.score) for candidate in found) < 1
    assert all(candidate.score < 0 for candidate in found)
    best = found[0]
    assert UNCALIBRATED.probability(best.evidence) == pytest.approx(math.exp(best.score), abs=1e-6)


def test_a_span_stands_in_its_sentence(folder: Path) -> None:
    for candidate in SpanReader(folder).read(QUESTION, [ONE]):
        assert candidate.place.sentence.contains(candidate.place.span)
        assert candidate.place.sentence.text.endswith(".")


def test_a_passage_longer_than_the_window_is_read_to_its_end(folder: Path) -> None:
    long = passage("they eat fish . " + "the river of the river and " * 120 + "herons nest in tall trees .")
    reader = SpanReader(folder)
    windows = reader._tokenizer(QUESTION, long.span.text)["input_ids"]
    assert len(windows) > 700
    found = reader.read(QUESTION, [long])
    assert max(candidate.place.span.end for candidate in found) > len(long.span.text) / 2


def test_a_question_longer_than_the_window_is_no_error(folder: Path) -> None:
    assert SpanReader(folder).read("what do the herons eat " * 60, [ONE])


def test_nothing_to_read(folder: Path) -> None:
    assert SpanReader(folder).read(QUESTION, []) == []


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match=r"holds no reader: it needs config\.json, model\.safetensors"):
        SpanReader(tmp_path)
