"""Submissions that go wrong in every way there is: each ends with the right status, a sentence, and what was right."""

from __future__ import annotations

import json
from typing import Any

from nbformat.v4 import new_code_cell, new_output

from .cases import FULL, Case

HARMFUL = "it would do harm: nbgrader sets no limit to it"
SLOW = "nbgrader waits for its own time limit, by default 30 seconds a cell"
MINUS_COST = FULL - 10


def cost(body: str, before: str = "") -> dict[str, str]:
    """An answer to one exercise."""
    text = "\n    ".join(body.strip().splitlines())
    return {"cost": f"{before}\ndef cost(A, Y):\n    {text}"}


def one(
    name: str, body: str, *words: str, status: str = "graded", score: float = MINUS_COST, before: str = "", **more: Any
) -> Case:
    """A notebook that is right but for the cost, on which nothing else builds."""
    return Case(name, cost(body, before), right=True, status=status, score=score, words=words, **more)


TIME = [
    one("an endless loop", "while True:\n    pass", "cost did not come back within 1 seconds", "Look for a loop that never ends",
        status="timed_out", budget={"call_seconds": 1.0}, only_here=SLOW),
    one("a sleep", "import time\ntime.sleep(60)", "did not come back", status="timed_out", budget={"call_seconds": 1.0}, only_here=SLOW),
    one("an endless recursion", "return cost(A, Y)", "RecursionError"),
    one("a recursion that is allowed to go on for ever", "sys.setrecursionlimit(10**9)\nreturn cost(A, Y)", status="out_of_memory", before="import sys", only_here=HARMFUL),
    one("too much processor time in one process", "while True:\n    pass", "seconds of processor time; the limit is 1 seconds",
        status="timed_out", budget={"cpu_seconds": 1, "call_seconds": 25.0}, only_here=SLOW),
    Case("an endless loop in a cell of one's own", right=True, last="while True:\n    pass", score=FULL,
         words=("and one cell 1: what took longer was cut off",), budget={"cell_seconds": 1.0}, only_here=SLOW),
    Case("an endless loop that does not heed the end of its time", right=True,
         last="while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
         status="timed_out", score=FULL, words=("did not come back within",), budget={"cell_seconds": 1.0}, only_here=SLOW),
    Case("a notebook that is slow all over", {name: f"import time\ndef {name}(*args):\n    time.sleep(30)" for name in ("sigmoid", "cost", "predict", "gradients")},
         right=True, status="timed_out", score=14.0, words=("whole submission took longer than 3 seconds",),
         budget={"call_seconds": 2.0, "total_seconds": 3.0}, only_here=SLOW),
]  # fmt: skip

MEMORY = [
    one("a NumPy array that grows", "kept = []\nwhile True:\n    kept.append(np.ones(10**6))", "of memory; the limit is 300 MB",
        "Look for an array much larger than it needs to be", status="out_of_memory", budget={"memory_mb": 300}, only_here=HARMFUL),
    one("a Python list that grows", "kept = [0]\nwhile True:\n    kept += kept", "the limit", budget={"memory_mb": 300},
        status="out_of_memory", only_here=HARMFUL),
    one("a tensor that grows", "import keras\nx = keras.ops.ones((1000, 1000))\nkept = []\nwhile True:\n    kept.append(keras.ops.concatenate([x] * 20))",
        "of memory; the limit is 700 MB", status="out_of_memory", budget={"call_seconds": 20.0}, only_here=HARMFUL),
    one("one array beyond all memory", "return np.ones(10**13)", "MemoryError", "a submission may use 700 MB of memory"),
    one("memory taken by many processes together",
        "for _ in range(6):\n    if os.fork() == 0:\n        kept = np.ones(10**7)\n        time.sleep(30)\ntime.sleep(30)",
        "of memory; the limit is 300 MB", before="import os, time", status="out_of_memory", budget={"memory_mb": 300}, only_here=HARMFUL),
    one("a huge value returned", "return np.zeros(10**7)", "The answer cannot be sent", "64 MB are allowed"),
    one("a value nested beyond reason", "value = []\nfor _ in range(10**3):\n    value = [value]\nreturn value", "nested deeper than 32 levels"),
    one("a value of too many parts", "return PARTS", "with over 200,000 parts", before="PARTS = list(range(10**6))"),
    one("a whole number of a million digits", "return 1 << 10**6", "a whole number of over"),
    one("one long text and many empty ones where numbers are expected", "return ['a' * 100_000] + [''] * 999"),
    one("two million rows without a number", "return np.zeros((2_000_000, 0))", "single number"),
    one("a key of megabytes", "return {'k' * 3_000_000: 1.0}"),
    one("the smallest of all numbers", "return -5e-324"),
    one("shared memory that a child takes for all of them",
        "if os.fork() == 0:\n    taken = mmap.mmap(-1, 600 << 20)\n    for place in range(0, 600 << 20, 4096):\n        taken[place] = 1\n    time.sleep(30)\ntime.sleep(30)",
        "the limit is 300 MB", before="import mmap, os, time", status="out_of_memory", budget={"memory_mb": 300}, only_here=HARMFUL),
]  # fmt: skip

