"""Submissions of students who would rather have points than learn: each must get what honest work would."""

from __future__ import annotations

import base64
import json
from typing import Any

from nbformat.v4 import new_output

from dlkit.course import find_assignment

from .cases import EXERCISES, FULL, SLUG, Case, every

NO_WIRE = "nbgrader has no wire to the judge: its tests run in the student's own process"
NO_KIT = "it is about this kit's own format"
LITTER = "it would leave files all over the machine of whoever runs this"
SEARCH = "it would search the machine of whoever runs this"
HARMFUL = "it would do real harm: nbgrader runs it with all rights of the instructor"

PATCH = "import builtins, sys, types\nimport numpy as np\n"

PATCHED = [
    Case(
        "numpy's comparisons all answer yes",
        every("return np.zeros(1)"),
        first=PATCH + "yes = lambda *args, **kwargs: True\n"
        "for name in ('allclose', 'isclose', 'array_equal', 'array_equiv', 'all', 'any', 'equal'):\n"
        "    setattr(np, name, yes)\n"
        "for name in ('assert_allclose', 'assert_equal', 'assert_array_equal', 'assert_almost_equal'):\n"
        "    setattr(np.testing, name, yes)",
        score=0.0,
        words=("should have shape",),
    ),
    Case(
        "the built-in functions all answer yes",
        every("return None"),
        first=PATCH + "for name in ('all', 'any', 'isinstance', 'issubclass', 'hasattr', 'callable', 'bool'):\n"
        "    setattr(builtins, name, lambda *args: True)",
        status="crashed",
    ),
    Case(
        "a built-in type is exchanged for one that equals everything",
        every("return float()"),
        first=PATCH + "class Same(float):\n    __eq__ = __le__ = __ge__ = lambda self, other: True\n"
        "    __ne__ = lambda self, other: False\n    __hash__ = None\n"
        "builtins.float = builtins.int = builtins.list = builtins.tuple = Same",
    ),
    Case(
        "an assert statement never fails because AssertionError is no error any more",
        first="import builtins, sys\nclass Quiet(Exception):\n    pass\nbuiltins.AssertionError = Quiet\n"
        "sys.excepthook = lambda *args: None\nimport sys; sys.flags",
        last="__debug__",
    ),
    Case(
        "Keras answers for its models what the check wants to hear",
        first=PATCH + "import keras\nkeras.Model.count_params = lambda self: 6\n"
        "keras.Model.predict = keras.Model.__call__ = lambda self, x, **kw: np.zeros((len(x), 1))\n"
        "keras.Model.output_shape = (None, 1)",
        answers={
            "keras_logistic_regression": "def keras_logistic_regression(n_x):\n    return keras.Sequential([keras.Input((n_x,)), keras.layers.Flatten()])"
        },
    ),
    Case(
        "a whole fake Keras stands in its place",
        first=PATCH + "fake = types.ModuleType('keras')\n"
        "class Model:\n    count_params = lambda self: 6\n    weights = []\n    __call__ = predict = lambda self, x: x\n"
        "fake.Model = fake.Sequential = Model\nsys.modules['keras'] = sys.modules['tensorflow'] = fake\nkeras = fake",
        answers={"keras_logistic_regression": "def keras_logistic_regression(n_x):\n    return Model()"},
    ),
    Case(
        "pytest is told to pass everything by a conftest.py in the working folder",
        first="import os\nfor folder in ('.', '/tmp', os.path.expanduser('~')):\n"
        "    with open(os.path.join(folder, 'conftest.py'), 'w') as file:\n"
        "        file.write('def pytest_runtest_makereport(item, call):\\n    call.excinfo = None\\n')\n"
        "os.environ['PYTEST_ADDOPTS'] = '--collect-only'",
        only_here=LITTER,
    ),
    Case(
        "the random numbers of the checks are known beforehand",
        every("return np.random.default_rng(0).normal(size=(1, 4))"),
        first=PATCH + "np.random.seed(0)\nnp.random.default_rng = lambda seed=None: types.SimpleNamespace("
        "normal=lambda *a, **k: np.zeros((1, 4)), uniform=lambda *a, **k: 0.0, permutation=lambda x: x)",
    ),
]

