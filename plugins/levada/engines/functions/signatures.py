"""What a function of `spark_jobs/` takes, as its file says it: read, never imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameters a function may be given by name, and those it has to be. `anything`: it takes others as well."""

    takes: tuple[str, ...]
    needs: tuple[str, ...]
    anything: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What a module has at its top. `open`: perhaps more than can be read. A function's signature is None where it
    need not be the one that is written: decorated, written twice, or something else that can be called."""

    found: dict[str, Signature | None]
    open: bool


def names(tree: ast.Module) -> Names:
    """The names of a module, those under `if` and `try` included."""
    found: dict[str, Signature | None] = {}
    open_ended = False
    for name, signature in _bound(tree.body):
        open_ended |= name in ("*", "__getattr__")
        found[name] = None if name in found else signature
    return Names(found, open_ended)


def _bound(body: list[ast.stmt]) -> Iterator[tuple[str, Signature | None]]:
    for node in body:
        match node:
            case ast.FunctionDef():
                yield node.name, None if node.decorator_list else signature(node)
            case ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, None
            case ast.Import() | ast.ImportFrom():
                yield from (((alias.asname or alias.name).partition(".")[0], None) for alias in node.names)
            case ast.Assign() | ast.AnnAssign():
                yield from ((each.id, None) for each in ast.walk(node) if _is_bound(each))
            case ast.If() | ast.Try() | ast.With():
                inner = (*node.body, *getattr(node, "orelse", ()), *getattr(node, "finalbody", ()))
                handlers = (one for handler in getattr(node, "handlers", ()) for one in handler.body)
                yield from _bound([*inner, *handlers])


def _is_bound(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def signature(node: ast.FunctionDef) -> Signature:
    """The parameters of a function, without those that are given by place alone."""
    said = node.args
    positional = [*said.posonlyargs, *said.args]
    bare = {argument.arg for argument in positional[: len(positional) - len(said.defaults)]}
    bare |= {argument.arg for argument, value in zip(said.kwonlyargs, said.kw_defaults, strict=True) if value is None}
    takes = tuple(argument.arg for argument in (*said.args, *said.kwonlyargs))
    return Signature(takes, tuple(name for name in takes if name in bare), said.kwarg is not None)
