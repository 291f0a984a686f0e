"""Item models over the reader."""
