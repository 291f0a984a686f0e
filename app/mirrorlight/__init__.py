"""Mirrorlight: see, pause and delete what an employer's monitoring agent would capture; a light shows when it
records.
"""

__version__ = "0.1.0"
