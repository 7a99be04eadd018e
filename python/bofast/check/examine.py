"""The registers are validated against the contract, before anything is built.

Everything is counted in DuckDB straight from the files (`count`). A row of a register
of persons that breaks a null, type, code or range rule is rejected and counted, or the
value counts as missing where the column may be null, up to a limit for each rule and
year; above it the run stops. Regional registers are small, complete tables, where a
missing row changes every unit's place, so there every broken rule stops the build, as a
broken key does everywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from glob import escape
from pathlib import Path

import duckdb

from bofast.check.catalogue import Catalogue, Effect, Kind, Rule, catalogue
from bofast.check.conditions import Condition, Lists, read_column
from bofast.check.count import (
    SHARING,
    CodeList,
    Crowd,
    Rules,
    bounded_connection,
    count_register,
)
from bofast.check.edition_periods import INDICATORS, left_out, needs
from bofast.check.findings import (
    ROWS,
    Examination,
    Finding,
    finding_about,
    finding_on,
    findings_of,
)
from bofast.check.limits import Excess, excess
from bofast.check.memory import Broken, Counts, Memory
from bofast.check.places import (
    known_municipalities,
    placed_municipalities,
    years_in_force,
)
from bofast.check.together import Together, compared
from bofast.check.views import (
    empty_sql,
    file_rows_sql,
    kept_sql,
    narrowed_sql,
    rows_sql,
    values_sql,
)
from bofast.contract.files import PARQUET
from bofast.contract.mapping import (
    MAPPING,
    Allowance,
    OfficeMapping,
    load_mapping,
    mapped_sql,
)
from bofast.contract.registers import (
    PERSONS,
    Column,
    Contract,
    code_lists,
    csv_rows,
    load_contract,
    register_groups,
)
from bofast.contract.source import Source, column_types, first_lines, open_source
from bofast.contract.stored import STORED
from bofast.errors import RegisterError
from bofast.settings import SEEDS
from bofast.sql import identifier, literal

FILES_SHOWN = 3


@dataclass(frozen=True)
class Asked:
    """What a register is examined for.

    Attributes:
        columns: of the contract.
        rules: its rules.
        lists: what values are compared with.
        of_persons: whether rows are about persons, so that broken ones are rejected.
        allowed: limits that may be exceeded.
        seeds: folder with the contract, the code lists and the editions.
        editions: editions of the risk index that are made; none for all with data.
        not_made: editions that are not.
    """

    columns: list[Column]
    rules: Catalogue
    lists: Lists
    of_persons: bool
    allowed: tuple[Allowance, ...]
    seeds: Path
    editions: tuple[str, ...]
    not_made: frozenset[str]


def examine_registers(
    folder: Path,
    seeds: Path = SEEDS,
    remembered: Path | None = None,
    mapping: Path | None = None,
    editions: tuple[str, ...] = (),
) -> list[Examination]:
    """Examine every register of the contract.

    Args:
        folder: the register folder.
        seeds: folder with the contract, the code lists and the editions.
        remembered: file that keeps what was counted; None to count everything anew.
        mapping: file that says how the office's registers are written; `register.yml`
            in the register folder when not given.
        editions: editions of the risk index that are made; none for all with data.

    Returns:
        One examination per register, in the contract's order. A group of registers
        that is wholly absent is read as empty.
    """
    if not folder.is_dir():
        hint = "`bofast registers` writes synthetic ones"
        return [_nothing(f"the folder {folder} does not exist ({hint})")]
    contract = load_contract(seeds)
    try:
        office = load_mapping(mapping or folder / MAPPING, contract)
    except RegisterError as error:
        return [_nothing(str(error))]
    there = {name for name in contract if (folder / office.folder(name)).exists()}
    if not there:
        text = f"the folder {folder} holds none of {', '.join(contract)}"
        return [_nothing(text + _near(folder, contract))]
    memory = Memory(remembered)
    links = csv_rows(seeds / "contract" / "register_link.csv")
    examinations: list[Examination] = []
    with bounded_connection() as connection:
        for group, registers in register_groups(seeds).items():
            if there & set(registers):
                examinations += [
                    examine_register(
                        folder, name, seeds, memory, connection, office, editions
                    )
                    for name in registers
                ]
            else:
                examinations += _absent_group(group, registers, contract)
        together = Together(
            by_name={found.register: found for found in examinations},
            contract=contract,
            seeds=seeds,
            links=links,
            memory=memory,
            allowed=office.allow,
            connection=connection,
        )
        examinations = compared(together)
    memory.write()
    return examinations


def examine_register(
    folder: Path,
    register: str,
    seeds: Path = SEEDS,
    memory: Memory | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
    office: OfficeMapping | None = None,
    editions: tuple[str, ...] = (),
) -> Examination:
    """Examine one register; see `examine_registers`.

    Args:
        folder: the register folder.
        register: the register's name.
        seeds: folder with the contract, the code lists and the editions.
        memory: what was counted before.
        connection: where to count; one is made when not given.
        office: how the office's registers are written.
        editions: editions of the risk index that are made; none for all with data.

    Returns:
        What was found; files that cannot be read are a finding too.
    """
    if connection is None:
        with bounded_connection() as own:
            return examine_register(
                folder, register, seeds, memory, own, office, editions
            )
    office = office or OfficeMapping()
    rules = catalogue(register, seeds)
    asked = Asked(
        load_contract(seeds)[register],
        rules,
        _lists(seeds, register),
        register in register_groups(seeds)[PERSONS],
        office.allow,
        seeds,
        editions,
        _not_made(connection, folder, register, seeds, office, editions),
    )
    root = folder / office.folder(register)
    try:
        source = open_source(
            connection, root, register, asked.columns, office.of(register)
        )
        return _examine(connection, source, asked, memory or Memory())
    except RegisterError as error:
        text = str(error).removeprefix(f"register {register}: ")
    except duckdb.Error as error:
        text = f"cannot be read: {first_lines(error)}"
    except OSError as error:
        text = f"cannot be read: {error.strerror}: {error.filename}"
    return Examination(register, (finding_about(rules.rule(Kind.READABLE), text),))


def _not_made(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    register: str,
    seeds: Path,
    office: OfficeMapping,
    editions: tuple[str, ...],
) -> frozenset[str]:
    """Return the editions of the risk index that a register need not serve."""
    if all(need.register != register for need in needs(seeds)):
        return frozenset()
    root = folder / office.folder(INDICATORS)
    columns = load_contract(seeds)[INDICATORS]
    try:
        source = open_source(
            connection, root, INDICATORS, columns, office.of(INDICATORS)
        )
        indicators: str | None = source.scan()
    except (RegisterError, duckdb.Error, OSError):
        indicators = None
    return left_out(connection, indicators, seeds, editions)


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


def _nothing(text: str) -> Examination:
    return Examination("registers", (Finding("registers", "", text, None),))


def _near(folder: Path, contract: Contract) -> str:
    """Return a hint at folders and files that may be meant for registers."""
    there = sorted(path.name for path in folder.iterdir() if path.name[0] not in "._")
    listed = ", ".join(there[:10])
    return f" (found: {listed}; see `folder` in register.yml)" if listed else ""


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


@cache
def _lists(seeds: Path, register: str) -> Lists:
    codes = {name: frozenset(listed) for name, listed in code_lists(seeds).items()}
    columns = load_contract(seeds)[register]
    if any(column.known_list for column in columns):
        codes["municipality"] = known_municipalities(seeds)
        codes["placed_municipality"] = placed_municipalities(seeds)
    nulls = csv_rows(seeds / "contract" / "null_text.csv")
    return Lists(
        codes,
        tuple(row["null_text"] for row in nulls if row["is_code"] == "false"),
        tuple(row["null_text"] for row in nulls if row["is_code"] == "true"),
    )


def _rules(types: Mapping[str, str], asked: Asked) -> Rules:
    columns, rules, contract = asked.columns, asked.rules, asked.seeds / "contract"
    register = rules.register
    crowds = [
        Crowd(rules.rule(Kind.CROWDED, row["column_name"]), int(row["largest_rows"]))
        for row in csv_rows(contract / "register_crowd.csv")
        if row["register"] == register
    ]
    return Rules(
        readings=tuple(
            read_column(column, types[column.name], asked.lists, rules)
            for column in columns
            if column.name in types
        ),
        key=tuple(column.name for column in columns if column.is_key),
        over_columns=tuple(Condition(rule, sql) for rule, sql in rules.conditions()),
        is_complete=all(column.name in types for column in columns),
        crowds=tuple(crowds),
        codes=tuple(
            _codes(column, asked)
            for column in columns
            if column.shape or column.known_list
        ),
    )


def _codes(column: Column, asked: Asked) -> CodeList:
    rules, name = asked.rules, column.name
    shape = column.shape and (rules.rule(Kind.SHAPE, name), column.shape)
    if not column.known_list:
        return CodeList(name, shape or None)
    (of_first_day,) = (
        row["is_of_first_day"] == "true"
        for row in csv_rows(asked.seeds / "contract" / "register.csv")
        if row["register"] == rules.register
    )
    return CodeList(
        name,
        shape or None,
        (
            rules.rule(Kind.KNOWN, name),
            tuple(sorted(asked.lists.codes[column.known_list])),
        ),
        (rules.rule(Kind.IN_FORCE, name), years_in_force(of_first_day, asked.seeds)),
    )


def _examine(
    connection: duckdb.DuckDBPyConnection, source: Source, asked: Asked, memory: Memory
) -> Examination:
    register = source.register
    scan = source.scan()
    types = column_types(connection, scan)
    rules = _rules(types, asked)
    try:
        counts, digest = count_register(connection, source, rules, memory)
    except duckdb.Error as error:
        raise RegisterError(source.explain(error)) from error
    files = f"{counts.rows:,} rows in {source}"
    findings = [
        *_other_columns(types, asked),
        *_lacking(source, asked),
        *_mixed_types(connection, source, types, asked),
        *_broken_on_columns(rules, counts, asked),
    ]
    if counts.rows == 0:
        findings.append(finding_about(asked.rules.rule(Kind.ROWS)))
    if any(
        finding.effect == Effect.STOPS and not finding.excess for finding in findings
    ):
        located = _located(connection, source, findings)
        return Examination(register, located, rows=counts.rows, files=files)
    rows = file_rows_sql(scan, counts.untidy_columns)
    broken = rules.broken_in(counts)
    kept = kept_sql(rows, rules.readings, broken)
    findings += _rejected(counts, asked)
    if counts.misplaced:
        folder = asked.rules.get(Kind.FOLDER, "year")
        if folder:
            findings.append(finding_about(folder, rows=counts.misplaced))
    findings += _broken_over_columns(rules, counts, asked)
    connection.execute(f"create or replace temp view kept as {kept}")
    findings += _periods_needed(connection, asked)
    return Examination(
        register,
        _located(connection, source, findings),
        narrowed_sql(kept, register, rules.readings),
        rows_sql(register, rows, rules.readings, broken),
        values_sql(register, rows, rules.readings, broken),
        kept_sql(rows, rules.readings, ()),
        counts.rows,
        {int(year): rows for year, rows in counts.rows_kept.items() if year},
        digest,
        counts=counts,
        files=files,
    )


def _located(
    connection: duckdb.DuckDBPyConnection, source: Source, findings: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Say in which files the first rows are that stop the run, where there are more."""
    if len(source.files) < 2:
        return tuple(findings)
    return tuple(
        replace(one, files=tuple(_files_with(connection, source, one.failing[0])))
        if one.effect == Effect.STOPS and one.failing
        else one
        for one in findings
    )


