"""Reads every table of a published file as a BI tool does, through SQLAlchemy.

Schemas, tables, columns and types come from SQLAlchemy's inspection of the database;
it prints what `read.py` does.
"""

import sys
from pathlib import Path

import sqlalchemy
from read import line

SYSTEM = ("information_schema", "pg_catalog")


def read(file: Path) -> list[str]:
    """Return a line for each table.

    Raises:
        TypeError: SQLAlchemy does not know the type of a column.
    """
    arguments = {"read_only": True}
    engine = sqlalchemy.create_engine(f"duckdb:///{file}", connect_args=arguments)
    names = sqlalchemy.inspect(engine).get_schema_names()
    # the names of this database alone, `database.schema` or `schema`
    schemas = {name.rpartition(".")[2].strip('"'): name for name in names}
    lines = []
    with engine.connect() as connection:
        for schema in sorted(set(schemas) - set(SYSTEM)):
            metadata = sqlalchemy.MetaData(schema=schema)
            metadata.reflect(engine)
            for table in metadata.tables.values():
                unknown = [
                    column.name
                    for column in table.columns
                    if isinstance(column.type, sqlalchemy.types.NullType)
                ]
                if unknown:
                    raise TypeError(f"{table}: type of {', '.join(unknown)} is unknown")
                rows = connection.execute(sqlalchemy.select(table)).fetchall()
                lines.append(line(f"{schema}.{table.name}", rows))
    return sorted(lines)


if __name__ == "__main__":
    print("\n".join(read(Path(sys.argv[1]))))
