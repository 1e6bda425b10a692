"""The tables of a printed report against the published marts: read, keep, compare (SQL), tell."""
