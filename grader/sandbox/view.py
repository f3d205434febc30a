"""What the sandbox can read: Python, its libraries, fonts and time zones; no folder where people keep things."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from grader.sandbox.gpus import driver_folders

INSIDE = "/course"  # where the sandbox finds the package dlkit
# A virtual environment may lie anywhere, under /tmp too, which is the sandbox's own; inside it lies here.
ENVIRONMENT = f"{INSIDE}/environment"
_VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
_LINKS = ("/lib", "/lib32", "/lib64", "/libx32")
# Python as a distribution packages it, and as it is installed beside that one.
_PYTHON = {
    "/usr": (
        *(f"/usr/{place}/{_VERSION}" for place in ("lib", "lib64", "local/lib", "local/lib64")),
        "/usr/lib/python3",
        f"/etc/{_VERSION}",
    ),
    "/usr/local": (f"/usr/local/lib/{_VERSION}", f"/usr/local/lib64/{_VERSION}"),
}
# Fonts, time zones, and what libraries are found through.
_SYSTEM = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/usr/lib/locale",
    "/usr/lib/wsl",
    "/usr/local/share/fonts",
    "/usr/share/fontconfig",
    "/usr/share/fonts",
    "/usr/share/matplotlib",
    "/usr/share/zoneinfo",
)
# Folders in which other things lie beside libraries: of these, single files, unless the system's own are there.
_MIXED = ("/lib", "/usr/lib", "/usr/local/lib", "/usr/local/lib64")
_TOOLKIT = "/usr/local/cuda"
_SOLUTIONS = ("dlkit", "solutions")  # where the edition for self-study keeps them


@dataclass
class View:
    """What lies where inside.

    Attributes:
        folders: folders and files of this machine, by their place inside.
        links: symbolic links, by their place.
        texts: files that are made for the sandbox.
        replaced: files below the folders that read differently inside.
        covered: folders below the folders that are empty inside.
    """

    folders: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    replaced: dict[str, bytes] = field(default_factory=dict)
    covered: list[str] = field(default_factory=list)

    def show(self, path: str, inside: str | None = None) -> None:
        """Shows something of this machine, if it exists, where it lies or elsewhere."""
        if os.path.exists(path):
            self.folders.setdefault(inside or os.path.realpath(path), os.path.realpath(path))

    @property
    def parents(self) -> list[str]:
        """The folders above everything in it, from the outermost."""
        places = [*self.folders, *self.links, *self.texts]
        return sorted({str(parent) for place in places for parent in Path(place).parents} - {"/"})


@dataclass(frozen=True)
class Interpreter:
    """The Python that runs this, as far as the sandbox has to know it.

    Attributes:
        prefix: the environment's folder.
        base: the folder of the Python that it was made from; the same if it is none.
        executable: that Python's own file.
    """

    prefix: str
    base: str
    executable: str

    @property
    def is_environment(self) -> bool:
        """Whether it is a virtual environment."""
        return self.prefix != self.base

    @property
    def inside(self) -> str:
        """Where its file lies inside."""
        return f"{ENVIRONMENT}/bin/python" if self.is_environment else self.executable


def this_interpreter() -> Interpreter:
    """The Python that runs this."""
    executable = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    return Interpreter(os.path.realpath(sys.prefix), os.path.realpath(sys.base_prefix), executable)


def sandbox_view(repository: Path, interpreter: Interpreter, *, toolkit: bool = False) -> View:
    """All that the sandbox can read, but for devices, /proc, and what its own processes write.

    Args:
        repository: the folder of the kit, of which only the package `dlkit` and the data of assignments are shown.
        interpreter: the Python that is to run inside.
        toolkit: whether CUDA's own programs are needed, and the driver's libraries.
    """
    view = View()
    for shown in (*_SYSTEM, *_libraries(), *((_TOOLKIT, *_driver()) if toolkit else ())):
        view.show(shown)
        if shown != os.path.realpath(shown) and not shown.startswith(_LINKS):
            view.show(shown, shown)
    for link in _LINKS:
        if os.path.islink(link):
            view.links[link] = os.readlink(link)
    _show_python(view, interpreter)
    view.folders = dict(_without_nested(view.folders))
    _cover_private(view, repository)
    _forget_paths(view, repository, interpreter)
    view.texts |= {f"{INSIDE}/{place}": content for place, content in _package(repository).items()}
    for folder in sorted((repository / "assignments").glob("*/data")):
        view.show(str(folder), f"{INSIDE}/{folder.relative_to(repository)}")
    return view


@cache
def _libraries() -> tuple[str, ...]:
    """The folders in which the system's loader looks for libraries, and single files of those that hold more."""
    ldconfig = shutil.which("ldconfig", path=f"{os.environ.get('PATH', '')}:/sbin:/usr/sbin")
    listed = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout if ldconfig else ""
    folders = {os.path.dirname(file) for file in re.findall(r"=> (/\S+)", listed)}
    folders |= {str(path) for path in Path("/usr/lib").glob("*-linux-gnu*")} | {"/lib64", "/usr/lib64", "/usr/lib"}
    mixed = {folder for folder in _MIXED if not Path(folder, "libc.so.6").exists()}
    return (*sorted(folders - mixed), *(str(file) for folder in sorted(mixed) for file in Path(folder).glob("*.so*")))


