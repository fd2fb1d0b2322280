"""Weights in 8 bits, a scale for each channel; activations are quantised as the model runs, a scale for each input."""

from __future__ import annotations

from pathlib import Path


def quantise(whole: Path, path: Path) -> None:
    """Writes the ONNX graph at `whole` to `path`, a quarter of its size. Needs the package onnx, which users do not have."""
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(
        logging.ERROR
    )  # it recommends a preparation that changes nothing here
    quantize_dynamic(
        whole,
        path,
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True},
    )
