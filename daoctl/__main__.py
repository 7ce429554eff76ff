"""`python -m daoctl` is `daoctl`."""

import sys

from daoctl.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
