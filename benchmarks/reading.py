"""What reading costs: an inbox of 200 offices taken in, against python-calamine merely reading the same files.

Every office sends its own workbook of 25 sheets: the real one under another office's name and with other figures.
Taking in is all of it: hash, archive, open with limits, recognise, read, judge, land in the warehouse. Both sides use
two processes and start them anew each time; both read the same files, in turn. Run it with `make bench PARTS=reading`.

It prints where the time goes and a line `ratio N.NN`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import shutil
import statistics
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import python_calamine

from flows.ingest.intake import ingest
from flows.ingest.units import Unit
from flows.period import Period
from flows.reference.targets import Reference
from flows.settings_file import Limits
from flows.warehouse.store import connect, prepare

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT / "examples" / "inbox" / "RHPK_SERANG_2022-09.xlsx"
PERIOD = Period(2022, 9)
PROCESSES = 2
_FIGURE = re.compile(rb"(<c (?![^>]*t=)[^>]*><v>)([1-9]\d*)(</v>)")


def office(number: int) -> Unit:
    """An office that the program has not seen."""
    place = f"Kota{number:03d}"
    return Unit(f"KANTOR{number:03d}", f"Balai Besar POM di {place}", f"BBPOM di {place}", "BB", (place,))


def send(folder: Path, number: int) -> Path:
    """The real workbook as another office's: its name in every sheet, whole numbers but 0 raised by the office's."""
    path = folder / f"RHPK {number:03d}.xlsx"
    place = f"Kota{number:03d}".encode()
    with zipfile.ZipFile(REAL) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = re.sub(rb"(?i)serang", place, source.read(name))
            if name.startswith("xl/worksheets/"):
                content = _FIGURE.sub(lambda found: found[1] + b"%d" % (int(found[2]) + number) + found[3], content)
            target.writestr(name, content)
    return path


def values_of(path: Path) -> int:
    """Every sheet of a file read by python-calamine; how many rows it has."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return sum(len(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names)


def timed_values(paths: list[Path]) -> float:
    """Seconds to read the files' values and nothing more."""
    started = time.perf_counter()
    with multiprocessing.get_context("forkserver").Pool(PROCESSES) as pool:
        rows = sum(pool.imap_unordered(values_of, paths, chunksize=4))
    if not rows:
        raise SystemExit("no rows were read")
    return time.perf_counter() - started


def timed_intake(folder: Path, inbox: Path, reference: Reference) -> float:
    """Seconds to take the inbox in, in a new home."""
    home = Path(tempfile.mkdtemp(dir=folder))
    with connect(home / "warehouse.duckdb") as connection:
        prepare(connection)
        started = time.perf_counter()
        intake = ingest(
            connection,
            reference,
            inbox,
            home / "archive",
            PERIOD,
            None,
            "2022-10-05T09:00:00",
            Limits(processes=PROCESSES),
        )
        seconds = time.perf_counter() - started
        (forms,) = connection.execute(
            "select count(*) from raw.form_versions where verdict = 'accepted'"
        ).fetchone() or (0,)
    if len(intake.taken) != len(reference.units) or forms != 25 * len(reference.units):
        raise SystemExit(f"{len(intake.taken)} files and {forms} forms were taken in")
    shutil.rmtree(home)
    return seconds


def measure(folder: Path, files: int, runs: int) -> dict[str, Any]:
    """Medians of so many pairs, in seconds; the ratio is the median of the pairs' ratios."""
    inbox = folder / "inbox"
    inbox.mkdir()
    reference = Reference([office(number) for number in range(files)])
    paths = [send(inbox, number) for number in range(files)]
    timed_values(paths)
    pairs = [(timed_intake(folder, inbox, reference), timed_values(paths)) for _ in range(runs)]
    return {
        "files": files,
        "taking_in_s": statistics.median(one for one, _ in pairs),
        "calamine_s": statistics.median(other for _, other in pairs),
        "ratio": statistics.median(one / other for one, other in pairs),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200, help="workbooks (default 200)")
    parser.add_argument("--runs", type=int, default=5, help="counted pairs (default 5)")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="capaian-bench-"))
    try:
        found = measure(folder, options.files, options.runs)
    finally:
        shutil.rmtree(folder)
    print(f"taking in {found['files']} workbooks: {found['taking_in_s']:.2f} s")
    print(f"python-calamine alone: {found['calamine_s']:.2f} s")
    print(f"ratio {found['ratio']:.2f}")


if __name__ == "__main__":
    main()
