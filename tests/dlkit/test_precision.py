"""A check computes in full float32, and leaves the student's own setting as it was."""

import sys
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest

from dlkit.comparing.losses import observe_loss
from dlkit.comparing.models import observe_model, operate
from dlkit.comparing.outcome import observe
from dlkit.comparing.precision import full_float32

tf = pytest.importorskip("tensorflow")
keras = pytest.importorskip("keras")
is_fast = tf.config.experimental.tensor_float_32_execution_enabled


@pytest.fixture(params=[True, False], ids=["TF32 on", "TF32 off"])
def setting(request):
    """The student's own setting."""
    before = is_fast()
    tf.config.experimental.enable_tensor_float_32_execution(request.param)
    yield request.param
    tf.config.experimental.enable_tensor_float_32_execution(before)


@pytest.fixture
def seen():
    """What the setting was each time that somebody looked."""
    return []


@pytest.fixture
def observing(seen):
    """Each way in which a check runs a student's code."""

    def look(*_, **__):
        seen.append(is_fast())
        return keras.ops.convert_to_tensor(1.0)

    def build(inputs):
        look()
        return keras.layers.Dense(1)(inputs)

    class Model(keras.Model):
        def call(self, x, training=False):
            look()
            return x

    from dlkit.comparing import KerasInput

    x = np.ones((2, 3), dtype="float32")
    return {
        "call": lambda: observe(look, [x], {}),
        "loss": lambda: observe_loss(lambda x: look() * keras.ops.sum(x), [x], {}, gradient_of=[0], graph=True),
        "model": lambda: observe_model(build, [KerasInput((3,))], {}),
        "use": lambda: operate(Model(), "predict", [x]),
    }


@pytest.mark.parametrize("kind", ["call", "loss", "model", "use"])
def test_every_way_to_run_a_students_code_computes_in_full(setting, observing, seen, kind):
    observing[kind]()
    assert seen
    assert not any(seen)
    assert is_fast() == setting


def test_the_setting_comes_back_after_an_error(setting):
    assert observe(lambda: 1 / 0, [], {}).raised.type == "ZeroDivisionError"
    assert is_fast() == setting
    with pytest.raises(KeyboardInterrupt), full_float32():
        raise KeyboardInterrupt
    assert is_fast() == setting


def test_what_a_check_changes_inside_does_not_stay(setting):
    observe(lambda: tf.config.experimental.enable_tensor_float_32_execution(True), [], {})
    assert is_fast() == setting


def test_jax_and_pytorch_are_switched_too_where_they_are_imported(monkeypatch):
    found = []

    @contextmanager
    def precision(wanted):
        found.append(wanted)
        yield
        found.append("back")

    matmul, cudnn = SimpleNamespace(allow_tf32=True), SimpleNamespace(allow_tf32=True)
    torch = SimpleNamespace(backends=SimpleNamespace(cuda=SimpleNamespace(matmul=matmul), cudnn=cudnn))
    monkeypatch.setitem(sys.modules, "jax", SimpleNamespace(default_matmul_precision=precision))
    monkeypatch.setitem(sys.modules, "torch", torch)
    with full_float32():
        assert (found, matmul.allow_tf32, cudnn.allow_tf32) == (["highest"], False, False)
    assert (found, matmul.allow_tf32, cudnn.allow_tf32) == (["highest", "back"], True, True)


def test_a_module_that_is_half_imported_is_in_nobodys_way(monkeypatch):
    for name in ("tensorflow", "jax", "torch"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace())
    with full_float32():
        pass


def test_jax_itself_computes_in_full(monkeypatch):
    jax = pytest.importorskip("jax")
    before = jax.config.jax_default_matmul_precision
    assert observe(lambda: jax.config.jax_default_matmul_precision, [], {}).value == "highest"
    assert jax.config.jax_default_matmul_precision == before
