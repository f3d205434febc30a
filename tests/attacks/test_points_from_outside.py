"""Hidden inputs and right answers do not come out of the judge, so no table of answers earns a point."""

import json
import re

import numpy as np
import pytest

from grader.judging.variants import VARIANTS, seeds_of
from grader.running.trivial_answers import trivial_functions

from .cases import EXERCISES, told

PACK = """
import base64, json, zlib
import numpy as np
from dlkit.comparing.values import from_plain, to_json, to_plain
def pack(value):
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(to_json(to_plain(value), readable=0)).encode(), 9)).decode()
def unpack(text):
    return from_plain(json.loads(zlib.decompress(base64.urlsafe_b64decode(text))))
"""
SECRETS = re.compile(r"<<(eN[\w=-]+)>>")  # what `pack` makes begins so


def test_these_tests_would_see_what_comes_back():
    made = {}
    exec(PACK, made)
    for value in (0.123, [np.arange(3.0), {"axis": 1}], [[], {}]):
        packed = made["pack"](value)
        assert SECRETS.findall(f"<<{packed}>>") == [packed]
        assert made["pack"](made["unpack"](packed)) == packed


def spilling(name, how):
    """An exercise that puts its arguments into whatever comes back."""
    return f"def {name}(*args, **kwargs):\n    text = '<<' + pack([list(args), kwargs]) + '>>'\n    {how}"


CHANNELS = {
    "an error's text": "raise ValueError(text)",
    "an error's type": "raise type(text, (Exception,), {})()",
    "the type of a known error with a name of its own": "raise type('ValueError' + text, (ValueError,), {})(text)",
    "the text of a well-known error": "raise ValueError('operands could not be broadcast together with shapes (' + text + ') (3,)')",
    "a name that is not defined": "raise NameError(\"name '\" + 'x' + text[2:-2] + \"' is not defined\")",
    "the keys of a dict": "return {text: 1.0}",
    "a hundred keys": "return {text[i:i + 9] + '<<>>': 0.0 for i in range(100)}",
    "the type of what is returned": "return type(text, (), {})()",
    "a text": "return text",
    "a text where a number is expected": "return [text]",
    "an error with a cause": "raise ValueError(text) from KeyError(text)",
    "a note on an error": "error = ValueError('known')\n    error.add_note(text)\n    raise error",
    "a function's name": "exec('def f(): 1 / 0')\n    f = locals()['f']\n    f.__name__ = f.__qualname__ = text\n    f.__code__ = f.__code__.replace(co_name=text)\n    f()",
    "a line of a traceback": "import linecache\n    code = compile('\\n1 / 0', '<sigmoid>', 'exec')\n"
    "    linecache.cache['<sigmoid>'] = (9, None, ['\\n', text + '\\n'], '<sigmoid>')\n    exec(code)",
    "the way out of the process": "import os, sys\n    sys.stderr.write(text)\n    os.write(1, text.encode())\n    sys.exit(text)",
}


@pytest.mark.parametrize("how", CHANNELS.values(), ids=CHANNELS.keys())
def test_no_hidden_input_comes_back(how, score):
    result = score({name: spilling(name, how) for name in EXERCISES[:6]}, first_cells=[PACK])
    assert result.score == 0
    text = json.dumps(result.as_dict())
    assert SECRETS.findall(told(result)) == []
    assert not re.search(r"eN[\w-]{12}", text)


NUMBER = "3141592653589793"  # computed in the notebook, where it does not stand
SPELLINGS = {
    "the parts of a name": ("raise NameError(\"name 'np.\" + '.'.join(d) + \"' is not defined\")", "0123456789"),
    "the shapes of a broadcast": (
        "raise ValueError('operands could not be broadcast together with shapes (' + ','.join(d) + ') (3,)')",
        "0123456789",
    ),
    "four short shapes": (
        "raise ValueError('operands could not be broadcast together with shapes ' + ' '.join('(' + ','.join(d[i:i + 5]) + ')' for i in range(0, 16, 5)))",
        "0123456789",
    ),
    "a shape of TensorFlow's": (
        "raise ValueError('Incompatible shapes: [' + ','.join(d) + '] vs. [1,2]')",
        "0123456789",
    ),
    "a limit": ("raise ValueError('x (' + d + ' files may be open at a time)')", "0123456789"),
    "signs in a key": ("return {''.join('!@%^&*()+~'[int(c)] for c in d): 1.0}", "!@%^&*()+~"),
    "digits in a key": ("return {' '.join(d): 1.0}", "0123456789"),
    "a key for each digit": ("return {f'{c} {i}': 1.0 for i, c in enumerate(d)}", "0123456789"),
    "numbers as keys": ("return {(int(c), i): 1.0 for i, c in enumerate(d)}", "0123456789"),
    "many axes": ("return np.zeros((0, *map(int, d[:15])))", "0123456789"),
}


