"""The encrypted store: keys, schema, the one writer, readers, deletion, export."""
