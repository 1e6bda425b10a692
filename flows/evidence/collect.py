"""What the archive of an office and period holds: all that its figures rest on, and nothing of another office.

Files by name, as bytes or as the file that is copied. The settings of the home are never read here.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from flows.answers import finals, log
from flows.evidence.package import FORMAT, MANIFEST, Content, Manifest, manifest_bytes, sha256_of, write_archive
from flows.evidence.readme import readme
from flows.evidence.tables import PUBLISHED, csv_bytes, figure_tables, rows_of
from flows.findings import TOLD_ORDER
from flows.ingest.archive import NO_CONTENT, place_of
from flows.outgoing import findings_table, write_table
from flows.period import Period
from flows.reference.targets import Reference, folder_files, load_reference, unit_files
from flows.report.render import report_files
from flows.settings import DBT_PROJECT, EXPECTATIONS, FORMS, SHIPPED_TARGETS, Home
from flows.warehouse.models import model_sql
from flows.warehouse.store import TABLES, connect, has_table, prepare
from flows.wording import rangkai

if TYPE_CHECKING:
    import duckdb

SUBMISSIONS, FORMS_SENT, DUE_DAYS = "masukan/kiriman.csv", "masukan/formulir.csv", "masukan/batas_waktu.csv"
IMPORTS, ANSWERS, FINAL, PRINTED = "target/impor.csv", "jawaban.jsonl", "final.json", "cetakan.csv"
FIGURES, TARGETS, RULES, REPORT = "angka", "target", "aturan", "laporan"
PROGRAM = "aturan/program.json"
# What a final keeps of itself, each table with its rows in the archive.
FINAL_TABLES = ("final_figures", "final_versions", "final_definitions")
# States of a submission: its figures count or did; it waits for a locked month; nothing of it entered.
COUNTS, WAITS, REFUSED = "masuk", "menunggu", "ditolak"
# Reference data that no figure of an office rests on.
_NO_FIGURES = frozenset({"unit_labels"})
_LOG_COLUMNS = tuple(TABLES["submissions"])
_FORM_COLUMNS = tuple(TABLES["form_versions"])


class NoEvidenceError(Exception):
    """There is nothing to prove yet, or it could not be proved as it stands; the text is Indonesian and says why."""


class LostContentError(Exception):
    """A content that counts is gone from the archive of the home, or changed."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The archive that was written."""

    path: Path
    sha256: str
    manifest_sha256: str
    files: int
    submissions: Mapping[str, int]
    is_final: bool
    restatements: int


def rules_files() -> dict[str, Path]:
    """Everything that decides a figure or a finding besides code, by its name in the archive."""
    roots = {
        "expectations": (EXPECTATIONS, ("*.yml",)),
        "formulir": (FORMS, ("*.yml",)),
        "seeds": (DBT_PROJECT / "seeds", ("*.csv",)),
        "macros": (DBT_PROJECT / "macros", ("**/*.sql",)),
        "models": (DBT_PROJECT / "models", ("**/*.sql", "**/*.yml")),
    }
    return {
        f"{RULES}/{name}/{path.relative_to(root).as_posix()}": path
        for name, (root, patterns) in roots.items()
        for pattern in patterns
        for path in sorted(root.glob(pattern))
    }