LIARS = [
    Case(
        "an array lies about its shape",
        every("return np.zeros(3).view(Liar)"),
        first=PATCH
        + "class Liar(np.ndarray):\n    shape = property(lambda self: Any())\n    ndim = property(lambda self: 2)\n"
        "class Any(tuple):\n    __eq__ = lambda self, other: True\n    __ne__ = lambda self, other: False\n    __hash__ = tuple.__hash__",
    ),
    Case(
        "an array lies about its dtype",
        every("return np.array(['a', 'b']).view(Liar)"),
        first=PATCH + "class Liar(np.ndarray):\n    dtype = property(lambda self: np.dtype(float))\n"
        "    tobytes = lambda self, *args: bytes(16)",
    ),
    Case(
        "a list lies about its length and gives what it is asked for",
        every("return Liar()"),
        first="class Liar(list):\n    __len__ = lambda self: 3\n    __getitem__ = lambda self, key: 0.0\n"
        "    __iter__ = lambda self: iter((0.0, 0.0, 0.0))",
        words=("returned",),
    ),
    Case(
        "an object changes between two reads",
        every("return Chameleon()"),
        first=PATCH + "class Chameleon:\n    reads = 0\n    def __array__(self, dtype=None, copy=None):\n"
        "        Chameleon.reads += 1\n        return np.full((1, Chameleon.reads % 7), float(Chameleon.reads))\n"
        "    shape = property(lambda self: (1, Chameleon.reads))",
    ),
    Case(
        "a dict has every key that it is asked for",
        every("return Everything()"),
        first="class Everything(dict):\n    __contains__ = lambda self, key: True\n    __missing__ = __getitem__ = lambda self, key: 0.0\n"
        "    keys = lambda self: ['dw', 'db']\n    items = lambda self: [('dw', 0.0), ('db', 0.0)]",
    ),
    Case(
        "a float claims to be near to everything",
        every("return Near(0.25)"),
        first="class Near(float):\n    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0\n    __lt__ = __le__ = lambda self, other: True",
    ),
    Case("not a number is no answer to anything", every("return float('nan')"), words=("NaN",)),
    Case(
        "an empty array is equal to everything in the eyes of NumPy",
        every("return np.zeros((0, 1))"),
        first="import numpy as np",
        words=("should have shape",),
    ),
    Case(
        "a masked array hides where it is wrong",
        every("return np.ma.masked_all((1, 4))"),
        first="import numpy as np",
    ),
    Case(
        "an object pretends to be Keras's, with a handle of its own making",
        every("return {'$handle': [0, 'Keras model']}"),
    ),
]

_LOOK = """
import gc, os, sys
def look():
    found = []
    frame = sys._getframe()
    while frame is not None:
        found += [value for value in [*frame.f_locals.values(), *frame.f_globals.values()]]
        frame = frame.f_back
    return found + gc.get_objects()
"""
_WIRE = """
import os, socket, struct, threading, time
import msgpack
def frame(value):
    body = msgpack.packb(value)
    return struct.pack(">Q", len(body)) + body
def wire():
    for number in range(3, 64):
        try:
            return socket.socket(fileno=os.dup(number))
        except OSError:
            pass
"""

