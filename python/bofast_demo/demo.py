"""Everything the demo needs: synthetic regional registers and registers of persons."""

import json
from collections.abc import Callable
from pathlib import Path

from bofast.contract.registers import SYNTHETIC_ARGUMENTS, SYNTHETIC_MARK
from bofast_demo import regions
from bofast_demo.files import refuse_folder_of_others
from bofast_demo.population import registers as persons

HEAD = """# Synthetic registers

The registers beside this file are synthetic: made by `bofast`, not by any statistical
office. Every Parquet file says so in its metadata.

"""


def write_demo_registers(
    out: Path,
    seeds: Path,
    scale: float,
    seed: int,
    everyone: bool,
    progress: Callable[[str], None],
) -> None:
    """Write all eleven registers of the contract, and SYNTHETIC.md beside them.

    The arguments are in synthetic.json, too, for programs.

    Args:
        out: register folder.
        seeds: the repository's seeds folder.
        scale: of the registers of persons; 1 is the real size. Regional registers are
            always complete.
        seed: of everything that is drawn; the same arguments give the same bytes.
        everyone: all residents instead of the families of immigrants.
        progress: is told what has been done, one line at a time.

    Raises:
        RegisterError: the scale is out of range, or the folder holds data that are
            not synthetic; nothing was written.
    """
    refuse_folder_of_others(out)
    persons.refuse_wrong_scale(scale)
    regions.write_region_registers(out, seeds, seed, progress)
    persons.write_person_registers(out, seeds, scale, seed, everyone, progress)
    text = HEAD + regions.NOTE.format(seed=seed)
    text += "\n" + persons.note(scale, seed, everyone)
    (out / SYNTHETIC_MARK).write_text(text, encoding="utf-8")
    arguments = {"synthetic": True, "seed": seed, "scale": scale, "everyone": everyone}
    (out / SYNTHETIC_ARGUMENTS).write_text(json.dumps(arguments) + "\n")
