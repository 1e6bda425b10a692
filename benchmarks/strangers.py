"""Feeds a folder of strangers' files to the reader: odd and malformed workbooks, whatever one can get hold of.

The test data of spreadsheet libraries is a good source; none of it is kept here. Every file must end in a word for
people: never a crash, a hang or a traceback, and never a figure taken in. Run it as

    .venv/bin/python benchmarks/strangers.py FOLDER

It prints how many files ended how, the longest, and ends 1 when a figure was taken in or the reader itself failed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from flows.ingest.intake import files_in, ingest
from flows.period import Period
from flows.reference.targets import load_reference
from flows.settings import SHIPPED_TARGETS
from flows.settings_file import Limits
from flows.warehouse.store import connect, form_tables, prepare


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=int, default=Limits().seconds, help="limit a file")
    options = parser.parse_args()
    reference = load_reference(SHIPPED_TARGETS)
    sent = sum(1 for _ in files_in(options.folder))
    with tempfile.TemporaryDirectory(prefix="capaian-strangers-") as place:
        home = Path(place)
        connection = connect(home / "warehouse.duckdb")
        prepare(connection)
        started = time.perf_counter()
        intake = ingest(
            connection,
            reference,
            options.folder,
            home / "archive",
            Period(2022, 9),
            None,
            "2022-10-05T09:00:00",
            Limits(seconds=options.seconds),
        )
        seconds = time.perf_counter() - started
        rows = sum(
            (connection.execute(f"select count(*) from raw.{table}").fetchone() or (0,))[0] for table in form_tables()
        )
        reasons = connection.execute(
            "select rule_id, value, file_name, message from raw.reader_findings where severity = 'reject'"
        ).fetchall()
        connection.close()
    told = Counter(f"{rule} {value}" if rule == "file-unreadable" else rule for rule, value, _, _ in reasons)
    counts = f"{len(intake.taken)} judged, {len(intake.twins)} twins, {len(intake.waiting)} waiting"
    print(f"{sent} files in {seconds:.1f} s: {counts}")
    print(f"verdicts: {dict(Counter(landing.verdict for landing in intake.taken))}")
    for reason, number in told.most_common():
        print(f"  {number:5} {reason}")
    for rule, value, name, _ in reasons:
        if rule == "file-unreadable" and value in ("broken", "too_slow", "too_large"):
            print(f"  {value}: {name}")
    print(f"rows taken in: {rows}")
    unsaid = len(intake.taken) - len({name for _, _, name, _ in reasons})
    print(f"files without a word: {unsaid}")
    sys.exit(1 if rows or unsaid else 0)


if __name__ == "__main__":
    main()
