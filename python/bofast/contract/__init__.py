"""How the files of a register are found and read, and what may be said of them.

`files` accounts for every file below a register's folder, `text_files` reads the
dialect of CSV, `mapping` lets an office's own names, codes and dates in by data, and
`source` makes of all that a select in the contract's columns.
"""
