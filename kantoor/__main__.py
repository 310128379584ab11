"""`python -m kantoor` is the `kantoor` command."""

from kantoor.cli.main import main

main()
