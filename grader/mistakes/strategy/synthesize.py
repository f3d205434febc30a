import numpy as np

from grader.authoring import alternative, edited, mistake

scan_for_ink = edited(
    "The white of the scan is taken for ink. A scan is 1 where there is none: ink is 1 - scan.", ("1 - scans", "scans")
)
strength_forgotten = edited(
    "The ink is always fully black: strength is not used.", ("strength[:, np.newaxis, np.newaxis] * ink", "ink")
)
papers_in_a_row = edited(
    "The papers are taken one after the other, and which is not used. papers[which] picks one for each scan.",
    ("papers[which]", "papers[np.arange(len(scans)) % len(papers)]"),
)
one_paper_for_all = edited(
    "All pictures have the same paper, the first one of which. Each has its own.", ("papers[which]", "papers[which[0]]")
)
one_strength_for_all = edited(
    "All pictures have the strength of the first one. Each has its own.",
    ("strength[:, np.newaxis, np.newaxis]", "strength[0]"),
)
mean_strength_for_all = edited(
    "All pictures have the same strength, the mean. Each has its own.",
    ("strength[:, np.newaxis, np.newaxis]", "np.mean(strength)"),
)
ink_subtracted = edited(
    "The ink is subtracted from the paper. It swallows a *share* of the light, so in a shadow it takes less: multiply.",
    (
        "papers[which] * (1 - strength[:, np.newaxis, np.newaxis] * ink)",
        "papers[which] - strength[:, np.newaxis, np.newaxis] * ink",
    ),
)
darker_of_the_two = edited(
    "Each pixel is the darker one of paper and ink. On dark paper ink is darker still: multiply.",
    (
        "papers[which] * (1 - strength[:, np.newaxis, np.newaxis] * ink)",
        "np.minimum(papers[which], 1 - strength[:, np.newaxis, np.newaxis] * ink)",
    ),
)
mean_of_the_two = edited(
    "Each pixel is a mixture of paper and scan. Where there is no ink, the paper should stay as it is.",
    (
        "papers[which] * (1 - strength[:, np.newaxis, np.newaxis] * ink)",
        "(1 - strength[:, np.newaxis, np.newaxis]) * papers[which] + strength[:, np.newaxis, np.newaxis] * scans",
    ),
)
strength_of_the_whole = edited(
    "strength is multiplied with the whole picture, paper and all. Only the ink has a strength.",
    ("(1 - strength[:, np.newaxis, np.newaxis] * ink)", "(1 - ink) * strength[:, np.newaxis, np.newaxis]"),
)
paper_forgotten = edited(
    "There is no paper: the pictures are scans with weaker ink. Multiply with papers[which].",
    (
        "papers[which] * (1 - strength[:, np.newaxis, np.newaxis] * ink)",
        "1 - strength[:, np.newaxis, np.newaxis] * ink",
    ),
)
ink_without_paper = edited(
    "Only the ink is multiplied with the paper, so the paper itself is gone. Take 1 - strength * ink.",
    ("(1 - strength[:, np.newaxis, np.newaxis] * ink)", "(strength[:, np.newaxis, np.newaxis] * ink)"),
)
written_into_scans = edited(
    "The numbers are right, but the caller's scans are changed in place. Make a new array.",
    ("ink = 1 - scans", "np.subtract(1, scans, out=scans)", "ink = scans"),
)
strength_turned = edited(
    "1 - strength is used for the strength. A strength of 1 is fully black.",
    ("strength[:, np.newaxis, np.newaxis] * ink", "(1 - strength[:, np.newaxis, np.newaxis]) * ink"),
)


@mistake(
    "strength runs along the columns of each picture: NumPy lays (m,) over the *last* axis. It belongs to the first: "
    "strength[:, None, None]."
)
def strength_along_columns(scans, papers, which, strength):
    return papers[which] * (1 - strength * (1 - scans))


@alternative
def with_loops(scans, papers, which, strength):
    made = np.zeros(scans.shape)
    for i in range(len(scans)):
        for y in range(scans.shape[1]):
            for x in range(scans.shape[2]):
                made[i, y, x] = papers[which[i], y, x] * (1 - strength[i] * (1 - scans[i, y, x]))
    return made


@alternative
def with_einsum(scans, papers, which, strength):
    paper = papers[which]
    return paper - np.einsum("i,ijk,ijk->ijk", strength, paper, 1 - scans)


@alternative
def with_a_list(scans, papers, which, strength):
    pairs = zip(scans, which, strength)
    return np.stack([papers[p] * (1 - s + s * scan) for scan, p, s in pairs]).astype(np.float32)


@mistake(
    "The ink is subtracted from the paper and the rest cut off at 0. It swallows a *share* of the light: multiply."
)
def subtracted_and_cut_off(scans, papers, which, strength):
    return np.clip(papers[which] - strength[:, None, None] * (1 - scans), 0, 1)
