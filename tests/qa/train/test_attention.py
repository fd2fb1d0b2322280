from __future__ import annotations

from pathlib import Path

import pytest

from qa.train import attention
from qa.train.base_models import load_base
from tests.qa.train.test_base_models import tiny_base

pytestmark = pytest.mark.model


def test_it_equals_the_attention_of_torch(tmp_path: Path) -> None:
    """To the rounding of bfloat16, with padding and without; it has gradients."""
    import torch

    model, _ = load_base(tiny_base(tmp_path / "tiny"), 0)
    model.train(False)
    tokens = torch.arange(5, 25).reshape(2, 10)
    for mask in (torch.ones_like(tokens), torch.tensor([[1] * 10, [1] * 6 + [0] * 4])):
        model.set_attn_implementation("eager")
        expected = model(input_ids=tokens, attention_mask=mask).start_logits
        attention.use(model)
        actual = model(input_ids=tokens, attention_mask=mask).start_logits
        real = mask.bool()
        assert torch.allclose(actual[real], expected[real], atol=0.02)
        assert not torch.equal(actual, expected), "torch's own attention was used"
    actual.sum().backward()
    weights = dict(model.named_parameters())
    gradient = weights["bert.encoder.layer.0.attention.self.query.weight"].grad
    assert gradient is not None
    assert gradient.abs().sum() > 0


def test_dropout_is_applied_in_training_only() -> None:
    import torch

    module = torch.nn.Module()
    torch.manual_seed(0)
    query, key, value = (torch.randn(1, 2, 8, 4) for _ in range(3))
    same = [
        attention.attention(module.eval(), query, key, value, None, dropout=0.5)[0]
        for _ in range(2)
    ]
    assert torch.equal(*same)
    other = [
        attention.attention(module.train(), query, key, value, None, dropout=0.5)[0]
        for _ in range(2)
    ]
    assert not torch.equal(*other)
