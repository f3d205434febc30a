"""NVIDIA's libraries are found where pip has put them, shown with small libraries of the same names and no GPU."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dlkit import cuda

GROWTH = "TF_FORCE_GPU_ALLOW_GROWTH"
ROOT = Path(__file__).resolve().parents[2]
NEEDS = {"libcusparse.so.12": "libnvJitLink.so.12", "libcusolver.so.11": "libcusparse.so.12"}
FOLDERS = {"libcudart": "cuda_runtime", "libcublasLt": "cublas", "libnvJitLink": "nvjitlink"}
# Opens a library as TensorFlow's own file does: by name, and by the run path of the file that asks.
FRAMEWORK = "#include <dlfcn.h>\nint opens(const char *name) { return dlopen(name, RTLD_LAZY) != 0; }"
LOOKING = """
import ctypes, os
framework = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "framework.so"))
def opens(name):
    return bool(framework.opens(name.encode()))
SEEN = [name for name in {names!r} if opens(name)]
"""


def compiled(path, source, *options):
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-xc", "-", "-o", str(path), *options], input=source, text=True, check=True
    )


def add_package(site, name, metadata="", files=()):
    folder = site / f"{name.replace('-', '_')}-1.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n{metadata}")
    (folder / "RECORD").write_text("".join(f"{file},,\n" for file in files))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder of packages: a TensorFlow whose run path leaves out cusolver's folder, and libraries in theirs."""
    if shutil.which("gcc") is None:
        pytest.skip("gcc makes the libraries of this test")
    site = tmp_path_factory.mktemp("site")
    built = {}
    for name in cuda.LIBRARIES:
        stem = name.split(".")[0]
        folder = FOLDERS.get(stem, stem.removeprefix("lib"))
        place = f"nvidia/{folder}/lib/{name}"
        needed = (
            [f"-Wl,--no-as-needed,{built[NEEDS[name]]}"] if name in NEEDS else []
        )  # found by name, without a run path
        compiled(site / place, f"int of_{stem}(void) {{ return 1; }}", f"-Wl,-soname,{name}", *needed)
        built[name] = site / place
        package = f"nvidia-{folder.replace('_', '-')}-cu12"
        if package == "nvidia-cublas-cu12":
            continue
        add_package(site, package, files=[place])
    add_package(
        site,
        "nvidia-cublas-cu12",
        files=[
            "nvidia/cublas/lib/libcublasLt.so.12",
            "nvidia/cublas/lib/libcublas.so.12",
            "nvidia/cublas/lib/libnvblas.so.12",
        ],
    )
    names = {path.parent.name.split("-")[0].replace("_", "-") for path in site.glob("nvidia_*/METADATA")}
    add_package(site, "tensorflow", "".join(f'Requires-Dist: {name}<13,>=12; extra == "and-cuda"\n' for name in names))
    folders = [path.parent for name, path in built.items() if "cusolver" not in name]
    run_path = ":".join(f"$ORIGIN/../{folder.relative_to(site)}" for folder in dict.fromkeys(folders))
    compiled(site / "tensorflow" / "framework.so", FRAMEWORK, f"-Wl,-rpath,{run_path}", "-ldl")
    (site / "tensorflow" / "__init__.py").write_text(LOOKING.format(names=cuda.LIBRARIES))
    return site


def python(site, code, **variables):
    environment = {**os.environ, "PYTHONPATH": f"{site}:{ROOT}", **variables}
    environment.pop("LD_LIBRARY_PATH", None)
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def devices(tmp_path):
    """A folder in which a driver shows one GPU."""
    (tmp_path / "nvidia0").touch()
    return tmp_path


def test_tensorflow_alone_does_not_find_the_library_that_its_run_path_leaves_out(site):
    assert python(site, "import tensorflow; print(*tensorflow.SEEN)").split() == [
        name for name in cuda.LIBRARIES if "cusolver" not in name
    ]


