"""The `dlkit` command, as a student uses it in a folder."""

import sys
from dataclasses import dataclass

import pytest

from dlkit.desk import cli


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder in which the student works."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def dlkit(folder, monkeypatch, capsys):
    """Run the `dlkit` command in the student's folder."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["dlkit", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return Result(ended.value.code, printed.out, printed.err)

    return run