@pytest.mark.parametrize(("how", "digits"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_small_numbers_spell_no_large_one(how, digits, score):
    """Numbers up to nine tell nothing by themselves; in a row they tell an input to the last digit."""
    answer = f"def sigmoid(*args, **kwargs):\n    d = str(int(np.pi * 1e15))\n    {how}"
    messages = [check.message for check in score({"sigmoid": answer}).exercise("sigmoid").checks]
    spelt = ["".join(str(digits.index(c)) for c in message if c in digits) for message in messages]
    assert not any(NUMBER[:13] in text or NUMBER[3:] in text for text in spelt), messages


@pytest.mark.parametrize(
    "text",
    [
        "'<<' + pack(float(np.ravel(x)[0])) + '>>'",
        "'<<' + pack(float(np.ravel(x)[0])) + '>>' + chr(10) + 'a second line'",
    ],
)
def test_an_error_of_a_model_is_told_as_any_other(text, score):
    answer = f"""
def keras_logistic_regression(n_x):
    import keras
    class Spilling(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1, activation="sigmoid")
        def call(self, x):
            return self.dense(x)
        def train_on_batch(self, x, *more, **options):
            raise ValueError({text})
    model = Spilling()
    model.build((None, n_x))
    model.compile("sgd", "binary_crossentropy")
    return model
"""
    result = score({"keras_logistic_regression": answer}, first_cells=[PACK])
    assert "keras_logistic_regression stopped with an error in train_on_batch: ValueError" in told(result)
    assert SECRETS.findall(told(result)) == []


def test_the_shape_of_an_answer_tells_only_lengths_that_are_known(score):
    """A shape of data: `(123457, 0)` of the first number that came in."""
    how = "number = int(abs(np.ravel(np.asarray(args[0], dtype=float))[0]) * 1e6) + 123457\n    return np.zeros((number, 0, 31337))"
    result = score({name: spilling(name, how) for name in EXERCISES[:4]}, first_cells=[PACK])
    assert "should have shape" in told(result) or "single number" in told(result)
    assert not re.search(r"\d{5}", told(result))


def test_what_stands_in_the_code_is_told(score):
    answer = "def sigmoid(z):\n    if np.ndim(z) == 2:\n        raise ValueError('z has two axes')\n    return 1 / (1 + np.exp(-z))"
    failure = score({"sigmoid": answer}).exercise("sigmoid").first_failure
    assert failure.message == "sigmoid stopped with an error: ValueError: z has two axes"
    assert "line 3" in failure.traceback


def test_a_well_known_error_is_told_with_the_shapes_of_the_call(score):
    answer = "def cost(A, Y):\n    return float(np.mean(np.log(A) @ Y @ A))"
    messages = [check.message for check in score({"cost": answer}).exercise("cost").checks]
    assert any(
        "matmul: Input operand 1 has a mismatch" in message and "size 1 is different from" in message
        for message in messages
    )


# Stand-ins


def test_a_stand_in_answers_nobody_but_the_judge(score):
    """The function that fails is asked by the one that builds on it, and its right answers are put into everything."""
    for how in list(CHANNELS.values())[:8]:
        spill = "def predict_proba(*args, **kwargs):\n    text = '<<' + pack([float(sigmoid(0.123)), np.asarray(sigmoid(0.5)).tolist()]) + '>>'\n    "
        result = score(
            {"sigmoid": "def sigmoid(z):\n    return 12345.678", "predict_proba": spill + how}, first_cells=[PACK]
        )
        exercise = result.exercise("predict_proba")
        assert exercise.score == 0
        assert SECRETS.findall(told(result)) == []
        for check in exercise.checks if exercise.followed_through else ():
            assert check.traceback == ""
            assert not re.search(r"\d", check.message)


def test_a_table_of_answers_earns_nothing_after_any_round_of_feedback(judge, hand_in):
    """What came back is looked up, what is new is asked of the stand-in, and the table is handed in again."""
    tables = {"sigmoid": {}}
    for _ in range(3):
        answer = f"T = {tables['sigmoid']!r}\ndef sigmoid(*args, **kwargs):\n    k = pack([list(args), kwargs])\n    if k in T:\n        return unpack(T[k])\n    raise ValueError('<<' + k + '>>')"
        result = judge.judge("mallory", hand_in({"sigmoid": answer}, first_cells=[PACK]))
        assert result.exercise("sigmoid").score == 0
        for packed in SECRETS.findall(told(result)):
            ask = f"def predict_proba(*_, **__):\n    args, kwargs = unpack({packed!r})\n    raise ValueError('<<' + pack(sigmoid(*args, **kwargs)) + '>>')"
            wrong = {"sigmoid": "def sigmoid(z):\n    return 1e9", "predict_proba": ask}
            asked = judge.judge("mallory", hand_in(wrong, first_cells=[PACK]))
            if found := SECRETS.findall(told(asked)):
                tables["sigmoid"][packed] = found[0]
    assert tables["sigmoid"] == {}


# Guesses


def test_the_examples_of_the_notebook_and_a_guess_earn_nothing(judge, hand_in, authored):
    """Whatever is returned for inputs that are not in the notebook: a constant, a copy of an argument."""
    examples = authored.assignment.examples
    guesses = {
        "its first argument": "args[0]",
        "its last argument": "[*args, *kwargs.values()][-1]",
        "zeros": "np.zeros_like(np.asarray(args[0], dtype=float))",
        "zero": "0.0",
        "one": "1.0",
    }
    assert set(trivial_functions(lambda: 0)) & {"its argument 1", "its last argument", "the number 0", "the number 1"}
    names = [name for name in EXERCISES if not name.startswith("keras")]
    known = {
        name: [
            (e["args"], e["kwargs"], e["expected"]["value"])
            for e in examples
            if e["exercise"] == name and "value" in e["expected"]
        ]
        for name in names
    }
    first = "from dlkit.comparing.values import from_plain, to_json, to_plain\nimport numpy as np, json\ndef key(args, kwargs):\n    return json.dumps([to_json(to_plain(list(args))), to_json(to_plain(kwargs))], sort_keys=True)"
    for what, guess in guesses.items():
        answers = {
            name: f"K_{name} = {{json.dumps([a, k], sort_keys=True): v for a, k, v in json.loads({json.dumps(json.dumps(known[name]))})}}\n"
            f"def {name}(*args, **kwargs):\n    found = K_{name}.get(key(args, kwargs))\n"
            f"    return from_plain(found) if found is not None else {guess}"
            for name in names
        }
        result = judge.judge("mallory", hand_in(answers, first_cells=[first]))
        earned = {item.name: item.score for item in result.exercises if item.score}
        assert earned == {}, what


# Variants


def test_students_of_a_course_get_one_of_a_few_variants():
    seeds = seeds_of(b"secret", "logistic_regression")
    found = {seeds(f"student-{number}") for number in range(500)}
    assert len(found) == VARIANTS
    assert seeds("ada") == seeds("ada")
    assert not found & {
        seeds_of(b"another secret", "logistic_regression")(f"student-{number}") for number in range(500)
    }
    assert not found & {seeds_of(b"secret", "resnet")(f"student-{number}") for number in range(500)}


def test_another_variant_has_other_hidden_inputs_and_the_same_examples(judge, solved, hand_in, authored):
    from grader.judging.student_process import LocalBackend

    def inputs(seed):
        outcomes = judge.checks.run(
            LocalBackend(vars(authored.solution)), authored.solution, exercises=["cost"], seed=seed
        )
        return {
            o.check.name: (o.check.visible, np.concatenate([np.ravel(item.call.args[0]) for item in o.compared]))
            for o in outcomes
        }

    first, second = inputs(1), inputs(2)
    same = {name: np.array_equal(values, second[name][1]) for name, (_, values) in first.items()}
    assert all(same[name] for name, (visible, _) in first.items() if visible)
    assert not all(same.values())
    for seed in (1, 2, 2**64 - 1):
        result = judge.judge("ada", hand_in(solved), seed=seed)
        assert result.score == result.max_score
