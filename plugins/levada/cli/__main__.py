"""`python -m levada.cli`."""

from levada.cli.entry import main

main()
