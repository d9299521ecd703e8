"""`python -m mllmu_bench`, which `accelerate launch -m` needs."""

import sys

from mllmu_bench import main

if __name__ == "__main__":
    sys.exit(main())
