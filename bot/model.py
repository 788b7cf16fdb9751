"""The trained model: whether it is out of date, whether it is whole, and how it is trained.

A model is named by the fingerprint of everything it was made from, so that being out of date is
a missing file, and going back to an older text finds the older model.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.supervisor.child import run_once
from bot.supervisor.errors import GaveUp
from bot.supervisor.instance import Instance
from bot.supervisor.logfile import LogFile
from bot.supervisor.spec import ProcessSpec

SOURCES = (
    "config.yml",
    "domain.yml",
    "data/nlu",
    "data/rules",
    "data/responses",
    "data/lexicon",
    "data/knowledge",
    "bot/nlu",
    "bot/court",
    "bot/knowledge",
    "requirements/engine.txt",
)
KEPT = 2
_COMPONENT = re.compile(r"(?:Starting to train|Restored) component '(\w+)'")
_UNFINISHED = ".unfinished-"
_CHUNK = 1 << 20


class Models:
    """The folder of trained models, and where they are made from."""

    def __init__(
        self, root: Path, folder: Path | None = None, sources: Sequence[str] = SOURCES
    ) -> None:
        """Use ``sources`` under ``root`` and keep models in ``folder``, by default root/models."""
        self._root = root
        self._sources = sources
        self.folder = folder or root / "models"

    def fingerprint(self) -> str:
        """Return the name of today's sources: 16 hex digits over their paths and contents."""
        total = hashlib.sha256()
        for path in _files(self._root, self._sources):
            content = hashlib.sha256(path.read_bytes()).digest()
            total.update(path.relative_to(self._root).as_posix().encode() + b"\0" + content)
        return total.hexdigest()[:16]

    def path(self) -> Path:
        """Return where the model of today's sources is, or would be."""
        return self.folder / f"{self.fingerprint()}.tar.gz"

    async def train(
        self, command: Sequence[str], env: Mapping[str, str], lock: Instance, log: LogFile
    ) -> Path:
        """Train the model of today's sources and return it.

        ``command`` takes ``--out FOLDER --fixed-model-name NAME``, as ``rasa train`` does. The
        model gets its name only when it is whole: a killed training leaves nothing half.

        Raises:
            GaveUp: with the end of what the trainer wrote.
        """
        wanted = self.path()
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=self.folder) as made:
            argv = (*command, "--out", made, "--fixed-model-name", "model")
            code = await run_once(ProcessSpec("train", argv, self._root, env), lock, log)
            model = Path(made) / "model.tar.gz"
            if code or not is_whole(model):
                raise GaveUp(f"模型训练失败（退出码 {code}）。", log.last_lines)
            model.replace(wanted)
        self._drop_old(wanted)
        return wanted

    def _drop_old(self, current: Path) -> None:
        models = sorted(self.folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
        for old in [path for path in models if path != current][: -(KEPT - 1)]:
            old.unlink(missing_ok=True)


def is_whole(model: Path) -> bool:
    """Whether a model's archive is undamaged to its end and holds what Rasa asks for first."""
    try:
        with gzip.open(model) as packed, tarfile.open(fileobj=packed, mode="r:") as archive:
            names = {Path(name).name for name in archive.getnames()}
            while packed.read(_CHUNK):  # the checksum stands at the very end
                pass
    except (OSError, EOFError, tarfile.TarError, zlib.error):
        return False
    return "metadata.json" in names


def component_listener(say: Callable[[str], None]) -> Callable[[str], None]:
    """Return a listener for the trainer's lines that says each component's name as it begins."""

    def listen(line: str) -> None:
        if found := _COMPONENT.search(line):
            say(found[1])

    return listen


def _files(root: Path, sources: Sequence[str]) -> Iterator[Path]:
    for source in sources:
        path = root / source
        inside = path.rglob("*") if path.is_dir() else (path,)
        for file in sorted(inside):
            if file.is_file() and file.suffix != ".pyc":
                yield file
