"""The registers as they are kept, as Parquet: what Spark makes rows of persons from.

Spark has no part in the check: DuckDB makes it, and writes what models read as sources
into a folder that both can read. It is registers of persons: its owner's alone.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from bofast.atomic import OWNER_ONLY_FOLDER, in_words, make_folder, owner_only
from bofast.check.count import bounded_connection
from bofast.check.findings import findings_of, lines_of_notes
from bofast.check.run import accepted_registers
from bofast.contract.registers import fingerprint
from bofast.errors import SettingError
from bofast.settings import Settings
from bofast.sql import literal
from bofast.warehouse.sources import sources

# several files of a register, so that several machines can read it
FILE_SIZE = "256MB"
KEPT = "kept"


def keep_registers(
    settings: Settings, folder: Path, write: Callable[[str], object]
) -> None:
    """Check the registers, and write what is kept and rejected of them as Parquet.

    Args:
        settings: where the registers are.
        folder: the folder that Spark reads; `registers` in it is written anew, when
            all of it is there, and takes the place of what was there.
        write: takes a line on each register.

    Raises:
        RegisterError: the registers break the contract.
        SettingError: years are chosen.
        BuildError: the folder cannot be written.
    """
    if settings.years:
        raise SettingError(
            "BOFAST_YEARS: Spark builds all years of the registers it is given; leave"
            " it out, or build the years in DuckDB"
        )
    examined = accepted_registers(settings)
    for note in lines_of_notes(findings_of(examined)):
        write(note)
    place, draft = folder / "registers", folder / ".registers"
    with (
        in_words(f"keeping the registers failed, {place} is as it was"),
        owner_only(),
        bounded_connection() as connection,
    ):
        make_folder(folder, OWNER_ONLY_FOLDER)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        selects = sources(settings, settings.registers, examined)
        for name, select in selects.items():
            counted = connection.execute(
                f"copy ({select}) to {literal(draft / name)}"
                f" (format parquet, file_size_bytes {literal(FILE_SIZE)})"
            ).fetchone()
            write(f"{name:<21} {counted[0] if counted else 0:>13,} rows")
        mark = literal(fingerprint(settings.registers))
        (draft / KEPT).mkdir()
        connection.execute(
            f"copy (select {mark} as register_fingerprint)"
            f" to {literal(draft / KEPT / 'kept.parquet')} (format parquet)"
        )
        shutil.rmtree(place, ignore_errors=True)
        os.replace(draft, place)
