"""Looking after a home: a copy of it and its way back, and what stands in the way of the next run."""
