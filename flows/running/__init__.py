"""Whatever writes to a home: one at a time, logged step by step, and continued where it was killed."""
