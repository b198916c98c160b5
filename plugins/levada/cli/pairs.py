"""Options that say NAME=VALUE."""

from collections.abc import Iterable

import click


def pairs(option: str, said: Iterable[str]) -> dict[str, str]:
    """Names and values; of a name that is said twice, the last value.

    Raises:
        click.UsageError: without a `=`, or in bytes that are no UTF-8.
    """
    for text in said:
        if "=" not in text:
            raise click.UsageError(f"{option} {text}: write NAME=VALUE")
        if any("\ud800" <= sign <= "\udfff" for sign in text):  # how Python hands on what the shell's bytes do not say
            raise click.UsageError(f"{option} {text!a}: is not UTF-8")
    return {name: value for name, _, value in (text.partition("=") for text in said)}
