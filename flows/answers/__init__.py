"""What people answer to findings and reports: the log, who may, and what is final."""