def pack(home: Home, unit: str, period: Period, target: Path | None = None) -> Packed:
    """Writes the archive of an office and period.

    Raises:
        NoEvidenceError: nothing of it is published, or what is published is not what came last.
        LostContentError: the archive of the home is damaged.
    """
    place = target or home.exports / unit / str(period) / f"bukti_{unit}_{period}.zip"
    with connect(home.warehouse) as connection:
        prepare(connection)
        _refuse_unproven(connection, home, unit, period)
        submissions = _submissions(connection, unit, period)
        final = _finals(connection, unit, str(period))
        head = log.head(connection)
        files: dict[str, Content] = {
            SUBMISSIONS: csv_bytes((*_LOG_COLUMNS, "state", "content"), submissions),
            FORMS_SENT: _forms_sent(connection, unit, period),
            DUE_DAYS: _due_days(connection, unit, str(period)),
            **{row[-1]: place_of(home.archive, row[0]) for row in submissions if row[-1]},
            **_targets(connection, home, unit, period.year),
            **rules_files(),
            PROGRAM: _json({"program": "capaian", "version": version("capaian")}),
            "temuan.csv": _findings(connection, unit, period),
            ANSWERS: _answers(connection, unit),
            PRINTED: _printed(connection, unit, str(period)),
            **_figures(connection, unit, str(period)),
            **{f"{REPORT}/{name}": content for name, content in report_files(connection, unit, str(period)).items()},
        }
        if final["finals"]:
            files[FINAL] = _json(final)
        restatements = _proposed(connection, unit, str(period))
    _refuse_lost(files, submissions)
    states = Counter(str(row[-2]) for row in submissions)
    files["BACA.md"] = readme(
        unit=unit,
        period=period,
        final=next((item for item in final["finals"] if item["final_no"] == final["in_force"]), None),
        reopened=bool(final["finals"]) and final["in_force"] is None,
        head=head,
        submissions=states,
        tables=sorted(PurePosixPath(name).stem for name in files if name.startswith(f"{FIGURES}/")),
        restatements=restatements,
        version=version("capaian"),
    )
    manifest = Manifest(
        format=FORMAT,
        unit=unit,
        period=str(period),
        program_version=version("capaian"),
        final_no=final["in_force"],
        entries=head.seq if head else 0,
        chain_head=head.hash if head else None,
        files={name: sha256_of(content) for name, content in sorted(files.items())},
    )
    files[MANIFEST] = manifest_bytes(manifest)
    write_archive(place, files)
    sealed = sha256_of(files[MANIFEST])
    return Packed(place, sha256_of(place), sealed, len(files), states, final["in_force"] is not None, restatements)


def _refuse_unproven(connection: duckdb.DuckDBPyConnection, home: Home, unit: str, period: Period) -> None:
    published = (
        has_table(connection, PUBLISHED, "fct_indicator")
        and connection.execute(
            f"select 1 from {PUBLISHED}.fct_indicator where unit_code = ? and period = ? limit 1", [unit, str(period)]
        ).fetchone()
    )
    if not published:
        raise NoEvidenceError(
            f"Belum ada hasil {unit} yang diterbitkan untuk {period}, jadi belum ada yang dapat dibuktikan. "
            f"Jalankan lebih dahulu: capaian run {period}"
        )
    unseen = connection.execute(
        "select 1 from raw.published where unit_code = $unit and period = $period and value is not null "
        f"and loaded_at > coalesce((select max(loaded_at) from {PUBLISHED}.mart_printed_figure "
        "where unit_code = $unit and period = $period), '') limit 1",
        {"unit": unit, "period": str(period)},
    ).fetchone()
    if unseen:
        raise NoEvidenceError(
            f"Tabel laporan tercetak {unit} untuk {period} dibaca sesudah hitungan terakhir. "
            f"Jalankan lebih dahulu: capaian run {period}"
        )
    if finals.is_locked(connection, unit, str(period)):
        return
    if finals.not_published(connection, unit, [str(period)]):
        raise NoEvidenceError(
            f"Ada kiriman {unit} untuk {period} yang sudah diterima tetapi belum dihitung. "
            f"Jalankan lebih dahulu: capaian run {period}"
        )
    stale = _changed_targets(connection, load_reference(home.targets, SHIPPED_TARGETS), unit, period.year)
    if stale:
        raise NoEvidenceError(
            f"Target {unit} {period.year} berubah sesudah hitungan terakhir (tabel {rangkai(stale)}). "
            f"Jalankan lebih dahulu: capaian run {period}"
        )


