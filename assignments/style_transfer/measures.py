"""How a model of this assignment is measured: by whether it is a part of the network, or a copy of one.

Each measure takes a student's function and a number from which its inputs are drawn. For each sentence that a student
may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np

from dlkit.comparing import ModelView


def sharing(feature_model, draw):
    """Make a model of two layers' features, give the network other weights, and look whether the model has them, too."""
    rng = np.random.default_rng(draw)
    network = feature_model.network((3, 2, 1), 2, layers=("flatten", "dense 3", "relu"))
    model = feature_model(network, ["relu1", "dense1"])
    assert isinstance(model, ModelView), "Return a keras.Model with one output for each layer."
    weights = [rng.normal(size=np.shape(weight)) for weight in network.get_weights()]
    network.set_weights([weight.astype(np.float32) for weight in weights])
    x = rng.uniform(size=(4, 3, 2, 1)).astype(np.float32)
    given = model.predict(x)
    assert len(given) == 2, (
        "Two layers were asked for, so the model should give a list of two outputs."
    )
    right = x.reshape(4, -1) @ weights[0] + weights[1]
    y = np.asarray(given[1])
    return {
        "The network was given other weights, and the second output is not what that layer gives with them: is it a copy, "
        "or another layer?": y.shape == right.shape and np.allclose(y, right, atol=1e-3)
    }
