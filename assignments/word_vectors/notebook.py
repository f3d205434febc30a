# %% [markdown]
# # Word vectors: meaning as direction
#
# **You will build** a machine that finds out what words mean, from nothing but the company they keep. First you take
# vectors that others have learned from six billion words, and ask them questions: which words are like *king*? Paris
# is to France as what is to Japan? You count how often they are right, on a fair list of 100: it should be at least
# 60. Then you look for the prejudice that they have read along with everything else, measure it, and take it out, as
# far as that goes. After that you write skip-gram yourself, with its gradient, train it on a dictionary in about a
# minute, and see which neighbours *your* words have. At the end a classifier learns from five examples of each kind,
# because somebody else has read the rest of the language.
#
# **You need** NumPy, gradient descent, the sigmoid, and one-hot labels, as in `deep_network`. Examples are rows here,
# as in all notebooks since `linear_classifiers`.
#
# **It takes** a bit more than three hours. There are seventeen functions, and most of them are one to six lines long.
# The finished notebook runs from top to bottom in two to four minutes.
#
# **Run it cell by cell**, from the top (Shift+Enter). Once the kit is installed, all of it works offline.
#
# **How it works.** Each exercise is one function: replace the line `raise NotImplementedError(...)`, run the cell,
# then run the `check(...)` cell below it. If something is wrong, the check says what. The cells in between are for
# looking and playing; change them as you like. Stuck? In a cell of your own, `hint("embedding_lookup")` gives a hint:
# the first gives away little, the third nearly all. `inputs("embedding_lookup")` hands you the values that a check
# calls it with, and `progress()` shows how far you are. Once you are right, `solution("embedding_lookup")` shows how
# we wrote it, where your edition has the solutions.

# %% tags=["setup"]
import re
from collections import Counter

import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("word_vectors").tools

# %% [markdown]
# Here is the goal. Ten countries and their capitals, each a vector of 50 numbers, drawn in the plane in which they
# spread most. Nobody has told the machine what a capital is. Look at the arrows.

# %% tags=["demo"]
import time

import matplotlib.pyplot as plt
from threadpoolctl import threadpool_limits

# the matrices of this notebook are small: one core is faster than several
threadpool_limits(1)

glove = dlkit.data.word_vectors()
words, E = glove.words, glove.vectors
print(f"{len(words):,} words, E {E.shape}")

shown = [
    ("france", "paris"),
    ("italy", "rome"),
    ("germany", "berlin"),
    ("spain", "madrid"),
    ("japan", "tokyo"),
    ("china", "beijing"),
    ("russia", "moscow"),
    ("egypt", "cairo"),
    ("greece", "athens"),
    ("poland", "warsaw"),
]
places = [word for pair in shown for word in pair]
dlkit.plot.word_map(
    [glove[word] for word in places],
    places,
    arrows=shown,
    groups=["country", "capital"] * 10,
)
plt.show()

# %% [markdown]
# The vectors are **GloVe**'s, made by Pennington, Socher and Manning at Stanford in 2014 from six billion words of
# text. The kit holds the 8,000 most frequent words, in small letters. You will see in section 14 what GloVe
# minimizes.
#
# ## 1. A word is a row
#
# A network takes numbers. So give each of the V words of a **vocabulary** a number, from 0 to V - 1. But the number
# says nothing about the meaning: word 7 is not more than word 3, and word 8 is not like word 7. The way out, known
# from class labels (columns, in `deep_network`), is a **one-hot** row: V places, a 1 at the word's own place, and 0
# elsewhere. A layer with the matrix $E$ of shape $(V, d)$ then makes $d$ numbers of it:
#
# $$o_i E = E_i$$
#
# where $o_i$ is the one-hot row of word $i$. Look closely: all terms of the product are 0, but one. What comes out is
# row $i$ of $E$. **A layer on one-hot words is a table of vectors, a row for each word.** Such a vector is the word's
# **embedding**.
#
# | name | shape | what it is |
# |---|---|---|
# | `words` | V texts | the vocabulary; the place of a word is its number |
# | `ids` | whole numbers, of any shape | numbers of words |
# | `E` | `(V, d)` | a row for each word; $d$ numbers, its embedding |
#
# Show it to yourself once: make the one-hot rows, and multiply.
#
# Shapes: `ids` is `(m,)`, the one-hot rows are `(m, V)`, their product with `E` is `(m, d)`.


# %% exercise="one_hot_times_matrix"
def one_hot_times_matrix(ids, E):
    """Make a one-hot row of each number, and multiply these rows with a matrix.

    Args:
        ids: numbers of words, array of m integers from 0 to V - 1.
        E: a row for each word of the vocabulary, array of shape (V, d).

    Returns:
        A tuple: the one-hot rows, array of shape (m, V), and their product with E, (m, d).
    """
    raise NotImplementedError("one_hot_times_matrix")


# %% check="one_hot_times_matrix"
check("one_hot_times_matrix")

# %% tags=["question"]
ask("price_of_one_hot", ...)

# %% [markdown]
# Nobody makes these products. Pick the rows, and be done.
#
# Shapes: `ids` may have any shape, such as `(m,)` for a list of words or `(batch, length)` for a batch of texts. The
# answer has the shape of `ids` with `d` behind it.


# %% exercise="embedding_lookup"
def embedding_lookup(ids, E):
    """Pick the row of each number.

    Args:
        ids: numbers of words, array of integers from 0 to V - 1, of any shape.
        E: a row for each word of the vocabulary, array of shape (V, d).

    Returns:
        Array of the shape of ids with d behind it.
    """
    raise NotImplementedError("embedding_lookup")


# %% check="embedding_lookup"
check("embedding_lookup")

# %% tags=["question"]
ask("shape_of_a_look_up", ...)

# %% [markdown]
# The same numbers, by two ways. How much faster is the second?

# %% tags=["demo"]
ids = dlkit.seed(1).integers(len(words), size=200)
started = time.perf_counter()
_, by_product = one_hot_times_matrix(ids, E)
product_seconds = time.perf_counter() - started
started = time.perf_counter()
by_look_up = embedding_lookup(ids, E)
look_up_seconds = time.perf_counter() - started
print(f"largest difference {np.abs(np.subtract(by_product, by_look_up)).max():.0e}")
print(f"{product_seconds / look_up_seconds:,.0f} times as fast")

# %% [markdown]
# ## 2. How alike are two words?
#
# By the angle between them. The **cosine similarity** of two vectors is their scalar product, divided by both
# lengths:
#
# $$\cos(u, v) = \frac{u \cdot v}{|u|\,|v|}$$
#
# It is 1 for the same direction, 0 at right angles, -1 for opposite directions, and it does not see how long the two
# are. That is welcome: two words should not be unlike because one of them has the longer vector.
#
# A vector of zeros has no direction. Let its cosine with anything be 0 (and mind the division). You will ask for all
# 8,000 rows a thousand times: let NumPy do all rows at once.
#
# Shapes: `u` is `(d,)`, `E` is `(n, d)`, the answer is `(n,)`: one cosine for each row.


# %% exercise="cosine_similarity"
def cosine_similarity(u, E):
    """Compute the cosine of the angle between a vector and each row of a matrix.

    Args:
        u: array of shape (d,).
        E: vectors in rows, array of shape (n, d).

    Returns:
        Array of shape (n,), from -1 to 1; 0 where u or the row is all zeros.
    """
    raise NotImplementedError("cosine_similarity")


# %% check="cosine_similarity"
check("cosine_similarity")

# %% tags=["question"]
ask("cosine_of_the_opposite", ...)

