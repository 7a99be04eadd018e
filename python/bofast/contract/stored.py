"""What a file may hold where the contract promises a type."""

INTEGERS = {
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
    *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"),
}
FRACTIONS = {"FLOAT", "DOUBLE", "DECIMAL"}
NUMBERS = {*INTEGERS, *FRACTIONS}
DATES = {
    *("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"),
}
# CSV is read as text
STORED = {
    "VARCHAR": ({"VARCHAR"}, "text (leading zeros count)"),
    "TINYINT": ({*NUMBERS, "VARCHAR"}, "a number"),
    "INTEGER": ({*NUMBERS, "VARCHAR"}, "a number"),
    "DOUBLE": ({*NUMBERS, "VARCHAR"}, "a number"),
    "DATE": ({*DATES, "VARCHAR"}, "a date"),
    "BOOLEAN": ({"BOOLEAN", "VARCHAR"}, "true or false"),
}
LARGEST = {"TINYINT": 2**7 - 1, "INTEGER": 2**31 - 1}
