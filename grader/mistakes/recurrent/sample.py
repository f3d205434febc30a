import numpy as np

from grader.authoring import alternative, edited

temperature_multiplied = edited(
    "The logits are multiplied by the temperature. Divide them: a high temperature makes all more alike.",
    ("np.asarray(logits) / temperature", "np.asarray(logits) * temperature"),
)
temperature_ignored = edited(
    "The temperature has no effect. Divide the logits by it, before the softmax.",
    ("np.asarray(logits) / temperature", "np.asarray(logits)"),
)
always_the_likeliest = edited(
    "It always takes the likeliest symbol. Draw one, with the probabilities that the softmax gives.",
    ("int(rng.choice(len(p), p=p / p.sum()))", "int(np.argmax(p))"),
)
all_alike = edited(
    "All symbols have the same chance. Hand the probabilities over: rng.choice(len(p), p=...).",
    ("int(rng.choice(len(p), p=p / p.sum()))", "int(rng.choice(len(p)))"),
)
logits_for_probabilities = edited(
    "The logits themselves, shifted above zero, are used as chances. Take their softmax: exp first, then divide by the sum.",
    ("p = np.exp(scaled - scaled.max())", "p = scaled - scaled.min()"),
)
state_not_handed_on = edited(
    "Every call of step gets None as its state. Hand it the state that the call before gave.",
    ("step(symbol, state)", "step(symbol, None)"),
)
symbol_not_handed_on = edited(
    "Every call of step gets the mark as its symbol. Hand it the symbol that was drawn last.",
    ("step(symbol, state)", "step(start, state)"),
)
mark_included = edited(
    "The mark at the end is in the list. Stop before it goes in.",
    (
        "if symbol == start:\n    break\nsymbols.append(symbol)",
        "symbols.append(symbol)",
        "if symbol == start:",
        "    break",
    ),
)
start_included = edited(
    "The list begins with the mark. It holds only what was drawn.", ("return symbols", "return [start, *symbols]")
)
mark_is_left_out = edited(
    "When the mark comes, it is left out, and the writing goes on. It should stop there.", ("break", "continue")
)
symbol_0_is_the_end = edited(
    "It stops at symbol 0. The mark is the number that was handed in as start.",
    ("if symbol == start", "if symbol == 0"),
)
length_without_end = edited(
    "It does not stop at max_length. Stop when there are max_length symbols.",
    ("len(symbols) < max_length", "len(symbols) < 40"),
)
one_too_many = edited(
    "There is one symbol more than max_length. Stop when there are max_length of them.",
    ("len(symbols) < max_length", "len(symbols) <= max_length"),
)
drawn_by_np_random = edited(
    "The symbols do not come from the rng that is passed in, but from another source of chance: np.random, Python's random, or a "
    "generator of your own? Draw from rng.",
    ("rng.choice", "np.random.choice"),
)
generator_made_anew = edited(
    "The symbols are the same whatever rng is. Do you make a generator of your own, or set a seed? Draw from the rng that is "
    "passed in.",
    ("int(rng.choice(", "int(np.random.default_rng(len(symbols)).choice("),
)
one_too_few = edited(
    "There is one symbol fewer than max_length. The mark at the front does not count.",
    ("len(symbols) < max_length", "len(symbols) < max_length - 1"),
)
overflow = edited(
    "At a low temperature the scaled logits are in the thousands, and exp overflows. Take the largest of them away first.",
    ("np.exp(scaled - scaled.max())", "np.exp(scaled)"),
)


@alternative
def by_the_cumulated_sum(step, start, temperature, rng, max_length=20):
    symbols, symbol, state = [], start, None
    for _ in range(max_length):
        logits, state = step(symbol, state)
        z = (np.asarray(logits) - np.max(logits)) / temperature
        reached = np.cumsum(np.exp(z))
        symbol = int(np.searchsorted(reached, rng.random() * reached[-1], side="right"))
        if symbol == start:
            break
        symbols.append(symbol)
    return symbols


@alternative
def by_gumbel_noise(step, start, temperature, rng, max_length=20):
    logits, state = step(start, None)
    written = []
    while True:
        symbol = int(np.argmax(np.asarray(logits) / temperature + rng.gumbel(size=len(logits))))
        if symbol == start:
            return np.array(written, dtype=int)
        written.append(symbol)
        if len(written) == max_length:
            return written
        logits, state = step(symbol, state)


@alternative
def by_a_multinomial(step, start, temperature, rng, max_length=20):
    def softmax(s):
        e = np.exp(s - s.max())
        return e / e.sum()

    drawn, state = [start], None
    while len(drawn) <= max_length:
        logits, state = step(drawn[-1], state)
        drawn.append(rng.multinomial(1, softmax(np.array(logits, dtype=float) / temperature)).argmax())
        if drawn[-1] == start:
            return drawn[1:-1]
    return tuple(drawn[1:])
