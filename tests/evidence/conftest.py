"""A home of two offices with answers and a password, the archive of one of them, and how such an archive is forged."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.answers import answering, log
from flows.evidence.collect import Packed, pack
from flows.evidence.tables import figure_tables
from flows.ingest.archive import content_hash, place_of
from flows.period import Period
from flows.settings import SHIPPED_TARGETS, Home
from flows.warehouse.store import connect
from tests.flows.conftest import Month, corrected, golden, rows

__all__ = ["corrected", "golden"]

SEPTEMBER = Period(2022, 9)
CHIEF = "Kepala Balai"
OTHER, PASSWORD = "MERAUKE", "rahasia-sekali"


@dataclass(frozen=True)
class Proof:
    home: Home
    packed: Packed


@pytest.fixture(scope="session")
def proof(tmp_path_factory: pytest.TempPathFactory, golden: Month) -> Proof:
    """The archive of September of the example, from a home in which another office sends too. Nothing changes it."""
    home = Home(tmp_path_factory.mktemp("evidence") / "home")
    shutil.copytree(golden.home, home.path)
    home.settings.write_text(f'alerts: {{default: ["json://user:{PASSWORD}@hook.example.id"]}}\n', "utf-8")
    first, last = (
        key
        for (key,) in rows(home.path, "select finding_id from raw.findings where severity = 'warn' order by 1 limit 2")
    )
    answering.waive(home, first, CHIEF, "Rapat evaluasi.", "2022-10-10T09:00:00", {})
    _add_another_office(home)
    answering.waive(home, last, CHIEF, "Rapat evaluasi.", "2022-10-12T09:00:00", {})
    return Proof(home, pack(home, "SERANG", SEPTEMBER))


def _add_another_office(home: Home) -> None:
    """What it would have left: targets, a workbook, an answer, published rows and a report."""
    targets = shutil.copytree(SHIPPED_TARGETS / "SERANG_2022", home.targets / f"{OTHER}_2022")
    (targets / "unit.yml").write_text(
        f"code: {OTHER}\nyear: 2022\nname: Balai POM di Merauke\nshort_name: BPOM di Merauke\n"
        "office_kind: upt_bpom\nlabels: [Merauke]\n",
        "utf-8",
    )
    content = b"the workbook of Merauke"
    identity = content_hash(content)
    place = place_of(home.archive, identity)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content)
    with connect(home.warehouse) as connection:
        for table in ("submissions", "form_versions"):
            connection.execute(
                f"insert into raw.{table} select * replace ('{OTHER}' as unit_code, '{identity}' as submission_id, "
                f"'{OTHER}.xlsx' as file_name) from raw.{table}"
            )
        for table in figure_tables(connection, "marts"):
            connection.execute(
                f"insert into marts.{table} select * replace ('{OTHER}' as unit_code) from marts.{table}"
            )
        log.append(
            connection,
            at="2022-10-11T09:00:00",
            actor=f"Kepala {OTHER}",
            action="waive",
            unit_code=OTHER,
            period="2022-09",
            reason=f"Alasan {OTHER}.",
        )
    report = home.reports / OTHER / "2022-09" / "lapkin.html"
    report.parent.mkdir(parents=True)
    report.write_text(OTHER, "utf-8")


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as source:
        source.extractall(folder)
    return folder


def sealed_again(folder: Path) -> Path:
    """Whoever changes an archive can write its manifest again."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["files"] = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file != path
    }
    path.write_text(json.dumps(manifest), "utf-8")
    return folder


def with_another_workbook(folder: Path, change: Callable[[bytes], bytes]) -> None:
    """The only workbook replaced, its hash put in wherever the archive names it."""
    [workbook] = folder.glob("masukan/*.xlsx")
    content = change(workbook.read_bytes())
    workbook.unlink()
    identity = content_hash(content)
    (folder / "masukan" / f"{identity}.xlsx").write_bytes(content)
    for path in [*folder.glob("masukan/*.csv"), *folder.glob("angka/*.csv")]:
        path.write_text(path.read_text("utf-8").replace(workbook.stem, identity), "utf-8")


def with_another_figure(path: Path, key: dict[str, str], column: str, value: str) -> None:
    """One cell of a table of the archive."""
    lines = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    [line] = [line for line in lines if all(line[name] == wanted for name, wanted in key.items())]
    line[column] = value
    text = io.StringIO()
    writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    path.write_text(text.getvalue(), "utf-8")
