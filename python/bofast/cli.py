"""The command line: what dbt does not do.

Commands import what they need when they run: dbt, pandas and altair take seconds to
load, and most commands need only one of them.
"""

from datetime import datetime
from pathlib import Path

import click

from bofast.errors import BofastError, RegisterError
from bofast.settings import PROJECT, SEEDS, Settings


class _Group(click.Group):
    """Prints the project's own errors as text, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BofastError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """bofast: a register warehouse for who stays, who moves and who leaves.

    Settings are environment variables: BOFAST_REGISTERS (register folder),
    BOFAST_WAREHOUSE (restricted warehouse file), BOFAST_MARTS (published file),
    BOFAST_EDITIONS (how many published files are kept), BOFAST_MIN_CELL and
    BOFAST_MIN_DF (the smallest count and the fewest residual degrees of freedom that
    are published). Marts are built with `dbt build`, or with `bofast build`, which
    says more when something is wrong.
    """


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write.")
@click.option("--seed", default=2019, show_default=True, help="Seed of the draws.")
@click.option(
    "--scale",
    default=0.02,
    show_default=True,
    help="Size of the registers of persons; 1 is the real size.",
)
@click.option(
    "--residents",
    type=click.Choice(["immigrant-families", "all"]),
    default="immigrant-families",
    show_default=True,
    help="Who is in the registers of persons.",
)
def registers(out: Path | None, seed: int, scale: float, residents: str) -> None:
    """Write synthetic demo registers.

    The same arguments give the same bytes. SYNTHETIC.md beside them says what is
    published and what is made up, faults.csv which faults were put in.
    """
    from bofast.synthetic.demo import write_demo_registers

    folder = out or Settings.from_environment().registers
    click.echo(f"Synthetic registers into {folder}")
    everyone = residents == "all"
    write_demo_registers(folder, SEEDS, scale, seed, everyone, _indented)


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=PROJECT / "data" / "downloads",
    help="Folder to write.",
)
@click.option("--seed", default=2024, show_default=True, help="Seed of the draws.")
def downloads(out: Path, seed: int) -> None:
    """Write synthetic downloads, to try `bofast import` with.

    Invented numbers of all municipalities of 2024, in the layouts of StatBank,
    Kommunehelsa and NAV: enough for a new edition of the risk index.
    """
    from bofast.synthetic.downloads.write import write_downloads

    click.echo(f"Synthetic downloads into {out}")
    write_downloads(out, SEEDS, seed, _indented)


@main.command()
@click.option("--docs", type=click.Path(path_type=Path), help="Folder for the pages.")
def check(docs: Path | None) -> None:
    """Hold the registers against the contract, before anything is built.

    The counts go through suites of great-expectations, one per register, with pages
    that say what held (checks/index.html beside the warehouse). The failing rows with
    their keys go into a restricted file; nothing printed names a person.
    """
    from bofast.door import check_at_the_door
    from bofast.findings import errors, notes, report
    from bofast.register_parts import FAILING_ROWS

    settings = Settings.from_environment()
    folder, docs = settings.registers, docs or settings.checks
    click.echo(f"Checking the registers in {folder}")
    checked = check_at_the_door(settings, docs)
    for register, tally in checked.tallies.items():
        _indented(f"{register:<21} {tally}")
    findings = checked.findings
    for note in notes(findings):
        _indented(str(note))
    if checked.tallies:
        _indented(f"pages: {docs / 'index.html'}")
    if checked.failing_rows:
        _indented(
            f"{checked.failing_rows:,} failing row(s), at most {FAILING_ROWS:,} of a"
            f" rule (restricted): {settings.failing_rows}"
        )
    if errors(findings):
        raise RegisterError(report(folder, findings, settings.failing_rows))
    kept = "the rows that are kept keep" if notes(findings) else "the registers keep"
    click.echo(f"  {kept} every rule of the contract")


@main.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--as",
    "chosen",
    default="",
    metavar="REGISTER",
    help="Register, or table, that the files are of, where they do not say it.",
)
@click.option(
    "--mapping",
    "mappings",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What the labels of another table mean: a YAML file.",
)
@click.option(
    "--replace", is_flag=True, help="Let rows that were imported get other values."
)
def import_(
    files: tuple[Path, ...], chosen: str, mappings: tuple[Path, ...], replace: bool
) -> None:
    """Turn downloads from StatBank, Kommunehelsa and NAV into registers.

    FILES are JSON-stat2, CSV or xlsx, as they were downloaded. Tables 07459, 10826,
    07091 and 07984 and the indicators of the risk index are known by what they say of
    themselves. Says what it read and what it left out; what it does not understand it
    refuses, and then no register is changed.
    """
    from bofast.importing.run import import_files

    settings = Settings.from_environment()
    click.echo(f"Importing into {settings.registers}")
    import_files(
        files, settings.registers, _indented, chosen, mappings, replace=replace
    )


@main.command()
@click.argument("name")
@click.option("--county", "counties", multiple=True, help="County that is ranked.")
@click.option(
    "--municipality", "municipalities", multiple=True, help="Municipality likewise."
)
@click.option("--country", is_flag=True, help="Rank the whole country.")
@click.option(
    "--districts", "cities", multiple=True, help="City that counts by its districts."
)
@click.option("--like", default="2019", show_default=True, help="Edition to follow.")
@click.option(
    "--division",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2024-01-01",
    show_default=True,
    help="Day whose municipalities are the units.",
)
@click.option("--outcome", default="", help="Indicator that the weights explain.")
@click.option("--add", "more", multiple=True, help="Indicator that is a candidate too.")
@click.option("--weights-from", default="", help="Edition to take the weights from.")
@click.option(
    "--estimator",
    type=click.Choice(["ols", "robust_regression"]),
    default="ols",
    show_default=True,
    help="Regression that gives the weights.",
)
@click.option(
    "--splits",
    type=click.Choice(["left_out", "population_share"]),
    default="left_out",
    show_default=True,
    help="What becomes of municipalities that were divided.",
)
@click.option("--remove", is_flag=True, help="Take the edition out of the seeds.")
def edition(
    name: str,
    counties: tuple[str, ...],
    municipalities: tuple[str, ...],
    country: bool,
    cities: tuple[str, ...],
    like: str,
    division: datetime,
    outcome: str,
    more: tuple[str, ...],
    weights_from: str,
    estimator: str,
    splits: str,
    remove: bool,
) -> None:
    """Add an edition of the risk index to the seeds: NAME is mostly a year.

    Variables, limits and bands are those of another edition; periods are the newest
    that the registers have, with the outcome as long after the conditions as there.
    The rows can be changed afterwards (seeds/risk_index).
    """
    from bofast.next_edition.rows import Wish
    from bofast.next_edition.write import remove_edition, write_edition

    if remove:
        remove_edition(name, SEEDS, _indented)
        return
    if country == bool(counties or municipalities):
        raise click.UsageError("say --county, --municipality or --country")
    wish = Wish(
        edition=name,
        like=like,
        counties=counties,
        municipalities=municipalities,
        cities=cities,
        division_date=division.date(),
        outcome=outcome,
        more=more,
        weights_from=weights_from,
        estimator=estimator,
        splits=splits,
    )
    settings = Settings.from_environment()
    click.echo(f"Edition {name} after {like}, from {settings.registers}")
    write_edition(wish, settings.registers, SEEDS, _indented)
    click.echo(
        "  next: bofast build, bofast publish, bofast report (or make warehouse)"
    )


@main.command()
@click.option(
    "--index",
    "index_only",
    is_flag=True,
    help="Build the risk index alone, in the warehouse that is there.",
)
def build(index_only: bool) -> None:
    """Build the warehouse and run all its tests (dbt build).

    It takes the old warehouse's place when everything has passed; what failed is kept
    beside it. BOFAST_INDEX names the editions of the risk index that are made; without
    it, all that the registers have indicators of.
    """
    from bofast.build import build as run_build

    settings = Settings.from_environment()
    click.echo(f"Building {settings.warehouse} from {settings.registers}")
    counts = run_build(settings, index_only)
    text = ", ".join(f"{n} {status}" for status, n in sorted(counts.items()))
    click.echo(f"  done: {text}")


@main.command()
@click.option("--list", "lists", is_flag=True, help="List the editions that are kept.")
@click.option(
    "--rollback",
    metavar="[EDITION]",
    is_flag=False,
    flag_value="",
    help="Put an edition in use again; the one before when none is named.",
)
def publish(lists: bool, rollback: str | None) -> None:
    """Write the published file from the warehouse and move it into place.

    Counts of fewer than BOFAST_MIN_CELL persons (10), what would tell them, and
    estimates with fewer than BOFAST_MIN_DF residual degrees of freedom (10) are
    withheld; their rows say so. The last BOFAST_EDITIONS published files (5) are kept
    beside it.
    """
    settings = Settings.from_environment()
    if lists and rollback is not None:
        raise click.UsageError("--list or --rollback, not both")
    if lists:
        from bofast.editions import listing

        click.echo(listing(settings))
    elif rollback is not None:
        from bofast.editions import roll_back

        roll_back(settings, rollback, click.echo)
    else:
        from bofast.publish import publish as write_published_file

        click.echo(f"Publishing {settings.marts}")
        write_published_file(settings, _indented)


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=PROJECT / "build" / "report",
    help="Folder to write.",
)
@click.option(
    "--picture", type=click.Path(path_type=Path), help="Write the ranking as SVG too."
)
@click.option("--sheets", is_flag=True, help="Write fact sheets of the units as PDF.")
def report(out: Path, picture: Path | None, sheets: bool) -> None:
    """Write the report from the published file: static pages, no network needed.

    BOFAST_MAP names a GeoJSON file of municipalities or districts to draw maps of;
    without it units are tiles.
    """
    from bofast.report import write_picture, write_report
    from bofast.sheets.write import write_sheets

    settings = Settings.from_environment()
    click.echo(f"Report into {out}")
    pages = write_report(
        settings.marts,
        out,
        PROJECT / "analysis",
        _indented,
        shapes_file=settings.map,
        make_sheets=write_sheets if sheets else None,
    )
    for file in write_picture(settings.marts, picture) if picture else ():
        _indented(f"picture: {file}")
    click.echo(f"  {len(pages)} files, start at {out / 'index.html'}")


@main.command()
@click.option("--edition", help="Edition of the index; all when not given.")
def show(edition: str | None) -> None:
    """Print the risk index as a short table, and where everything lies."""
    from bofast.ranking import ranking_text

    settings = Settings.from_environment()
    click.echo(ranking_text(settings.marts, edition))
    click.echo(f"warehouse (restricted): {settings.warehouse}")
    click.echo(f"marts (for BI tools):   {settings.marts}")


def _indented(text: str) -> None:
    click.echo(f"  {text}")
