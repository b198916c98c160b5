"""The tutorial, typed as it stands there: every command, and what it says."""

from pathlib import Path

from tests.docs.transcript import Shell, commands

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"


def test_the_tutorial_is_as_it_says(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    for command in commands(PAGE):
        succeeded, output = shell.type(command.text)
        assert succeeded != command.fails, f"$ {command.text}\n{output}"
        assert command.fits(output), f"$ {command.text}\n{output}"
