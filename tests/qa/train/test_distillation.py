from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import PinciteError
from qa.train.base_models import BaseModel, find_base, load_base
from qa.train.data import Example
from qa.train.distillation import Teacher, separators, vocabulary_map
from qa.train.features import Batch, collate, make_features
from qa.train.trainer import Trainer, TrainingSettings
from tests.qa.train.test_base_models import SPECIAL, VOCABULARY, tiny_base
from tests.qa.train.test_trainer import examples

pytestmark = pytest.mark.model

EXAMPLES = [
    Example("s", "answered", "who did ada see", "ada did see bob in rome.", (12, 15)),
    Example("s", "found", "who", "the red, the blue and the green", None),
]


def tiny_mpnet(folder: Path) -> BaseModel:
    """An MPNet with the same words: other special tokens, four more before them, two separators."""
    import torch
    from transformers import MPNetConfig, MPNetForQuestionAnswering, MPNetTokenizer

    folder.mkdir()
    names = ["<s>", "<pad>", "</s>", "<unk>", *VOCABULARY, "<mask>"]
    (folder / "vocab.txt").write_text("\n".join(names))
    MPNetTokenizer(str(folder / "vocab.txt"), unk_token="[UNK]").save_pretrained(folder)
    torch.manual_seed(2)
    config = MPNetConfig(
        vocab_size=len(names),
        hidden_size=16,
        intermediate_size=32,
        num_attention_heads=2,
        num_hidden_layers=2,
        max_position_embeddings=400,
    )
    MPNetForQuestionAnswering(config).save_pretrained(folder)
    return find_base(str(folder))


def batch(base: BaseModel) -> Batch:
    _, tokenizer = load_base(base, 0)
    return collate(
        make_features(EXAMPLES, tokenizer), np.arange(len(EXAMPLES)), int(tokenizer.pad_token_id)
    )


def test_a_teacher_may_number_the_tokens_differently(tmp_path: Path) -> None:
    """A teacher with the student's weights and its vocabulary in reverse has the same logits."""
    import torch
    from safetensors.torch import load_file, save_file

    student = tiny_base(tmp_path / "student")
    reversed_ = [*SPECIAL, *reversed(VOCABULARY[len(SPECIAL) :])]
    folder = tiny_base(tmp_path / "teacher", vocabulary=reversed_).folder
    weights = load_file(student.folder / "model.safetensors")
    table = weights["embeddings.word_embeddings.weight"]
    weights["embeddings.word_embeddings.weight"] = table[
        [VOCABULARY.index(word) for word in reversed_]
    ]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})

    model, tokenizer = load_base(student, seed=0)  # as Teacher does
    both = batch(student)
    inputs = {
        "input_ids": both.tokens,
        "attention_mask": both.mask.astype(int),
        "token_type_ids": both.second.astype(int),
    }
    with torch.no_grad():
        own = model(**{name: torch.from_numpy(values) for name, values in inputs.items()})
    starts, ends = Teacher(
        find_base(str(folder)), tokenizer, torch.device("cpu"), bfloat16=False
    ).logits(both)
    places = torch.from_numpy(both.places)
    torch.testing.assert_close(starts[places], own.start_logits[places])
    torch.testing.assert_close(ends[places], own.end_logits[places])


def test_a_teacher_with_two_separators_gets_the_tokens_of_its_own_tokenizer(tmp_path: Path) -> None:
    import torch

    student, base = tiny_base(tmp_path / "student"), tiny_mpnet(tmp_path / "mpnet")
    model, tokenizer = load_base(base, 0)
    _, student_tokenizer = load_base(student, 0)
    assert (separators(student_tokenizer), separators(tokenizer)) == (1, 2)
    teacher = Teacher(base, student_tokenizer, torch.device("cpu"), bfloat16=False)
    both = batch(student)
    tokens, mask, _ = teacher.translated(both)
    starts, ends = teacher.logits(both)
    for row, each in enumerate(EXAMPLES):
        own = tokenizer(each.question, each.context, return_tensors="pt")
        length = own["input_ids"].shape[1]
        assert tokens[row][mask[row]].tolist() == own["input_ids"][0].tolist()
        with torch.no_grad():
            output = model(**own)
        positions = [0, *(token for token, part in enumerate(own.sequence_ids(0)) if part == 1)]
        here = np.flatnonzero(both.places[row])
        assert len(here) == len(positions) < length
        torch.testing.assert_close(
            starts[row, here], output.start_logits[0, positions], rtol=1e-4, atol=1e-5
        )
        torch.testing.assert_close(
            ends[row, here], output.end_logits[0, positions], rtol=1e-4, atol=1e-5
        )


def test_a_teacher_that_lacks_tokens_is_an_error(tmp_path: Path) -> None:
    tokenizers = [
        load_base(tiny_base(tmp_path / str(n), vocabulary=VOCABULARY[: len(VOCABULARY) - n]), 0)[1]
        for n in (0, 3)
    ]
    assert vocabulary_map(tokenizers[0], tokenizers[0]).tolist() == list(range(len(VOCABULARY)))
    with pytest.raises(
        PinciteError, match=r"The teacher lacks 3 of the student's tokens, such as '##"
    ):
        vocabulary_map(*tokenizers)


def test_a_student_learns_from_its_teacher(tmp_path: Path) -> None:
    """Trained almost without labels, it approaches the teacher's logits."""
    import torch

    base = tiny_base(tmp_path / "base", dropout=0.0)
    model, tokenizer = load_base(base, seed=1)
    teacher = Teacher(
        tiny_base(tmp_path / "teacher", dropout=0.0), tokenizer, torch.device("cpu"), bfloat16=False
    )
    teacher._model.qa_outputs.weight.data *= 30  # type: ignore[union-attr,operator]  # confident
    settings = TrainingSettings(
        "b", "d", epochs=150, learning_rate=1e-2, distillation_weight=0.999, teacher="t"
    )
    learner = Trainer(
        model,
        tokenizer,
        make_features(examples(20), tokenizer),
        settings,
        torch.device("cpu"),
        teacher=teacher,
    )
    learner.advance()
    before = learner.loss()
    while not learner.done:
        learner.advance()
    assert learner.loss() < before / 4
