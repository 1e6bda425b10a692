"""What a change to models does to the figures of September 2022: `make compare BASE=main`.

The dbt project of the base and that of this folder are built by the program of this folder, from the same workbook
and the same targets; then `capaian compare` prints what moved. It never fails a run of CI: where there is nothing to
compare with, or the base cannot be built by this program any more, one line says so.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PERIOD, RECEIVED_AT = "2022-09", "2022-10-05T09:00:00"
# What decides a figure within the project.
MADE_BY = ("dbt_project/models/*.sql", "dbt_project/macros", "dbt_project/seeds/*.csv", "dbt_project/dbt_project.yml")
# How long both builds together may take; CI gives less.
SECONDS = int(os.environ.get("CAPAIAN_COMPARE_SECONDS", "600"))


def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Git in this repository, whatever came of it."""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)


def base_of(wanted: str | None) -> str | None:
    """The commit to compare with: the one asked for, where this branch left main, or the commit before."""
    head = git("rev-parse", "HEAD").stdout.strip()
    for ref in (wanted,) if wanted else ("origin/main", "main"):
        found = git("merge-base", ref, "HEAD")
        if found.returncode == 0 and (wanted or found.stdout.strip() != head):
            return found.stdout.strip().decode()
    before = git("rev-parse", "--verify", "--quiet", "HEAD~1^{commit}")
    return before.stdout.strip().decode() if before.returncode == 0 and not wanted else None


def unpack(commit: str, folder: Path) -> Path:
    """The dbt project of a commit."""
    packed = git("archive", commit, "dbt_project").stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder / "dbt_project"


def build_month(project: Path, place: Path) -> None:
    """September of the example by one dbt project: landed, built and published, without checks and report.

    Run in a process of its own, because the program reads its project's place once.
    """
    import flows.settings as settings

    settings.DBT_PROJECT = project
    from flows.ingest.intake import ingest
    from flows.period import Period
    from flows.reference.targets import load_reference
    from flows.warehouse.dbt import build
    from flows.warehouse.definitions import note_built
    from flows.warehouse.publish import publish
    from flows.warehouse.store import connect, prepare, transaction

    home, period = settings.Home(place), Period.parse(PERIOD)
    reference = load_reference(home.targets, settings.SHIPPED_TARGETS)
    with connect(home.warehouse) as connection:
        prepare(connection)
        ingest(connection, reference, ROOT / "examples" / "inbox", home.archive, period, None, RECEIVED_AT)
    build(home, period)
    with connect(home.warehouse) as connection:
        with transaction(connection):
            note_built(connection, home)
        publish(connection, period)


def compare(base: str, folder: Path) -> str:
    """Both months, side by side, as `capaian compare` prints them; or why they cannot be built."""
    projects = {"before": unpack(base, folder), "after": ROOT / "dbt_project"}
    running = {
        name: subprocess.Popen(
            [sys.executable, __file__, "--build", project, folder / name],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for name, project in projects.items()
    }
    until = time.monotonic() + SECONDS
    try:
        said = {
            name: process.communicate(timeout=max(0.0, until - time.monotonic()))[0].decode()
            for name, process in running.items()
        }
    except subprocess.TimeoutExpired:
        return f"The models could not be compared: building them took more than {SECONDS} s."
    finally:
        for process in running.values():
            process.kill()
            process.wait()
    for name, process in running.items():
        if process.returncode:
            which = f"The models of {base[:7]}" if name == "before" else "The models of this folder"
            last = (said[name].strip().splitlines() or ["no reason given"])[-1]
            return f"{which} cannot be built by the program of this folder, so nothing is compared: {last[:300]}"
    done = subprocess.run(
        [Path(sys.executable).parent / "capaian", "compare", folder / "before", folder / "after"],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "120"},
        check=False,
    )
    return (done.stdout + done.stderr).strip()


def main(wanted: str | None) -> None:
    """Prints what moved since the base, or in one line why there is nothing to tell."""
    if git("rev-parse", "--git-dir").returncode:
        print("Models compared: no, this is no git repository.")
        return
    base = base_of(wanted)
    if base is None:
        print(f"Models compared: no, {wanted or 'an earlier commit'} is not here (a shallow clone?).")
        return
    changed = git("diff", "--name-only", base, "--", *MADE_BY).stdout.decode().split()
    new = git("ls-files", "--others", "--exclude-standard", "--", *MADE_BY).stdout.decode().split()
    if not changed and not new:
        print(f"Models compared: no model, macro or seed changed since {base[:7]}.")
        return
    print(f"Models changed since {base[:7]}: {', '.join(Path(name).name for name in [*changed, *new])}", flush=True)
    with tempfile.TemporaryDirectory(prefix="capaian-compare-") as name:
        print(compare(base, Path(name)), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--build"]:
        build_month(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(next(iter(sys.argv[1:]), None) or None)
