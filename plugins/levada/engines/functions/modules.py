"""The code of a job: its module and every module of `spark_jobs/` that it imports, however far."""

import ast
import warnings
from collections.abc import Iterator
from hashlib import sha256
from os.path import isfile
from pathlib import Path

from levada.errors import Permanent

FOLDER = "spark_jobs"


def digest(folder: Path, module: str) -> str:
    """A digest of the files that decide what a job does; packages from elsewhere are not looked at.

    Raises:
        Permanent: the module's file is missing, or is not Python.
    """
    if not file_of(folder, module):
        raise Permanent(f"{folder.name}/{module.replace('.', '/')}.py is not there: write the job, or correct its name")
    found = sources(folder, module)
    total = sha256()
    for name in sorted(found):
        total.update(f"{name}\0{len(found[name])}\0".encode() + found[name])
    return f"sha256:{total.hexdigest()}"


def parameters(folder: Path, module: str) -> set[str]:
    """The names of the parameters of every function in those files: more than those of the job itself, never fewer."""
    trees = (ast.parse(text) for text in sources(folder, module).values())
    return {node.arg for tree in trees for node in ast.walk(tree) if isinstance(node, ast.arg)}


def sources(folder: Path, module: str) -> dict[str, bytes]:
    """The text of those files, by the names of their modules."""
    found: dict[str, bytes] = {}
    _collect(folder, module, found)
    return found


def tree(file: Path) -> ast.Module:
    """What is written in a file.

    Raises:
        SyntaxError: it is not Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of doubtful escapes: Python says so itself, when it runs the file
        try:
            return ast.parse(file.read_bytes(), str(file))
        except SyntaxError as error:
            error.filename = str(file)  # of bytes that are no text Python does not say where
            raise


def _collect(folder: Path, module: str, found: dict[str, bytes]) -> None:
    file = file_of(folder, module)
    if not file or module in found:
        return
    found[module] = file.read_bytes()
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for name in _imports(file, package):
        for parent in _path(name):
            _collect(folder, parent, found)
    for parent in _path(package):
        _collect(folder, parent, found)


def _imports(file: Path, package: str) -> Iterator[str]:
    """Every module a file may import: for `from a import b`, both `a` and `a.b`."""
    try:
        parsed = tree(file)
    except SyntaxError as error:
        raise Permanent(f"{file}:{error.lineno}: {error.msg}") from error
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parents = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*parents, *filter(None, [node.module])])


def _path(name: str) -> Iterator[str]:
    """`a.b.c` -> `a`, `a.b`, `a.b.c`."""
    words = name.split(".") if name else []
    yield from (".".join(words[: count + 1]) for count in range(len(words)))


def file_of(folder: Path, module: str) -> Path | None:
    """Where a module lies: a file of its name, or the `__init__` of a package; None: nowhere."""
    base = folder.joinpath(*module.split("."))
    # os.path's answer, for pathlib's is an error where a name is too long for a file
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if isfile(path)), None)
