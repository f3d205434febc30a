from .demonstration import Demo as Demo
from .demonstration import run_demo as run_demo
