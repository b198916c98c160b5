"""What a cluster starts: `spark-submit … levada_task.py REQUEST` performs one task, from first byte to publication."""

import sys

from levada.runtime.application import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
