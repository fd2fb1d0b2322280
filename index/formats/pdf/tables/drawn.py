"""The drawn lines and the pictures of a PDF page.

Lines come from path objects: strokes, thin filled rectangles, and the edges of frames and of shaded
cells. Objects within form XObjects, in which many programs wrap a whole page, count as well.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from index.formats.pdf.boxes import Box, rotated
from index.formats.pdf.layout.glyphs import direct

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

Handle = object
"""Of pdfium."""

Matrix = tuple[float, float, float, float, float, float]

_MAX_OBJECTS = 20_000  # of a page; drawings and maps have more, tables do not
_MAX_SEGMENTS = 20_000
_MAX_DEPTH = 4  # of form XObjects in one another
_THIN = 3.0  # points; a line, not an area
_MIN_LENGTH = 4.0
_GAP = 3.0  # points between parts of one line, such as dashes or the borders of two cells
_MIN_PICTURE = 12.0  # points; smaller ones are bullets, spacers and lines
_WHITE = 250
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Ruling(NamedTuple):
    """A line from `start` to `end` along one axis, at `at` on the other."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page besides text."""

    rules: list[Box] = field(default_factory=list)
    """Thin lines, and the sides of frames and shaded areas."""
    pictures: list[Box] = field(default_factory=list)


def drawn_objects(page: PdfPage, turns: int = 0) -> Drawn:
    """The lines and pictures of a page, turned clockwise by quarter turns."""
    walk = _Walk()
    walk.visit_page(page.raw)
    rotation = 90 * turns
    return Drawn(
        [rotated(box, rotation) for box in walk.lines],
        [rotated(box, rotation) for box in walk.pictures],
    )


