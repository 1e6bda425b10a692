"""What units say is held against rules: frames in, Great Expectations, findings out."""

from flows.checks.catalogue import Catalogue, CatalogueError, Rule, Suite, load_catalogue
from flows.checks.run import CheckError, evaluate, run_suites

__all__ = [
    "Catalogue",
    "CatalogueError",
    "CheckError",
    "Rule",
    "Suite",
    "evaluate",
    "load_catalogue",
    "run_suites",
]
