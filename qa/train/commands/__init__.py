"""The commands `pincite train ...`; they need the extra [train] and a source checkout."""

from __future__ import annotations

import argparse

from qa.train.commands import (
    dequantise,
    export,
    export_onnx,
    fit,
    interpolate,
    prepare,
    score,
)


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds prepare, fit, export, export-onnx, interpolate, dequantise and score."""
    for command in (prepare, fit, export, export_onnx, interpolate, dequantise, score):
        command.add_command(commands)
