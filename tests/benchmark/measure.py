"""Run a command several times; print its median time and its peak memory.

What `MEASURE_BEFORE` says is done before each run, and not measured: what it has copied
is on the disk when the run begins.
"""

import os
import resource
import statistics
import subprocess
import sys
import time


def main() -> None:
    """Run `measure.py <what it is> <how often> <command ...>`."""
    what, runs, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    seconds = []
    for _ in range(runs):
        if before := os.environ.get("MEASURE_BEFORE"):
            subprocess.run(before, shell=True, check=True)
            os.sync()
        started = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.monotonic() - started)
    # kilobytes on Linux, of the largest process that was waited for
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    print(
        f"{what}: {statistics.median(seconds):.1f} s, {peak:.1f} GB ({runs} run(s):"
        f" {', '.join(f'{one:.1f}' for one in seconds)})"
    )


if __name__ == "__main__":
    main()
