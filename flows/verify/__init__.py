"""An edited report against the figures: its tables read back, matched, and every number in them compared."""