def horizontal(rules: Iterable[Box]) -> list[Ruling]:
    """The horizontal ones, from the bottom; `at` is y."""
    return merged([Ruling((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in rules if y1 - y0 <= x1 - x0])


def vertical(rules: Iterable[Box]) -> list[Ruling]:
    """The vertical ones, from the left; `at` is x."""
    return merged([Ruling((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in rules if y1 - y0 > x1 - x0])


def merged(rulings: Sequence[Ruling], tolerance: float = 1.0) -> list[Ruling]:
    """Lines with those in continuation of one another joined; short ones are left out.

    >>> merged([Ruling(10, 0, 50), Ruling(10.2, 51, 90)])
    [Ruling(at=10, start=0, end=90)]
    """
    groups: list[list[Ruling]] = []
    for ruling in sorted(rulings):
        if groups and ruling.at - groups[-1][0].at <= tolerance:
            groups[-1].append(ruling)
        else:
            groups.append([ruling])
    lines: list[Ruling] = []
    for group in groups:
        at, parts = group[0].at, sorted((ruling.start, ruling.end) for ruling in group)
        start, end = parts[0]
        for part_start, part_end in parts[1:]:
            if part_start <= end + _GAP:
                end = max(end, part_end)
            else:
                lines.append(Ruling(at, start, end))
                start, end = part_start, part_end
        lines.append(Ruling(at, start, end))
    return [line for line in lines if line.end - line.start >= _MIN_LENGTH]


class _Walk:
    """Collects thin boxes (lines) and the boxes of pictures. Calls pdfium directly, for speed."""

    def __init__(self) -> None:
        from pypdfium2 import raw

        self.lines: list[Box] = []
        self.pictures: list[Box] = []
        self._raw: ModuleType = raw
        self._type = direct("FPDFPageObj_GetType")
        self._bounds_of = direct("FPDFPageObj_GetBounds")
        self._page_object = direct("FPDFPage_GetObject", raw.FPDF_PAGEOBJECT)
        self._form_object = direct("FPDFFormObj_GetObject", raw.FPDF_PAGEOBJECT)
        self._objects = 0
        self._segments = 0
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._pointers = [ctypes.byref(value) for value in self._floats]
        self._modes = ctypes.c_int(), ctypes.c_int()
        self._mode_pointers = [ctypes.byref(value) for value in self._modes]
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._colour_pointers = [ctypes.byref(value) for value in self._colour]

    def visit_page(self, page: Handle) -> None:
        raw = self._raw
        count = raw.FPDFPage_CountObjects(page)
        self._visit(map(self._page_object, repeat(page), range(count)), _IDENTITY, 0)

    def _visit(self, objects: Iterator[Handle], matrix: Matrix, depth: int) -> None:
        raw = self._raw
        items = list(islice(objects, _MAX_OBJECTS - self._objects))
        self._objects += len(items)
        kinds = list(map(self._type, items))
        text = raw.FPDF_PAGEOBJ_TEXT
        for item, kind in zip(items, kinds, strict=True):
            if kind == text:
                continue
            if self._segments > _MAX_SEGMENTS:
                return
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._add_path(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                box = self._bounds(item, matrix)
                if box and min(box[2] - box[0], box[3] - box[1]) >= _MIN_PICTURE:
                    self.pictures.append(box)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                count = raw.FPDFFormObj_CountObjects(item)
                inner = map(self._form_object, repeat(item), range(count))
                self._visit(inner, _product(self._matrix(item), matrix), depth + 1)

    def _add_path(self, path: Handle, matrix: Matrix) -> None:
        box = self._bounds(path, matrix)
        if box is None or max(box[2] - box[0], box[3] - box[1]) < _MIN_LENGTH / 2:
            return
        is_stroked = self._is_stroked(path)
        if is_stroked is None:
            return
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            self.lines.append(box)
            return
        matrix = _product(self._matrix(path), matrix)
        for (x0, y0), (x1, y1) in self._sides(path, matrix):
            if min(abs(x1 - x0), abs(y1 - y0)) < 0.5:
                self.lines.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _sides(
        self, path: Handle, matrix: Matrix
    ) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
        raw = self._raw
        first = last = (0.0, 0.0)
        count = raw.FPDFPath_CountSegments(path)
        for number in range(min(count, _MAX_SEGMENTS - self._segments)):
            self._segments += 1
            segment = raw.FPDFPath_GetPathSegment(path, number)
            raw.FPDFPathSegment_GetPoint(segment, self._pointers[0], self._pointers[1])
            point = _apply(matrix, self._floats[0].value, self._floats[1].value)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                first = point
            elif kind == raw.FPDF_SEGMENT_LINETO:
                yield last, point
            last = point
            if raw.FPDFPathSegment_GetClose(segment):
                yield last, first

    def _is_stroked(self, path: Handle) -> bool | None:
        """Whether a path has an outline; None if nothing of it is seen on white paper."""
        raw = self._raw
        fill, stroke = self._modes
        if not raw.FPDFPath_GetDrawMode(path, *self._mode_pointers):
            return None
        if stroke.value and not self._is_white(raw.FPDFPageObj_GetStrokeColor, path):
            return True
        if fill.value and not self._is_white(raw.FPDFPageObj_GetFillColor, path):
            return False
        return None

    def _is_white(self, get_colour: Callable[..., int], item: Handle) -> bool:
        values = self._colour
        if not get_colour(item, *self._colour_pointers):
            return False
        return values[3].value == 0 or min(value.value for value in values[:3]) >= _WHITE

    def _bounds(self, item: Handle, matrix: Matrix) -> Box | None:
        if not self._bounds_of(item, *self._pointers):
            return None
        left, bottom, right, top = (value.value for value in self._floats)
        if matrix == _IDENTITY:
            return left, bottom, right, top
        corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _matrix(self, item: Handle) -> Matrix:
        values = self._raw.FS_MATRIX()
        if not self._raw.FPDFPageObj_GetMatrix(item, ctypes.byref(values)):
            return _IDENTITY
        return values.a, values.b, values.c, values.d, values.e, values.f


def _product(one: Matrix, two: Matrix) -> Matrix:
    """The matrix that applies `one`, then `two`."""
    a, b, c, d, e, f = one
    return (
        a * two[0] + b * two[2],
        a * two[1] + b * two[3],
        c * two[0] + d * two[2],
        c * two[1] + d * two[3],
        e * two[0] + f * two[2] + two[4],
        e * two[1] + f * two[3] + two[5],
    )


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
