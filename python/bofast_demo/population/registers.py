"""Registers of persons on disk, written beside the old ones and then moved in place."""

import shutil
from collections.abc import Callable
from pathlib import Path

from bofast.contract.registers import FAULTY_ROWS
from bofast.errors import RegisterError
from bofast_demo.files import UNFINISHED, refuse_other_data
from bofast_demo.population.faults import FAULTS
from bofast_demo.population.simulate import simulate

MANIFEST = "faults.csv"
LARGEST_SCALE = 2.0
"""Beyond it the pseudonyms of all residents would repeat."""

NOTE = """## Registers of persons

Drawn with seed {seed} at scale {scale:g} ({residents}): nobody in them exists. Two
kinds of numbers went in.

Calibration targets, from report 2016/27 of Statistics Norway:

- chances of leaving the centrality level and of emigrating in 2013: the logits of
  tables E.1-E.8; earlier years are shifted to the rates that the text of chapter 4
  and figures 4.1-4.8 give by background;
- immigrants aged 15-74 per level and sex in 2013: n of tables E.1-E.8;
- shares by background 2004-2008 and 2009-2013: the text to figure 5.13;
- rates by background and family in 2013: table 4.1.

Everything else is assumed, see `python/bofast_demo/population`: `assumptions.py`
and the constants at the head of the other modules. Tables 4.2,
4.3 and 5.1-5.31 are not fitted: what comes out of them validates the simulation.

The registers hold deliberate faults, which `{manifest}` counts and `{rows}` lists.
"""


def note(scale: float, seed: int, everyone: bool) -> str:
    """Return what SYNTHETIC.md says about the registers of persons."""
    residents = "all residents" if everyone else "families of immigrants"
    return NOTE.format(
        seed=seed, scale=scale, residents=residents, manifest=MANIFEST, rows=FAULTY_ROWS
    )


def refuse_wrong_scale(scale: float) -> None:
    """Refuse a scale that no registers can be made of.

    Raises:
        RegisterError: it is out of range.
    """
    if not 0 < scale <= LARGEST_SCALE:
        raise RegisterError(
            f"scale {scale:g}: must be above 0, at most {LARGEST_SCALE}"
        )


def write_person_registers(
    out: Path,
    seeds: Path,
    scale: float,
    seed: int,
    everyone: bool,
    progress: Callable[[str], None],
) -> None:
    """Write the seven registers of persons as Parquet, and a count of their faults.

    Args:
        out: register folder; each register becomes a folder in it.
        seeds: the repository's seeds folder.
        scale: 1 is the real size, about 900,000 residents a year in the families of
            immigrants, 4.8 million with everyone.
        seed: of everything that is drawn; the same arguments give the same bytes.
        everyone: all residents instead of the families of immigrants.
        progress: is told how far it is and about how long is left.

    Raises:
        RegisterError: the scale is out of range, or a register's folder holds data
            that are not synthetic.
    """
    refuse_wrong_scale(scale)
    for register in FAULTS:
        refuse_other_data(out / register)
    draft = out / UNFINISHED
    shutil.rmtree(draft, ignore_errors=True)
    manifest = simulate(draft, seeds, scale, seed, everyone, progress)
    # nothing is replaced before everything is there
    for register in FAULTS:
        shutil.rmtree(out / register, ignore_errors=True)
        (draft / register).replace(out / register)
    manifest.write(out / MANIFEST)
    manifest.write_rows(out / FAULTY_ROWS)
    shutil.rmtree(draft)
