"""The sets whose files lie in the kit, in `dlkit/data/files`, beside their licences; `tools/build_data.py` makes them."""

from __future__ import annotations

import csv
import functools
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dlkit.data.small_sets import Digits, split_of_digits

_FILES = Path(__file__).parent / "files"


def digits28(classes: Iterable[int] | None = None) -> Digits:
    """Load 3,000 real handwritten digits of 28x28 pixels, 300 of each, split into training and test pictures.

    Every fifth picture of each digit is for testing: the split is always the same, and no random number
    generator is touched. Each call returns fresh arrays.

    Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits" (1998), pictures of its
    training set, CC BY-SA 3.0; see `LICENCES.md` beside the file.

    Args:
        classes: the digits to keep, such as `(0, 1, 2, 3, 4)`; all ten if left out. Labels stay the digits themselves.

    Returns:
        `Digits` with `x_train` (2400, 28, 28), `y_train` (2400,), `x_test` (600, 28, 28) and `y_test` (600,);
        fewer pictures if only some classes are kept. Pixels are float64 in 0..1 (0 is paper, 1 is ink), labels int64.

    Raises:
        ValueError: if `classes` is empty or holds something that is not a digit from 0 to 9.

    Example:
        >>> digits28(classes=range(5)).x_train.shape
        (1200, 28, 28)
    """
    with np.load(_FILES / "digits28.npz") as kept:
        images, labels = kept["pixels"].astype(np.float64) / 255.0, kept["labels"].astype(np.int64)
    return split_of_digits(images, labels, classes)


@dataclass(frozen=True)
class FirstNames:
    """First names in small letters, in the order of the alphabet, and how common each is.

    Attributes:
        names: the names, of the letters a to z.
        women: int64 of shape (len(names),), how many in 100,000 women bear the name.
        men: int64 of shape (len(names),), how many in 100,000 men bear it.
    """

    names: tuple[str, ...]
    women: npt.NDArray[np.int64]
    men: npt.NDArray[np.int64]


def names() -> FirstNames:
    """Load the 5,163 first names that were common in the United States in 1990.

    Source: U.S. Census Bureau, "Frequently Occurring Surnames and First Names from the 1990 Census", public domain.

    Returns:
        `FirstNames`: `names`, a tuple of 5,163 strings, with `women` and `men`, int64 of shape (5163,). Names of
        less than one in 100,000 are not in the source; 0 means that the name is not on that list.

    Example:
        >>> first = names()
        >>> first.names[0], int(first.women[0]), int(first.men[0])
        ('aaron', 2, 240)
    """
    with (_FILES / "names.csv").open(encoding="ascii", newline="") as file:
        rows = list(csv.reader(file))[1:]
    shares = np.array([row[1:] for row in rows], dtype=np.int64)
    return FirstNames(tuple(row[0] for row in rows), shares[:, 0].copy(), shares[:, 1].copy())


@dataclass(frozen=True)
class WordVectors:
    """Words with a vector each, the most frequent word first.

    Attributes:
        words: the words, in small letters a to z.
        vectors: float32 of shape (len(words), depth), one word in each row.
    """

    words: tuple[str, ...]
    vectors: npt.NDArray[np.float32]

    @functools.cached_property
    def rows(self) -> dict[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    def __contains__(self, word: object) -> bool:
        """Whether a word has a vector."""
        return word in self.rows

    def __iter__(self) -> Iterator[str]:
        """Go over the words."""
        return iter(self.words)

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.words)

    def __getitem__(self, word: str) -> npt.NDArray[np.float32]:
        """The vector of a word, of shape (depth,).

        Raises:
            KeyError: if the word is not among them.
        """
        if word not in self.rows:
            raise KeyError(f"{word!r} is not among the {len(self.words):,} words, which are in small letters.")
        vector: npt.NDArray[np.float32] = self.vectors[self.rows[word]]
        return vector


def word_vectors() -> WordVectors:
    """Load vectors of 50 numbers for the 8,000 most frequent English words, learned from six billion words of text.

    They are kept as whole numbers of 8 bits with one scale for each word. What that rounds away is 0.7 % of a
    vector's length on average and 1.4 % at most; a cosine moves by 0.008 at most, and 98.8 % of the words keep
    their nearest neighbour among the 8,000.

    Source: J. Pennington, R. Socher and C. Manning, "GloVe: Global Vectors for Word Representation" (2014),
    https://nlp.stanford.edu/projects/glove, its set "6B" of 50 dimensions, PDDL 1.0. Tokens that are not of the
    letters a to z alone, such as numbers and marks, are left out.

    Returns:
        `WordVectors` with `words`, a tuple of 8,000 strings, and `vectors`, float32 of shape (8000, 50).

    Example:
        >>> known = word_vectors()
        >>> known.words[:3], known["queen"].shape
        (('the', 'of', 'to'), (50,))
    """
    with np.load(_FILES / "word_vectors.npz") as kept:
        words = tuple(kept["words"].tobytes().decode("ascii").split("\n"))
        vectors = kept["steps"].astype(np.float32) * kept["scales"][:, np.newaxis]
    return WordVectors(words, vectors)


@dataclass(frozen=True)
class Definitions:
    """What words mean, as a dictionary says it.

    Attributes:
        words: the words that have this meaning, such as "king, male monarch, Rex".
        texts: what they mean, often with examples of their use.
        kinds: what kind of meaning it is, such as "noun.person" or "verb.motion", one of 45.
    """

    words: tuple[str, ...]
    texts: tuple[str, ...]
    kinds: tuple[str, ...]

    def __len__(self) -> int:
        """How many definitions there are."""
        return len(self.texts)


def definitions() -> Definitions:
    """Load 27,199 definitions of WordNet, about half a million words of text, each with the kind of what it defines.

    They are those of the meanings that WordNet's makers met in the texts in which they tagged the meaning of each
    word, so the common ones. Insults and obscenities are left out as far as WordNet marks them as such.

    Source: "WordNet: a lexical database for English", release 3.1, Princeton University (2010),
    https://wordnet.princeton.edu; its licence stands in `LICENCES.md` beside the file.

    Returns:
        `Definitions` with `words`, `texts` and `kinds`, tuples of 27,199 strings, ordered by part of speech and kind.

    Example:
        >>> known = definitions()
        >>> row = known.words.index("king, male monarch, Rex")
        >>> known.kinds[row], known.texts[row]
        ('noun.person', 'a male sovereign; ruler of a kingdom')
    """
    lines = lzma.decompress((_FILES / "definitions.txt.xz").read_bytes()).decode("ascii").split("\n")
    kinds, words, texts = zip(*(line.split("\t") for line in lines), strict=True)
    return Definitions(words, texts, kinds)
