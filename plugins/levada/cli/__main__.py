"""`python -m levada.cli`."""

from levada.cli.main import main

main()
