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
    """Prints the project's own errors, and those of files, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # whoever reads the output has had enough, which click knows of
            raise
        except (BofastError, OSError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """bofast: a register warehouse for who stays, who moves and who leaves.

    Settings are environment variables: BOFAST_REGISTERS (register folder),
    BOFAST_MAPPING (how an office's registers are written, register.yml),
    BOFAST_WAREHOUSE (restricted warehouse file), BOFAST_MARTS (published file),
    BOFAST_RELEASES (how many published files are kept), BOFAST_ROUNDING_BASE (the
    smallest published count but 0), BOFAST_MIN_CELL and BOFAST_MIN_DF (the fewest
    persons and residual degrees of freedom of a published model), BOFAST_YEARS (years
    to build, with those after them), BOFAST_INDEX (editions of the risk index to make
    alone), BOFAST_MAP (GeoJSON to draw maps of), BOFAST_MEMORY (what DuckDB may hold in
    memory), BOFAST_ROWS (folder shared with Spark). Marts are built with `dbt build`,
    or with `bofast build`, which says more when something is wrong.
    """
    # one that is wrong stops every command, also those that do not need it
    Settings.from_environment()


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write.")
@click.option("--seed", default=2019, show_default=True, help="Seed of the draws.")
@click.option(
    "--scale",
    default=0.1,
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
    from bofast_demo.demo import write_demo_registers

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
    from bofast_demo.downloads.write import write_downloads

    click.echo(f"Synthetic downloads into {out}")
    write_downloads(out, SEEDS, seed, _indented)


@main.command()
@click.option(
    "--docs",
    metavar="[FOLDER]",
    is_flag=False,
    flag_value="",
    help="Validate with great-expectations, too, and write its pages.",
)
@click.option(
    "--template",
    metavar="[FILE]",
    is_flag=False,
    flag_value="",
    help="Write register.yml from the files that are found, and check nothing.",
)
def check(docs: str | None, template: str | None) -> None:
    """Validate the registers against the contract, before anything is built.

    Says what held and what did not, register by register. The failing rows with their
    keys go into a restricted file; nothing printed names a person. With --docs, suites
    of great-expectations, one per register, make pages that show every rule and its
    count (checks/index.html beside the warehouse).
    """
    from bofast.check.findings import errors, lines_of_notes, report
    from bofast.check.memory import FAILING_ROWS
    from bofast.check.run import run_check

    settings = Settings.from_environment()
    folder = settings.registers
    pages = None if docs is None else Path(docs) if docs else settings.checks
    if template is not None:
        from bofast.contract.template import write_template

        file = Path(template) if template else settings.mapping
        click.echo(f"Writing {file} from the files in {folder}")
        for line in write_template(folder, file):
            _indented(line)
        return
    click.echo(f"Checking the registers in {folder}")
    checked = run_check(settings, pages)
    for register, tally in checked.tallies.items():
        files = checked.files[register]
        _indented(f"{register:<21} {tally}{files and f'; {files}'}")
    findings = checked.findings
    lines = lines_of_notes(findings)
    for line in lines:
        _indented(line)
    if pages and checked.tallies:
        _indented(f"pages: {pages / 'index.html'}")
    if checked.failing_rows:
        _indented(
            f"{checked.failing_rows:,} failing row(s), at most {FAILING_ROWS:,} of a"
            f" rule (restricted): {settings.failing_rows}"
        )
    if errors(findings):
        raise RegisterError(report(folder, findings, settings.failing_rows))
    kept = "the rows that are kept keep" if lines else "the registers keep"
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
@click.option(
    "--from",
    "rows",
    type=click.Path(path_type=Path),
    help="Take the rows of persons from this folder, where Spark made them.",
)
def build(index_only: bool, rows: Path | None) -> None:
    """Build the warehouse and run all its tests (dbt build).

    It takes the old warehouse's place when everything has passed; what failed is kept
    beside it. BOFAST_INDEX names the editions of the risk index that are made; without
    it, all that the registers have indicators of.
    """
    from bofast.warehouse.build import build as run_build

    if index_only and rows:
        raise click.UsageError("--index or --from, one of them")
    settings = Settings.from_environment()
    beside = f", rows of persons from {rows}" if rows else ""
    click.echo(f"Building {settings.warehouse} from {settings.registers}{beside}")
    counts = run_build(settings, index_only, rows)
    text = ", ".join(f"{n} {status}" for status, n in sorted(counts.items()))
    click.echo(f"  done: {text}")


@main.command()
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder to write; BOFAST_ROWS."
)
def kept(out: Path | None) -> None:
    """Write the registers as they are kept, as Parquet, for Spark to read.

    The check comes first. Spark makes rows of persons from them (dbt build --target
    spark --selector rows), and bofast build --from takes these. docs/scale.md says
    whose way it is.
    """
    from bofast.warehouse.kept import keep_registers

    settings = Settings.from_environment()
    folder = out or settings.rows
    click.echo(f"Keeping the registers in {settings.registers} for Spark")
    keep_registers(settings, folder, _indented)
    click.echo(f"  restricted: {folder}")


@main.command()
@click.option("--list", "lists", is_flag=True, help="List the releases that are kept.")
@click.option(
    "--rollback",
    metavar="[RELEASE]",
    is_flag=False,
    flag_value="",
    help="Put a release in use again; the one before when none is named.",
)
@click.option("--diff", is_flag=True, help="Say what would change, publish nothing.")
@click.option(
    "--accept",
    metavar="REASON",
    help="Publish what is worse than the last release, and keep the reason in it.",
)
def publish(lists: bool, rollback: str | None, diff: bool, accept: str | None) -> None:
    """Write the published file from the warehouse and move it into place.

    Small counts are rounded to 0 or BOFAST_ROUNDING_BASE (3). Estimates are coarsened;
    those of fewer than BOFAST_MIN_CELL persons (10), or with fewer than BOFAST_MIN_DF
    residual degrees of freedom (10), are withheld, and their rows say so. The last
    BOFAST_RELEASES published files (5) are kept beside it.
    """
    settings = Settings.from_environment()
    chosen = [lists, rollback is not None, diff, accept is not None]
    if sum(chosen) > 1:
        raise click.UsageError("--list, --rollback, --diff or --accept, one of them")
    if accept is not None and not accept.strip():
        raise click.UsageError("--accept wants a reason")
    if lists:
        from bofast.release.releases import listing

        click.echo(listing(settings))
    elif rollback is not None:
        from bofast.release.releases import roll_back

        roll_back(settings, rollback, click.echo)
    elif diff:
        from bofast.release.publish import differ

        click.echo(f"What publishing would change in {settings.marts}")
        differ(settings, _indented)
    else:
        from bofast.release.publish import publish as write_published_file

        click.echo(f"Publishing {settings.marts}")
        write_published_file(settings, _indented, accept)


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
    if picture:
        files = write_picture(settings.marts, picture)
        for file in files:
            _indented(f"picture: {file}")
        if not files:
            _indented("no picture: the published file has no ranked unit")
    click.echo(f"  {len(pages)} files, start at {out / 'index.html'}")


@main.command()
@click.option(
    "--warehouse",
    is_flag=True,
    help="The restricted warehouse instead, persons included.",
)
@click.option("--command", "-c", help="Run this and leave, instead of asking.")
def sql(warehouse: bool, command: str | None) -> None:
    """Open a prompt for SQL on the published file, read only.

    Statements can be piped in, too.
    """
    from bofast.prompt import open_prompt

    settings = Settings.from_environment()
    file = settings.warehouse if warehouse else settings.marts
    failed = open_prompt(
        file,
        is_restricted=warehouse,
        write=click.echo,
        lines=None if command is None else command.splitlines(),
    )
    if failed:
        raise SystemExit(1)


@main.command()
@click.option("--edition", help="Edition of the index; all when not given.")
def show(edition: str | None) -> None:
    """Print the risk index as a short table, and where everything lies."""
    from bofast.release.summary import ranking_text

    settings = Settings.from_environment()
    click.echo(ranking_text(settings.marts, edition))
    click.echo(f"warehouse (restricted): {settings.warehouse}")
    click.echo(f"marts (for BI tools):   {settings.marts}")


def _indented(text: str) -> None:
    click.echo(f"  {text}")
