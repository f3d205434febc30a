"""Seeds and devices, and that importing dlkit costs nothing."""

import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlkit import cuda
from dlkit import machine as runtime
from dlkit.machine import device, seed

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("tensorflow", "keras", "matplotlib", "sklearn", "scipy", "IPython")


def python(code):
    """Run code in a fresh Python; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def heavy_modules_after(code):
    return python(f"import sys\n{code}\nprint(*[name for name in {HEAVY} if name in sys.modules])").split()


def test_importing_dlkit_imports_neither_tensorflow_nor_matplotlib():
    assert heavy_modules_after("import dlkit") == []


def test_the_command_line_imports_neither_tensorflow_nor_matplotlib():
    assert heavy_modules_after("import dlkit.desk.cli") == []


def test_the_data_and_plot_modules_import_their_libraries_only_when_used():
    assert heavy_modules_after("import dlkit\ndlkit.data.digits\ndlkit.plot.images") == []


def test_seed_returns_numpys_default_generator_for_that_number():
    np.testing.assert_array_equal(seed(3).random(5), np.random.default_rng(3).random(5))


def test_seed_makes_python_and_numpy_repeat_themselves():
    seed(7)
    first = random.random(), np.random.rand()
    seed(7)
    assert (random.random(), np.random.rand()) == first
    seed(8)
    assert (random.random(), np.random.rand()) != first


def test_seed_does_not_import_keras():
    assert heavy_modules_after("import dlkit\ndlkit.seed(1)") == []


@pytest.mark.parametrize("number", [-1, 2**32])
def test_a_seed_out_of_range_is_named_in_the_error(number):
    with pytest.raises(ValueError, match=f"received {number}"):
        seed(number)


@pytest.mark.slow
def test_keras_layers_begin_the_same_whether_seeded_before_or_after_keras_is_imported():
    code = """
import dlkit
def first_weights():
    import keras
    layer = keras.layers.Dense(3)
    layer.build((None, 2))
    return layer.get_weights()[0].tolist()
dlkit.seed(4); before_import = first_weights()
dlkit.seed(4); once = first_weights()
dlkit.seed(4); again = first_weights()
assert once == again
print(before_import, once)
"""
    assert python(code) == python(code)


@pytest.mark.skipif(any(Path("/dev").glob("nvidia[0-9]*")), reason="this machine has a GPU")
def test_without_a_gpu_the_device_is_the_cpu_and_tensorflow_is_not_imported():
    printed = python("import sys, dlkit\nprint(dlkit.device(), 'tensorflow' in sys.modules)")
    assert printed.startswith("CPU with ")
    assert printed.endswith("(no GPU found) False")


def tensorflow_with(*names):
    """A stand-in for TensorFlow on a machine with these GPUs, which answers no other question."""
    gpus = [SimpleNamespace(name=f"/physical_device:GPU:{i}", told=name) for i, name in enumerate(names)]
    details = SimpleNamespace(get_device_details=lambda gpu: {"device_name": gpu.told} if gpu.told else {})
    return SimpleNamespace(config=SimpleNamespace(list_physical_devices=lambda kind: gpus, experimental=details))


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (("NVIDIA H100",), "GPU: NVIDIA H100"),
        (("NVIDIA L4", "NVIDIA T4"), "2 GPUs: NVIDIA L4, NVIDIA T4"),
        ((None,), "GPU: /physical_device:GPU:0"),
    ],
)
def test_a_gpu_that_tensorflow_sees_is_named(monkeypatch, names, line):
    monkeypatch.setitem(sys.modules, "tensorflow", tensorflow_with(*names))
    assert device() == line


def test_a_gpu_that_tensorflow_does_not_see_comes_with_the_reason(monkeypatch, tmp_path):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setitem(sys.modules, "tensorflow", tensorflow_with())
    monkeypatch.setattr(runtime, "GPU_DEVICE_FILES", ("null",))
    assert device().startswith("CPU with")
    assert device().endswith("(this machine has a GPU, but TensorFlow sees none: TensorFlow cannot use it)")
    (tmp_path / "nvidia0").touch()
    monkeypatch.setattr(cuda, "DEVICES", str(tmp_path))
    monkeypatch.setattr(cuda, "_driver_trouble", lambda: "")
    monkeypatch.setattr(cuda, "open_libraries", lambda: {"libcusolver.so.11": "no such file"})
    assert (
        "TensorFlow sees none: libcusolver.so.11 cannot be opened (no such file); pip install 'dlkit-course[gpu]'"
        in device()
    )


@pytest.mark.parametrize("code", ["import dlkit, tensorflow as tf", "import tensorflow as tf, dlkit"])
def test_tensorflow_tunes_no_data_unless_it_is_asked_to(code):
    said = python(
        f"{code}\n"
        "options = tf.data.Options()\n"
        "print(options.autotune.enabled, options._to_proto().autotune_options.enabled)\n"
        "options.autotune.enabled = True\n"
        "print(options.autotune.enabled, options._to_proto().autotune_options.enabled)"
    )
    assert said.splitlines()[-2:] == ["False False", "True True"]