# %% [markdown]
# Now ask for the neighbours of a word. Of course every word is most like itself; it does not count.


# %% exercise="nearest_words"
def nearest_words(word, words, E, k):
    """Find the k words that are most like a word.

    Calls `cosine_similarity`.

    Args:
        word: one of the words.
        words: V different words, a list or a tuple of texts.
        E: their vectors, array of shape (V, d).
        k: how many, an integer from 1 to V - 1.

    Returns:
        A list of k words, the most alike first (equally alike ones in any order), without the
        word itself.
    """
    raise NotImplementedError("nearest_words")


# %% check="nearest_words"
check("nearest_words")

# %% tags=["demo"]
for word in ("king", "dog", "paris", "seven", "monday", "guitar", "happy"):
    print(f"{word:8}", ", ".join(nearest_words(word, words, E, 6)))

# %% [markdown]
# Nobody has written down a dictionary for this. Words that are used in the same places have got vectors that are
# alike; "you shall know a word by the company it keeps", as the linguist J. R. Firth put it in 1957.
#
# And look at what "alike" means here: the neighbours of a weekday are the other weekdays. They are used alike, though
# they mean different days.
#
# ## 3. Paris is to France as what is to Japan?
#
# If meaning is a place, then the way from one place to another means something as well. The way from *man* to *woman*
# should be about the way from *king* to *queen*:
#
# $$e_{\text{woman}} - e_{\text{man}} \approx e_{\text{queen}} - e_{\text{king}}$$
#
# So, to complete "$a$ is to $b$ as $c$ is to ...", look for the word nearest to
#
# $$t = \hat e_b - \hat e_a + \hat e_c \qquad\text{with}\qquad \hat e = e / |e|$$
#
# by cosine. **Two rules**, from the papers that made such questions famous:
#
# - Each vector is first brought to length one ($\hat e$). Otherwise a long one would drown the others. (Mikolov, Yih
#   and Zweig, 2013.)
# - The words $a$, $b$ and $c$ of the question are no answers. (Mikolov, Chen, Corrado and Dean, 2013.)


# %% exercise="complete_analogy"
def complete_analogy(a, b, c, words, E):
    """Answer "a is to b as c is to which word?".

    Calls `cosine_similarity`.

    Args:
        a: one of the words.
        b: another one.
        c: a third one.
        words: V different words, a list or a tuple of texts.
        E: their vectors, array of shape (V, d); none is all zeros.

    Returns:
        The word, other than a, b and c, that has the largest cosine with b - a + c, where all
        vectors were brought to length one before.
    """
    raise NotImplementedError("complete_analogy")


# %% check="complete_analogy"
check("complete_analogy")

# %% tags=["demo"]
for a, b, c in (
    ("france", "paris", "japan"),
    ("man", "woman", "king"),
    ("big", "bigger", "small"),
    ("germany", "german", "italy"),
    ("car", "cars", "bird"),
    ("walk", "walked", "sing"),
):
    print(f"{a} is to {b} as {c} is to {complete_analogy(a, b, c, words, E)}")

# %% [markdown]
# Six questions that I picked prove nothing. A **fair list** is one that was made before anybody looked at the
# answers. The next cell holds six kinds of pairs. They were written down first and asked afterwards; a pair of which
# a word is not among the 8,000 is left out, and of each kind the first nineteen that remain are used. (Nineteen, as
# three of the kinds have no more.) A question puts two random pairs of one kind together; the kinds take turns.

# %% tags=["demo"]
# six kinds of pairs, and lists of questions
KINDS = {
    "capital of": "france-paris italy-rome germany-berlin spain-madrid england-london "
    "japan-tokyo china-beijing russia-moscow egypt-cairo greece-athens cuba-havana "
    "iraq-baghdad iran-tehran turkey-ankara poland-warsaw austria-vienna sweden-stockholm "
    "norway-oslo finland-helsinki portugal-lisbon ireland-dublin",
    "people of": "france-french italy-italian germany-german spain-spanish england-english "
    "japan-japanese china-chinese russia-russian egypt-egyptian greece-greek cuba-cuban "
    "iraq-iraqi iran-iranian turkey-turkish poland-polish austria-austrian sweden-swedish "
    "norway-norwegian portugal-portuguese",
    "man to woman": "man-woman king-queen boy-girl father-mother son-daughter brother-sister "
    "uncle-aunt husband-wife prince-princess actor-actress he-she his-her "
    "grandfather-grandmother male-female nephew-niece sons-daughters brothers-sisters "
    "boys-girls men-women gentleman-lady himself-herself grandson-granddaughter "
    "duke-duchess mr-mrs sir-madam monk-nun fathers-mothers kings-queens",
    "one to many": "car-cars dog-dogs house-houses tree-trees bird-birds horse-horses "
    "road-roads city-cities country-countries child-children man-men woman-women book-books "
    "hand-hands eye-eyes computer-computers machine-machines student-students "
    "teacher-teachers",
    "more of": "big-bigger small-smaller large-larger high-higher low-lower long-longer "
    "short-shorter strong-stronger weak-weaker fast-faster slow-slower old-older "
    "young-younger good-better bad-worse hot-hotter cold-colder cheap-cheaper "
    "great-greater hard-harder easy-easier",
    "yesterday": "go-went take-took see-saw say-said come-came make-made find-found "
    "give-gave write-wrote run-ran know-knew think-thought play-played walk-walked "
    "work-worked fly-flew sing-sang speak-spoke sit-sat",
}
PAIRS = {}
for kind, text in KINDS.items():
    pairs = [tuple(pair.split("-")) for pair in text.split()]
    PAIRS[kind] = [(a, b) for a, b in pairs if a in glove and b in glove][:19]


def fair_list(count, rng):
    """Draw questions (kind, a, b, c, right answer); the kinds take turns."""
    kinds, questions = list(PAIRS), []
    for number in range(count):
        pairs = PAIRS[kinds[number % len(kinds)]]
        first, second = rng.permutation(len(pairs))[:2]
        questions.append((kinds[number % len(kinds)], *pairs[first], *pairs[second]))
    return questions


print({kind: len(pairs) for kind, pairs in PAIRS.items()})

# %% tags=["question"]
ask("the_own_words", ...)

# %% [markdown]
# Five lists of 100, from five seeds. The promise at the top was 60 right answers of 100.

# %% tags=["demo"]
units = E / np.linalg.norm(E, axis=1, keepdims=True)
right = {kind: [] for kind in PAIRS}
shares, saved = [], []
for seed in range(1, 6):
    answers = []
    for kind, a, b, c, expected in fair_list(100, dlkit.seed(seed)):
        answers.append(complete_analogy(a, b, c, words, E) == expected)
        right[kind].append(answers[-1])
        # without the second rule: is the nearest of all a word of the question?
        target = units[glove.rows[b]] - units[glove.rows[a]] + units[glove.rows[c]]
        saved.append(words[np.argmax(cosine_similarity(target, units))] in (a, b, c))
    shares.append(np.mean(answers))
print("right on five lists of 100:", " ".join(f"{share:.0%}" for share in shares))
print(f"nearest of all is a word of the question: {np.mean(saved):.0%}")