def _files_with(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    row: Mapping[str, str | None],
) -> Iterator[str]:
    """Yield the files that have a row, the first few of them."""
    wanted = " and ".join(
        f"cast({identifier(name)} as varchar) is not distinct from"
        f" {'null' if value is None else literal(value)}"
        for name, value in row.items()
        if name != SHARING
    )
    found = 0
    for file in source.files:
        if found >= FILES_SHOWN:
            return
        scan = source.scan([file])
        if connection.execute(
            f"select 1 from ({scan}) as file_row where {wanted} limit 1"
        ).fetchone():
            found += 1
            yield str(file.relative_to(source.root))


def _other_columns(types: Mapping[str, str], asked: Asked) -> Iterator[Finding]:
    """Yield the columns of the contract that are not there, and those it has not."""
    promised = [column.name for column in asked.columns]
    # a folder may supply a year that the contract does not ask for
    others = [name for name in types if name not in (*promised, "year")]
    by_lower = {name.strip().lower(): name for name in others}
    for name in promised:
        if name not in types:
            near = get_close_matches(name, by_lower, 1)
            found = f" (found: {by_lower[near[0]]})" if near else ""
            rule = asked.rules.rule(Kind.EXISTS, name)
            yield finding_about(rule, f"{rule.finding}{found}")
    if others:
        # without a header the first row's values would be the names
        names = [name for name in others if name.replace("_", "").isalpha()]
        listed = f": {', '.join(names)}" if names else ""
        rule = asked.rules.rule(Kind.EXTRA)
        yield finding_about(rule, f"{len(others)} {rule.finding}{listed}")


