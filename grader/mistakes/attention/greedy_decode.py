import numpy as np

from grader.authoring import alternative, edited, mistake

goes_on_behind_the_end = edited(
    "Behind an end other tokens follow. An answer that has ended stays so: put end in all places behind it.",
    ("np.where(has_ended, end, np.argmax(step(so_far), axis=1))", "np.argmax(step(so_far), axis=1)"),
)
least_likely = edited(
    "The *least* likely token is taken each time. The logarithm of the likeliest is the largest.",
    ("np.argmax", "np.argmin"),
)
start_kept = edited(
    "The start stands in the first column of the answer, and so there is one column too many.",
    ("so_far[:, 1:]", "so_far"),
)
last_one_lost = edited(
    "There is a start in front, and the last token is missing. Drop the column of starts, so_far[:, 1:].",
    ("so_far[:, 1:]", "so_far[:, :-1]"),
)
all_end_together = edited(
    "As soon as one answer has ended, all have. Remember for each of them by itself whether it has ended.",
    ("has_ended |= chosen == end", "has_ended |= np.any(chosen == end)"),
)
ended_is_forgotten = edited(
    "An answer that has ended goes on again later. Once ended, always ended: remember it until the last round.",
    (
        "np.where(has_ended, end, np.argmax(step(so_far), axis=1))",
        "np.where(has_ended, end, np.argmax(step(so_far), axis=1))",
        "just_now = np.argmax(step(so_far), axis=1) == end",
    ),
    ("has_ended |= chosen == end", "has_ended = just_now & ~has_ended"),
)
sees_only_the_last_token = edited(
    "step gets the last token alone. It should get all that was written so far, the start first.",
    ("step(so_far)", "step(so_far[:, -1:])"),
)
without_the_start = edited(
    "step does not get the start token in front of what was written.",
    ("step(so_far)", "step(so_far[:, 1:] if so_far.shape[1] > 1 else so_far)"),
)
starts_with_zero = edited(
    "What is written begins with 0, and not with the start token that is passed in.",
    ("np.full((m, 1), start)", "np.zeros((m, 1), dtype=int)"),
)
one_too_few = edited(
    "There is one token too few: length tokens are to be written, the start not counted.",
    ("range(length)", "range(length - 1)"),
)
never_looks_at_what_it_wrote = edited(
    "All tokens of an answer are chosen from what step says at the very start. Call it again in each round, with what has been "
    "written.",
    ("step(so_far)", "step(so_far[:, :1])"),
)
written_in_front = edited(
    "New tokens are put in front of the old ones. They go behind.",
    ("[so_far, chosen[:, np.newaxis]], axis=1", "[so_far[:, :1], chosen[:, np.newaxis], so_far[:, 1:]], axis=1"),
)


@mistake(
    "All answers are alike: is the first one's token written in all of them, or is step called with one row at a time? It cannot know "
    "then which answer that is. Give it all m rows at once, and take the likeliest of each row, along axis 1."
)
def first_row_for_all(step, m, start, end, length):
    so_far, has_ended = np.full((m, 1), start), False
    for _ in range(length):
        token = end if has_ended else int(np.argmax(step(so_far)[0]))
        has_ended = token == end
        so_far = np.concatenate([so_far, np.full((m, 1), token)], axis=1)
    return so_far[:, 1:]


@mistake(
    "step gets fewer than m rows as soon as an answer has ended, and so it takes one answer for another. Give it all m rows in each "
    "round, and put end over what it says of those that have ended."
)
def those_that_live_alone(step, m, start, end, length):
    written = np.full((m, length + 1), end)
    written[:, 0] = start
    live = np.arange(m)
    for t in range(length):
        if len(live) == 0:
            break
        written[live, t + 1] = np.argmax(step(written[live, : t + 1]), axis=1)
        live = live[written[live, t + 1] != end]
    return written[:, 1:]


zeros_behind_the_end = edited(
    "Behind an end stands 0, which is a token like any other. Put end in all places behind it.",
    ("np.where(has_ended, end, np.argmax", "np.where(has_ended, 0, np.argmax"),
)
stops_when_all_have_ended = edited(
    "There are too few columns where all answers end early. An answer has `length` tokens: fill it up with end.",
    ("has_ended |= chosen == end", "if has_ended.all():", "    break", "has_ended |= chosen == end"),
)


@alternative
def in_an_array_of_the_right_size(step, m, start, end, length):
    written = np.full((m, length + 1), end)
    written[:, 0] = start
    live = np.arange(m)
    for t in range(1, length + 1):
        chosen = np.asarray(step(written[:, :t])).argmax(axis=-1)
        written[live, t] = chosen[live]
        live = live[written[live, t] != end]
    return written[:, 1:]


@alternative
def written_into_zeros(step, m, start, end, length):
    written = np.zeros((m, length + 1))
    written[:, 0] = start
    over = np.zeros(m, dtype=bool)
    for t in range(length):
        written[:, t + 1] = np.argmax(step(written[:, : t + 1]), axis=1)
        written[over, t + 1] = end
        over |= written[:, t + 1] == end
    return written[:, 1:]


@alternative
def mended_afterwards(step, m, start, end, length):
    rows = [[start] for _ in range(m)]
    for _ in range(length):
        for row, scores in zip(rows, step(np.array(rows)), strict=True):
            row.append(end if end in row[1:] else int(np.argmax(scores)))
    return [row[1:] for row in rows]


@alternative
def with_lists_of_columns(step, m, start, end, length):
    columns = [np.ones(m, dtype="int32") * start]
    over = np.zeros(m, dtype=bool)
    for _ in range(length):
        best = np.argsort(step(np.stack(columns, axis=1)), axis=1)[:, -1].astype("int32")
        best[over] = end
        over = np.logical_or(over, best == end)
        columns.append(best)
    return np.stack(columns[1:], axis=1)
