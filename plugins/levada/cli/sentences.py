"""A list of commands in which each has its whole first sentence, and a wrong one is told the nearest."""

import click

from levada.names import nearest

LONG = 500


class Sentences(click.Group):
    """click cuts what does not fit on a line; here it is folded."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            known = self.list_commands(ctx)
            ctx.fail(f"no command {args[0]!r}: {nearest(args[0], known) or 'there are: ' + ', '.join(known)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl([(name, found.get_short_help_str(LONG)) for name, found in commands if found])
