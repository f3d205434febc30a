import numpy as np

from grader.authoring import alternative, edited

temperature_multiplied = edited(
    "The logits are multiplied by the temperature: the hotter, the surer. Divide by it.",
    ("logits / temperature", "logits * temperature"),
)
temperature_ignored = edited(
    "The temperature makes no difference to what is drawn. Divide the logits by it, before the softmax.",
    ("logits / temperature", "logits + 0.0"),
)
first_place = edited(
    "The logits of the first place are taken. The next token is guessed at the last place.", ("[-1]  #", "[0]  #")
)
last_token_alone = edited(
    "The model is shown the last token alone. Show it all tokens so far.", ("model(tokens)", "model(tokens[-1:])")
)
prompt_alone = edited(
    "The model is shown the prompt in every step. Show it what was drawn since, too.",
    ("tokens = np.array(prompt, dtype=np.int64)", "tokens = np.array(prompt, dtype=np.int64)", "prompt = tokens"),
    ("model(tokens)", "model(prompt)"),
)
new_tokens_alone = edited(
    "Only the new tokens come back. Return the prompt with them.", ("return tokens", "return tokens[len(prompt) :]")
)
one_step_too_few = edited("One token is missing at the end.", ("range(steps)", "range(steps - 1)"))
steps_counted_from_the_prompt = edited(
    "The result has steps tokens, the prompt among them. steps is how many new ones there are.",
    ("range(steps)", "range(steps - len(prompt))"),
)
always_the_likeliest = edited(
    "It is always the likeliest token that comes. At a temperature above 0, draw one by its probability.",
    ("rng.choice(len(probabilities), p=probabilities)", "np.argmax(probabilities)"),
)
all_alike = edited(
    "All tokens that may be drawn are equally likely. Hand the probabilities to the generator: p=probabilities.",
    (
        "rng.choice(len(probabilities), p=probabilities)",
        "rng.choice(np.flatnonzero(probabilities))",
    ),
)
top_k_ignored = edited("top_k makes no difference to what is drawn.", ("if top_k is not None:", "if top_k == 0:"))
top_k_by_places_in_the_order = edited(
    "The wrong tokens are kept: np.argsort tells which token is the smallest, the next, and so on, not which rank "
    "a token has.",
    ("scores >= smallest_kept", "np.argsort(scores) >= len(scores) - top_k"),
)
top_k_of_the_smallest = edited(
    "The k tokens with the smallest logits are kept. Keep the largest.",
    ("np.sort(scores)[-top_k]", "np.sort(scores)[top_k - 1]"),
    ("scores >= smallest_kept", "scores <= smallest_kept"),
)
top_k_one_more = edited("One token too many can be drawn: top_k + 1 of them.", ("[-top_k]", "[-top_k - 1]"))
top_k_one_less = edited(
    "One token too few can be drawn: the k-th itself may come, too.",
    ("scores >= smallest_kept", "scores >= min(smallest_kept + 1e-9, np.max(scores))"),
)
hidden_scores_are_zero = edited(
    "Tokens outside of the top k get the score 0, and exp(0) is 1: they can still come. Give them minus infinity.",
    ("scores, -np.inf)", "scores, 0.0)"),
)
temperature_zero_divides = edited(
    "At temperature 0 the logits are divided by 0. Take the likeliest token then, and draw nothing.",
    ("if temperature == 0:", "if temperature < 0:"),
)
scores_for_probabilities = edited(
    "The tokens are drawn with their scores in place of probabilities. Take the softmax of the scores first.",
    ("np.exp(scores - np.max(scores))", "np.maximum(scores, 0.0)"),
)
drawn_by_np_random = edited(
    "The tokens come from np.random. Draw them with the rng that is passed in.", ("rng.choice", "np.random.choice")
)
own_generator = edited(
    "A generator of your own draws the tokens, the same ones every time. Draw them with the rng that is passed in.",
    ("for _ in range(steps):", "rng = np.random.default_rng(0)", "for _ in range(steps):"),
)
always_drawn = edited(
    "At temperature 0 a token is drawn. Take the likeliest.",
    ("if temperature == 0:", "if temperature == 0:", "    temperature = 1.0", "if temperature < 0:"),
)


@alternative
def by_gumbel_noise(model, prompt, steps, temperature, top_k, rng):
    tokens = list(prompt)
    for _ in range(steps):
        scores = np.array(model(tokens)[-1], dtype=float)
        if temperature > 0:
            if top_k is not None:
                scores[np.argsort(scores)[:-top_k]] = -np.inf
            scores = scores / temperature + rng.gumbel(size=scores.shape)
        tokens.append(int(np.argmax(scores)))
    return np.array(tokens)


@alternative
def by_powers_of_probabilities(model, prompt, steps, temperature, top_k, rng):
    tokens = np.asarray(prompt)
    for _ in range(steps):
        logits = model(tokens)[-1]
        if temperature == 0 or top_k == 1:
            token = int(logits.argmax())
        else:
            p = np.exp(logits - logits.max())
            p = (p / p.sum()) ** (1 / temperature)
            if top_k:
                p[np.argsort(-p)[top_k:]] = 0
            token = int(np.searchsorted(np.cumsum(p), rng.random() * p.sum(), side="right"))
        tokens = np.concatenate([tokens, [token]])
    return tokens


@alternative
def from_the_kept_ones_alone(model, prompt, steps, temperature, top_k, rng):
    tokens = [int(token) for token in prompt]
    for _ in range(steps):
        logits = np.asarray(model(np.asarray(tokens)))[-1]
        order = np.argsort(logits)[::-1][: top_k or len(logits)]
        weights = np.exp((logits[order] - logits[order[0]]) / max(temperature, 1e-6))
        tokens.append(int(rng.choice(order, p=weights / weights.sum())))
    return tokens