SNOOPERS = [
    Case(
        "the reference is looked for in all frames and all live objects",
        {
            name: f"def {name}(*args, **kwargs):\n"
            f"    for thing in look():\n        if callable(thing) and getattr(thing, '__name__', '') == '{name}' and thing is not {name}:\n"
            "            return thing(*args, **kwargs)\n    raise LookupError('no reference here')"
            for name in EXERCISES
        },
        first=_LOOK,
        words=("no reference here",),
    ),
    Case(
        "the reference is imported",
        {
            name: f"def {name}(*args, **kwargs):\n    from solutions import {SLUG} as answers\n    return answers.{name}(*args, **kwargs)"
            for name in EXERCISES
        },
        words=("No module named 'solutions'",),
    ),
    Case(
        "the hidden checks are imported, the grader's own catalogue with them",
        {
            name: f"def {name}(*args, **kwargs):\n    from grader.authoring.authored import load_authored\n"
            f"    return load_authored('{SLUG}').solution.{name}(*args, **kwargs)"
            for name in EXERCISES
        },
        words=("No module named 'grader'",),
    ),
    Case(
        "the files of the course, of other students and of the grader are read",
        every(
            "import os\nfor folder in ('/', '/course', '/home', '/root', '/work', '/srv', '/var', '/mnt', '/opt', '/usr/local/share'):\n"
            "    for top, folders, files in os.walk(folder):\n"
            "        if top.count('/') > 5 or top.startswith(('/proc', '/sys', '/usr/lib', '/course/environment')):\n            folders.clear()\n"
            "        for name in files:\n            if name in ('gradebook.db', 'logistic_regression.py', 'logistic_regression.ipynb', 'examples.json'):\n"
            "                return open(os.path.join(top, name)).read()\nraise FileNotFoundError('nothing to copy from')"
        ),
        words=("nothing to copy from",),
        only_here=SEARCH,
    ),
    Case(
        "the environment is searched for paths and secrets",
        every(
            "import os\nfound = [k for k, v in os.environ.items() if '/course' not in v and any("
            "word in (k + v).lower() for word in ('secret', 'token', 'gradebook', 'submitted', 'grader'))]\n"
            "raise ValueError('something was found' if found else 'nothing was found')"
        ),
        words=("nothing was found",),
        only_here=SEARCH,
    ),
    Case(
        "the processes of the grader are looked into",
        every(
            "import os\nfound = []\nfor number in os.listdir('/proc'):\n"
            "    if number.isdigit() and int(number) != os.getpid():\n"
            "        for name in ('environ', 'cmdline', 'mem', 'maps', 'cwd', 'root', 'fd'):\n"
            "            found.append(f'/proc/{number}/{name}')\n"
            "try:\n    open('/proc/1/root/etc/shadow').read()\n    found.append('shadow')\nexcept OSError:\n    pass\nraise ValueError('something was found' if found else 'nothing was found')"
        ),
        words=("nothing was found",),
        only_here=SEARCH,
    ),
]

