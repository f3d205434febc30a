"""What to do next: splits, scores, gaps, wrong labels, tables of mistakes and made pictures, each a short function.

Examples are rows. Pictures are (m, height, width), from 0 (black) to 1 (white). Labels are whole numbers, (m,).
"""

from collections.abc import Mapping

import numpy as np


def split_by_source(
    is_user: np.ndarray, order: np.ndarray, train_dev: int, dev: int, test: int
) -> dict[str, np.ndarray]:
    """Split rows so that dev and test hold what users send, and nothing else.

    Args:
        is_user: whether a row comes from a user (else from the archive), (m,).
        order: all rows from 0 to m - 1, shuffled, (m,).
        train_dev: how many of the archive are kept out of training.
        dev: how many of the users' rows make the dev set.
        test: how many of the users' rows make the test set.

    Returns:
        {"train", "train_dev", "dev", "test"}: rows in ascending order; what is in no other part is in train.
    """
    from_user = is_user[order].astype(bool)
    users, archive = order[from_user], order[~from_user]
    return {
        "train": np.sort(np.concatenate([archive[train_dev:], users[dev + test :]])),
        "train_dev": np.sort(archive[:train_dev]),
        "dev": np.sort(users[:dev]),
        "test": np.sort(users[dev : dev + test]),
    }


def error_rates(answers: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, float]:
    """Compute the share of wrong answers on each set.

    Args:
        answers: {name: (y_hat, y)}, the answers on a set and its labels, both (m,), m > 0.

    Returns:
        {name: share of answers that differ from the label}.
    """
    return {name: float(np.mean(y_hat != y)) for name, (y_hat, y) in answers.items()}


def confidence_interval(correct: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Compute Wilson's interval for a share (E. B. Wilson, 1927).

    Args:
        correct: how many answers were right, from 0 to n.
        n: how many there were, at least 1.
        z: how many standard deviations wide to each side; 1.96 means 95%.

    Returns:
        The two ends, low and high.
    """
    p = correct / n
    center = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return float(center - half), float(center + half)


def f1_of(y_hat: np.ndarray, y: np.ndarray, label: int) -> tuple[float, float, float]:
    """Compute precision, recall and F1 of one class.

    Args:
        y_hat: answers, (m,).
        y: labels, (m,).
        label: the class that is looked at.

    Returns:
        precision, recall, F1; where one would be 0 / 0 it is 0.
    """
    hits = np.sum((y_hat == label) & (y == label))
    said, there = np.sum(y_hat == label), np.sum(y == label)
    precision = hits / said if said > 0 else 0.0
    recall = hits / there if there > 0 else 0.0
    f1 = 2 * hits / (said + there) if said + there > 0 else 0.0
    return float(precision), float(recall), float(f1)


def macro_f1(y_hat: np.ndarray, y: np.ndarray, classes: int) -> float:
    """Compute the mean of the F1 of all classes.

    Args:
        y_hat: answers, (m,).
        y: labels, (m,).
        classes: how many classes there are: 0 to classes - 1.

    Returns:
        The mean, each class counting the same.
    """
    return float(np.mean([f1_of(y_hat, y, label)[2] for label in range(classes)]))


def avoidable_bias_and_variance(
    human: float, train: float, train_dev: float, dev: float, test: float | None = None
) -> dict[str, float | None]:
    """Compute the gaps between neighbouring error rates.

    Args:
        human: error of people who read with care.
        train: error on the training set.
        train_dev: error on pictures like those of training, kept out of it.
        dev: error on the dev set, the users' pictures by which one chooses.
        test: error on the test set; None as long as nobody has looked.

    Returns:
        {"avoidable_bias", "variance", "data_mismatch", "dev_overfitting"}; the last is None without a test error.
    """
    return {
        "avoidable_bias": train - human,
        "variance": train_dev - train,
        "data_mismatch": dev - train_dev,
        "dev_overfitting": test - dev if test is not None else None,
    }


def next_step(gaps: Mapping[str, float], enough: float) -> str:
    """Name the widest gap.

    Args:
        gaps: {name: width}; a width may be negative.
        enough: a gap of at most this width is left alone; 0 or more.

    Returns:
        The name of the widest gap, the first one of several; "stop" if none is wider than enough.
    """
    widest = max(gaps, key=lambda name: gaps[name])
    return widest if gaps[widest] > enough else "stop"


def suspect_labels(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Order the rows whose label a network disbelieves.

    Args:
        probabilities: what the network says of each class, (m, classes), by a network that did not learn these labels.
        labels: the labels as they were typed, (m,).

    Returns:
        Rows whose most probable class is more probable than the label, the widest difference first.
    """
    of_label = probabilities[np.arange(len(labels)), labels]
    suspicion = probabilities.max(axis=1) - of_label
    ranked = np.argsort(-suspicion, kind="stable")
    suspects: np.ndarray = ranked[suspicion[ranked] > 0]
    return suspects


def precision_at(ranked: np.ndarray, is_wrong: np.ndarray, k: int) -> float:
    """Compute which share of the first k of a list is what it was made to find.

    Args:
        ranked: rows, the most suspicious first, (r,).
        is_wrong: whether the label of each row is wrong, (m,).
        k: how many are looked at, at least 1.

    Returns:
        The share among the first k, or among all where there are fewer; 0 for an empty list.
    """
    first = ranked[:k]
    return float(np.mean(is_wrong[first])) if len(first) > 0 else 0.0


def error_table(tags: Mapping[str, np.ndarray], is_wrong: np.ndarray) -> dict[str, dict[str, float]]:
    """Count mistakes by what was seen in the pictures.

    Args:
        tags: {tag: whether each picture has it, (m,)}; a picture may have several, or none.
        is_wrong: whether each picture was read wrongly, (m,).

    Returns:
        {tag: {"mistakes": how many, "share": of all mistakes, "rate": of the pictures with the tag, "ceiling": the
        accuracy if every mistake with the tag were mended}}; 0 / 0 is 0.
    """
    table = {}
    all_mistakes = np.sum(is_wrong)
    for tag, has_tag in tags.items():
        mistakes = np.sum(is_wrong & has_tag)
        table[tag] = {
            "mistakes": int(mistakes),
            "share": float(mistakes / max(all_mistakes, 1)),
            "rate": float(mistakes / max(np.sum(has_tag), 1)),
            "ceiling": float(1 - (all_mistakes - mistakes) / len(is_wrong)),
        }
    return table


def synthesize(scans: np.ndarray, papers: np.ndarray, which: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Put the ink of scans onto other papers.

    Args:
        scans: black ink on white paper, (m, height, width).
        papers: empty papers, (p, height, width).
        which: the number of the paper for each scan, (m,).
        strength: how black the ink of each picture is, from 0 to 1, (m,).

    Returns:
        paper * (1 - strength * ink) for each scan, (m, height, width).
    """
    ink = 1 - scans
    made: np.ndarray = papers[which] * (1 - strength[:, np.newaxis, np.newaxis] * ink)
    return made


def satisficing_choice(models: Mapping[str, tuple[float, float]], limit: float) -> str | None:
    """Choose the best model among those that are cheap enough.

    Args:
        models: {name: (score, cost)}, scores from 0 to 1.
        limit: the largest cost that is allowed.

    Returns:
        The name of the highest score with a cost of at most limit; of equal scores the cheaper; None if none fits.
    """
    allowed = [name for name, (_, cost) in models.items() if cost <= limit]
    if not allowed:
        return None
    return max(allowed, key=lambda name: (models[name][0], -models[name][1]))
