"""What can be worked out of stored rows: pure functions and figures, without Qt and without drawing."""
