"""The command line: a third client beside window and light, made from the table in `mirrorlight.commands`."""
