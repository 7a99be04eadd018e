"""Names and texts as SQL writes them."""


def identifier(name: str) -> str:
    """Return a name of a catalogue, schema, table or column, quoted."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """Return a text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"
