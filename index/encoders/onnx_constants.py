"""Puts constants in place of tensors that an ONNX graph computes anew at every run.

A graph traced by torch computes the shapes of its reshapes from the length of the input, although
a reshape can say "as in the input" (0). These computations are many small nodes: a third of the
nodes of the encoder's graph. Only the bytes of the protocol buffer are cut and joined here
(protobuf.dev/programming-guides/encoding, onnx.proto3): the package onnx is not installed with
Pincite.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

_GRAPH = 7  # of ModelProto
_NODE, _INITIALIZER, _OUTPUT = 1, 5, 12  # of GraphProto
_INPUTS, _OUTPUTS = 1, 2  # of NodeProto
_NAME = 1  # of ValueInfoProto
_DIMS, _DATA_TYPE, _TENSOR_NAME, _RAW_DATA = 1, 2, 8, 9  # of TensorProto
_INT64 = 7  # a data type of TensorProto
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5  # wire types

Known = Callable[[str], Sequence[int] | None]
"""The value, a vector of integers, of the tensor of that name, if it is known."""


class _Field(NamedTuple):
    number: int
    whole: memoryview
    """With its tag."""
    content: memoryview


def with_constants(model: bytes, known: Known) -> bytes:
    """The model without the nodes that compute what is `known`, and those that only they need."""
    graph, others = _split(_fields(memoryview(model)), _GRAPH)
    nodes, rest = _split(_fields(graph[0].content), _NODE)
    outputs_of_graph = [_fields(field.content) for field in rest if field.number == _OUTPUT]
    needed = {text for fields in outputs_of_graph for text in _texts(fields, _NAME)}
    kept: list[memoryview] = []
    constants: list[bytes] = []
    for node in reversed(nodes):  # a node stands behind those whose outputs it reads
        inputs, outputs_and_others = _split(_fields(node.content), _INPUTS)
        outputs = _texts(outputs_and_others, _OUTPUTS)
        if needed.isdisjoint(outputs):
            continue
        value = known(outputs[0])
        if value is None:
            kept.append(node.whole)
            needed.update(_texts(inputs, _INPUTS))
        else:
            constants.append(_message(_INITIALIZER, _tensor(outputs[0], value)))
    parts: list[bytes | memoryview] = [*reversed(kept), *(field.whole for field in rest)]
    parts += constants
    head = _head(_GRAPH, sum(map(len, parts)))
    return b"".join((*(field.whole for field in others), head, *parts))


def _split(fields: Iterator[_Field], number: int) -> tuple[list[_Field], list[_Field]]:
    """The fields of that number, and the others."""
    found, others = list[_Field](), list[_Field]()
    for field in fields:
        (found if field.number == number else others).append(field)
    return found, others


def _fields(message: memoryview) -> Iterator[_Field]:
    at = 0
    while at < len(message):
        start = at
        tag, at = _read_varint(message, at)
        content = at
        if tag & 7 == _BYTES:
            length, content = _read_varint(message, at)
            at = content + length
        elif tag & 7 == _VARINT:
            _, at = _read_varint(message, at)
        else:
            at += {_FIXED_32: 4, _FIXED_64: 8}[tag & 7]
        yield _Field(tag >> 3, message[start:at], message[content:at])


def _texts(fields: Iterable[_Field], number: int) -> list[str]:
    return [str(field.content, "utf-8") for field in fields if field.number == number]


def _tensor(name: str, value: Sequence[int]) -> bytes:
    return (
        _number(_DIMS, len(value))
        + _number(_DATA_TYPE, _INT64)
        + _message(_TENSOR_NAME, name.encode())
        + _message(_RAW_DATA, struct.pack(f"<{len(value)}q", *value))
    )


def _message(number: int, content: bytes) -> bytes:
    return _head(number, len(content)) + content


def _head(number: int, length: int) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(length)


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value)


def _read_varint(data: memoryview, at: int) -> tuple[int, int]:
    """An unsigned number of seven bits a byte, the lowest first, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _varint(value: int) -> bytes:
    data = bytearray()
    while value > 0x7F:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    data.append(value)
    return bytes(data)