def _driver() -> Iterator[str]:
    """The libraries beside a driver that the loader does not know by itself."""
    for folder in driver_folders():
        yield from (str(file) for file in sorted(Path(folder).glob("*.so*")))


def _show_python(view: View, interpreter: Interpreter) -> None:
    view.show(interpreter.executable)
    base = interpreter.base
    for path in _PYTHON.get(base, [f"{base}/{name}" for name in ("lib", "lib64", "share/zoneinfo")]):
        view.show(path, path)
    if not interpreter.is_environment:
        return
    for name in ("lib", "lib64"):
        folder = Path(interpreter.prefix, name)
        if folder.is_symlink():
            view.links[f"{ENVIRONMENT}/{name}"] = os.readlink(folder)
        else:
            view.show(str(folder), f"{ENVIRONMENT}/{name}")
    configuration = Path(interpreter.prefix, "pyvenv.cfg").read_text(encoding="utf-8")
    kept = re.findall(r"(?m)^(?:include-system-site-packages|version|version_info) *=.*$", configuration)
    text = "\n".join([f"home = {os.path.dirname(interpreter.executable)}", *kept, ""])
    view.texts[f"{ENVIRONMENT}/pyvenv.cfg"] = text.encode()
    view.links[interpreter.inside] = interpreter.executable


def _without_nested(folders: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Leaves out what lies at its own place below another folder that is shown."""
    for inside, path in folders.items():
        above = [str(parent) for parent in Path(inside).parents if str(parent) in folders]
        if not any(f"{folders[parent]}{inside.removeprefix(parent)}" == path for parent in above):
            yield inside, path


def shared_files(repository: Path) -> dict[str, bytes]:
    """What of the kit student code may read: the package `dlkit` and the data of assignments, by their place below it."""
    data = [path for path in sorted((repository / "assignments").glob("*/data/**/*")) if path.is_file()]
    return _package(repository) | {str(path.relative_to(repository)): path.read_bytes() for path in data}


def _package(repository: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(repository)): path.read_bytes()
        for path in sorted(path for kind in ("*.py", "*.pyi") for path in (repository / "dlkit").rglob(kind))
        if not path.is_relative_to(repository.joinpath(*_SOLUTIONS))
    }


def _cover_private(view: View, repository: Path) -> None:
    """Covers the kit, the edition for self-study, the user's home and the course folder wherever they are in sight."""
    library = {os.path.realpath(path) for path in sys.path if path and os.path.isdir(path)}
    installed = str(repository) in library and any((repository / "numpy").glob("__init__.py"))
    private = [repository / name for name in ("grader", "solutions", "tests")] if installed else [repository]
    edition = [Path(place, *name) for place in library for name in (("grader",), _SOLUTIONS)]
    for folder in dict.fromkeys((*private, *edition, Path.home(), *_course_folder())):
        place = folder.resolve()
        view.covered += [
            f"{inside}/{place.relative_to(path)}"
            for inside, path in view.folders.items()
            if place.is_relative_to(path) and str(place) != path and place.is_dir()
        ]


def _course_folder() -> list[Path]:
    here = Path.cwd()
    return [folder for folder in (here, *here.parents) if (folder / "nbgrader_config.py").exists()][:1]


def _forget_paths(view: View, repository: Path, interpreter: Interpreter) -> None:
    """Empties the small files in which an installation notes where on this machine it came from."""
    told = [str(path).encode() for path in (repository, Path.home()) if str(path) != "/"] + [b"file://"]
    told += [interpreter.prefix.encode()] if interpreter.is_environment else []
    for inside, path in view.folders.items():
        for packages in (*Path(path).glob("python3*/*-packages"), *Path(path).glob("*-packages")):
            for pattern in ("*.pth", "*.egg-link", "__editable__*.py", "*.dist-info/direct_url.json"):
                for file in packages.glob(pattern):
                    text = file.read_bytes()
                    # A line of a .pth file that is a path leads to what is not in sight.
                    if any(words in text for words in told) or text.startswith(b"/") or b"\n/" in text:
                        view.replaced[f"{inside}/{file.relative_to(path)}"] = b""
