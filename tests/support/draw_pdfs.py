"""PDF pages with letters of several sizes, lines, form fields, notes and attached files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.support.make_pdfs import pdf_of

_FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Courier", "F4": "Wingdings-Regular"}


def escaped(text: str) -> str:
    return text.translate({40: r"\(", 41: r"\)", 92: r"\\"})


@dataclass(slots=True)
class Page:
    """What is drawn on a page of 612 by 792 points, and its annotations as PDF dictionaries."""

    drawn: list[str] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, size: float = 10, font: str = "F1") -> Page:
        self.drawn.append(f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped(words)}) Tj ET")
        return self

    def bold(self, x: float, y: float, words: str, size: float = 10) -> Page:
        return self.text(x, y, words, size, "F2")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        self.drawn.append(f"0.7 w {x0} {y0} m {x1} {y1} l S")
        return self

    def area(self, x: float, y: float, width: float, height: float, grey: float = 0.8) -> Page:
        self.drawn.append(f"q {grey} g {x} {y} {width} {height} re f Q")
        return self

    def rows(
        self,
        columns: Sequence[float],
        top: float,
        rows: Sequence[Sequence[str]],
        pitch: float = 18,
        bold_first: bool = False,
    ) -> Page:
        """Cells at the x of their columns, one row below the other; "\\n" breaks a cell's line."""
        y = top
        for number, row in enumerate(rows):
            for x, cell in zip(columns, row, strict=True):
                for below, words in enumerate(cell.split("\n")):
                    font = "F2" if bold_first and number == 0 else "F1"
                    self.text(x, y - 12 * below, words, font=font)
            y -= pitch + 12 * max(cell.count("\n") for cell in row)
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Page:
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        return self

    def widget(
        self, name: str, kind: str, box: tuple[float, float, float, float], more: str = ""
    ) -> Page:
        """A form field; `kind` is Tx, Btn or Ch."""
        rect = " ".join(map(str, box))
        self.annotations.append(
            f"<< /Type /Annot /Subtype /Widget /FT /{kind} /T ({name}) /Rect [{rect}] {more} >>"
        )
        return self

    def note(self, kind: str, words: str, more: str = "") -> Page:
        contents = f"/Contents ({escaped(words)})" if words else ""
        self.annotations.append(
            f"<< /Type /Annot /Subtype /{kind} /Rect [60 100 90 120] {contents} {more} >>"
        )
        return self


def pdf_pages(
    *pages: Page,
    info: str = "",
    files: Mapping[str, str] | None = None,
    form: str = "",
) -> bytes:
    """The pages as a PDF. `files` are attached, name to text; `form` is of the AcroForm."""
    objects = ["", ""]
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        for name in _FONTS.values()
    ]
    fonts = " ".join(f"/{name} {3 + i} 0 R" for i, name in enumerate(_FONTS))
    kids, widgets = [], []
    for page in pages:
        at = len(objects) + 1
        kids.append(f"{at} 0 R")
        marks = [f"{at + 2 + i} 0 R" for i in range(len(page.annotations))]
        widgets += [
            mark
            for mark, annotation in zip(marks, page.annotations, strict=True)
            if "/Widget" in annotation
        ]
        stream = "\n".join(page.drawn)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {at + 1} 0 R "
            f"/Annots [{' '.join(marks)}] /Resources << /Font << {fonts} >> >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
            *page.annotations,
        ]
    catalog = ""
    if widgets:
        catalog += f"/AcroForm << /Fields [{' '.join(widgets)}] {form} >> "
    if files:
        names = []
        for name, text in files.items():
            at = len(objects) + 1
            names.append(f"({name}) {at + 1} 0 R")
            objects += [
                f"<< /Type /EmbeddedFile /Length {len(text)} >>\nstream\n{text}\nendstream",
                f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {at} 0 R >> >>",
            ]
        catalog += f"/Names << /EmbeddedFiles << /Names [{' '.join(names)}] >> >>"
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>"
    return pdf_of(objects, info)
