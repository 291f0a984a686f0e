"""A report of a day or a week: what is held of it, as a file that can be handed on."""
