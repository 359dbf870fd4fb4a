"""`python -m ksearch` is the command `ksearch`."""

import sys

from ksearch.cli import main

if __name__ == "__main__":
    sys.exit(main())