def _changed_targets(connection: duckdb.DuckDBPyConnection, reference: Reference, unit: str, year: int) -> list[str]:
    """Tables of reference data whose rows of an office and year are no longer those that the last run read."""
    changed = []
    for table, listed in reference.rows.items():
        if table in _NO_FIGURES:
            continue
        columns = list(TABLES[table])
        ours = {"unit_code": unit, "year": year} if "year" in columns else {"unit_code": unit}
        places = [columns.index(name) for name in ours]
        now = [row for row in listed if [row[at] for at in places] == list(ours.values())]
        names, wanted = ", ".join(f'"{name}"' for name in columns), " and ".join(f"{name} = ?" for name in ours)
        then = connection.execute(f"select {names} from raw.{table} where {wanted}", list(ours.values())).fetchall()
        if sorted(map(str, now)) != sorted(map(str, then)):
            changed.append(table)
    return changed


def _submissions(connection: duckdb.DuckDBPyConnection, unit: str, period: Period) -> list[tuple[Any, ...]]:
    """The submission log of the year up to the period, each row with its state and the file that holds its content."""
    names = ", ".join(_LOG_COLUMNS)
    sent = connection.execute(
        f"select {names} from raw.submissions where unit_code = ? and period between ? and ? "
        "order by received_at, modified_at, file_name, submission_id",
        [unit, f"{period.year:04d}-01", str(period)],
    ).fetchall()
    tables = {name: f"raw.{name}" for name in ("form_versions", "locked_months", "final_versions")}
    admitted = {
        identity
        for (identity,) in connection.execute(
            "select distinct submission_id from "
            f"({model_sql('staging/stg_admitted_version', period, tables)}) as admitted "
            "where verdict = 'accepted' and unit_code = ?",
            [unit],
        ).fetchall()
    }
    listed = []
    for row in sent:
        told = dict(zip(_LOG_COLUMNS, row, strict=True))
        identity = told["submission_id"]
        if identity in admitted:
            listed.append((*row, COUNTS, f"masukan/{identity}{_ending(told['file_name'])}"))
        else:
            listed.append((*row, REFUSED if told["verdict"] == "refused" else WAITS, ""))
    return listed


def _ending(file_name: str) -> str:
    ending = PurePosixPath(file_name).suffix.lower()
    return ending if ending in (".xlsx", ".xlsm") else ""


def _forms_sent(connection: duckdb.DuckDBPyConnection, unit: str, period: Period) -> bytes:
    """Which form of which submission was accepted or refused."""
    names = ", ".join(_FORM_COLUMNS)
    rows = connection.execute(
        f"select {names} from raw.form_versions where unit_code = ? and period between ? and ? "
        "order by received_at, modified_at, file_name, submission_id, form",
        [unit, f"{period.year:04d}-01", str(period)],
    ).fetchall()
    return csv_bytes(_FORM_COLUMNS, rows)


def _due_days(connection: duckdb.DuckDBPyConnection, unit: str, period: str) -> bytes:
    """When each form of the month was due."""
    columns = list(TABLES["due_days"])
    rows = connection.execute(
        f"select {', '.join(columns)} from raw.due_days where unit_code = ? and period = ? order by all",
        [unit, period],
    ).fetchall()
    return csv_bytes(columns, rows)


def _targets(connection: duckdb.DuckDBPyConnection, home: Home, unit: str, year: int) -> dict[str, Content]:
    """The files of targets of the office and year, whichever folder they are read from, and the log of imports."""
    known = {(told.code, told.year): path.parent for path, told in unit_files(home.targets, SHIPPED_TARGETS)}
    base = known.get((unit, year))
    if base is None:
        raise NoEvidenceError(f"Target {unit} {year} tidak ada lagi di {home.targets}; pulihkan dari cadangan.")
    columns = list(TABLES["target_imports"])
    imports = connection.execute(
        f"select {', '.join(columns)} from raw.target_imports where unit_code = ? and year = ? order by all",
        [unit, year],
    ).fetchall()
    # As bytes: an import may replace them while the archive is written.
    files: dict[str, Content] = {f"{TARGETS}/{base.name}/{path.name}": path.read_bytes() for path in folder_files(base)}
    return files | {IMPORTS: csv_bytes(columns, imports)}