@pytest.mark.parametrize(
    "order", ["import dlkit; {0}; import tensorflow", "import tensorflow, dlkit.cuda; {0}; import dlkit"]
)
def test_with_the_kit_it_finds_every_library(site, devices, order):
    code = order.format(f"dlkit.cuda.DEVICES = {str(devices)!r}")
    code = code.replace("; import dlkit", "; dlkit.prepare_import()") if order.startswith("import tensorflow") else code
    assert python(site, f"{code}; print(tensorflow.opens('libcusolver.so.11'))") == "True"


@pytest.mark.parametrize("variables", [{}, {"CUDA_VISIBLE_DEVICES": "-1"}])
def test_nothing_is_opened_where_no_gpu_is_in_sight(site, devices, tmp_path_factory, variables):
    folder = devices if variables else tmp_path_factory.mktemp("none")
    code = (
        f"import dlkit; dlkit.cuda.DEVICES = {str(folder)!r}; import tensorflow; print(len(tensorflow.SEEN), "
        "'importlib.metadata' in __import__('sys').modules)"
    )
    assert python(site, code, **variables) == f"{len(cuda.LIBRARIES) - 1} False"


@pytest.mark.parametrize("asked", [{}, {"TF_FORCE_GPU_ALLOW_GROWTH": "false"}])
def test_a_notebook_leaves_the_gpus_memory_to_others_unless_it_is_asked_to_take_all(site, devices, asked):
    code = f"import dlkit; dlkit.cuda.DEVICES = {str(devices)!r}; import tensorflow, os; print(os.environ[{GROWTH!r}])"
    assert python(site, code, **asked) == asked.get(GROWTH, "true")


def test_only_what_tensorflow_opens_is_taken_from_the_packages(site):
    found = python(site, "from dlkit import cuda; print(*(path.name for path in cuda.installed().values()))").split()
    assert sorted(found) == sorted(cuda.LIBRARIES)  # and not libnvblas, which takes NumPy's place where it is opened


def test_a_library_that_is_broken_or_missing_is_named_with_the_remedy(site, devices, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "site"
    shutil.copytree(site, other, symlinks=True)
    (other / "nvidia/cusolver/lib/libcusolver.so.11").write_bytes(b"no library")
    code = f"from dlkit import cuda; cuda.DEVICES = {str(devices)!r}; print(cuda._library_trouble())"
    told = python(other, code)
    assert told.startswith("libcusolver.so.11 cannot be opened (")
    assert told.endswith("pip install 'dlkit-course[gpu]' brings them")
    (other / "nvidia/cusolver/lib/libcusolver.so.11").unlink()
    assert python(other, code).startswith("libcusolver.so.11 cannot be opened (")


def test_why_there_is_no_gpu_is_said_in_the_order_in_which_one_looks(monkeypatch, tmp_path, devices):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(cuda, "DEVICES", str(tmp_path / "empty"))
    assert cuda.why_none() == "the machine shows none"
    monkeypatch.setattr(cuda, "DEVICES", str(devices))
    if not Path("/dev/nvidiactl").exists():
        assert cuda.why_none().startswith("there is no driver to be found (libcuda.so.1: ")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    assert cuda.why_none() == "CUDA_VISIBLE_DEVICES=-1 hides it"


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc makes the driver of this test")
@pytest.mark.parametrize(("code", "told"), [(0, ""), (803, "the driver does not start (error 803: too old)")])
def test_a_driver_that_does_not_start_says_why(tmp_path, code, told):
    source = f'int cuInit(int f) {{ return {code}; }}\nint cuGetErrorString(int e, const char **s) {{ *s = "too old"; return 0; }}'
    compiled(tmp_path / "libcuda.so.1", source)
    said = subprocess.run(
        [sys.executable, "-c", "from dlkit import cuda; print(cuda._driver_trouble())"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "LD_LIBRARY_PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == told
