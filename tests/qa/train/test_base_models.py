"""Base models, and `tiny_base`, with which the other tests of the training work."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from index.errors import PinciteError
from qa.train.base_models import BaseModel, cut_layers, find_base, load_base

pytestmark = pytest.mark.model

LETTERS = string.ascii_lowercase + string.digits + string.punctuation
WORDS = [
    "what",
    "who",
    "when",
    "did",
    "live",
    "see",
    "red",
    "blue",
    "green",
    "ada",
    "bob",
    "cid",
    "in",
    "lima",
    "oslo",
    "rome",
    "a",
    "an",
    "the",
]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCABULARY = [
    *SPECIAL,
    *WORDS,
    *(letter for letter in LETTERS if letter not in WORDS),
    *(f"##{letter}" for letter in LETTERS),
]
"""Some whole words, all others by letters, so that every ASCII text can be tokenised."""


def tiny_base(
    folder: Path, layers: int = 2, vocabulary: list[str] = VOCABULARY, dropout: float = 0.1
) -> BaseModel:
    """A BERT of random weights, 16 wide, without a span head."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    torch.set_num_threads(1)  # more are slower for such a small model
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        intermediate_size=32,
        num_attention_heads=2,
        num_hidden_layers=layers,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
    )
    BertModel(config).save_pretrained(folder)
    return find_base(str(folder))


def test_a_folder_is_named_by_its_weights(tmp_path: Path) -> None:
    import hashlib

    base = tiny_base(tmp_path / "small")
    weights = (tmp_path / "small" / "model.safetensors").read_bytes()
    assert base.name == f"small@{hashlib.sha256(weights).hexdigest()[:8]}"


def test_the_head_depends_on_the_seed_and_the_rest_is_the_base(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    base = tiny_base(tmp_path / "small")
    one, same, other = (load_base(base, seed)[0].state_dict() for seed in (5, 5, 6))
    assert one["qa_outputs.weight"].shape == (2, 16)
    assert torch.equal(one["qa_outputs.weight"], same["qa_outputs.weight"])
    assert not torch.equal(one["qa_outputs.weight"], other["qa_outputs.weight"])
    for name, values in load_file(base.folder / "model.safetensors").items():
        assert name.startswith("pooler.") or torch.equal(one[f"bert.{name}"], values)


def test_a_base_of_one_label_gets_a_head_of_two(tmp_path: Path) -> None:
    """Cross-encoders have one label, whose score is neither a start nor an end."""
    import json

    folder = tiny_base(tmp_path / "small").folder
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(
        json.dumps({**config, "id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0}})
    )
    assert load_base(find_base(str(folder)), 0)[0].config.num_labels == 2


@pytest.mark.parametrize(
    ("count", "layers"),
    [(6, [1, 3, 5, 7, 9, 11]), (12, [*range(12)]), (4, [2, 5, 8, 11]), (1, [11])],
)
def test_layers_are_evenly_spaced(tmp_path: Path, count: int, layers: list[int]) -> None:
    model, _ = load_base(tiny_base(tmp_path / "deep", layers=12), 0)
    before = dict(model.base_model.named_parameters())
    cut_layers(model, count)
    for name, parameter in model.base_model.named_parameters():
        there = re.sub(r"(?<=layer\.)\d+", lambda number: str(layers[int(number[0])]), name)
        assert parameter is before.pop(there)
    assert {int(number) for name in before for number in re.findall(r"layer\.(\d+)", name)} == {
        *range(12)
    } - {*layers}
    assert model.config.num_hidden_layers == count


@pytest.mark.parametrize("count", [0, 3])
def test_a_number_of_layers_that_the_base_lacks_is_an_error(tmp_path: Path, count: int) -> None:
    with pytest.raises(
        PinciteError, match=rf"--layers is {count}; this base has 2 layers\. Give 1 to 2"
    ):
        load_base(tiny_base(tmp_path / "small"), 0, count)


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        PinciteError,
        match=r"is not a base: .* has no config.json, model.safetensors, tokenizer.json",
    ):
        find_base(str(tmp_path))


def test_the_named_base_is_the_encoder_of_the_index() -> None:
    assert find_base("minilm-l6").name == "minilm-l6@53aa5117"
