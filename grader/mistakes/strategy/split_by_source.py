import numpy as np

from grader.authoring import alternative, edited, mistake

order_ignored = edited(
    "The rows are dealt from the first to the last, as if order did not exist. Deal them in the shuffled order: what "
    "lies side by side in a file is often alike.",
    ("from_user = is_user[order].astype(bool)", "order = np.arange(len(order))", "from_user = is_user.astype(bool)"),
)
places_for_rows = edited(
    "These are places in order, and not the rows that stand at these places. Use them to index order.",
    ("order[from_user], order[~from_user]", "np.flatnonzero(from_user), np.flatnonzero(~from_user)"),
)
mask_not_shuffled = edited(
    "is_user belongs to the rows as they are, order[i] is the row at place i: order[is_user] puts the mask of one onto "
    "the places of the other. Take is_user[order] for the mask.",
    ("is_user[order]", "is_user"),
)
not_sorted = edited(
    "The right rows are in each part, but in shuffled order. Sort each part.",
    (
        "np.sort(np.concatenate([archive[train_dev:], users[dev + test :]]))",
        "np.concatenate([archive[train_dev:], users[dev + test :]])",
    ),
    ("np.sort(archive[:train_dev])", "archive[:train_dev]"),
    ("np.sort(users[:dev])", "users[:dev]"),
    ("np.sort(users[dev : dev + test])", "users[dev : dev + test]"),
)
users_left_over_dropped = edited(
    "The users' rows that are neither in dev nor in test are lost. They are the most precious pictures for training.",
    ("np.concatenate([archive[train_dev:], users[dev + test :]])", "archive[train_dev:]"),
)
train_dev_learned = edited(
    "The rows of train_dev are in train as well. What the network has learned cannot tell how it does on new scans.",
    ("archive[train_dev:]", "archive"),
)
dev_learned = edited(
    "All users' rows are in train, those of dev and test among them. Nothing that judges may be learned.",
    ("users[dev + test :]", "users"),
)
test_takes_dev = edited(
    "test begins again at the first of the users' rows, so dev and test share rows. It begins where dev ends.",
    ("users[dev : dev + test]", "users[:test]"),
)
test_ends_too_early = edited(
    "A slice [dev:test] ends at place test. It should be test rows long: up to dev + test.",
    ("users[dev : dev + test]", "users[dev:test]"),
)
sources_swapped = edited(
    "dev and test hold the archive's rows, and train_dev the users'. It is the other way round: users judge.",
    ("order[from_user], order[~from_user]", "order[~from_user], order[from_user]"),
)
test_first = edited(
    "dev and test have changed places: the first of the users' rows are dev, the next ones test.",
    ("np.sort(users[:dev])", "np.sort(users[test : dev + test])"),
    ("np.sort(users[dev : dev + test])", "np.sort(users[:test])"),
)
mixed_before_the_split = edited(
    "Here all rows are dealt from one heap, users and archive mixed, so the archive judges, too. Make two heaps.",
    (
        "users, archive = order[from_user], order[~from_user]",
        "users, archive = order[: -train_dev or None], order[len(order) - train_dev :]",
    ),
)
train_dev_from_the_end = edited(
    "train_dev is taken from the end of the archive's heap. Take its first rows. (From the end there is a trap, too: with "
    "train_dev = 0 a slice [-0:] is everything.)",
    ("archive[train_dev:]", "archive[:-train_dev]"),
    ("archive[:train_dev]", "archive[-train_dev:]"),
)
last_rows_are_train_dev = edited(
    "train_dev is taken from the end of the archive's heap. Take its first rows.",
    ("archive[train_dev:]", "archive[: len(archive) - train_dev]"),
    ("archive[:train_dev]", "archive[len(archive) - train_dev :]"),
)


@mistake(
    "Each part is a mask of True and False over all rows. Return the numbers of the rows: np.flatnonzero of a mask gives them."
)
def masks(is_user, order, train_dev, dev, test):
    users, archive = order[is_user[order]], order[~is_user[order]]
    parts = {"train_dev": archive[:train_dev], "dev": users[:dev], "test": users[dev : dev + test]}
    result = {name: np.isin(np.arange(len(order)), rows) for name, rows in parts.items()}
    return {"train": ~np.any(list(result.values()), axis=0), **result}


@alternative
def dealt_one_by_one(is_user, order, train_dev, dev, test):
    parts = {"train": [], "train_dev": [], "dev": [], "test": []}
    for i in order:
        if is_user[i]:
            if len(parts["dev"]) < dev:
                parts["dev"].append(i)
            elif len(parts["test"]) < test:
                parts["test"].append(i)
            else:
                parts["train"].append(i)
        elif len(parts["train_dev"]) < train_dev:
            parts["train_dev"].append(i)
        else:
            parts["train"].append(i)
    return {name: np.array(sorted(rows), dtype=int) for name, rows in parts.items()}


@alternative
def with_set_difference(is_user, order, train_dev, dev, test):
    users = [i for i in order if is_user[i]]
    archive = [i for i in order if not is_user[i]]
    a, b, c = archive[:train_dev], users[:dev], users[dev : dev + test]
    return {
        "dev": np.sort(np.array(b, dtype=int)),
        "test": np.sort(np.array(c, dtype=int)),
        "train_dev": np.sort(np.array(a, dtype=int)),
        "train": np.setdiff1d(order, np.array(a + b + c, dtype=int)),
    }


@alternative
def with_an_entry_more(is_user, order, train_dev, dev, test):
    users, archive = order[is_user[order]], order[~is_user[order]]
    left_over = users[dev + test :]
    parts = {"left_over": left_over, "dev": users[:dev], "test": users[dev : dev + test]}
    parts["train_dev"], learned = archive[:train_dev], archive[train_dev:]
    parts["train"] = np.concatenate([learned, left_over])
    for rows in parts.values():
        rows.sort()
    return parts


@alternative
def with_split(is_user, order, train_dev, dev, test):
    mask = np.take(is_user, order) == 1
    first, second, rest = np.split(order[mask], [dev, dev + test])
    kept, learned = np.split(order[np.logical_not(mask)], [train_dev])
    parts = {"train": np.append(rest, learned), "train_dev": kept, "dev": first, "test": second}
    return {name: np.array(sorted(rows.tolist()), dtype=np.int32) for name, rows in parts.items()}
