"""What a file of `spark_jobs/` uses of PySpark: read, never imported."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain

from levada.engines.functions.kinds import COLUMN, FRAME, FUNCTIONS, annotated, member, result

Function = ast.FunctionDef | ast.AsyncFunctionDef

NAMED = frozenset(("Column.alias", "Column.name", "functions.col", "functions.column", "functions.lit"))
"""Columns with a name that was said."""
KEPT = frozenset(("Column.cast", "Column.astype"))
"""Columns with the name of what they are made of."""


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """`name`: as `functions.abs` or `DataFrame.join`. `arguments`: as they are written, texts without their quotes;
    `keywords`: their names, where they have some. `unnamed`: the first argument that computes a column and gives it no
    name. Lines and columns count from 1."""

    line: int
    column: int
    name: str
    arguments: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    unnamed: str = ""


def uses(tree: ast.Module, known: frozenset[str], frames: Collection[tuple[str, str]] = ()) -> list[Use]:
    """In the order of the lines. `known`: all that PySpark has; `frames`: functions and those of their parameters that
    are DataFrames though no annotation says so."""
    reader = _Reader(known, frames)
    reader.visit(tree)
    return sorted(set(reader.found))


class _Reader(ast.NodeVisitor):
    """`bound`: what names stand for, where the reading has come to. `made`: what functions of the file give."""

    def __init__(self, known: frozenset[str], frames: Collection[tuple[str, str]]) -> None:
        self.known, self.frames = known, frames
        self.bound: dict[str, str] = {}
        self.made: dict[str, str] = {}
        self.found: list[Use] = []

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name.partition(".")[0] == "pyspark":
                self.bound[alias.asname or "pyspark"] = alias.name if alias.asname else "pyspark"

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        if node.level or module.partition(".")[0] != "pyspark":
            return
        for alias in node.names:
            if alias.name == "*" and module == FUNCTIONS:
                self.bound |= {name.partition(".")[2]: name for name in self.known if name.startswith("functions.")}
            else:
                self.bound[alias.asname or alias.name] = member(module, alias.name, self.known)

    def visit_Module(self, node: ast.Module) -> None:
        self._imported(node)
        for each in ast.walk(node):
            if isinstance(each, Function):
                self.made[each.name] = annotated(each.returns, self.bound, self.known)
        self.generic_visit(node)

    def _imported(self, node: ast.Module) -> None:
        """First, for functions at the top may be annotated by what is imported under `if` or `try`."""
        for each in ast.walk(node):
            if isinstance(each, ast.Import | ast.ImportFrom):
                self.visit(each)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: Function) -> None:
        outer = dict(self.bound)
        said = node.args
        for argument in (*said.posonlyargs, *said.args, *said.kwonlyargs):
            given = FRAME if (node.name, argument.arg) in self.frames else ""
            self.bound[argument.arg] = annotated(argument.annotation, self.bound, self.known) or given
        self.generic_visit(node)
        self.bound = outer

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        kind = self.kind(node.value)
        for name in chain.from_iterable(map(_names, node.targets)):
            self.bound[name] = kind if isinstance(node.targets[0], ast.Name) else ""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.generic_visit(node)
        if isinstance(node.target, ast.Name):
            self.bound[node.target.id] = annotated(node.annotation, self.bound, self.known)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        outer = dict(self.bound)
        self.bound |= dict.fromkeys((each.arg for each in node.args.args), "")
        self.generic_visit(node)
        self.bound = outer

    def visit_Call(self, node: ast.Call) -> None:
        name = self.kind(node.func)
        if name in self.known:
            self._use(node.func, name, node)
            inside = [node.func.value] if isinstance(node.func, ast.Attribute) else []
            for child in (*inside, *node.args, *node.keywords):
                self.visit(child)
        else:
            self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if (name := self.kind(node)) in self.known:
            self._use(node, name)
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and (name := self.kind(node)) in self.known:
            self._use(node, name)

    def _use(self, node: ast.expr, name: str, call: ast.Call | None = None) -> None:
        """At the word itself, which may stand lines below the expression it is asked of."""
        line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        column = end - len(node.attr.encode()) if isinstance(node, ast.Attribute) else node.col_offset
        arguments = (*call.args, *(keyword.value for keyword in call.keywords)) if call else ()
        keywords = tuple(keyword.arg or "" for keyword in call.keywords) if call else ()
        unnamed = next((ast.unparse(each) for each in arguments if self._unnamed(each)), "")
        self.found.append(Use(line, column + 1, name, tuple(map(_written, arguments)), keywords, unnamed))

    def _unnamed(self, node: ast.expr) -> bool:
        """Whether an expression computes a column whose name is left to the engine."""
        match node:
            case ast.Call(func=func) if (name := self.kind(func)) in self.known:
                if name in KEPT and isinstance(func, ast.Attribute):
                    return self._unnamed(func.value)
                return name not in NAMED and result(name) == COLUMN
            case ast.BinOp() | ast.UnaryOp() | ast.Compare():
                return self.kind(node) == COLUMN
        return False

    def kind(self, node: ast.expr) -> str:
        """What an expression is."""
        match node:
            case ast.Name(id=name):
                return self.bound.get(name, "")
            case ast.Attribute(value=value, attr=name):
                found = member(self.kind(value), name, self.known)
                return result(found) if found in ("DataFrame.na", "DataFrame.stat") else found
            case ast.Call(func=ast.Name(id=name)) if name in self.made and name not in self.bound:
                return self.made[name]
            case ast.Call(func=func):
                name = self.kind(func)
                return result(name) if name in self.known else ""
            case ast.Subscript(value=value):
                return COLUMN if self.kind(value) in (FRAME, COLUMN) else ""
            case ast.BinOp() | ast.UnaryOp() | ast.Compare():
                return COLUMN if COLUMN in map(self.kind, _operands(node)) else ""
            case ast.IfExp(body=body, orelse=orelse):
                return self.kind(body) or self.kind(orelse)
        return ""


def _names(target: ast.expr) -> Iterator[str]:
    return (each.id for each in ast.walk(target) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))


def _operands(node: ast.BinOp | ast.UnaryOp | ast.Compare) -> tuple[ast.expr, ...]:
    match node:
        case ast.BinOp(left=left, right=right):
            return left, right
        case ast.UnaryOp(operand=operand):
            return (operand,)
    return node.left, *node.comparators


def _written(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)
