"""What employers' agents are documented to capture, and what of them can be seen on this computer."""
