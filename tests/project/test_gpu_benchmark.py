"""The script that measures on a GPU runs on a machine without one, and says what it left out."""

import json

import pytest

from benchmarks import gpu
from grader.sandbox import installed_gpus


@pytest.fixture
def measured(tmp_path):
    """What a run of some of its parts writes."""

    def measured(*arguments):
        gpu.main([*arguments, "--output", str(tmp_path / "found.json")])
        return json.loads((tmp_path / "found.json").read_text())

    return measured


def test_only_assignments_that_import_keras_are_measured():
    assert gpu.with_keras(["convnet", "convolution", "siamese"]) == ["convnet", "siamese"]


@pytest.mark.slow
@pytest.mark.skipif(bool(installed_gpus()), reason="this machine has a GPU")
def test_without_a_gpu_a_class_is_judged_on_the_processor_alone(measured):
    found = measured("logistic_regression", "--part", "class", "--part", "alternatives", "--students", "3")
    assert found["machine"]["gpus"] == []
    assert found["alternatives"] == gpu.NO_GPU
    assert found["class"]["logistic_regression"]["students"] == 3
    assert found["class"]["logistic_regression"]["gpu"] == gpu.NO_GPU


@pytest.mark.slow
def test_an_alternative_is_judged_as_a_submission_and_a_wrong_one_would_be_told():
    assert gpu.judge_alternative("logistic_regression", gpu.SOLUTION) == (gpu.SOLUTION, "")


def test_nothing_is_begun_after_the_minutes_asked_for(measured):
    found = measured("logistic_regression", "--minutes", "0", "--part", "class", "--part", "notebooks")
    assert "class" not in found
    assert "notebooks" not in found
