"""Attention by plain batched products, for training in bfloat16 on a CPU.

torch's fused attention is slow there for the narrow heads of small encoders: on two cores with
AVX512-BF16, windows of 148 tokens and 12 layers of 384 were trained at 17 windows a second with it,
and at 23 with this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module
    from transformers import PreTrainedModel

_NAME = "pincite"


def use(model: PreTrainedModel) -> None:
    """Raises ValueError where the model does not let its attention be chosen."""
    from transformers import AttentionInterface
    from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS, eager_mask

    AttentionInterface.register(_NAME, attention)
    ALL_MASK_ATTENTION_FUNCTIONS.register(_NAME, eager_mask)
    model.set_attn_implementation(_NAME)


def attention(
    module: Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    dropout: float = 0.0,
    **_: object,
) -> tuple[Tensor, None]:
    """query, key and value of shape (windows, heads, tokens, width), the mask (windows, 1, tokens,
    tokens) to be added to the scores; the result is (windows, tokens, heads, width).
    """
    import torch
    from torch.nn.functional import dropout as drop

    windows, heads, tokens, width = query.shape
    with torch.autocast(
        query.device.type, enabled=False
    ):  # which would take the softmax to single precision and back
        flat = [
            each.bfloat16().reshape(windows * heads, tokens, width)
            for each in (query * width**-0.5, key, value)
        ]
        scores = torch.bmm(flat[0], flat[1].transpose(1, 2))
        if (
            attention_mask is not None
        ):  # every token sees the same ones: the row of the first will do
            scores = (
                scores.view(windows, heads, tokens, tokens) + attention_mask[:, :, :1, :].bfloat16()
            ).view_as(scores)
        shares = drop(torch.softmax(scores, -1), dropout, module.training)
        seen = torch.bmm(shares, flat[2]).view(windows, heads, tokens, width)
    return seen.transpose(1, 2).to(query.dtype), None
