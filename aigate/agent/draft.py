"""The index as it would be with more of the work tree staged: a copy of it, its new objects in a folder that goes again.

What is not staged yet can so be judged as the commit will be, and neither the index nor the object database is touched. git
reads the files itself, so attributes, line ends and clean filters are those of the commit to come.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from aigate.git.process import variables
from aigate.git.repo import Repo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.git.locate import Place

_ALTERNATES = "GIT_ALTERNATE_OBJECT_DIRECTORIES"


@contextmanager
def draft(place: Place, stagings: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Repo]:
    """The repository with a drafted index. Each staging is a folder and the words of a ``git add`` in it; GitError if one fails."""
    with TemporaryDirectory(prefix="aigate-draft-", ignore_cleanup_errors=True) as folder:
        index, store = Path(folder, "index"), Path(folder, "objects")
        present = Path(os.environ.get("GIT_INDEX_FILE") or Path(place.git_dir, "index"))
        if present.exists():
            shutil.copyfile(present, index)
        store.mkdir()
        alternates = [os.path.join(place.common_dir, "objects"), os.environ.get(_ALTERNATES, "")]
        ours = {
            "GIT_INDEX_FILE": os.fspath(index),
            "GIT_OBJECT_DIRECTORY": os.fspath(store),
            _ALTERNATES: os.pathsep.join(filter(None, alternates)),
        }
        with variables(ours), Repo.open(Path(place.root or place.git_dir)) as repo:
            for cwd, words in stagings:
                repo.git("-C", cwd, "add", *words, env={"GIT_LITERAL_PATHSPECS": "0"})
            yield repo