fig, ax = plt.subplots(figsize=(6, 2.8), layout="constrained")
bars = ax.barh(list(right), [np.mean(answers) for answers in right.values()])
ax.bar_label(bars, fmt="{:.0%}", padding=3)
ax.set(xlabel="right answers", xlim=(0, 1.1))
ax.invert_yaxis()
ax.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# So much is right, of 8,000 possible words, with vectors that have learned only which words stand near each other.
# And read the second number again: in so many of the questions the nearest word of all was one of the question's own.
# The rule forbids it, and whoever reports such a score should say so. Peoples are the easiest, verbs and "more of"
# the hardest.
#
# ## 4. A text is the average of its words
#
# The simplest vector for a whole text: the mean of the vectors of its words. It takes the text as a **bag of words**,
# without their order. That is crude, and often good enough when there is little to learn from.
#
# What if a word has no vector? Leave it out, and divide by the number of words that were *counted*. A word that comes
# twice counts twice. If no word is known, return zeros.


# %% exercise="sentence_average"
def sentence_average(tokens, words, E):
    """Average the vectors of the words of a text.

    Args:
        tokens: the words of the text in its order, a list of texts; it may be empty.
        words: V different words, a list or a tuple of texts.
        E: their vectors, array of shape (V, d).

    Returns:
        Array of shape (d,): the average over those tokens that are among the words; zeros if
        there is none.
    """
    raise NotImplementedError("sentence_average")


# %% check="sentence_average"
check("sentence_average")

# %% tags=["question"]
ask("order_of_words", ...)

# %% [markdown]
# Here comes the text of this notebook. It is a dictionary: `definitions()` has 27,199 definitions from WordNet, which
# Princeton University has made and given to everybody, with the words that they define, and the kind of thing (an
# animal, a food, a person ...).
#
# Use it the wrong way round: describe a thing, and look for the definition whose average is most like that of your
# description. (Only animals, food, plants and parts of the body here.)

# %% tags=["demo"]
known = dlkit.data.definitions()
searched = ("noun.animal", "noun.food", "noun.plant", "noun.body")
rows = [row for row, kind in enumerate(known.kinds) if kind in searched]


def tokens_of(text):
    """Split a text into words of small letters."""
    return re.findall("[a-z]+", text.lower())


averages = np.array([sentence_average(tokens_of(known.texts[row]), words, E) for row in rows])
for text in (
    "something sweet to eat",
    "a tall plant with leaves",
    "a large wild cat",
    "the bones of the leg",
    "a drink from fruit",
):
    described = np.array(sentence_average(tokens_of(text), words, E))
    likeness = np.array(cosine_similarity(described, averages))
    found = [known.words[rows[place]].split(",")[0] for place in np.argsort(-likeness)[:5]]
    print(f"{text}: {', '.join(found)}")

# %% [markdown]
# It gets the topic, and often not the thing. An average does not know which word is the point of the sentence, and it
# does not know their order. The next notebook, `attention`, is about just that.
#
# ## 5. What else have they read?
#
# GloVe has read what people write. People write of nurses mostly as women and of captains mostly as men, and the
# vectors repeat it. That is more than a curiosity: whoever sorts job applications by cosine may sort them by sex.
#
# First, find the direction. One pair, *she* minus *he*, has much in it that belongs to these two alone. So average
# over several pairs:
#
# $$g = \frac{h}{|h|} \qquad\text{with}\qquad h = \frac1n \sum_{k=1}^{n} \left(e_{\text{first}, k} - e_{\text{second}, k}\right)$$
#
# (Bolukbasi and others, 2016, who made this known, take the first principal component of the pairs instead. Ours is
# simpler, and we measure below whether it will do.)
#
# Shapes: `pairs` are n pairs of words, the answer is `(d,)` and has length one. The vectors are taken as they come:
# the notebook passes in vectors of length one.


# %% exercise="bias_direction"
def bias_direction(pairs, words, E):
    """Find the direction that leads from the second to the first word of several pairs.

    Args:
        pairs: a list of pairs (first, second) of words, at least one.
        words: V different words, a list or a tuple of texts.
        E: their vectors, array of shape (V, d); they are used as they are.

    Returns:
        Array of shape (d,) and of length one: the direction of the average difference,
        first minus second.
    """
    raise NotImplementedError("bias_direction")


# %% check="bias_direction"
check("bias_direction")

# %% [markdown]
# Is it what we think it is? Test it on words that had no part in it: first names. The US census of 1990 tells who
# bears them. Take names that are at least twenty times as common among women as among men, or the other way round,
# and that at least 50 in 100,000 bear (and that are among our 8,000 words; some are other words as well, such as
# *alberta*, *june* and *pearl*). How often does a woman's name lie further along $g$ than a man's?

# %% tags=["demo"]
SHE_HE = [
    ("she", "he"),
    ("her", "his"),
    ("woman", "man"),
    ("mother", "father"),
    ("daughter", "son"),
    ("girl", "boy"),
    ("sister", "brother"),
    ("wife", "husband"),
    ("queen", "king"),
    ("herself", "himself"),
]
g = np.array(bias_direction(SHE_HE, words, units))

census = dlkit.data.names()
women, men = [], []
for name, by_women, by_men in zip(census.names, census.women, census.men, strict=True):
    if name in glove and by_women >= max(50, 20 * by_men):
        women.append(name)
    if name in glove and by_men >= max(50, 20 * by_women):
        men.append(name)
of_women = units[[glove.rows[name] for name in women]] @ g
of_men = units[[glove.rows[name] for name in men]] @ g
in_order = np.mean(of_women[:, np.newaxis] > of_men)
print(f"{len(women)} names of women, such as {', '.join(women[::5])}")
print(f"{len(men)} names of men, such as {', '.join(men[::15])}")
print(f"the woman's name lies further along g in {in_order:.1%} of all pairs")

# %% [markdown]
# That is a direction indeed, found from ten pairs of other words. Now measure words that should have no sex: jobs.
# Their product with $g$ tells how far they lie on either side. To have a zero that means something, we take the
# middle between the average woman's and the average man's name; the dotted lines are these two averages.

# %% tags=["demo"]
jobs = (
    "nurse teacher singer artist writer journalist photographer clerk cook doctor "
    "surgeon lawyer judge professor scientist engineer architect manager driver "
    "soldier captain boss farmer pilot priest minister president economist "
    "musician composer"
)
JOBS = jobs.split()
middle = (of_women.mean() + of_men.mean()) / 2
job_rows = [glove.rows[job] for job in JOBS]
along = units[job_rows] @ g - middle
order = np.argsort(along)

fig, ax = plt.subplots(figsize=(5.6, 6.4), layout="constrained")
ax.barh(np.array(JOBS)[order], along[order], color=dlkit.plot.PALETTE[0])
for average in (of_women.mean(), of_men.mean()):
    ax.axvline(average - middle, color="black", linestyle=":")
ax.axvline(0, color="black", linewidth=0.8)
ax.tick_params(axis="y", labelsize=9)
sides = "← nearer to men's names | nearer to women's names →"
ax.set(xlabel=sides, xlim=(-0.5, 0.5), title="jobs along g, as GloVe has them")
ax.spines[["top", "right"]].set_visible(False)
plt.show()
print("men's side:  ", ", ".join(f"{JOBS[i]} {along[i]:+.2f}" for i in order[:6]))
print("women's side:", ", ".join(f"{JOBS[i]} {along[i]:+.2f}" for i in order[:-7:-1]))
print(
    f"average names: men {of_men.mean() - middle:+.2f}, women {of_women.mean() - middle:+.2f}"
)

# %% [markdown]
# Most jobs lie on the men's side, some of them farther out than the average man's name; *nurse* lies beyond the
# average woman's. Nobody decided this; it was in the texts. (A word may also lie on a side for another reason: the
# *captain* of a text is often that of a men's team.)
#
# ## 6. Take it out
#
# To **neutralize** a word is to take away its part along $g$, so that it lies at right angles to it:
#
# $$e' = e - \frac{e \cdot g}{g \cdot g}\, g$$
#
# (Bolukbasi and others bring what is left to length one afterwards. We leave it as it is.)
#
# Shapes: `E` holds n vectors in rows, `(n, d)`; `g` is `(d,)`, and need not have length one.


