from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from index.errors import PinciteError
from index.spans import Hit, Passage, Span
from qa.pipeline import open_reader
from qa.train.export_reader import export
from tests.conftest import document
from tests.qa.train.test_checkpoint import SETTINGS, advanced, saved
from tests.qa.train.test_trainer import trainer

pytestmark = pytest.mark.model


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    learner = trainer(tmp_path / "base", SETTINGS)
    for _ in range(2):
        saved(advanced(learner, 1), tmp_path / "run")
    return tmp_path / "run"


def spans(folder: Path) -> list[tuple[str, float]]:
    text = "ada live in oslo . bob live in lima ."
    span = Span(document(text), 0, len(text))
    candidates = open_reader(folder).read(
        "who live in lima", [Passage(span, 1.0, 1, 1, (Hit(span, 0.0),))]
    )
    return [(candidate.occurrence.span.text, candidate.score) for candidate in candidates]


def test_the_newest_checkpoint_becomes_a_reader(trained: Path, tmp_path: Path) -> None:
    sha256 = export(trained, tmp_path / "reader")
    assert sorted(path.name for path in (tmp_path / "reader").iterdir()) == [
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
        "training.json",
    ]
    weights = (tmp_path / "reader" / "model.safetensors").read_bytes()
    assert weights == (trained / "step-00000002" / "model.safetensors").read_bytes()
    record = json.loads((tmp_path / "reader" / "training.json").read_text())
    assert (record["sha256"], record["step"], record["settings"]["learning_rate"]) == (
        sha256,
        2,
        SETTINGS.learning_rate,
    )
    assert hashlib.sha256(weights).hexdigest() == sha256
    assert spans(tmp_path / "reader") == spans(trained / "step-00000002") != []


def test_one_checkpoint_can_be_named(trained: Path, tmp_path: Path) -> None:
    export(trained / "step-00000001", tmp_path / "reader")
    assert json.loads((tmp_path / "reader" / "training.json").read_text())["step"] == 1


def test_fp16_has_half_the_size_and_nearly_the_same_scores(trained: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForQuestionAnswering

    export(trained, tmp_path / "fp32")
    export(trained, tmp_path / "fp16", fp16=True)
    sizes = [(tmp_path / name / "model.safetensors").stat().st_size for name in ("fp32", "fp16")]
    assert 0.45 < sizes[1] / sizes[0] < 0.65, "the header is not halved"
    fp32, fp16 = (dict(spans(tmp_path / name)) for name in ("fp32", "fp16"))
    assert np.allclose([fp32[text] for text in fp16], list(fp16.values()), atol=0.02)
    assert (
        str(AutoModelForQuestionAnswering.from_pretrained(tmp_path / "fp16").dtype)
        == "torch.float32"
    )


def test_an_existing_folder_or_a_folder_without_a_checkpoint_is_an_error(
    trained: Path, tmp_path: Path
) -> None:
    export(trained, tmp_path / "reader")
    with pytest.raises(PinciteError, match="exists already"):
        export(trained, tmp_path / "reader")
    with pytest.raises(PinciteError, match="is not a checkpoint"):
        export(tmp_path / "base", tmp_path / "other")
    assert not (tmp_path / "other").exists()
