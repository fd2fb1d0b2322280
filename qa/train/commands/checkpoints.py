"""pincite train export, export-onnx, interpolate, dequantise: checkpoints to models and back."""

from __future__ import annotations

import argparse
from pathlib import Path

_TRAINED = "the folder of a training, or one of its checkpoints"
_NEW_FOLDER = "a folder that does not exist yet"


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds four commands."""
    export = commands.add_parser("export", help="write a checkpoint as a reader's folder")
    export.add_argument("trained", type=Path, metavar="TRAINED", help=_TRAINED)
    export.add_argument("folder", type=Path, metavar="READER", help=_NEW_FOLDER)
    export.add_argument("--fp16", action="store_true", help="store 16 bits for each weight")
    export.set_defaults(run=run_export)

    onnx = commands.add_parser("export-onnx", help="write a checkpoint as the bundled int8 model")
    onnx.add_argument("trained", type=Path, metavar="TRAINED", help=_TRAINED)
    onnx.add_argument(
        "folder", type=Path, metavar="READER", help="its model, tokenizer and hashes are replaced"
    )
    onnx.set_defaults(run=run_export_onnx)

    interpolate = commands.add_parser(
        "interpolate", help="mean of a checkpoint and the model it was trained from (WiSE-FT)"
    )
    interpolate.add_argument(
        "before", metavar="BASE", help="the folder that the training began from, with its span head"
    )
    interpolate.add_argument("trained", type=Path, metavar="TRAINED", help=_TRAINED)
    interpolate.add_argument("folder", type=Path, metavar="FOLDER", help=_NEW_FOLDER)
    interpolate.add_argument(
        "--share", type=float, default=0.5, help="weight of the trained model (default: 0.5)"
    )
    interpolate.set_defaults(run=run_interpolate)

    dequantise = commands.add_parser(
        "dequantise", help="turn an int8 model into a base for further training"
    )
    dequantise.add_argument(
        "exported", type=Path, metavar="READER", help="what export-onnx wrote, such as qa/model"
    )
    dequantise.add_argument(
        "like", metavar="BASE", help="the base it was made from: minilm-l6, or a folder"
    )
    dequantise.add_argument(
        "folder", type=Path, metavar="FOLDER", help=f"{_NEW_FOLDER}; use it as --base"
    )
    dequantise.set_defaults(run=run_dequantise)


def run_export(arguments: argparse.Namespace) -> int:
    from qa.train.export_reader import export

    sha256 = export(arguments.trained, arguments.folder, arguments.fp16)
    print(f"{arguments.folder}  model.safetensors SHA-256 {sha256}")
    return 0


def run_export_onnx(arguments: argparse.Namespace) -> int:
    from qa.train.export_onnx import export_onnx

    exported = export_onnx(arguments.trained, arguments.folder)
    print(f"{arguments.folder}  model.onnx {exported.bytes:,} bytes, SHA-256 {exported.sha256}")
    return 0


def run_interpolate(arguments: argparse.Namespace) -> int:
    from qa.train.base_models import find_base
    from qa.train.interpolate import interpolate

    interpolate(find_base(arguments.before), arguments.trained, arguments.share, arguments.folder)
    print(arguments.folder)
    return 0


def run_dequantise(arguments: argparse.Namespace) -> int:
    from qa.train.base_models import find_base
    from qa.train.dequantise import dequantise

    dequantise(arguments.exported, find_base(arguments.like), arguments.folder)
    print(arguments.folder)
    return 0
