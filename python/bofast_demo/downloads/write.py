"""Writes the synthetic downloads: one file per table, each in another layout."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from bofast.contract.registers import SYNTHETIC_MARK
from bofast.errors import RegisterError
from bofast_demo.downloads import layouts, tables

NOTE = """# Synthetic downloads

The files beside this one are synthetic: made by `bofast downloads` with seed {seed}, in
the layouts of StatBank, Kommunehelsa and NAV. Codes and names of municipalities are
real, every number is invented. They are for trying `bofast import`, and say nothing
about any place.
"""


def write_downloads(
    out: Path, seeds: Path, seed: int, progress: Callable[[str], None]
) -> list[Path]:
    """Write downloads for a whole new edition, all municipalities of 2024.

    Args:
        out: folder; made when it is not there.
        seeds: the repository's seeds folder, for codes and names.
        seed: of everything that is drawn.
        progress: is told each file.

    Returns:
        The files.

    Raises:
        RegisterError: the folder holds files that are not synthetic downloads.
    """
    if out.exists() and any(out.iterdir()) and not (out / SYNTHETIC_MARK).is_file():
        raise RegisterError(
            f"{out} holds other files: synthetic downloads go into a folder of their"
            " own"
        )
    out.mkdir(parents=True, exist_ok=True)
    country = tables.draw_country(seeds, seed)
    codes = tables.Codes(seeds, np.random.default_rng(seed))
    earlier, now = tables.POPULATION_YEARS[:-1], tables.POPULATION_YEARS[-1:]
    population = tables.population_table(country, codes, earlier, by_sex=False)
    files = [out / f"07459_{earlier[0]}-{earlier[-1]}.csv"]
    layouts.write_wide_csv(population, files[-1], ["statistikkvariabel", "år"])
    files.append(out / f"07459_{now[0]}.json")
    newest = tables.population_table(country, codes, now, by_sex=True)
    layouts.write_jsonstat(newest, files[-1])
    files.append(out / "07091.xlsx")
    layouts.write_stacked_workbook(
        tables.establishment_table(country, codes),
        files[-1],
        ["statistikkvariabel", "år"],
    )
    files.append(out / "07984.csv")
    layouts.write_long_csv(
        tables.employment_table(country, codes), files[-1], labels="both"
    )
    of = {name: tables.indicator_table(country, name) for name in tables.PERIODS}
    files.append(out / "kommunehelsa_uforetrygd.xlsx")
    layouts.write_flat_workbook(of["disability_share"], files[-1], ["År"])
    files.append(out / "kommunehelsa_utdanning.csv")
    layouts.write_wide_csv(of["primary_education_share"], files[-1], ["År"])
    files.append(out / "kommunehelsa_eneforsorgere.csv")
    layouts.write_long_csv(
        of["single_parent_share"], files[-1], labels="both", delimiter=";"
    )
    files.append(out / "kommunehelsa_lavinntekt.json")
    layouts.write_jsonstat(of["low_income_share"], files[-1])
    files.append(out / "nav_uforetrygd.xlsx")
    layouts.write_flat_workbook(
        of["disability_share_crude"], files[-1], ["År"], split_region=True
    )
    (out / SYNTHETIC_MARK).write_text(NOTE.format(seed=seed), encoding="utf-8")
    for file in files:
        progress(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")
    return files
