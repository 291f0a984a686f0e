"""What differs by system: one file each, behind `desktop.base.Desktop`."""