# %% exercise="neutralize"
def neutralize(E, g):
    """Take out of each row what lies along a direction.

    Args:
        E: vectors in rows, array of shape (n, d).
        g: a direction, array of shape (d,), of any length but 0.

    Returns:
        Array of shape (n, d): the rows without their parts along g.
    """
    raise NotImplementedError("neutralize")


# %% check="neutralize"
check("neutralize")

# %% tags=["question"]
ask("left_along_g", ...)

# %% [markdown]
# A neutral *nurse* can still be nearer to *woman* than to *man*, if these two differ in other ways than along $g$.
# For words that *should* come in pairs, **equalize** makes the two alike in everything but their side. From two
# vectors of length one make two new ones of length one:
#
# $$s = \text{the middle } \tfrac12 (u + v) \text{ without its part along } g \qquad
# u' = s \pm \sqrt{1 - |s|^2}\; \frac{g}{|g|} \qquad v' = s \mp \sqrt{1 - |s|^2}\; \frac{g}{|g|}$$
#
# The upper sign holds if $u$ lies further along $g$ than $v$, else the lower one: nobody changes sides. (The root is
# just what gives both the length one, as $s$ and $g$ are at right angles.)
#
# Shapes: all three are `(d,)`. `u` and `v` have length one and do not lie equally far along `g`; `g` may have any
# length.


# %% exercise="equalize"
def equalize(u, v, g):
    """Make two vectors alike in everything but their side of a direction.

    Args:
        u: array of shape (d,), of length one.
        v: array of shape (d,), of length one; u and v do not lie equally far along g.
        g: a direction, array of shape (d,), of any length but 0.

    Returns:
        A tuple: the new u and the new v, both of length one and equal but for their parts
        along g, which are opposite. The one that was further along g still is.
    """
    raise NotImplementedError("equalize")


# %% check="equalize"
check("equalize")

# %% [markdown]
# Before and after, for four jobs: how much nearer is the job to *woman* than to *man*, in cosines?

# %% tags=["demo"]
woman, man = units[glove.rows["woman"]], units[glove.rows["man"]]
new_woman, new_man = np.array(equalize(woman, man, g))
for job in ("nurse", "doctor", "engineer", "captain"):
    before = units[[glove.rows[job]]]
    after = np.array(neutralize(before, g))
    gap_before = cosine_similarity(woman, before)[0] - cosine_similarity(man, before)[0]
    gap_after = cosine_similarity(new_woman, after)[0] - cosine_similarity(new_man, after)[0]
    print(f"{job:9} before {gap_before:+.3f}   after {gap_after:+.3f}")

# %% [markdown]
# **Is it gone?** Along $g$, yes, but for rounding. But a prejudice need not live in a single direction. Here is
# a test that could show it: neutralize *all* words. Then take half of the names, compute the mean of the women's and
# the mean of the men's, and sort the other half by which mean is nearer. If nothing were left, that would be right
# half of the time. As a control, deal the vectors to the words anew: then there is nothing to be told. (Women's and
# men's names count equally, though there are more of the latter.)


