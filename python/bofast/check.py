"""The check at the door: do the registers keep the contract?

Everything is counted in DuckDB straight from the files (`register_parts`), before the
warehouse is touched. A row of a register of persons that breaks a null, type, code or
range rule is set aside and counted, or the value counts as missing where the column
may be null. Regional registers are small, complete tables, where a missing row changes
every unit's place, so there every broken rule stops the build, as a broken key does
everywhere.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import duckdb

from bofast.edition_periods import INDICATORS, left_out, needs
from bofast.errors import RegisterError
from bofast.findings import Examination, Finding, errors, finding_on, findings_of
from bofast.register_parts import (
    Counts,
    Memory,
    Rules,
    bounded_connection,
    column_types,
    count_register,
    mixed_types,
)
from bofast.register_rules import STORED, Effect, Kind, Rule, read_column
from bofast.register_together import held_together
from bofast.register_views import (
    empty_sql,
    kept_sql,
    narrowed_sql,
    rows_sql,
    values_sql,
)
from bofast.registers import (
    PERSONS,
    Column,
    Contract,
    code_lists,
    csv_rows,
    first_lines,
    load_contract,
    register_groups,
    scan_sql,
)
from bofast.settings import SEEDS


def examine_registers(
    folder: Path,
    seeds: Path = SEEDS,
    remembered: Path | None = None,
    with_links: bool = True,
    chosen: Collection[str] = (),
) -> list[Examination]:
    """Hold every register of the contract against it.

    Args:
        folder: the register folder.
        seeds: folder with the contract, the code lists and the editions.
        remembered: file that keeps what was counted; None to count everything anew.
        with_links: whether to look for values that another register should hold, which
            only warns and takes a join of the registers.
        chosen: editions of the risk index that are made; none for all with data.

    Returns:
        One examination per register, in the contract's order. A group of registers
        that is wholly absent is read as empty.
    """
    if not folder.is_dir():
        hint = "`bofast registers` writes synthetic ones"
        text = f"the folder {folder} does not exist ({hint})"
        return [Examination("registers", (Finding("registers", "", text, None),))]
    contract = load_contract(seeds)
    if not any((folder / register).exists() for register in contract):
        text = f"the folder {folder} holds none of {', '.join(contract)}"
        return [Examination("registers", (Finding("registers", "", text, None),))]
    memory = Memory(remembered)
    examinations: list[Examination] = []
    for group, registers in register_groups(seeds).items():
        if any((folder / name).exists() for name in registers):
            with bounded_connection() as connection:
                examinations += [
                    examine_register(folder, name, seeds, memory, connection, chosen)
                    for name in registers
                ]
        else:
            examinations += _absent_group(group, registers, contract)
    links = csv_rows(seeds / "contract" / "register_link.csv") if with_links else []
    examinations = held_together(examinations, contract, seeds, links, memory)
    memory.write()
    return examinations


def examine_register(
    folder: Path,
    register: str,
    seeds: Path = SEEDS,
    memory: Memory | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
    chosen: Collection[str] = (),
) -> Examination:
    """Hold one register against the contract; see `examine_registers`.

    Args:
        folder: the register folder.
        register: the register's name.
        seeds: folder with the contract, the code lists and the editions.
        memory: what was counted before.
        connection: where to count; one is made when not given.
        chosen: editions of the risk index that are made; none for all with data.

    Returns:
        What was found; files that cannot be read are a finding too.
    """
    if connection is None:
        with bounded_connection() as own:
            return examine_register(folder, register, seeds, memory, own, chosen)
    sets_aside = register in register_groups(seeds)[PERSONS]
    columns = load_contract(seeds)[register]
    try:
        return _examine(
            connection,
            folder,
            register,
            columns,
            seeds,
            sets_aside,
            memory or Memory(),
            chosen,
        )
    except RegisterError as error:
        text = str(error).removeprefix(f"register {register}: ")
    except duckdb.Error as error:
        text = f"cannot be read: {first_lines(error)}"
    except OSError as error:
        text = f"cannot be read: {error.strerror}: {error.filename}"
    return Examination(register, (Finding(register, "", text, None),))


def check_registers(
    folder: Path, seeds: Path = SEEDS, remembered: Path | None = None
) -> list[Finding]:
    """Return what is found in the registers; see `examine_registers`.

    Args:
        folder: the register folder.
        seeds: folder with the contract, the code lists and the editions.
        remembered: file that keeps what was counted.

    Returns:
        Broken rules and notes, register by register; empty when all is well.
    """
    return findings_of(examine_registers(folder, seeds, remembered))


def _absent_group(
    group: str, registers: list[str], contract: Contract
) -> Iterator[Examination]:
    note = f"not here ({', '.join(registers)}); what is made of them is empty"
    finding = Finding(
        f"registers of {group}", "", note, None, (), Effect.NOTE, Kind.ROWS
    )
    for name in registers:
        findings = (finding,) if name == registers[0] else ()
        yield Examination(name, findings, empty_sql(contract[name]), is_absent=True)


def _examine(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    register: str,
    columns: list[Column],
    seeds: Path,
    sets_aside: bool,
    memory: Memory,
    chosen: Collection[str],
) -> Examination:
    scan, lists = scan_sql(connection, folder, register), code_lists(seeds)
    types = column_types(connection, scan)
    rules = Rules(
        readings=tuple(
            read_column(column, types[column.name], lists, sets_aside)
            for column in columns
            if column.name in types
        ),
        key=tuple(column.name for column in columns if column.is_key),
        over_columns=tuple(rules_over_columns(register, seeds)),
        is_complete=all(column.name in types for column in columns),
    )
    counts, digest = count_register(connection, folder, register, scan, rules, memory)
    findings = list(_other_columns(register, columns, types))
    for name, physical, rows, file in mixed_types(
        connection, folder / register, columns, types
    ):
        text = f"stored as {physical} in {file}, must be {_stored(name, columns)}"
        findings.append(Finding(register, name, text, rows, kind=Kind.STORED))
    findings += _broken_on_columns(register, columns, rules, counts, sets_aside)
    if counts.rows == 0:
        # of persons none may be known; a region that is missing moves the others
        effect = Effect.NOTE if sets_aside else Effect.STOPS
        text = "the register has no rows"
        findings.append(Finding(register, "", text, None, (), effect, Kind.ROWS))
    if errors(findings):
        return Examination(register, tuple(findings), rows=counts.rows)
    broken = [rules.on_columns[place] for place in counts.broken]
    kept = kept_sql(scan, rules.readings, broken, counts.untidy_columns)
    findings += _set_aside(register, broken, counts)
    if counts.misplaced:
        text = "the year is not that of the folder"
        findings.append(
            Finding(
                register,
                "year",
                text,
                counts.misplaced,
                effect=Effect.NOTE,
                kind=Kind.FOLDER,
            )
        )
    findings += _broken_over_columns(register, columns, rules, counts, sets_aside)
    connection.execute(f"create or replace temp view kept as {kept}")
    if any(need.register == register for need in needs(seeds)):
        findings += _check_coverage(connection, folder, register, seeds, chosen)
    return Examination(
        register,
        tuple(findings),
        narrowed_sql(kept, register, rules.readings),
        rows_sql(register, scan, rules.readings, broken),
        values_sql(register, scan, rules.readings, broken),
        kept_sql(scan, rules.readings, (), counts.untidy_columns),
        counts.rows,
        {int(year): rows for year, rows in counts.rows_kept.items() if year},
        digest,
    )


def rules_over_columns(register: str, seeds: Path = SEEDS) -> Iterator[Rule]:
    """Read the rules over several columns of a register."""
    for row in csv_rows(seeds / "contract" / "register_rule.csv"):
        if row["register"] == register:
            effect = Effect.STOPS if row["effect"] == "stops" else Effect.NOTE
            condition = row["failing_condition"]
            yield Rule(row["column_name"], row["rule"], condition, effect, Kind.RULE)


def _stored(name: str, columns: Iterable[Column]) -> str:
    """Return in words what a column is stored as."""
    (data_type,) = {column.data_type for column in columns if column.name == name}
    return STORED[data_type][1]


def _other_columns(
    register: str, columns: list[Column], types: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield the columns of the contract that are not there, and those it has not."""
    promised = [column.name for column in columns]
    # a folder may supply a year that the contract does not ask for
    others = [name for name in types if name not in (*promised, "year")]
    for name in promised:
        if name not in types:
            near = get_close_matches(name, others, 1)
            found = f" (found: {near[0]})" if near else ""
            text = f"the column is missing{found}"
            yield Finding(register, name, text, None, kind=Kind.EXISTS)
    if others:
        # without a header the first row's values would be the names
        names = [name for name in others if name.replace("_", "").isalpha()]
        listed = f": {', '.join(names)}" if names else ""
        text = f"{len(others)} column(s) not in the contract, not read{listed}"
        yield Finding(register, "", text, None, (), Effect.NOTE, Kind.EXTRA)


