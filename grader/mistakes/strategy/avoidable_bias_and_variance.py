import numpy as np

from grader.authoring import alternative, edited, mistake

human_forgotten = edited(
    "The avoidable bias is the whole training error here. What people cannot do either is not avoidable: subtract human.",
    ("train - human", "train"),
)
dev_for_train_dev = edited(
    "The variance is dev minus train here, which is variance and mismatch together. The train-dev set is what takes them apart.",
    ("train_dev - train", "dev - train"),
)
mismatch_from_train = edited(
    "The data mismatch is measured from train. Measure it from train_dev, which was not learned either.",
    ("dev - train_dev", "dev - train"),
)
all_from_human = edited(
    "All gaps are measured from the human error. Each lies between two *neighbours*: subtract the error just before it.",
    ("train_dev - train", "train_dev - human"),
    ("dev - train_dev", "dev - human"),
)
turned_round = edited(
    "The signs are turned round: a gap is the later error minus the one before it.",
    ("train - human", "human - train"),
    ("train_dev - train", "train - train_dev"),
    ("dev - train_dev", "train_dev - dev"),
    ("test - dev", "dev - test"),
)
without_sign = edited(
    "The gaps have lost their signs. Below zero means that there is no gap, and abs makes one of it.",
    ("train - human", "abs(train - human)"),
    ("train_dev - train", "abs(train_dev - train)"),
    ("dev - train_dev", "abs(dev - train_dev)"),
    ("test - dev", "abs(test - dev)"),
)
cut_off_at_zero = edited(
    "Gaps below zero are cut off. Keep them: a gap of minus ten points is a sign that something is odd.",
    ("train - human", "max(train - human, 0.0)"),
    ("train_dev - train", "max(train_dev - train, 0.0)"),
    ("dev - train_dev", "max(dev - train_dev, 0.0)"),
    ("test - dev", "max(test - dev, 0.0)"),
)
as_ratios = edited(
    "You divide one error by the other. A gap is a difference.",
    ("train - human", "train / human"),
    ("train_dev - train", "train_dev / train"),
    ("dev - train_dev", "dev / train_dev"),
    ("test - dev", "test / dev"),
)
test_turned_round = edited(
    "The last gap is turned round. It is the test error minus the dev error, so that a dev set that flatters gives a gap above zero.",
    ("test - dev", "dev - test"),
)
zero_for_no_test = edited(
    "Where test is None, dev_overfitting is 0 here, as if it had been measured. Nobody knows it: None.",
    ("else None", "else 0.0"),
)
text_for_no_test = edited(
    "Where test is None, dev_overfitting is a text here. The answer is None, Python's own word for nothing.",
    ("else None", 'else "None"'),
)
never_a_test_gap = edited(
    "dev_overfitting is None although a test error is given.", ("test - dev if test is not None else None", "None")
)
mended_with_test = edited(
    "The data mismatch is measured with the test error. It lies between train_dev and dev.",
    ("dev - train_dev", "(dev if test is None else test) - train_dev"),
)


@mistake("A test error of 0 is taken for no test error: `if test` is false for 0. Ask `if test is not None`.")
def zero_is_none(human, train, train_dev, dev, test=None):
    return {
        "avoidable_bias": train - human,
        "variance": train_dev - train,
        "data_mismatch": dev - train_dev,
        "dev_overfitting": test - dev if test else None,
    }


@alternative
def with_zip(human, train, train_dev, dev, test=None):
    errors = [human, train, train_dev, dev, test]
    names = ["avoidable_bias", "variance", "data_mismatch", "dev_overfitting"]
    return {
        name: None if later is None else later - before
        for name, before, later in zip(names, errors, errors[1:], strict=False)
    }


@alternative
def with_diff(human, train, train_dev, dev, test=None):
    gaps = np.diff([error for error in (human, train, train_dev, dev, test) if error is not None])
    names = ("avoidable_bias", "variance", "data_mismatch", "dev_overfitting")
    return {**dict.fromkeys(names), **dict(zip(names, gaps, strict=False))}


@alternative
def with_dict(human, train, train_dev, dev, test=None):
    result = {"dev_overfitting": None, "data_mismatch": dev - train_dev, "variance": train_dev - train}
    result["avoidable_bias"] = np.float32(train - human)
    if test is None:
        return result
    result.update(dev_overfitting=-(dev - test))
    return result


variance_from_human = edited(
    "The variance is measured from the human error. It lies between train and train_dev.",
    ("train_dev - train", "train_dev - human"),
)