# %% tags=["demo"]
def names_told_apart(vectors, rng):
    """Sort half of the names by the means of the other half; the share of right answers."""
    halves = []
    for names in (women, men):
        order = rng.permutation(len(names))
        of_kind = vectors[[glove.rows[name] for name in names]][order]
        halves.append((of_kind[: len(names) // 2], of_kind[len(names) // 2 :]))
    (seen_women, new_women), (seen_men, new_men) = halves
    way = seen_women.mean(axis=0) - seen_men.mean(axis=0)
    limit = way @ (seen_women.mean(axis=0) + seen_men.mean(axis=0)) / 2
    return (np.mean(new_women @ way > limit) + np.mean(new_men @ way < limit)) / 2


neutral = np.array(neutralize(units, g))
told = {"as they come": [], "all neutralized": [], "dealt anew": []}
for seed in range(1, 21):
    dealt_anew = dlkit.seed(seed).permutation(units)  # each word has the vector of another
    for title, vectors in zip(told, (units, neutral, dealt_anew), strict=True):
        told[title].append(names_told_apart(vectors, dlkit.seed(seed)))
for title, shares in told.items():
    print(f"{title:16} {np.mean(shares):.1%} of the held-out names told apart")

# %% [markdown]
# Less than before, and clearly more than the control: what the direction stood for is still in the other 49. Whatever
# learns from these vectors can find it there. Gonen and Goldberg found the like for thousands of words; their paper
# is called "Lipstick on a pig" (2019). Remember it when somebody says that a model "has been debiased": ask what was
# measured, and on what.
#
# ## 7. Your own vectors: which words?
#
# Now learn such vectors yourself. The text is the dictionary. Each entry is a text: the words that are defined, their
# definition, and often examples of their use; together about 459,000 words. That is less than a ten thousandth of
# what GloVe has read. But a dictionary says directly what things are.
#
# First a **vocabulary**. From three places one cannot learn much about a word, so leave out all that come less often
# than `min_count` times. Number the others, the most frequent first. Two that are equally frequent stand in the
# order of the alphabet, so that everybody gets the same numbers. `Counter`, which is imported above from Python's
# module `collections`, counts for you:

# %% tags=["demo"]
print(Counter(["to", "be", "or", "not", "to", "be"]))


# %% exercise="build_vocabulary"
def build_vocabulary(tokens, min_count):
    """Number the words of a text, the most frequent first.

    Args:
        tokens: the words of the text in its order, a list of texts.
        min_count: a word that comes less often is left out, an integer from 1 on.

    Returns:
        A tuple: a list of the V words, equally frequent ones in the order of the alphabet,
        and an array of V integers, how often each comes. Both may be empty.
    """
    raise NotImplementedError("build_vocabulary")


# %% check="build_vocabulary"
check("build_vocabulary")

# %% tags=["demo"]
entries = [
    tokens_of(f"{names} {text}") for names, text in zip(known.words, known.texts, strict=True)
]
everything = [token for tokens in entries for token in tokens]
vocabulary, counts = build_vocabulary(everything, 10)
vocabulary, counts = [str(word) for word in vocabulary], np.asarray(counts)
row_of = {word: row for row, word in enumerate(vocabulary)}
print(f"{len(everything):,} words of text, {len(set(everything)):,} different ones,", end=" ")
print(f"{len(vocabulary):,} of them ten times or more")
print(
    "the most frequent:", *[f"{w} {n:,}" for w, n in zip(vocabulary[:6], counts, strict=False)]
)
print(f"these six are {counts[:6].sum() / counts.sum():.0%} of the text")
entry_ids = [
    np.array([row_of[token] for token in tokens if token in row_of], dtype=int)
    for tokens in entries
]

# %% [markdown]
# ## 8. Who stands beside whom?
#
# **Skip-gram** (Mikolov and others, 2013; its program is called word2vec) makes an exercise of every text: given a
# word, the **centre**, say which words stand near it, its **contexts**. "Near" means at most `window` places away, to
# the left or to the right. The sentence *the cat sat* with a window of 1 gives four pairs: (the, cat), (cat, the),
# (cat, sat), (sat, cat). (word2vec draws the window of each centre anew, from 1 to this number, so that near words
# count more. Ours is always the same.)
#
# If a word comes twice in the sentence, it may well be its own context: it is the *place* that does not count, not
# the word.
#
# Shapes: `ids` is `(n,)`, the answer `(m, 2)` for m pairs, centre and context, as integers. In the order of the
# centres; for each centre, its contexts from left to right. A sentence of one word gives the shape `(0, 2)`.


# %% exercise="skip_gram_pairs"
def skip_gram_pairs(ids, window):
    """Pair each word of a sentence with each of its neighbours.

    Args:
        ids: the numbers of the words of one sentence in its order, array of n integers; n may
            be 0.
        window: how many places away a neighbour may be, an integer from 1 on.

    Returns:
        Array of integers of shape (m, 2): centre and context. In the order of the
        centres, and for each centre in the order of the contexts, from left to right.
    """
    raise NotImplementedError("skip_gram_pairs")


# %% check="skip_gram_pairs"
check("skip_gram_pairs")

# %% tags=["question"]
ask("pairs_of_six", ...)

# %% [markdown]
# A look at real pairs. The six most frequent words are a quarter of the text, so they would be in nearly half of the
# pairs, and teach little. So word2vec thins them out: this is **subsampling**. Of a word with the share $f$ of the
# text, each occurrence stays with the probability $\sqrt{\tau / f}$, or 1 if that is more. (This is given; $\tau$ is
# 0.0005 here.)


# %% tags=["demo"]
def thinned(ids, rng):
    """Leave out most occurrences of frequent words."""
    stays = np.sqrt(0.0005 / (counts / counts.sum()))
    return ids[rng.random(len(ids)) < stays[ids]]


king = known.words.index("king, male monarch, Rex")
print(known.words[king], "-", known.texts[king])
left = thinned(entry_ids[king], dlkit.seed(3))
for center, context in np.array(skip_gram_pairs(left, 4), dtype=int)[:8]:
    print(f"  {vocabulary[center]} -> {vocabulary[context]}")

# %% [markdown]
# ## 9. Words that were not there
#
# A softmax over all 5,500 words, for each of four million pairs, would be slow. Skip-gram asks a cheaper question:
# *is this pair from the text, or made up?* For each real pair, draw k other words as **negatives**, and let the
# machine tell them apart. That is **negative sampling**.
#
# Which words should be drawn? Not all equally often; and not as often as they come, or a quarter of the negatives
# would be the six words above. word2vec takes the middle, a power of the counts:
#
# $$p_i = \frac{n_i^{\,\alpha}}{\sum_j n_j^{\,\alpha}} \qquad \alpha = 0.75$$
#
# Shapes: `counts` is `(V,)`, and so is the answer. It adds up to 1.


# %% exercise="negative_sampling_table"
def negative_sampling_table(counts, power):
    """Compute how likely each word is drawn as a negative one.

    Args:
        counts: how often each word comes, array of V integers from 1 on.
        power: the exponent, a number from 0 to 1.

    Returns:
        Array of shape (V,), probabilities that add up to 1.
    """
    raise NotImplementedError("negative_sampling_table")


# %% check="negative_sampling_table"
check("negative_sampling_table")

# %% tags=["question"]
ask("power_of_the_table", ...)

# %% [markdown]
# Now draw. One thing can go wrong: a negative can be the very context of its pair. Then the machine would be told yes
# and no about the same pair. So draw such ones anew, and only these, until there are none. (Who draws all of them
# anew waits for ever: among 10,000 draws there is nearly always one that hits. word2vec leaves such a draw out; we
# want k for each pair.) Two negatives of a pair may be the same word, and a negative may be the centre; we allow
# both.
#
# Shapes: `contexts` is `(m,)`, `table` is `(V,)`, the answer `(m, k)`, integers.


# %% exercise="draw_negatives"
def draw_negatives(contexts, table, k, rng):
    """Draw k words for each pair that are not its context.

    Args:
        contexts: the context of each pair, array of m integers.
        table: how likely each word is drawn, array of shape (V,); at least two words have a
            probability above 0.
        k: how many for each pair, an integer from 1 on.
        rng: np.random.Generator that all chance comes from.

    Returns:
        Array of integers of shape (m, k): each drawn by itself, as the table says among the
        words that are not the context of its row.
    """
    raise NotImplementedError("draw_negatives")


# %% check="draw_negatives"
check("draw_negatives")

# %% tags=["demo"]
table = negative_sampling_table(counts, 0.75)
pairs = np.array(skip_gram_pairs(left, 4), dtype=int)[:5]
negatives = np.array(draw_negatives(pairs[:, 1], table, 5, dlkit.seed(3)), dtype=int)
for (center, context), drawn in zip(pairs, negatives, strict=True):
    print(f"{vocabulary[center]}: {vocabulary[context]}, not {[vocabulary[i] for i in drawn]}")

# %% [markdown]
# ## 10. The way back through a table
#
# You know the way forward through a table, it is a look-up. The way back: for each vector that was looked up comes a
# gradient, and it belongs to the row that the vector came from. **A row that was looked up several times gets the
# sum.** Look at the one-hot product: with the one-hot rows in $O$, $Y = O E$ has the gradient $dE = O^\top dY$, and
# that adds up just so.
#
# There is a trap in NumPy. First the question, then the function.

# %% tags=["question"]
ask("added_once", ...)

# %% [markdown]
# `np.add.at(dE, ids, d_rows)` adds one row after the other, also where a number comes again. A loop does the same.
#
# Shapes: `ids` is `(m,)`, `d_rows` is `(m, d)`, the answer `(size, d)`.


# %% exercise="embedding_gradient"
def embedding_gradient(ids, d_rows, size):
    """Compute the gradient of a table from the gradients of the rows that were looked up.

    Args:
        ids: which row each was, array of m integers.
        d_rows: the gradient with respect to each vector that came out, array of shape (m, d).
        size: how many rows the table has, an integer.

    Returns:
        Array of shape (size, d): for each row the sum over all places where it was
        looked up; zeros for those that were not.
    """
    raise NotImplementedError("embedding_gradient")


# %% check="embedding_gradient"
check("embedding_gradient")

# %% [markdown]
# ## 11. The loss of skip-gram, and its slope
#
# Each word has *two* vectors: one as a centre, a row of $W$, and one as a context, a row of $C$. (After all, a word
# is seldom its own neighbour.) How likely is a pair? As likely as the **sigmoid** of its product says, $\sigma(s) = 1
# / (1 + e^{-s})$. For a pair with the centre's vector $w$, the context's $c$, and the negatives' $n_1, \dots, n_k$:
#
# $$L = -\log \sigma(w \cdot c) \;-\; \sum_{j=1}^{k} \log \sigma(-\,w \cdot n_j)$$
#
# averaged over the m pairs. That is the cross-entropy of k + 1 decisions: yes, no, no, ... With $\sigma(-s) = 1 -
# \sigma(s)$ the slopes come out short:
#
# $$\frac{\partial L}{\partial w} = (\sigma(w \cdot c) - 1)\, c + \sum_j \sigma(w \cdot n_j)\, n_j \qquad
# \frac{\partial L}{\partial c} = (\sigma(w \cdot c) - 1)\, w \qquad
# \frac{\partial L}{\partial n_j} = \sigma(w \cdot n_j)\, w$$
#
# Contexts and negatives are both rows of $C$, so both add to its gradient. Do not forget the $1/m$ of the average.
#
# The training calls this function 2,000 times, with 2,048 pairs each, so let NumPy do all pairs at once.
#
# **A trap.** `np.log(sigmoid(-800))` is the logarithm of 0. Use $-\log \sigma(s) = \log(1 + e^{-s})$, which is
# `np.logaddexp(0, -s)`, and is safe for all $s$.
#
# Shapes: `W` and `C` are `(V, d)`, `centers` and `contexts` `(m,)`, `negatives` `(m, k)`. `W[centers]` is `(m, d)`,
# `C[negatives]` is `(m, k, d)`. The answer is the loss, a number, and `dW` and `dC`, both `(V, d)`.


# %% exercise="skip_gram_loss_and_gradients"
def skip_gram_loss_and_gradients(W, C, centers, contexts, negatives):
    """Compute the loss of skip-gram with negative sampling, and its gradients.

    Calls `embedding_gradient`.

    Args:
        W: a vector for each word as a centre, array of shape (V, d).
        C: a vector for each word as a context, array of shape (V, d).
        centers: the centre of each pair, array of m integers.
        contexts: the context of each pair, array of m integers.
        negatives: the words that were drawn for each pair, array of integers, shape (m, k).

    Returns:
        A tuple: the loss, averaged over the m pairs, a number; dW and dC, its gradients,
        arrays of shape (V, d).
    """
    raise NotImplementedError("skip_gram_loss_and_gradients")


# %% check="skip_gram_loss_and_gradients"
check("skip_gram_loss_and_gradients")

# %% tags=["question"]
ask("loss_at_the_start", ...)

# %% [markdown]
# **Two habits before a training.** The first: is the gradient the slope? Move single numbers of a small problem, in
# which words come again, and compare.

# %% tags=["demo"]
rng = dlkit.seed(4)
small = [rng.normal(size=(6, 3)), rng.normal(size=(6, 3))]
of_pairs = (rng.integers(6, size=8), rng.integers(6, size=8), rng.integers(6, size=(8, 2)))
_, *gradients = skip_gram_loss_and_gradients(*small, *of_pairs)
worst = 0.0
for one, slopes in zip(small, gradients, strict=True):
    for place in np.ndindex(one.shape):
        kept = one[place]
        one[place] = kept + 1e-5
        above = skip_gram_loss_and_gradients(*small, *of_pairs)[0]
        one[place] = kept - 1e-5
        below = skip_gram_loss_and_gradients(*small, *of_pairs)[0]
        one[place] = kept
        worst = max(worst, abs((above - below) / 2e-5 - np.asarray(slopes)[place]))
print(f"largest difference from the measured slope: {worst:.0e}")

# %% [markdown]
# ## 12. Train
#
# The second habit: look at the first loss. With all context vectors at 0 it has to be $(k + 1) \ln 2$.
#
# The loop is given. It goes three times through the dictionary, thins out anew each time, and takes 2,048 pairs for
# each step, about 4.2 million pairs in all. The steps are those of Adagrad (Duchi, Hazan and Singer, 2011): each
# number's step is divided by the root of the sum of its own squared gradients so far. A rare word, whose row has
# seldom had a gradient, takes large steps when its turn comes. That suits a table of words, in which most rows have
# no gradient in most steps.
#
# It takes half a minute to a minute. If functions of yours loop over the pairs, or make one-hot rows of all words, it
# can take a quarter of an hour and more. Then write them without, or begin with `train_skip_gram(seed=5, epochs=1)`
# in the line below the function.


# %% tags=["demo"]
def train_skip_gram(seed, epochs=3, depth=50, k=5, batch=2048, learning_rate=0.1):
    """Train on the dictionary. Returns W, C, the losses of all steps and the last pairs."""
    rng = dlkit.seed(seed)
    W = (0.1 * rng.normal(size=(len(vocabulary), depth))).astype(np.float32)
    C = np.zeros_like(W)
    squares_W, squares_C = np.full_like(W, 1e-12), np.full_like(C, 1e-12)
    losses = []
    for _ in range(epochs):
        found = [skip_gram_pairs(thinned(ids, rng), 4) for ids in entry_ids]
        pairs = rng.permutation(np.concatenate(found).astype(int))
        for start in range(0, len(pairs), batch):
            centers, contexts = pairs[start : start + batch].T
            negatives = np.array(draw_negatives(contexts, table, k, rng), dtype=int)
            loss, dW, dC = skip_gram_loss_and_gradients(W, C, centers, contexts, negatives)
            dW, dC = np.asarray(dW), np.asarray(dC)
            squares_W += dW**2
            squares_C += dC**2
            W -= learning_rate * dW / np.sqrt(squares_W)
            C -= learning_rate * dC / np.sqrt(squares_C)
            losses.append(loss)
    return W, C, losses, pairs


started = time.perf_counter()
W, C, losses, pairs = train_skip_gram(seed=5)
print(f"first loss {losses[0]:.4f}, (k + 1) ln 2 is {6 * np.log(2):.4f}")
print(f"{len(losses):,} steps, {time.perf_counter() - started:.0f} seconds")

smooth = np.convolve(losses, np.ones(50) / 50, mode="valid")
fig, ax = plt.subplots(figsize=(6, 2.8), layout="constrained")
ax.plot(np.arange(len(smooth)) + 50, smooth, color=dlkit.plot.PALETTE[0])
ax.set(xlabel="step", ylabel="loss (mean of 50 steps)")
ax.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# ## 13. Are the neighbours sensible?
#
# Twenty words, chosen before the first training. Read the lists yourself: from which of them could you not guess the
# word?

# %% tags=["demo"]
probes = (
    "king mother horse bird tree river city war music money red three week doctor "
    "teacher eat happy large car house"
)
PROBES = probes.split()
for word in PROBES:
    print(f"{word:8}", ", ".join(nearest_words(word, vocabulary, W, 6)))

# %% [markdown]
# Most lists have the topic, and some words that only stand in the same definitions, such as *unhappy* beside *happy*
# and *genus* beside *tree* in our run: that is a dictionary's company. "Sensible" is a soft word. Here is a hard
# measure, with GloVe as the judge. Take the words that both know. Of your five nearest words to a probe, how many are
# among the nearest 5% in GloVe's eyes (about 200 words)? Somebody who guesses is right in 5% of the cases. The same
# is asked of the vectors before the training.


# %% tags=["demo"]
def approved(vectors):
    """The share of the five nearest words of each probe that GloVe has in its nearest 5%."""
    shared = [word for word in vocabulary[: len(vectors)] if word in glove]
    ours = vectors[[row_of[word] for word in shared]]
    of_glove = np.array([glove[word] for word in shared])
    hits = []
    for word in PROBES:
        if word in shared:
            near_in_glove = set(nearest_words(word, shared, of_glove, len(shared) // 20))
            hits += [one in near_in_glove for one in nearest_words(word, shared, ours, 5)]
    return np.mean(hits)


untrained = dlkit.seed(6).normal(size=W.shape)
print(f"{sum(word in glove for word in vocabulary):,} words that both know")
print(f"neighbours that GloVe approves of: {approved(W):.0%}", end=", ")
print(f"untrained {approved(untrained):.0%}")

# %% [markdown]
# Now draw some of them. No one has told the machine about the groups; the colours are ours. (The plane shows only two
# of fifty directions. Groups that lie over each other here may lie far apart in the table.)

# %% tags=["demo"]
GROUPS = {
    "animals": "horse bird fish dog cow",
    "family": "mother father son daughter wife",
    "numbers": "two three four five six",
    "body": "head hand blood heart skin",
    "music": "music song singing dance musical",
    "colours": "red blue green yellow white",
}
chosen = [(word, group) for group, text in GROUPS.items() for word in text.split()]
dlkit.plot.word_map(
    [W[row_of[word]] / np.linalg.norm(W[row_of[word]]) for word, _ in chosen],
    [word for word, _ in chosen],
    groups=[group for _, group in chosen],
)
plt.show()

# %% [markdown]
# In our run the numbers stand by themselves, *skin* lies among the colours, and family and music share a corner.
#
# ## 14. The other road: count first
#
# Skip-gram sees one pair at a time. GloVe ("global vectors") counts all of them first: $X_{ij}$ is how often word $i$
# stands near word $j$. (In the paper a neighbour two places away counts 1/2, one three places away 1/3, and
# $x_{\max}$ is 100. Here each counts 1.) Then it looks for vectors whose products tell the *logarithm* of that count:
#
# $$J = \sum_{i,j:\; X_{ij} > 0} f(X_{ij}) \left(w_i \cdot c_j + b_i + \tilde b_j - \log X_{ij}\right)^2
# \qquad f(x) = \min\!\left(\frac{x}{x_{\max}},\, 1\right)^{\alpha}$$
#
# The weight $f$ keeps rare pairs, which are mostly accident, from having as much to say as frequent ones, and
# frequent ones from having all. Pairs that never occur are left out: their logarithm does not exist.
#
# Shapes: `W` and `C` are `(V, d)`; `b_word` ($b$ above) and `b_context` ($\tilde b$) are `(V,)`; `X` is `(V, V)`,
# with the word in the row and its context in the column. The answer is a number: a sum, no average.


# %% exercise="glove_cost"
def glove_cost(W, C, b_word, b_context, X, x_max, alpha):
    """Compute the cost of GloVe.

    Args:
        W: a vector for each word, array of shape (V, d).
        C: a vector for each word as a context, array of shape (V, d).
        b_word: a bias for each word, array of shape (V,).
        b_context: a bias for each word as a context, array of shape (V,).
        X: how often word i (row) stands near word j (column), array of shape (V, V), whole
            numbers, 0 or more.
        x_max: from this count on, the weight of a pair is 1; a number above 0.
        alpha: the exponent of the weight below it, a number above 0.

    Returns:
        The cost, a number: the sum over all pairs with a count above 0.
    """
    raise NotImplementedError("glove_cost")


# %% check="glove_cost"
check("glove_cost")

# %% tags=["question"]
ask("weight_of_a_rare_pair", ...)

# %% [markdown]
# Does this road lead to the same place? The next cell counts the pairs of your last run through the dictionary, for
# the 1,500 most frequent words, and takes forty steps down the slope of the cost, again with Adagrad. The slope is
# given, and measured against *your* cost in one place.

# %% tags=["demo"]
size, x_max, alpha = 1500, 20.0, 0.75
X = np.zeros((size, size), dtype=np.float32)
frequent = pairs[np.all(pairs < size, axis=1)]
np.add.at(X, (frequent[:, 0], frequent[:, 1]), 1)
weight = np.minimum(X / x_max, 1) ** alpha
logarithm = np.log(np.maximum(X, 1))


def glove_slopes(W, C, b_word, b_context):
    """Compute the gradients of the cost with respect to all four."""
    error = 2 * weight * (W @ C.T + b_word[:, np.newaxis] + b_context - logarithm)
    return error @ C, error.T @ W, error.sum(axis=1), error.sum(axis=0)


rng = dlkit.seed(7)
tables = [(0.1 * rng.normal(size=(size, 50))).astype(np.float32) for _ in range(2)]
tables += [np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)]
exact = [one.astype(float) for one in tables]
moved = []
for step in (1e-4, -1e-4):
    other = [one.copy() for one in exact]
    other[0][3, 7] += step
    moved.append(glove_cost(*other, X.astype(float), x_max, alpha))
print(
    f"slope {glove_slopes(*exact)[0][3, 7]:.5f}, measured {(moved[0] - moved[1]) / 2e-4:.5f}"
)

squares = [np.full_like(one, 1e-8) for one in tables]
cost = glove_cost(*tables, X, x_max, alpha)
for _ in range(40):
    for one, square, slope in zip(tables, squares, glove_slopes(*tables), strict=True):
        square += slope**2
        one -= 0.05 * slope / np.sqrt(square)
print(f"cost at the start {cost:,.0f}", end=", ")
print(f"after 40 steps {glove_cost(*tables, X, x_max, alpha):,.0f}")
by_counts = tables[0] + tables[1]
for word in ("mother", "river", "three", "red", "city", "eat"):
    print(f"{word:8}", ", ".join(nearest_words(word, vocabulary[:size], by_counts, 6)))
print(f"neighbours that GloVe approves of: {approved(by_counts):.0%}", end=", ")
print(f"skip-gram with the same words: {approved(W[:size]):.0%}")

# %% [markdown]
# The sum of both tables is what the authors of GloVe use, too. Another road, and neighbours of the same kind. (That
# skip-gram is ahead here says little: it took 2,000 steps, and saw three runs through all words. This took forty, on
# one run and 1,500 words.)
#
# ## 15. The same in Keras
#
# In Keras the table is a layer, `keras.layers.Embedding(V, d)`. Whole numbers go in, of any shape, and vectors come
# out. The next cell takes some seconds. TensorFlow, which does the work under Keras, may print a few lines about your
# machine; they do no harm.

# %% tags=["setup"]
dlkit.needs_keras()
import keras

# %% [markdown]
# Is it yours? Put a table into a layer, and compare the look-up. Then let `tf.GradientTape`, which knows none of your
# formulas, find the gradients of skip-gram.

# %% tags=["demo"]
import tensorflow as tf

layer = keras.layers.Embedding(
    len(words), 50, embeddings_initializer=keras.initializers.Constant(E)
)
ids = dlkit.seed(8).integers(len(words), size=(4, 7))
print("look-up differs by", np.abs(np.array(layer(ids)) - embedding_lookup(ids, E)).max())

centers, contexts = pairs[:64].T
negatives = np.array(draw_negatives(contexts, table, 5, dlkit.seed(9)), dtype=int)
loss, *gradients = skip_gram_loss_and_gradients(W, C, centers, contexts, negatives)
as_centre, as_context = tf.Variable(W), tf.Variable(C)
with tf.GradientTape() as tape:
    w = tf.gather(as_centre, centers)[:, tf.newaxis]  # (m, 1, d)
    others = tf.gather(
        as_context, np.concatenate([contexts[:, np.newaxis], negatives], axis=1)
    )
    logits = tf.reduce_sum(w * others, axis=2)  # (m, 1 + k)
    is_real = tf.constant([[1.0] + [0.0] * 5] * 64)
    decisions = tf.nn.sigmoid_cross_entropy_with_logits(is_real, logits)
    their_loss = tf.reduce_mean(tf.reduce_sum(decisions, axis=1))
found = tape.gradient(their_loss, [as_centre, as_context])
print(f"loss: yours {loss:.6f}, TensorFlow {float(their_loss):.6f}")
for name, ours, theirs in zip(("dW", "dC"), gradients, found, strict=True):
    gap = np.abs(ours - tf.convert_to_tensor(theirs).numpy()).max()
    print(f"{name}: largest entry {np.abs(ours).max():.5f}, largest difference {gap:.0e}")

# %% [markdown]
# (`tf.gather` on a table gives its gradient as a list of rows with their numbers; `tf.convert_to_tensor` adds them
# up, just as your `embedding_gradient` does.)
#
# ## 16. What others have read for you
#
# The last task is the one for which most people use such vectors: little data. Given a definition, is it that of an
# animal, a food, a feeling ...? There are ten kinds, and you get **five examples of each**, and then twenty.
#
# Build the classifier: look up, average, one dense layer with a softmax. Texts are not equally long. Long ones are
# cut after 20 words; short ones are filled up with zeros at the end, and row 0 of the table is kept for that
# (**padding**). Padding must not count in the average. With `mask_zero=True` the `Embedding` layer passes on which
# places are real, and `GlobalAveragePooling1D` leaves out the rest.
#
# - The table starts as `E`; use `embeddings_initializer=keras.initializers.Constant(E)`.
# - `trainable=False` keeps it as it is; then only the dense layer learns.
# - Labels are numbers of classes. Compile with `keras.optimizers.Adam(0.01)`,
#   `loss="sparse_categorical_crossentropy"` and `metrics=["accuracy"]`.
#
# Shapes: from `(batch, length)`, integers, of any length, to `(batch, classes)`.


# %% exercise="keras_text_classifier"
def keras_text_classifier(E, classes, trainable):
    """Build a classifier of texts that averages the vectors of their words, compiled.

    Args:
        E: the vectors to start from, array of shape (V, d); row 0 stands for padding.
        classes: how many classes there are, an integer.
        trainable: whether training changes the vectors, True or False.

    Returns:
        A compiled keras.Model: numbers of words (batch, length), with zeros where a text is
        over, to probabilities (batch, classes).
    """
    raise NotImplementedError("keras_text_classifier")


# %% check="keras_text_classifier"
check("keras_text_classifier")

# %% [markdown]
# Make the examples: only the definitions, without the list of words in front of them (an example of use may still
# have the word). Row 0 is for padding, so each word's number goes up by one. Eleven definitions, such as *garter
# snakes*, have no known word at all. They are left out: the average of no vector is 0 / 0, and one such example is
# enough to turn all that is learned into "not a number".

# %% tags=["demo"]
kinds_of_things = "animal body communication feeling food location person plant substance time"
LABELS = kinds_of_things.split()
LENGTH = 20


def numbered(text):
    """The numbers of the first 20 known words of a text, with zeros behind them."""
    ids = [glove.rows[token] + 1 for token in tokens_of(text) if token in glove][:LENGTH]
    return ids + [0] * (LENGTH - len(ids))


def few_examples(each, rng):
    """Draw examples of each kind to learn from, and fifty others of each to be judged by."""
    train, test = [], []
    for kind in LABELS:
        rows = [row for row, name in enumerate(known.kinds) if name == f"noun.{kind}"]
        texts = [ids for ids in (numbered(known.texts[row]) for row in rows) if any(ids)]
        order = rng.permutation(len(texts))
        train += [texts[place] for place in order[:each]]
        test += [texts[place] for place in order[each : each + 50]]
    labels = np.arange(len(LABELS))
    return np.array(train), labels.repeat(each), np.array(test), labels.repeat(50)


table_of_glove = np.vstack([np.zeros(50), E]).astype("float32")
x_train, y_train, x_test, y_test = few_examples(5, dlkit.seed(10))
print(f"to learn from {x_train.shape}, to be judged by {x_test.shape}")
print(numbered("a large bird with a yellow beak"))

# %% [markdown]
# Start in three ways: with GloVe's vectors, kept as they are; with the same, trained on; and, as a control, with
# GloVe's vectors *dealt anew* and trained on. In the third, each word has got the vector of another: the same
# numbers, and nothing of what was read.

# %% tags=["question"]
ask("who_knows_the_word", ...)

# %% tags=["demo"]
dealt_anew = np.vstack([table_of_glove[:1], dlkit.seed(11).permutation(table_of_glove[1:])])
WAYS = {
    "GloVe, kept": (table_of_glove, False),
    "GloVe, trained on": (table_of_glove, True),
    "dealt anew, trained": (dealt_anew, True),
}
print(f"{'':20} {'5 of each':>10} {'20 of each':>11}")
for name, (start, trainable) in WAYS.items():
    line = f"{name:20}"
    for each in (5, 20):
        found = []
        for seed in (12, 13):
            x_train, y_train, x_test, y_test = few_examples(each, dlkit.seed(seed))
            model = keras_text_classifier(start, len(LABELS), trainable)
            model.fit(x_train, y_train, epochs=60, batch_size=len(x_train) // 4, verbose=0)
            found.append(np.mean(np.array(model(x_test)).argmax(axis=1) == y_test))
        line += f"{np.mean(found):>11.1%}"
    print(line)

# %% [markdown]
# The share of right answers on new definitions; guessing would give 10%. With GloVe's vectors, five examples of each
# kind are about as good as twenty with the same vectors dealt anew. All three ways see the same examples and begin
# with the same numbers; what the first two have besides is what others have read. It is the idea of
# `transfer_learning`, with words.
#
# ## 17. Questions to take with you
#
# The first three are for your curiosity; nobody marks them. Answer them by experiment, in new cells.
#
# 1. **Another window.** Train with a window of 1, and with one of 8 (the 4 in `train_skip_gram`). Which neighbours do
#    *eat* and *happy* have in each? What does a wide window see that a narrow one does not?
# 2. **Find the bug.** Somebody writes `dE[ids] += d_rows` in `embedding_gradient`. The loss falls all the same. Train
#    with it: what does `approved` say, and which words suffer most? (Put it back afterwards.)
# 3. **Another prejudice.** Choose another direction, such as *rich* minus *poor* or *young* minus *old*, from several
#    pairs. Test it first on words that had no part in it. What lies on its ends?
#
# ### 4. Written answer (10 points, marked by a person)
#
# A firm sorts applications by the cosine between the average vector of the application and that of the job's
# advertisement. You are asked for your opinion. In about 200 words:
#
# - How would you find out whether this treats women and men differently? Name a measurement from this notebook, what
#   you would put into it, and one number of your own from this notebook that makes you expect something (4 points).
# - The firm answers: "We have neutralized all words along the direction from *he* to *she*, so it is fair now." What
#   do you say, with a number from this notebook (3 points)?
# - They also say: "The vectors understand language: more than two thirds of the analogies are right." Name two things
#   about how that number is made that one must know, and one weakness of averages that matters for applications (3
#   points).

# %% [markdown] written="which_words"
# *Write your answer here.*

# %% [markdown]
# ## What you have now
#
# A table whose rows mean something, and the way forward and back through it, which language models begin with.
# Skip-gram with its gradient; the trick of asking k + 1 cheap questions instead of an expensive one. A habit for
# analogies: make the list before you look, and say what may not be an answer. And one for prejudice: measure it, take
# it out, and *measure again by another way*.
#
# What is missing? *Bank* has one row here, whether it lends money or lies beside a river, and an average forgets who
# bit whom. `attention` lets each word look at the others.
#
# **To read on**, all of it free:
#
# - [Efficient estimation of word representations in vector space](https://arxiv.org/abs/1301.3781), Mikolov and
#   others, 2013, and [Distributed representations of words and phrases and their
#   compositionality](https://arxiv.org/abs/1310.4546), the same year: skip-gram; negative sampling and subsampling
#   are in the second.
# - [GloVe](https://nlp.stanford.edu/projects/glove/), Pennington, Socher and Manning, 2014: paper, program and
#   vectors.
# - [Man is to computer programmer as woman is to homemaker?](https://arxiv.org/abs/1607.06520), Bolukbasi and others,
#   2016: sections 5 and 6 of this notebook; and [Lipstick on a pig](https://arxiv.org/abs/1903.03862), Gonen and
#   Goldberg, 2019.
# - [WordNet](https://wordnet.princeton.edu/), Princeton University: the dictionary that you trained on.
