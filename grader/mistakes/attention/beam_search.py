import numpy as np

from grader.authoring import alternative, edited

probabilities_of_all_lengths = edited(
    "The sums of answers of different lengths are compared as they are, so that short ones win. Divide by the number of tokens to the "
    "power of length_penalty.",
    ("total / (len(tokens) - 1) ** length_penalty", "total"),
)
start_counted = edited(
    "The score is divided by a number of tokens that is one too large: the start does not count.",
    ("(len(tokens) - 1) ** length_penalty", "len(tokens) ** length_penalty"),
)
end_not_counted = edited(
    "The score is divided by a number of tokens that is too small by one where there is an end. The end counts.",
    ("(len(tokens) - 1) ** length_penalty", "max(len(tokens) - 1 - (tokens[-1] == end), 1) ** length_penalty"),
)
penalty_multiplied = edited(
    "The sum is divided by length_penalty times the number of tokens, and not by that number to the power of length_penalty.",
    ("(len(tokens) - 1) ** length_penalty", "(length_penalty * (len(tokens) - 1) if length_penalty else 1)"),
)
always_the_average = edited(
    "The score is the average of the logarithms, whatever length_penalty says. It is the power of the number of tokens.",
    ("(len(tokens) - 1) ** length_penalty", "(len(tokens) - 1)"),
)
penalty_in_each_round = edited(
    "The penalty is used in the middle of the search, so that the sums that live on are no sums any more. Use it at the end only.",
    ("total + float(log_probability)", "(total + float(log_probability)) / len(tokens) ** length_penalty"),
)
probabilities_added = edited(
    "Something else than logarithms is added up. step returns logarithms already: add them as they are.",
    ("total + float(log_probability)", "total + float(np.exp(log_probability))"),
)
logarithm_twice = edited(
    "The score is no sum of the logarithms that step returns: is a logarithm taken once more, or of minus them?",
    ("total + float(log_probability)", "total + float(-np.log(-log_probability + 1e-12))"),
)
worst_kept = edited(
    "The beginnings with the *smallest* sums are kept. The likeliest have the largest.",
    (", reverse=True)[:width]", ")[:width]"),
)
ended_ones_go_on = edited(
    "An answer that has ended is extended further. It is finished: keep it apart until the end.",
    ("live = [item for item in best if item[0][-1] != end]", "live = best"),
)
ended_ones_lost = edited(
    "Answers that have ended are lost: only those that are still alive at the end are compared.",
    (
        "candidates += [item for item in best if item[0][-1] == end]",
        "candidates += [item for item in best if item[0][-1] == end and len(item[0]) == length + 1]",
    ),
    (
        "if not live:\n    break",
        "if not live:\n    return best[0][0][1:], best[0][1] / (len(best[0][0]) - 1) ** length_penalty",
    ),
)
unended_ones_lost = edited(
    "Answers that have not ended when there is no more room are lost, even if they are better. They are compared, too.",
    ("for tokens, total in candidates + live", "for tokens, total in (candidates or live)"),
)
first_that_ends = edited(
    "The search stops as soon as the first answer has ended. Others that are still alive may be better.",
    ("if not live:", "if candidates or not live:"),
    ("for tokens, total in candidates + live", "for tokens, total in (candidates or live)"),
)
beam_gets_narrower = edited(
    "The beam gets narrower with each answer that ends. In each round `width` extensions are kept, however many are finished.",
    ("reverse=True)[:width]", "reverse=True)[: max(width - len(candidates), 0)]"),
)
all_that_end_are_kept = edited(
    "Extensions that end are finished although they are not among the `width` best of their round, or they take no place in it: is the "
    "beam chosen among the others alone? Take the `width` best of all extensions first, then see which of these end.",
    ("reverse=True)[:width]", "reverse=True)"),
    (
        "live = [item for item in best if item[0][-1] != end]",
        "live = [item for item in best if item[0][-1] != end][:width]",
    ),
)
greedy = edited(
    "Only one beginning lives on in each round, whatever the width.",
    ("reverse=True)[:width]", "reverse=True)[:1]"),
)
start_kept = edited(
    "The start stands in front of the answer. Leave it out.",
    ("(tokens[1:], total", "(tokens, total"),
)
end_dropped = edited(
    "The end is missing in the answer. It belongs to it, where it has one.",
    ("(tokens[1:], total", "([token for token in tokens[1:] if token != end], total"),
)
last_token_only = edited(
    "step gets the last token of each beginning alone. It should get all of it, the start first.",
    ("step(np.array([tokens for tokens, _ in live]))", "step(np.array([tokens[-1:] for tokens, _ in live]))"),
)
last_logarithm_only = edited(
    "The score of a beginning is the logarithm of its last token alone. Add up those of all its tokens.",
    ("total + float(log_probability)", "0 * total + float(log_probability)"),
)
one_round_too_few = edited(
    "There is a round too few: an answer may have `length` tokens, the start not counted.",
    ("range(length)", "range(max(length - 1, 1))"),
)
score_alone_unscaled = edited(
    "The right answer comes back, but its score is the plain sum of logarithms. Return the one that was divided.",
    (
        "return max(scored, key=lambda item: item[1])",
        "best_tokens = max(scored, key=lambda item: item[1])[0]",
        "return best_tokens, dict((tuple(tokens[1:]), total) for tokens, total in candidates + live)[tuple(best_tokens)]",
    ),
)