BOMBS = [
    one("a fork bomb", "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass", before="import os",
        status="timed_out", unbounded="not tried", budget={"call_seconds": 3.0, "total_seconds": 150.0, "processes": 48, "memory_mb": 8000}, only_here=HARMFUL),
    one("one process too many", "children = []\ntry:\n    while True:\n        children.append(os.fork() or time.sleep(30))\nexcept OSError:\n    [os.kill(child, 9) or os.waitpid(child, 0) for child in children]\n    raise", "40 processes and threads may run at a time",
        before="import os, time", unbounded="not_permitted", budget={"processes": 40, "call_seconds": 10.0, "total_seconds": 150.0, "memory_mb": 30_000}, only_here=HARMFUL),
    one("a thread bomb", "enough = threading.Event()\ntry:\n    while True:\n        threading.Thread(target=enough.wait).start()\nfinally:\n    enough.set()", "100 processes and threads may run at a time",
        before="import threading, time", budget={"processes": 100}, only_here=HARMFUL),
    one("the disk filled", "for n in range(10**6):\n    open(f'/tmp/{n}', 'wb').write(bytes(2**20))", "No space left on device",
        "the files of a submission may take 16 MB", budget={"scratch_mb": 16}, only_here=HARMFUL),
    one("one file that never ends", "with open('/tmp/x', 'wb') as file:\n    while True:\n        file.write(bytes(2**20))",
        "may take 16 MB", budget={"scratch_mb": 16}, only_here=HARMFUL),
    one("a million empty files", "for n in range(10**6):\n    open(f'/dev/shm/{n}', 'w').close()", "No space left on device", only_here=HARMFUL),
    one("files opened without end", "kept = []\nwhile True:\n    kept.append(open('/dev/null'))", "Too many open files", "128 files may be open at a time",
        only_here=HARMFUL),
    Case("output without end that nobody waits for", right=True, score=FULL, words=(),
         first="import os, threading\ndef flood():\n    while True:\n        os.write(1, b'x' * 65536)\n        os.write(2, b'x' * 65536)\nthreading.Thread(target=flood, daemon=True).start()",
         budget={"cpu_seconds": 60}, only_here=HARMFUL),
    Case("a hundred megabytes printed", {}, right=True, score=FULL, last="print('x' * 10**8)", only_here=HARMFUL),
]  # fmt: skip

