"""Times commands in turn, and divides them by the first.

`ratios.py RUNS NAME=SETUP=COMMAND ...`: each command is a shell line after what is done
before it, which is not measured. They alternate, so that a machine that slows down
slows all of them, and the ratios say more than the seconds.
"""

import os
import statistics
import subprocess
import sys
import time


def seconds(command: str) -> float:
    """Run a shell line and return how long it took."""
    started = time.monotonic()
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def main() -> None:
    """Print medians of all runs and ratios of medians."""
    runs = int(sys.argv[1])
    commands = [one.split("=", 2) for one in sys.argv[2:]]
    taken: dict[str, list[float]] = {name: [] for name, _, _ in commands}
    for _ in range(runs):
        for name, setup, command in commands:
            subprocess.run(setup or "true", shell=True, check=True)
            os.sync()
            taken[name].append(seconds(command))
    medians = {name: statistics.median(found) for name, found in taken.items()}
    least = next(iter(medians.values()))
    for name, found in taken.items():
        listed = ", ".join(f"{one:.1f}" for one in found)
        ratio = medians[name] / least
        print(f"{name}: {medians[name]:.1f} s ({listed}), {ratio:.1f} times the floor")


if __name__ == "__main__":
    main()
