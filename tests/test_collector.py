"""What a process has loaded is not looked at again; what it drops before and after is still given back."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import gc, weakref
from flows.collector import loading

class Ring:
    def __init__(self):
        self.itself = self

def dropped():
    return weakref.ref(Ring())

before = dropped()
with loading():
    assert before() is None          # unused before: given back
    assert not gc.isenabled()
    kept = [Ring() for _ in range(1000)]
assert gc.isenabled()
assert gc.get_freeze_count() > 1000  # what was loaded
assert len(gc.get_objects()) < 1000
after = dropped()
gc.collect()
assert after() is None               # unused after: given back
"""


def test_loading() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
