"""The commands `pincite train ...`; they need the extra [train] and a source checkout."""

from __future__ import annotations

import argparse

from qa.train.commands import checkpoints, fit, prepare, score


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds prepare, fit, export, export-onnx, interpolate, dequantise and score."""
    for command in (prepare, fit, checkpoints, score):
        command.add_command(commands)
