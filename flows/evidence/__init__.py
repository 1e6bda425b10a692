"""The evidence of one report: an archive from which its figures are worked out again, and the working out."""
