"""The command line in parts: what commands share, and the commands of one topic each."""
