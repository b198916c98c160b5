"""levada: `levada validate`."""

from pathlib import Path

from click.testing import CliRunner

from benchmarks.mistakes.trials.each import each
from levada.cli.main import cli


def said(root: Path) -> tuple[bool, str]:
    """Whether `levada validate` is content with a project, and what it says."""
    result = CliRunner(catch_exceptions=False).invoke(cli, ["--root", str(root), "validate"])
    return result.exit_code == 0, result.output


def check() -> bool:
    content, text = said(Path.cwd())
    print(text)
    return content


if __name__ == "__main__":
    each(check)