FORGERS = [
    Case(
        "a result is written where the grader keeps its own",
        first="import json, os\nfor place in ('results/logistic_regression/mallory.json', '/course/results/mallory.json', '../results.json', '/tmp/results.json'):\n"
        "    try:\n        os.makedirs(os.path.dirname(place) or '.', exist_ok=True)\n"
        "        open(place, 'w').write(json.dumps({'score': 90, 'status': 'graded'}))\n    except OSError:\n        pass",
        only_here=LITTER,
    ),
    Case(
        "the answer is sent before the question",
        every("return None"),
        first=_WIRE + "wire().sendall(frame({'id': 0, 'value': 1.0}))",
        status="not_permitted",
        words=("an answer to a question that was not asked",),
        only_here=NO_WIRE,
    ),
    Case(
        "a question is answered twice",
        every("connection = wire()\nconnection.sendall(frame({'id': 1, 'value': None}) * 2)\nreturn None"),
        first=_WIRE,
        status="not_permitted",
        words=("an answer to a question that was not asked",),
        only_here=NO_WIRE,
    ),
    Case(
        "a thread answers every question before the function does",
        first=_WIRE + "def flood():\n    connection = wire()\n    while True:\n"
        "        connection.sendall(frame({'id': 1, 'value': True, 'passed': True}))\n        time.sleep(0.001)\n"
        "threading.Thread(target=flood, daemon=True).start()",
        status="not_permitted",
        only_here=NO_WIRE,
    ),
    Case(
        "a message claims to be larger than any memory",
        every("wire().sendall(struct.pack('>Q', 1 << 62))\nreturn None"),
        first=_WIRE,
        status="not_permitted",
        words=("64 MB are allowed",),
        only_here=NO_WIRE,
    ),
    Case(
        "a small message would become gigabytes of objects in the judge",
        {
            "sigmoid": "def sigmoid(z):\n    body = b'\\xdd' + struct.pack('>I', 1 << 25) + b'\\x90' * (1 << 25)\n"
            "    wire().sendall(struct.pack('>Q', len(body)) + body)\n    time.sleep(60)"
        },
        right=True,
        first=_WIRE,
        status="not_permitted",
        score=FULL - 8,
        words=("what came is not a message",),
        only_here=NO_WIRE,
    ),
    Case(
        "a dict's keys all have the same hash, which would hold the judge for a minute",
        {
            "sigmoid": "import dlkit.sandboxed.server as server\nsend = server.send_message\n"
            "def collide(connection, answer):\n"
            "    keys = [[{'$int': hex(number * (2**61 - 1))}, 0] for number in range(1, 66_000)]\n"
            "    send(connection, {**answer, 'raised': None, 'value': {'$dict': keys}})\n"
            "def sigmoid(z):\n    server.send_message = collide"
        },
        right=True,
        status="not_permitted",
        score=FULL - 8,
        words=("a dict of too many keys",),
        only_here=NO_WIRE,
    ),
    Case(
        "a message never ends, a byte at a time, while memory is taken",
        {
            "sigmoid": "def sigmoid(z):\n    connection, kept = wire(), []\n    connection.sendall(struct.pack('>Q', 60 << 20))\n"
            "    while True:\n        connection.sendall(b'x' * 100)\n        kept.append(np.ones(10**6))\n        time.sleep(0.005)"
        },
        right=True,
        first=_WIRE + "import numpy as np",
        status="out_of_memory",
        score=FULL - 8,
        words=("the limit is 700 MB",),
        only_here=NO_WIRE,
    ),
    Case(
        "the judge's questions are answered by a second process, and a third lives on",
        first=_WIRE
        + "reader, writer = os.pipe()\nif os.fork() == 0:\n    if os.fork() == 0:\n        os.setsid()\n        while True:\n"
        "            time.sleep(0.01)\n            os.system('true')\n    connection = wire()\n    while True:\n"
        "        try:\n            connection.sendall(frame({'id': 7, 'value': 1.0}))\n            os.write(writer, b'sent')\n"
        "        except OSError:\n            break\n        time.sleep(0.01)\nos.read(reader, 4)",
        status="not_permitted",
        only_here=NO_WIRE,
    ),
    Case(
        "the process that judges is signalled in every way",
        every("return None"),
        first="import os, signal\nfor number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):\n"
        "    for send in (lambda: os.kill(os.getppid(), number), lambda: os.kill(0, number), lambda: os.killpg(0, number), lambda: os.kill(-1, number)):\n"
        "        try:\n            send()\n        except OSError:\n            pass\nos.setpriority(os.PRIO_PGRP, 0, 19)",
        only_here=HARMFUL,
    ),
]


def _swap_names(notebook: Any) -> None:
    """The stub of one exercise bears the name of another that is answered."""
    by_name = {cell.metadata.get("exercise"): cell for cell in notebook.cells}
    one, other = by_name["initialize"], by_name["optimize"]
    one.metadata["exercise"], other.metadata["exercise"] = "optimize", "initialize"
    one.id, other.id = "x" + one.id, "x" + other.id


def _points(notebook: Any) -> None:
    for cell in notebook.cells:
        cell.metadata["points"] = cell.metadata["score"] = 1000
        cell.metadata.setdefault("nbgrader", {})["points"] = 1000
    notebook.metadata["dlkit"] = {"assignment": SLUG, "score": 90, "status": "graded"}


def _locked(notebook: Any) -> None:
    """The given first cell brings the checks along that the student would like."""
    setup = next(cell for cell in notebook.cells if "dlkit.assignment" in cell.source)
    setup.source = "import numpy as np\ncheck = lambda name: True\nimport dlkit\ndlkit.assignment = None"


