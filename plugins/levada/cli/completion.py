"""`levada completion`: what a shell needs to complete commands, options, and the names of a project."""

import click
from click.shell_completion import get_completion_class

EPILOG = """\b
Examples:
  eval "$(levada completion bash)"                                       in ~/.bashrc
  eval "$(levada completion zsh)"                                        in ~/.zshrc
  levada completion fish | source                                        in ~/.config/fish/config.fish"""
LACKS = {
    "zsh": ("    compdef ", "    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n    compdef "),
    "fish": ('string split ","', 'string split -m 1 ","'),
}
"""What click's scripts do without, and better would not: zsh may have completion still to load, and help has commas."""


@click.command(epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print a script that teaches a shell to complete levada's commands, and the names of this project."""
    kind = get_completion_class(shell)
    assert kind  # click knows all three
    script = kind(ctx.find_root().command, {}, "levada", "_LEVADA_COMPLETE").source()
    click.echo(script.replace(*LACKS[shell]) if shell in LACKS else script)
