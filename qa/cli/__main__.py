"""`python -m qa.cli` is `qa`."""

from qa.cli import main

main(prog_name="qa")
