"""A list of commands in which each has its whole first sentence."""

import click

LONG = 500


class Sentences(click.Group):
    """click cuts what does not fit on a line; here it is folded."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl([(name, found.get_short_help_str(LONG)) for name, found in commands if found])