def _lacking(source: Source, asked: Asked) -> Iterator[Finding]:
    """Yield the columns that only some of the files have."""
    for name, files in source.lacking().items():
        listed = ", ".join(map(str, files[:FILES_SHOWN]))
        more = (
            f" and {len(files) - FILES_SHOWN} more" if len(files) > FILES_SHOWN else ""
        )
        rule = asked.rules.rule(Kind.EXISTS, name)
        yield finding_about(
            rule, f"{rule.finding} in {listed}{more}, which others have"
        )


def _mixed_types(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    types: Mapping[str, str],
    asked: Asked,
) -> Iterator[Finding]:
    """Yield columns that some Parquet file stores as a type the contract forbids.

    Read together with other files such a column may become text, and have lost the
    zeros that its codes began with.
    """
    if source.kind != PARQUET or len(source.files) < 2:
        return
    for column in asked.columns:
        said = source.mapping.of(column.name)
        name = source.mapping.source(column.name)
        together = source.types.get(name, "")
        for file in source.files:
            physical = source.schemas[file].get(name, together)
            stored = physical.split("(")[0]
            if (
                stored == together.split("(")[0]
                or stored in STORED[column.data_type][0]
            ):
                continue
            if mapped_sql(column, said, name, physical):
                continue
            # nulls alone have no type of their own in some files
            found = connection.execute(
                f"select count({identifier(name)})"
                f" from read_parquet({literal(escape(str(file)))})"
            ).fetchone()
            if found and found[0]:
                rule = asked.rules.rule(Kind.STORED, column.name)
                inside = file.relative_to(source.root)
                text = rule.finding.format(physical=f"{physical} in {inside}")
                yield finding_about(rule, text, int(found[0]))