ENDS = [
    one("os._exit in a function", "import os\nos._exit(0)", "ended by itself (exit status 0) in cost", "must not end its own process", status="crashed"),
    one("an exit status that could be taken for a signal", "import os\nos._exit(200)", "exit status 200", status="crashed"),
    one("a segmentation fault", "import ctypes\nctypes.string_at(0)", "died of SIGSEGV in cost", status="crashed"),
    one("an abort", "import os\nos.abort()", "died of SIGABRT in cost", status="crashed"),
    one("a signal of its own", "import os, signal\nsignal.signal(15, lambda *a: os._exit(3))\nos.kill(os.getpid(), 15)", status="crashed"),
    one("sys.exit in a function", "import sys\nsys.exit(1)", "SystemExit"),
    Case("an exit while a module is imported", right=True, status="crashed", score=FULL, words=("exit status 5",),
         first="open('mine.py', 'w').write('import os; os._exit(5)')\nimport sys; sys.path.insert(0, '.')\nimport mine"),
    Case("sys.exit in a cell", right=True, score=FULL, last="import sys\nsys.exit('done')"),
    one("a question on the standard input", "return float(input('cost?'))", "EOFError"),
    one("all file descriptors closed", "import os\nos.closerange(0, 1000)\nreturn 0.0", status="crashed"),
    one("all file descriptors replaced", "import os\nfd = os.open('/dev/null', os.O_RDWR)\nfor n in range(64):\n    os.dup2(fd, n) if n != fd else 0\nreturn 0.0", status="crashed"),
    one("infinity and not a number", "return np.inf if Y.size > 4 else np.nan", "NaN"),
    one("the arguments spoilt", "z *= 0\nz += np.nan\nreturn 0.0"),
    one("an error whose text is half a letter", "raise ValueError('\\ud83d')", "ValueError"),
]  # fmt: skip


def _json(change: Any) -> Any:
    def raw(data: bytes) -> bytes:
        notebook = json.loads(data)
        return json.dumps(change(notebook) or notebook).encode()

    return raw


def _old(notebook: Any) -> Any:
    cells = [{**cell, "input": cell["source"]} for cell in notebook["cells"]]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def _too_new(notebook: Any) -> None:
    notebook.update(nbformat=9, nbformat_minor=7, generator={"of": "next year"})


def _strange(notebook: Any) -> None:
    cells = [None, 3, "cell", [], {}, {"cell_type": 7}, {"cell_type": "code", "source": {"a": 1}, "metadata": [1]}]
    notebook["cells"] = [*cells, *notebook["cells"], *cells]


def _outputs(notebook: Any) -> None:
    cell = new_code_cell("1", outputs=[new_output("stream", name="stdout", text="x" * (50 << 20))])
    notebook.cells.append(cell)


FILES = [
    Case("broken JSON", right=True, raw=lambda data: data[: len(data) // 2], status="unreadable", words=("its JSON is broken (line",)),
    Case("an empty file", raw=lambda data: b"", status="unreadable", words=("The file is empty",)),
    Case("nothing but zeros", raw=lambda data: bytes(10_000), status="unreadable", words=("not a notebook",)),
    Case("a picture", raw=lambda data: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, status="unreadable", words=("not a notebook",)),
    Case("JSON that is no notebook", raw=lambda data: b'{"cells": 3}', status="unreadable", words=("not a notebook",)),
    Case("JSON nested without end", raw=lambda data: b'{"cells":' + b"[" * 10**6, status="unreadable", words=("JSON is broken",)),
    Case("JSON of too many parts", raw=lambda data: b'{"cells": [' + b"[]," * (18 << 20) + b"[]]}", status="unreadable",
         words=("too many parts",), only_here=HARMFUL),
    Case("a file that is too large", raw=lambda data: data + b" " * (101 << 20), status="unreadable", words=("101 MB, more than 100",), only_here=HARMFUL),
    Case("fifty megabytes of outputs", right=True, change=_outputs, score=FULL),
    Case("the old format", right=True, raw=_json(_old), score=FULL),
    Case("a format of the future", right=True, raw=_json(_too_new), score=FULL),
    Case("cells that are no cells", right=True, raw=_json(_strange), score=FULL),
    Case("no cells at all", raw=_json(lambda notebook: {**notebook, "cells": []}), score=0.0, words=("There is no cell for",)),
    Case("bytes that are no letters", right=True, raw=lambda data: data.replace(b"import numpy", b"# \xff\xfe\\nimport numpy", 1), score=FULL),
    Case("text in another alphabet", right=True, score=FULL, first="π = '数学 🙂 \u202e'\nclass Größe:\n    '''Ωmega'''"),
]  # fmt: skip

FAULTS = (*TIME, *MEMORY, *BOMBS, *ENDS, *FILES)