finished_ones_stay_in_the_beam = edited(
    "Answers that have ended take a place of the `width` in later rounds as well, and push out beginnings that live. Once finished, "
    "an answer is compared at the end only.",
    ("best = sorted(extensions, key", "best = sorted(extensions + candidates, key"),
    (
        "candidates += [item for item in best if item[0][-1] == end]",
        "candidates = [item for item in best if item[0][-1] == end]",
    ),
)
width_for_each_beginning = edited(
    "Each beginning keeps `width` extensions of its own, so that the beam gets wider in each round. Keep `width` of all extensions "
    "together.",
    (
        "sorted(extensions, key=lambda item: item[1], reverse=True)[:width]",
        "[",
        "    item",
        "    for tokens, _ in live",
        "    for item in sorted(",
        "        (longer for longer in extensions if longer[0][:-1] == tokens), key=lambda item: item[1], reverse=True",
        "    )[:width]",
        "]",
    ),
)


penalty_of_wu = edited(
    "The sum is divided by ((5 + n) / 6) to the power of length_penalty, as Wu and others do it. Ours is n to that power.",
    ("(len(tokens) - 1) ** length_penalty", "((len(tokens) + 4) / 6) ** length_penalty"),
)
score_is_a_probability = edited(
    "The score is not that of the formula, though the answer is right: is it made a probability again? It is the sum of logarithms, "
    "divided.",
    (
        "return max(scored, key=lambda item: item[1])",
        "best = max(scored, key=lambda item: item[1])",
        "return best[0], float(np.exp(best[1]))",
    ),
)
stops_when_enough_have_ended = edited(
    "The search stops as soon as `width` answers have ended. Others that are still alive may be better: go on until none lives.",
    ("if not live:", "if not live or len(candidates) >= width:"),
)


@alternative
def one_call_for_each_beginning(step, start, end, length, width, length_penalty):
    live, finished = [(0.0, (start,))], []
    while live and len(live[0][1]) <= length:
        longer = []
        for total, tokens in live:
            for token, log_probability in enumerate(np.asarray(step(np.array([tokens])))[0]):
                longer.append((total + log_probability, (*tokens, token)))
        longer.sort(reverse=True)
        live = []
        for total, tokens in longer[:width]:
            (finished if tokens[-1] == end else live).append((total, tokens))
    scores = [(total / (len(tokens) - 1) ** length_penalty, tokens) for total, tokens in finished + live]
    score, tokens = max(scores)
    return tokens[1:], score


@alternative
def with_arrays(step, start, end, length, width, length_penalty):
    beginnings, totals = np.array([[start]]), np.zeros(1)
    best_tokens, best_score = None, -np.inf
    for number in range(1, length + 1):
        table = totals[:, None] + step(beginnings)
        order = np.argsort(-table, axis=None)[:width]
        rows, tokens = np.unravel_index(order, table.shape)
        beginnings = np.concatenate([beginnings[rows], tokens[:, None]], axis=1)
        totals = table[rows, tokens]
        is_over = (tokens == end) | (number == length)
        for answer, total in zip(beginnings[is_over], totals[is_over], strict=True):
            if total / number**length_penalty > best_score:
                best_tokens, best_score = answer[1:], total / number**length_penalty
        beginnings, totals = beginnings[~is_over], totals[~is_over]
        if len(totals) == 0:
            break
    return best_tokens, best_score


@alternative
def with_heapq(step, start, end, length, width, length_penalty):
    import heapq

    def score(item):
        return item[0] / max(len(item[1]) - 1, 1) ** length_penalty

    pool, done = [(0.0, [start])], []
    for _ in range(length):
        said = np.asarray(step([tokens for _, tokens in pool]))
        longer = [
            (total + said[i, token], [*tokens, int(token)])
            for i, (total, tokens) in enumerate(pool)
            for token in range(said.shape[1])
        ]
        pool = []
        for item in heapq.nlargest(width, longer, key=lambda item: item[0]):
            (done if item[1][-1] == end else pool).append(item)
        if not pool:
            break
    best = max(done + pool, key=score)
    return best[1][1:], np.float64(score(best))
