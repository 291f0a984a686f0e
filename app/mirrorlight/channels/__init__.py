"""What the program records: one file per channel, and the table `CHANNELS` of them all."""
