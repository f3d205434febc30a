"""The secret of a course folder, from which each thing that needs one derives a key of its own."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path

from dlkit.course import CourseError

KEY_BYTES = 32


class CourseKey:
    """The key of a course, kept in `.dlkit/key`, which only its owner may read; made when it is first needed.

    Args:
        root: the course folder.

    Example:
        ```python
        CourseKey(Path("deep-learning")).derive("results")  # 32 bytes, the same each time
        ```
    """

    def __init__(self, root: Path) -> None:
        self.path = root / ".dlkit" / "key"

    def derive(self, purpose: str) -> bytes:
        """A key for one purpose. Who knows it knows neither the course's key nor the one for another purpose.

        Args:
            purpose: what the key is for, in a word or a phrase.

        Returns:
            32 bytes.

        Raises:
            CourseError: if the file is there and holds no key.
            OSError: if it can neither be read nor made.
        """
        return hmac.digest(self._secret, purpose.encode(), hashlib.sha256)

    @cached_property
    def _secret(self) -> bytes:
        try:
            text = self.path.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            self._make()
            text = self.path.read_text(encoding="ascii", errors="replace").strip()
        try:
            secret = bytes.fromhex(text)
        except ValueError:
            secret = b""
        if len(secret) != KEY_BYTES:
            raise CourseError(
                f"{self.path} holds no key. Put it back from a backup; or delete it, and what was judged is judged again."
            )
        return secret

    def _make(self) -> None:
        """Makes a key in one step: of several processes that come at once, all find the key of the first."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.path.parent / ".gitignore").write_text("*\n", encoding="ascii")  # a key is not to be published
        fresh = self.path.with_name(f"key.{os.getpid()}.{secrets.token_hex(4)}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{secrets.token_hex(KEY_BYTES)}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, self.path)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            with contextlib.suppress(FileExistsError), self.path.open("x", encoding="ascii") as file:
                self.path.chmod(0o600)
                file.write(fresh.read_text(encoding="ascii"))
        finally:
            fresh.unlink()