def _broken_on_columns(
    register: str,
    columns: Sequence[Column],
    rules: Rules,
    counts: Counts,
    is_of_persons: bool,
) -> Iterator[Finding]:
    for place, broken in counts.broken.items():
        rule = rules.on_columns[place]
        yield finding_on(register, rule, broken, columns, is_of_persons)


def _set_aside(
    register: str, broken: Iterable[Rule], counts: Counts
) -> Iterator[Finding]:
    """Say how many rows are set aside in all: one row may break several rules."""
    if any(rule.effect == Effect.SETS_ASIDE for rule in broken):
        of = f"of {counts.rows:,} rows in all"
        aside = counts.rows - sum(counts.rows_kept.values())
        yield Finding(register, "", of, aside, (), Effect.SETS_ASIDE, Kind.IN_ALL)


def _broken_over_columns(
    register: str,
    columns: Sequence[Column],
    rules: Rules,
    counts: Counts,
    is_of_persons: bool,
) -> Iterator[Finding]:
    for rule in rules.over_columns:
        if broken := counts.over_columns.get(rule.words):
            said = replace(rule, words=f"broken: {rule.words}")
            yield finding_on(register, said, broken, columns, is_of_persons)
    if counts.duplicates.rows:
        key, words = ", ".join(rules.key), "the key is not unique"
        rule = Rule(key, words, "", Effect.STOPS, Kind.UNIQUE)
        yield finding_on(register, rule, counts.duplicates, columns, is_of_persons)


def _check_coverage(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    register: str,
    seeds: Path,
    chosen: Collection[str],
) -> Iterator[Finding]:
    """Yield the periods that an edition of the risk index needs and nobody has.

    An edition that there are no indicators of at all is not made, which is a note.
    """
    absent = left_out(connection, folder, seeds, chosen)
    for need in needs(seeds):
        if need.register != register or need.edition in absent:
            continue
        in_period = f"from kept where {need.condition} limit 1"
        if not connection.execute(f"select 1 {in_period}").fetchone():
            rule = (
                f"no rows for {need.period}, which {need.variable} needs"
                f" ({need.purpose} of edition {need.edition})"
            )
            yield Finding(register, "", rule, None, kind=Kind.EDITION)
    if register == INDICATORS:
        for edition in sorted(absent):
            why = "not chosen" if chosen else "none of its indicators is here"
            rule = f"edition {edition} of the risk index is not made: {why}"
            yield Finding(register, "", rule, None, (), Effect.NOTE, Kind.LEFT_OUT)