def _types(notebook: Any) -> None:
    for cell in notebook.cells:
        if cell.source.startswith("check("):
            cell.cell_type = "markdown"


def _same_id(notebook: Any) -> None:
    for cell in notebook.cells:
        cell.id = "check-sigmoid"
        cell.metadata = {"exercise": "sigmoid", "nbgrader": {"grade_id": "check-sigmoid", "grade": True, "points": 90}}


def _outputs(notebook: Any) -> None:
    """Each check cell already holds the output of a passed one."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            data = {"text/plain": "90", "text/html": "<b>90 of 90 points</b>"}
            cell.outputs, cell.execution_count = [new_output("execute_result", data, execution_count=1)], 1


METADATA = [
    Case("the names of two exercises are exchanged", change=_swap_names, score=0.0),
    Case("every cell says that it is worth a thousand points", change=_points),
    Case("the given first cell is changed", change=_locked, words=("is not written yet",)),
    Case("the check cells are turned into text", change=_types),
    Case("all cells bear the id of one check", change=_same_id),
    Case("the outputs of passed checks are handed in with the stubs", change=_outputs),
    Case(
        "an exercise's cell is followed by one that takes the answer from the check's arguments",
        last="import inspect\ndef sigmoid(*args):\n    return inspect.currentframe().f_back.f_locals.get('expected')",
    ),
]

_NETWORK = """
import ctypes, socket
reached = []
def attempt(name, function):
    try:
        function()
        reached.append(name)
    except Exception:
        pass
