"""Takes the pictures in docs/ again: python -m tests.support.screenshots [FOLDER].

It uses the real engine and the sample library, and takes a minute or two.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from index.ingest.pipeline import find_files
from qa.pipeline import open_pipeline
from tests.support.browser import CHROMIUM, MOBILE, SWITCHES, Visitor, ask
from tests.support.paths import ROOT
from tests.support.serving import running
from ui.engine import sample_library
from ui.engine.engine import Engine

NUMBER, NOBODY = (
    "How many acts of railway sabotage does the resistance claim?",
    "Who is the Belarusian defence minister?",
)
DESKTOP, TALL = (1280, 860), (1280, 1100)
COLOURS = 128
"""Colours of a picture: the page has few, and the file takes a third of the size."""


def main(folder: Path) -> None:
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        os.environ["GRADIO_TEMP_DIR"] = f"{place}/uploads"
        path = Path(place) / "belarus.pincite"
        sample_library.build(lambda _: None, path)
        bot = open_pipeline(path)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        with running(Engine(bot), examples=sample_library.EXAMPLES) as url:
            take(Visitor(browser), url, folder, Path(place))
        browser.close()
        bot.library.close()


def take(visitor: Visitor, url: str, folder: Path, place: Path) -> None:
    for name, size, scheme, question in (
        ("answer", DESKTOP, "light", NUMBER),
        ("answer-mobile", MOBILE, "light", NUMBER),
        ("no-answer-dark", DESKTOP, "dark", NOBODY),
    ):
        with visitor.at(url, size, scheme) as page:
            for asked in (
                NOBODY if question == NUMBER else NUMBER,
                question,
            ):  # the models are loaded by the first
                ask(page, asked)
                expect(page.locator(".asked")).to_have_text(asked)
            save(page, folder / f"{name}.png")
    with visitor.at(url, TALL) as page:
        page.goto("/evaluation")
        page.get_by_role("radio", name="100").check()
        page.get_by_role("button", name="Run").click()
        expect(page.locator(".tile").first).to_be_visible(timeout=120_000)
        save(page, folder / "evaluation.png")
    with visitor.at(url, TALL) as page:
        page.goto("/library")
        expect(page.locator("#documents tbody tr")).to_have_count(12)
        page.locator("#upload input[type=file]").set_input_files(heap(place))
        report = page.locator("#ingest-report")
        expect(report.locator("li").filter(has_text="added, ").nth(1)).to_be_visible(
            timeout=120_000
        )
        save(page, folder / "library.png")
        expect(report.locator("li").filter(has_text="added, ")).to_have_count(
            5, timeout=120_000
        )  # or the library is gone under its reader


def heap(place: Path) -> list[Path]:
    """Five larger files made of the sample documents, so that their progress can be seen."""
    texts = [
        path.path.read_text(encoding="utf-8")
        for path in find_files([sample_library.SETS / "belarus" / "documents"])
    ]
    names = (
        "Interviews of spring",
        "Letters",
        "Minutes of the meeting",
        "Notes on the railways",
        "Reports by region",
    )
    paths = [place / f"{name}.txt" for name in names]
    for number, path in enumerate(paths):
        path.write_text("\n\n".join(texts[number : number + 3]), encoding="utf-8")
    return paths


def save(page: Page, path: Path) -> None:
    """Saves what is visible without scrolling, in few colours."""
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
