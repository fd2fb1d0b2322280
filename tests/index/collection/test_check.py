"""The check of a collection finds every kind of damage, and removes nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.collection.collection_library import open_collection
from index.collection.files import versions
from index.collection.files.check import check_collection
from index.collection.files.folder import CollectionFolder, file_sha256
from index.collection.files.versions import Part, Version
from index.collection.writing.writer import CollectionWriter
from index.errors import PinciteError
from tests.conftest import WordEncoder, damage, document
from tests.support.sealed_collections import publish, put, texts


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions: of three parts, and of a fourth one that replaces a document."""
    path, encoder = tmp_path_factory.mktemp("made") / "my.collection", WordEncoder()
    publish(path, [[document(f"Cat {n} purrs.", f"{n}.txt")] for n in range(3)], encoder)
    publish(path, [[document("Cat 0 sleeps.", "0.txt")]], encoder)
    return path


@pytest.fixture
def folder(tmp_path: Path, made: Path) -> CollectionFolder:
    shutil.copytree(made, tmp_path / "my.collection")
    return CollectionFolder(tmp_path / "my.collection")


def first_part(folder: CollectionFolder) -> Path:
    return sorted(folder.parts.iterdir())[0]


def rewrite(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    rewrite(path, bytes(data))


def publish_false(folder: CollectionFolder, change: Callable[[Version], Version]) -> None:
    """Publishes a version that is whole, but not true."""
    version = change(versions.read(folder, 2))
    versions.write(folder, version)
    versions.switch(folder, version.number)


def with_parts(
    version: Version, parts: tuple[Part, ...], hidden: tuple[tuple[str, str], ...] | None = None
) -> Version:
    kept = version.hidden if hidden is None else hidden
    return Version(3, version.settings, parts, kept)


DAMAGE: dict[str, tuple[Callable[[CollectionFolder], object], str]] = {
    "flipped byte": (lambda f: flip(first_part(f), 5000), "does not match its hash"),
    "flipped last byte": (lambda f: flip(first_part(f), -1), "does not match its hash"),
    "longer part": (
        lambda f: rewrite(first_part(f), first_part(f).read_bytes() + b"x"),
        "does not match its hash",
    ),
    "missing part": (lambda f: first_part(f).unlink(), "is missing"),
    "changed version": (lambda f: flip(f.version(2), 100), r"versions/2\.json"),
    "changed older version": (lambda f: flip(f.version(1), 100), r"versions/1\.json"),
    "missing version": (lambda f: f.version(2).unlink(), "current names version 2, whose file"),
    "changed current": (lambda f: f.current.write_text("two"), "current does not name a version"),
    "unnamed part": (
        lambda f: (f.parts / f"{'0' * 64}.pincite").write_bytes(b"x"),
        r"no version names the file parts/0{64}\.pincite; .* prune",
    ),
    "unfinished file": (
        lambda f: (f.parts / "1.pincite.77.tmp").write_bytes(b"x"),
        r"no version names the file parts/1\.pincite\.77\.tmp",
    ),
    "changed cache": (
        lambda f: (f.parts / f"{first_part(f).name}-4-{'0' * 64}.faiss").write_bytes(b"x"),
        r"the cache .*\.faiss is damaged",
    ),
    "source in two parts": (
        lambda f: publish_false(f, lambda v: with_parts(v, v.parts, ())),
        r"0\.txt is in two parts",
    ),
    "wrong count": (
        lambda f: publish_false(
            f,
            lambda v: with_parts(
                v, (Part(v.parts[0].sha256, 9, 9, v.parts[0].bytes), *v.parts[1:])
            ),
        ),
        "counts the documents of part .* wrongly",
    ),
    "hidden source that is nowhere": (
        lambda f: publish_false(
            f, lambda v: with_parts(v, v.parts, (*v.hidden, (v.parts[-1].sha256, "zz.txt")))
        ),
        r"hides zz\.txt, which is not in the part",
    ),
    "missing codebook": (
        lambda f: publish_false(f, lambda v: Version(3, v.settings, v.parts, v.hidden, "d" * 64)),
        rf"{'d' * 64}\.npy cannot be read",
    ),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_every_kind_of_damage_is_found(folder: CollectionFolder, kind: str) -> None:
    assert check_collection(folder.path) == []
    change, words = DAMAGE[kind]
    change(folder)
    before = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}
    (problem,) = check_collection(folder.path)
    assert re.search(words, problem), problem
    after = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}
    before.pop(folder.ledger)
    after.pop(folder.ledger)
    assert after.items() >= before.items()


def test_a_damaged_collection_is_not_opened(folder: CollectionFolder, encoder: WordEncoder) -> None:
    first_part(folder).unlink()
    with pytest.raises(PinciteError, match=r"is damaged: .* is missing\. Run: pincite"):
        open_collection(folder.path, encoder=encoder)


def test_a_deep_check_reads_every_part(folder: CollectionFolder, encoder: WordEncoder) -> None:
    assert check_collection(folder.path, deep=True) == []
    with CollectionWriter(folder.path) as writer:
        part = writer.folder.part(put(writer, [document("Dogs bark.", "d.txt")], encoder).sha256)
        part.chmod(0o644)
        damage(part, "UPDATE document SET title = 'x'")
        named = part.rename(writer.folder.part(file_sha256(part)))
        sha256, size = named.stem, named.stat().st_size
    publish_false(
        folder, lambda v: with_parts(v, tuple(sorted([*v.parts, Part(sha256, 1, 1, size)])))
    )
    assert check_collection(folder.path) == []
    problems = check_collection(folder.path, deep=True)
    assert f"the part {named.name}: document 1 ('d.txt') does not match its checksum" in problems


def test_nothing_is_reported_that_a_stopped_command_has_made(
    folder: CollectionFolder, encoder: WordEncoder
) -> None:
    with CollectionWriter(folder.path) as writer:
        put(writer, [document("Dogs bark.", "d.txt")], encoder)
    assert check_collection(folder.path) == []
    assert "d.txt" not in texts(folder.path, encoder)
    publish(folder.path, [], encoder)
    assert "d.txt" in texts(folder.path, encoder)