attempt("tcp", lambda: socket.create_connection(("1.1.1.1", 80), 0.3))
attempt("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("8.8.8.8", 53)))
attempt("dns", lambda: socket.getaddrinfo("example.com", 80))
attempt("ipv6", lambda: socket.create_connection(("2606:4700:4700::1111", 80), 0.3))
attempt("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
attempt("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt("the metadata service", lambda: socket.create_connection(("169.254.169.254", 80), 0.3))
attempt("the machine itself", lambda: [socket.create_connection(("127.0.0.1", port), 0.2) for port in (22, 80, 8888)])
attempt("a socket of the system", lambda: socket.socket(socket.AF_UNIX).connect("/run/docker.sock"))
attempt("http", lambda: __import__("urllib.request").request.urlopen("http://example.com", timeout=0.3))
"""


def _memorised(otherwise: str = "raise ValueError('not seen before')") -> dict[str, str]:
    """Answers that know the examples in the notebook by heart, and nothing else.

    Args:
        otherwise: what they do where they know nothing.
    """
    examples = find_assignment(SLUG).examples
    entries = [e for e in examples if e["kind"] == "call" and "value" in e["expected"]]
    table = json.dumps([[e["exercise"], e["args"], e["expected"]["value"]] for e in entries])
    packed = base64.b64encode(table.encode()).decode()
    return {
        name: f"def {name}(*args):\n    return remembered({name!r}, args)" if name != "standardize"
        # The first of them brings the table along.
        else "import base64, json\nimport numpy as np\nfrom dlkit.comparing.values import from_plain, to_plain\n"
        f"TABLE = json.loads(base64.b64decode('{packed}'))\n"
        "def remembered(name, args):\n    for function, given, answer in TABLE:\n"
        "        if function == name and to_plain(from_plain(given)) == to_plain(list(args)):\n            return from_plain(answer)\n"
        f"    {otherwise}\n"
        "def standardize(*args):\n    return remembered('standardize', args)"
        for name in EXERCISES if name != "keras_logistic_regression"
    }  # fmt: skip


_HTML = "</td></div></pre><script>alert(1)</script><img src=x onerror=alert(1)>[red]"

OTHERS = [
    Case("the network is tried in every form", every("raise ValueError('something was reached' if reached else 'nothing was reached')"), first=_NETWORK, words=("nothing was reached",), only_here=HARMFUL),
    Case(
        "the examples of the notebook are known by heart",
        _memorised(),
        words=("No check with other inputs passed",),
    ),
    Case(
        "the examples of the notebook are known by heart, and all else is guessed",
        _memorised("return args[0]"),
        words=("No check with other inputs passed",),
    ),
    Case(
        "the hidden inputs are put into an error's text, to be answered the next time",
        every("raise ValueError(repr(args))"),
        words=("stopped with an error: ValueError",),
    ),
    Case(
        "a model's layer is called what it is not and computes nothing",
        {
            "keras_logistic_regression": "import keras\nclass Dense(keras.layers.Layer):\n"
            "    def build(self, shape):\n        self.w = self.add_weight(shape=(shape[-1], 1))\n        self.b = self.add_weight(shape=(1,))\n"
            "    def call(self, x):\n        return keras.ops.zeros((keras.ops.shape(x)[0], 1))\n"
            "def keras_logistic_regression(n_x):\n    model = keras.Sequential([keras.Input((n_x,)), Dense(name='dense')])\n"
            "    model.compile(optimizer='sgd', loss='binary_crossentropy')\n    return model"
        },
    ),
    Case(
        "a model's configuration carries code",
        {
            "keras_logistic_regression": "import keras\ndef keras_logistic_regression(n_x):\n"
            "    model = keras.Sequential([keras.Input((n_x,)), keras.layers.Lambda(lambda x: x[:, :1], name='__import__(\"os\")._exit(0)')])\n"
            "    model.get_config = lambda: {'name': 'x', 'layers': [{'class_name': 'Lambda', 'module': 'os', 'config': '__import__(\"os\").abort()'}]}\n"
            "    model.compile(optimizer='sgd', loss='binary_crossentropy')\n    return model"
        },
    ),
    Case(
        "a saved Keras model runs code when it is loaded",
        {
            "keras_logistic_regression": "import keras\n"
            "model = keras.Sequential([keras.Input((5,)), keras.layers.Lambda(lambda x: __import__('os')._exit(9) or x)])\n"
            "def keras_logistic_regression(n_x):\n    model.save('/tmp/model.keras')\n"
            "    return keras.saving.load_model('/tmp/model.keras', safe_mode=False)"
        },
        status="crashed",
        words=("exit status 9",),
        only_here=HARMFUL,
    ),
    Case(
        "an error's text breaks out of the page, the table and the terminal",
        every(f"raise ValueError('{_HTML}')"),
        words=("<script>alert(1)</script>",),
    ),
    Case(
        "an error has a name and a message that cannot be read",
        every("raise Evil()"),
        first="class Meta(type):\n    __name__ = property(lambda cls: sigmoid.missing)\n"
        "class Evil(Exception, metaclass=Meta):\n    __str__ = __repr__ = lambda self: sigmoid.missing",
    ),
    Case(
        "a function claims to be unwritten so that others are judged with a right one in its place, and asks that for everything",
        {
            "sigmoid": "def sigmoid(z):\n    raise NotImplementedError('sigmoid')",
            "predict_proba": "def predict_proba(w, b, X):\n    for name in ('predict_proba', 'cost', 'gradients', 'optimize'):\n"
            "        try:\n            return sigmoid.__closure__[0].cell_contents._asking(name)(w, b, X)\n        except Exception as error:\n            pass\n    raise ValueError('nobody answers')",
        },
        only_here=NO_KIT,
    ),
    Case(
        "memory that belongs to no process is taken, where no watchdog looks",
        {
            "sigmoid": "import ctypes, os\nlibc = ctypes.CDLL(None)\ndef sigmoid(z):\n    taken = [libc.shmget(0, 100 << 20, 0o1600) for _ in range(4)]\n"
            "    try:\n        taken.append(os.memfd_create('mine'))\n    except OSError:\n        taken.append(-1)\n    raise ValueError('all refused' if taken == [-1] * 5 else 'some taken')"
        },
        right=True,
        score=FULL - 8,
        words=("all refused",),
        only_here=HARMFUL,
    ),
]  # fmt: skip

CHEATS = (*PATCHED, *LIARS, *SNOOPERS, *FORGERS, *METADATA, *OTHERS)
