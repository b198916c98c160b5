"""Task groups: what their tasks are called, what they say for them, and in which order everything comes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from levada.cli.dag_factory.findings import Findings
from levada.cli.dag_factory.written import Written


def entries(said: Written | None, key: str, what: str, findings: Findings) -> Mapping[str, Written]:
    """A map of tasks or groups; a list's items say their names themselves, under a key."""
    if said is None or isinstance(said.value, dict):
        return said.value if said else {}
    found: dict[str, Written] = {}
    for number, item in enumerate(said.value if isinstance(said.value, list) else ()):
        named = item.get(key)
        if named is None:
            findings.leave(item, f"{what}[{number}]", f"has no `{key}`", "give it one")
        elif str(named.value) in found:
            findings.leave(item, f"{what}[{number}]", f"another one before it has this `{key}`", "give it its own")
        else:
            body = {name: inner for name, inner in item.value.items() if name != key}
            found[str(named.value)] = Written(body, item.file, item.line)
    return found


@dataclass(slots=True)
class Order:
    """Who comes after whom, by the names of dag-factory. `upstream`: task -> those right before it."""

    tasks: Mapping[str, Written]
    groups: Mapping[str, Written]
    upstream: dict[str, set[str]] = field(default_factory=dict)

    def lineage(self, task: str) -> list[str]:
        """A task's groups, the outermost first; a group that is its own ancestor ends it."""
        found: list[str] = []
        here = self.tasks[task].get("task_group_name")
        while here and str(here.value) in self.groups and str(here.value) not in found:
            found.insert(0, str(here.value))
            here = self.groups[str(here.value)].get("parent_group_name")
        return found

    def called(self, task: str) -> str:
        """Its id in Airflow: after its groups, as far as they want that."""
        prefix = ""
        for group in self.lineage(task):
            keeps = self.groups[group].get("prefix_group_id")
            prefix = f"{prefix}{group}." if keeps is None or keeps.value else ""
        return f"{prefix}{task}"

    def work_out(self, findings: Findings) -> None:
        """Every `dependencies`, tasks before groups: a group's first tasks are those known as such by then."""
        self.upstream = {task: set() for task in self.tasks}
        for name, said in {**self.tasks, **self.groups}.items():
            where = f"tasks.{name}" if name in self.tasks else f"task_groups.{name}"
            self._grouped(said, where, findings)
            wanted = said.get("dependencies")
            if wanted and not isinstance(wanted.value, list):
                findings.leave(wanted, f"{where}.dependencies", "is no list", "write the tasks in brackets")
            for one in wanted.value if wanted and isinstance(wanted.value, list) else ():
                if str(one.value) not in {*self.tasks, *self.groups}:
                    findings.leave(one, f"{where}.dependencies", f"there is no task {one.value}", "correct the name")
                    continue
                before = list(self._ends(str(one.value)))
                for task in list(self._begins(name)):
                    self.upstream[task].update(before)

    def _grouped(self, said: Written, where: str, findings: Findings) -> None:
        for key in ("task_group_name", "parent_group_name"):
            if (group := said.get(key)) and str(group.value) not in self.groups:
                findings.leave(group, f"{where}.{key}", f"there is no task group {group.value}", "correct the name")

    def without(self, task: str) -> None:
        """Take a task out: what came after it comes after those before it."""
        before = self.upstream.pop(task)
        for after in self.upstream.values():
            if task in after:
                after.remove(task)
                after |= before

    def _begins(self, name: str) -> Iterator[str]:
        inside = self._inside(name)
        yield from (task for task in inside if not self.upstream[task] & inside)

    def _ends(self, name: str) -> Iterator[str]:
        inside = self._inside(name)
        yield from inside - {one for task in inside for one in self.upstream[task]}

    def _inside(self, name: str) -> set[str]:
        return {name} if name in self.tasks else {task for task in self.tasks if name in self.lineage(task)}