def _broken_on_columns(rules: Rules, counts: Counts, asked: Asked) -> Iterator[Finding]:
    for condition in rules.on_columns:
        if broken := counts.broken.get(condition.rule.id):
            yield _on_rows(condition.rule, broken, counts, asked)


def _on_rows(rule: Rule, broken: Broken, counts: Counts, asked: Asked) -> Finding:
    """Return the finding on a rule, which stops where too many rows break it."""
    # only where there is a value can it be wrong
    rows = counts.given.get(rule.column) or counts.rows_of_year
    too_many = excess(rule, broken.by_year, rows, asked.allowed)
    return finding_on(rule, broken, asked.columns, asked.of_persons, too_many)


def _rejected(counts: Counts, asked: Asked) -> Iterator[Finding]:
    """Say how many rows are rejected in all: one row may break several rules."""
    if not (rejected := sum(counts.rejected.values())):
        return
    rule = asked.rules.rule(Kind.REJECTED)
    rows = counts.rows_of_year
    too_many = excess(rule, counts.rejected, rows, asked.allowed)
    if rejected == counts.rows and rule.limit:
        too_many = [Excess("", rejected, counts.rows, rule.limit.share_percent)]
    broken = Broken(rejected, [], counts.rejected)
    text = f"of {counts.rows:,} rows in all"
    yield finding_on(rule, broken, asked.columns, asked.of_persons, too_many, text)


def _broken_over_columns(
    rules: Rules, counts: Counts, asked: Asked
) -> Iterator[Finding]:
    over_columns = [condition.rule for condition in rules.over_columns]
    of_codes = [
        asked.rules.rule(kind, codes.column)
        for codes in rules.codes
        for kind in (Kind.SHAPE, Kind.KNOWN, Kind.IN_FORCE)
        if asked.rules.get(kind, codes.column)
    ]
    for rule in (*over_columns, *of_codes):
        if broken := counts.broken.get(rule.id):
            yield _on_rows(rule, broken, counts, asked)
    for row in csv_rows(asked.seeds / "contract" / "register_crowd.csv"):
        rule_of = asked.rules.get(Kind.CROWDED, row["column_name"])
        if rule_of and (broken := counts.broken.get(rule_of.id)):
            yield _crowded(rule_of, broken, int(row["stopping_rows"]), asked)
    if counts.duplicates.rows:
        rule = asked.rules.rule(Kind.UNIQUE, ", ".join(rules.key))
        yield finding_on(rule, counts.duplicates, asked.columns, asked.of_persons)


def _crowded(rule: Rule, broken: Broken, stopping: int, asked: Asked) -> Finding:
    found = finding_on(rule, broken, asked.columns, asked.of_persons)
    most = max(int(row[SHARING] or 0) for row in broken.failing)
    if most <= stopping:
        return found
    text = (
        f"{most:,} share one: not one dwelling, but a code for an unknown one? Say"
        " `null_texts` in register.yml, or leave it empty"
    )
    return replace(found, effect=Effect.STOPS, excess=text, units=ROWS)


def _periods_needed(
    connection: duckdb.DuckDBPyConnection, asked: Asked
) -> Iterator[Finding]:
    """Yield the periods that an edition of the risk index needs and nobody has.

    An edition that there are no indicators of at all is not made, which is a note.
    """
    register = asked.rules.register
    for need in needs(asked.seeds):
        if need.register != register or need.edition in asked.not_made:
            continue
        in_period = f"from kept where {need.condition} limit 1"
        if not connection.execute(f"select 1 {in_period}").fetchone():
            text = (
                f"no rows for {need.period}, which {need.variable} needs"
                f" ({need.purpose} of edition {need.edition})"
            )
            yield finding_about(asked.rules.rule(Kind.EDITION), text)
    if register == INDICATORS:
        for edition in sorted(asked.not_made):
            why = "not chosen" if asked.editions else "none of its indicators is here"
            text = f"edition {edition} of the risk index is not made: {why}"
            yield Finding(register, "", text, None, (), Effect.NOTE, Kind.EDITION)
