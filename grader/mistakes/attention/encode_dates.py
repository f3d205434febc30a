import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.attention import PADDING, UNKNOWN

first_letter_is_padding = edited(
    "The letters' tokens begin at 0, so some letters cannot be told from padding or from unknown ones. The first letter of the "
    "alphabet is token 2.",
    ("alphabet.index(letter) + 2", "alphabet.index(letter)"),
)
first_letter_is_unknown = edited(
    "The letters' tokens begin at 1, but 1 stands for an unknown letter. The first letter of the alphabet is token 2.",
    ("alphabet.index(letter) + 2", "alphabet.index(letter) + 1"),
)
padding_in_front = edited(
    "The padding stands in front of the text. It belongs behind it.",
    ("enumerate(text[:length])", "enumerate(text[:length], length - min(len(text), length))"),
)
loses_its_beginning = edited(
    "A text that is too long loses its beginning. It should lose its end.",
    ("text[:length]", "text[max(len(text) - length, 0) :]"),
)
unknown_letters_left_out = edited(
    "Letters that are not in the alphabet are left out, so all behind them move up. Put UNKNOWN in their place.",
    ("text[:length]", "[letter for letter in text if letter in alphabet][:length]"),
)
unknown_letters_are_padding = edited(
    "Letters that are not in the alphabet become PADDING, in the middle of a text. They are UNKNOWN.",
    ("else UNKNOWN", "else PADDING"),
)
filled_up_with_unknown = edited(
    "The places behind a text are UNKNOWN. They are PADDING.",
    ("(len(texts), length), PADDING", "(len(texts), length), UNKNOWN"),
)
written_backwards = edited(
    "The letters of each text stand in the wrong order, the last one first.",
    ("enumerate(text[:length])", "enumerate(text[:length][::-1])"),
)
last_letter_missing = edited(
    "The last place of a full row stays empty. Of a long text `length` letters fit, and text[:length] has that many.",
    ("text[:length]", "text[: length - 1]"),
)
sorted_alphabet = edited(
    "The alphabet is sorted first. The tokens go by the order in which its letters stand.",
    ("alphabet.index(letter) + 2", '"".join(sorted(alphabet)).index(letter) + 2'),
)
codes_of_the_letters = edited(
    "These are the letters' codes in the computer (ord). A token is the letter's place in the alphabet, plus 2.",
    ("alphabet.index(letter) + 2", "ord(letter)"),
)


@mistake("There is one row of tokens for all texts. Each text has a row of its own, (m, length).")
def one_row_for_all(texts, alphabet, length):
    tokens = np.full(length, PADDING)
    for text in texts:
        for place, letter in enumerate(text[:length]):
            tokens[place] = alphabet.index(letter) + 2 if letter in alphabet else UNKNOWN
    return tokens


all_small_letters = edited(
    "Capital letters are read as small ones. A letter that is not in the alphabet as it stands is UNKNOWN.",
    ("text[:length]", "text.lower()[:length]"),
)
spaces_at_the_ends_lost = edited(
    "A space at the beginning or the end of a text is lost. It is a letter like any other.",
    ("text[:length]", "text.strip()[:length]"),
)


@alternative
def with_find(texts, alphabet, length):
    rows = [[alphabet.find(letter) + 2 for letter in text] for text in texts]  # -1 + 2 is UNKNOWN
    return np.array([(row + [0] * length)[:length] for row in rows])


@alternative
def with_a_dict(texts, alphabet, length):
    tokens = {letter: number for number, letter in enumerate(alphabet, start=2)}
    result = np.zeros((len(texts), length), dtype="int32")
    for i, text in enumerate(texts):
        short = text[:length]
        result[i, : len(short)] = [tokens.get(letter, UNKNOWN) for letter in short]
    return result


@alternative
def as_lists(texts, alphabet, length):
    rows = []
    for text in texts:
        row = []
        for j in range(length):
            if j >= len(text):
                row.append(PADDING)
            elif text[j] not in alphabet:
                row.append(UNKNOWN)
            else:
                row.append(list(alphabet).index(text[j]) + 2)
        rows.append(row)
    return rows
