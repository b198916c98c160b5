"""`levada completion`: what a shell needs to complete commands, options, pipelines and datasets."""

import click
from click.shell_completion import get_completion_class

EPILOG = """\b
Examples:
  eval "$(levada completion bash)"                                       in ~/.bashrc
  eval "$(levada completion zsh)"                                        in ~/.zshrc
  levada completion fish > ~/.config/fish/completions/levada.fish"""


@click.command(epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print a script that teaches a shell to complete levada's commands, and the names of this project."""
    kind = get_completion_class(shell)
    assert kind  # click knows all three
    click.echo(kind(ctx.find_root().command, {}, "levada", "_LEVADA_COMPLETE").source())