def _findings(connection: duckdb.DuckDBPyConnection, unit: str, period: Period) -> bytes:
    """The findings for people, as `capaian findings --to` writes them."""
    cursor = connection.execute(
        f"select * from {PUBLISHED}.mart_findings where unit_code = ? and period = ? order by {TOLD_ORDER}",
        [unit, str(period)],
    )
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "temuan.csv"
        write_table(path, "Temuan", *findings_table(rows), period)
        return path.read_bytes()


def _printed(connection: duckdb.DuckDBPyConnection, unit: str, period: str) -> bytes:
    """What a report printed before, cell by cell, as it was read."""
    columns = list(TABLES["published"])
    rows = connection.execute(
        f"select {', '.join(columns)} from raw.published where unit_code = ? and period = ? order by all",
        [unit, period],
    ).fetchall()
    return csv_bytes(columns, rows)


def _answers(connection: duckdb.DuckDBPyConnection, unit: str) -> bytes:
    """The chain of answers, one entry a line; of other offices the place in the chain alone."""
    told = (
        asdict(entry)
        if entry.unit_code == unit
        else {"seq": entry.seq, "previous_hash": entry.previous_hash, "hash": entry.hash}
        for entry in log.entries(connection)
    )
    return "".join(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n" for entry in told).encode()


def _finals(connection: duckdb.DuckDBPyConnection, unit: str, period: str) -> dict[str, Any]:
    """Every final of the report with what it keeps, and which of them is in force."""
    known = finals.final_of(connection, unit, period)
    cursor = connection.execute(
        "select * from raw.finals where unit_code = ? and period = ? order by final_no", [unit, period]
    )
    names = [column[0] for column in cursor.description]
    kept = []
    for row in cursor.fetchall():
        final = dict(zip(names, row, strict=True))
        number = final["final_no"]
        for table in FINAL_TABLES:
            columns = list(TABLES[table])
            final[table] = {
                "columns": columns,
                "rows": connection.execute(
                    f"select {', '.join(columns)} from raw.{table} where final_no = ? order by all", [number]
                ).fetchall(),
            }
        final["files"] = dict(
            connection.execute(
                "select name, sha256 from raw.final_files where final_no = ? order by name", [number]
            ).fetchall()
        )
        locked = "select period from raw.locked_months where final_no = ? order by period"
        final["locked"] = [month for (month,) in connection.execute(locked, [number]).fetchall()]
        kept.append(final)
    return {"in_force": known.final_no if known else None, "finals": kept}


def _figures(connection: duckdb.DuckDBPyConnection, unit: str, period: str) -> dict[str, bytes]:
    files = {}
    for table in figure_tables(connection, PUBLISHED):
        columns, rows = rows_of(connection, PUBLISHED, table, unit, period)
        files[f"{FIGURES}/{table}.csv"] = csv_bytes(list(columns), rows)
    return files


def _proposed(connection: duckdb.DuckDBPyConnection, unit: str, period: str) -> int:
    if not has_table(connection, PUBLISHED, "mart_restatement"):
        return 0
    found = connection.execute(
        f"select count(*) from {PUBLISHED}.mart_restatement where unit_code = ? and period = ? and state = 'proposed'",
        [unit, period],
    ).fetchone()
    return int(found[0]) if found else 0


def _refuse_lost(files: Mapping[str, Content], submissions: list[tuple[Any, ...]]) -> None:
    for row in submissions:
        told = dict(zip(_LOG_COLUMNS, row, strict=False))
        identity, content = told["submission_id"], files.get(row[-1])
        if not row[-1]:
            continue
        sound = isinstance(content, Path) and content.is_file() and sha256_of(content) == identity
        if identity.startswith(NO_CONTENT) or not sound:
            raise LostContentError(
                f"Isi berkas {told['file_name']} tidak ada lagi di arsip, atau berubah. "
                "Periksa dengan: capaian archive verify, lalu pulihkan dari cadangan."
            )


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
