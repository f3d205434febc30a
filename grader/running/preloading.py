"""Imported first by the process that workers are forked from: switches its garbage collector off.

The collector looks again and again through what TensorFlow's import creates, finds nothing, and takes two
fifths of the time. A worker switches its own on again: `grader.running.pool`.
"""

import gc

gc.disable()

import jupytext  # noqa: E402, F401  each worker reads the assignment with it
