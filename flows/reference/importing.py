"""Targets from head office become versions in the folders of their offices: all of a file, or nothing of it.

The new files are first written beside the folders; the row of the log, once committed, decides that they count. What a
kill leaves behind is then moved into place, or thrown away, by whoever reads the targets next.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from flows.ingest.archive import clear_drafts, content_hash, receive
from flows.ingest.units import Unit
from flows.period import Period
from flows.reference.drafts import DRAFT, complete_imports, finish
from flows.reference.layout import import_layout
from flows.reference.proposal import Fault, Proposal, Row, indicator_titles, read_proposal
from flows.reference.seeds import seed
from flows.reference.targets import ReferenceProblem, UnitFile, header_of, load_reference, read_files, unit_files
from flows.settings import SHIPPED_TARGETS, Home
from flows.settings_file import Limits
from flows.warehouse.store import TABLES, connect, has_table, insert, prepare
from flows.wording import nama_bulan, rangkai, ringkas

# What of a version may be told later than the version itself.
_LATER = ("letter", "decided_on")
_CELLS_TOLD = 5


class RefusedTargets(Exception):  # noqa: N818 - told to people as it stands
    """A file of targets has faults; nothing of it was taken."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(_together(faults))
        super().__init__("\n".join(fault.text for fault in self.faults))


def _together(faults: Sequence[Fault]) -> Iterator[Fault]:
    """One mistake is told once, with all its cells, where the first of them stands."""
    cells: dict[Fault, list[str]] = {}
    for fault in faults:
        cells.setdefault(replace(fault, cell=""), []).append(fault.cell)
    for fault, places in cells.items():
        told = [place for place in places if place]
        more = f" dan {len(told) - _CELLS_TOLD} sel lain" if len(told) > _CELLS_TOLD else ""
        yield replace(fault, cell=", ".join(told[:_CELLS_TOLD]) + more)


@dataclass(slots=True)
class Folder:
    """The targets of an office and year as they are or will be: rows of texts by file, and what is new in them.

    `touched` are the months for which something else is in force than before; those `locked` are final and stay.
    """

    unit: UnitFile
    base: Path | None
    files: dict[str, list[dict[str, str]]]
    added: dict[str, list[Row]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    locked: frozenset[int] = frozenset()

    @property
    def key(self) -> tuple[str, int]:
        """Office and year."""
        return self.unit.code, self.unit.year

    def versions(self, kind: str) -> list[dict[str, str]]:
        """The versions of a kind of document."""
        return [row for row in self.files["versions"] if row["kind"] == kind]

    def version(self, kind: str, name: str | None) -> dict[str, str] | None:
        """One of them."""
        return next((row for row in self.versions(kind) if row["version"] == name), None)


@dataclass(frozen=True, slots=True)
class Taken:
    """A version (or, without a name, rows of no version) that an import wrote."""

    unit_code: str
    year: int
    kind: str
    version: str | None
    document: str | None
    letter: str | None
    decided_on: str | None
    from_month: int | None
    to_month: int | None
    n_rows: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    import_id: str
    content: str
    file_name: str
    taken: list[Taken]
    published_months: list[str]
    remarks: list[str]


def plan(home: Home, path: Path, limits: Limits, shipped: Path = SHIPPED_TARGETS) -> list[Folder]:
    """The folders as a file would leave them; nothing is written.

    Raises:
        ReferenceProblem: the file or the targets of the home cannot be read.
        RefusedTargets: the file has faults.
    """
    proposal = read_proposal(path, path.name, load_reference(home.targets, shipped).units, limits)
    folders = _folders(home, proposal, shipped)
    locked = _locked_months(home)
    for folder in folders:
        folder.locked = frozenset(month for office, month in locked if office == folder.key)
        _merge(folder, proposal)
    if not proposal.faults:
        for folder in folders:
            _check_spans(folder, proposal)
    if proposal.faults:
        raise RefusedTargets(proposal.faults)
    return folders


def import_targets(
    home: Home, path: Path, limits: Limits, at: str, by: str | None, shipped: Path = SHIPPED_TARGETS
) -> Imported:
    """Takes a file of targets in: checked, archived, logged, written.

    Args:
        at: ISO time of the import.
        by: who imports it, where that is given.

    Raises:
        ReferenceProblem: the file or the targets of the home cannot be read, or the file changed meanwhile.
        RefusedTargets: the file has faults; nothing was written.
        WarehouseBusyError: another process writes.
    """
    complete_imports(home)
    try:
        content = content_hash(path.read_bytes())
    except OSError as problem:
        raise ReferenceProblem(f"Berkas {path} tidak dapat dibaca. Periksa nama dan izinnya.") from problem
    folders = [folder for folder in plan(home, path, limits, shipped) if folder.changed]
    taken = [item for folder in folders for item in _taken(folder)]
    import_id = f"{content[:12]}-{content_hash(at.encode())[:8]}"
    if not folders:
        return Imported(import_id, content, path.name, [], [], [])
    with connect(home.warehouse) as connection:
        prepare(connection)
        clear_drafts(home.archive)
        home.archive.mkdir(parents=True, exist_ok=True)
        if receive(home.archive, path) != content:
            raise ReferenceProblem(f"Berkas {path} berubah saat dibaca. Tunggu sampai selesai disalin, lalu ulangi.")
        draft = home.targets / f"{DRAFT}{import_id}"
        for folder in folders:
            _write(folder, draft, home.targets)
        _log(connection, import_id, content, path.name, at, by, taken)
        finish(connection, draft)
        published = _published_months(connection, folders)
    return Imported(import_id, content, path.name, taken, published, list(_remarks(taken)))


def _locked_months(home: Home) -> list[tuple[tuple[str, int], int]]:
    """Office and year, and month, of every report that is final."""
    if not home.warehouse.exists():
        return []
    with connect(home.warehouse, read_only=True) as connection:
        if not has_table(connection, "raw", "locked_months"):
            return []
        found = connection.execute("select unit_code, period from raw.locked_months").fetchall()
    return [((unit, month.year), month.month) for unit, period in found for month in [Period.parse(period)]]


# -- what a file adds to a folder -------------------------------------------------------------------------------------


def _folders(home: Home, proposal: Proposal, shipped: Path) -> list[Folder]:
    """The folders that the file speaks of, as they are now."""
    present = {(unit.code, unit.year): (path, unit) for path, unit in unit_files(home.targets, shipped)}
    introduced = {row.office: row for row in proposal.of("units")}
    folders = []
    for office in sorted({row.office for rows in proposal.rows.values() for row in rows}):
        code, year = office
        if office in present:
            path, unit = present[office]
            folders.append(Folder(unit, path.parent, read_files(path.parent)))
            _refuse_renaming(proposal, introduced.get(office), unit)
            continue
        empty: dict[str, list[dict[str, str]]] = {name: [] for name in import_layout().tables if name != "units"}
        others = [unit for (other, _), (_, unit) in present.items() if other == code]
        if others:
            unit = others[-1].model_copy(update={"year": year})
            _refuse_renaming(proposal, introduced.get(office), unit)
        else:
            said = next(row for (other, _), row in introduced.items() if other == code)
            unit = _unit_of(said, year)
            known = [unit for _, unit in present.values()] + [folder.unit for folder in folders]
            _refuse_shared_name(proposal, said, unit, known)
        folders.append(Folder(unit, None, empty, changed={"unit"}))
    return folders


def _unit_of(row: Row, year: int) -> UnitFile:
    said = row.values
    labels = tuple(label.strip() for label in said["labels"].split(",") if label.strip())
    return UnitFile(
        code=said["unit"],
        year=year,
        name=said["name"],
        short_name=said["short_name"],
        office_kind=said["office_kind"],
        labels=labels,
    )


def _refuse_renaming(proposal: Proposal, row: Row | None, unit: UnitFile) -> None:
    if row is not None and _unit_of(row, unit.year) != unit:
        proposal.fault(
            row,
            "unit",
            f"Kantor {unit.code} sudah dikenal dengan nama atau sebutan lain. Hapus baris ini; "
            "nama kantor diubah di unit.yml.",
        )


def _refuse_shared_name(proposal: Proposal, row: Row, unit: UnitFile, others: Sequence[UnitFile]) -> None:
    """A name that stands for two offices could belong to either, and would stop every later run."""
    mine = _named(unit).spellings
    for other in others:
        shared = mine & _named(other).spellings if other.code != unit.code else ()
        if shared:
            proposal.fault(row, "unit", f"Sebutan '{min(shared)}' sudah dipakai kantor {other.code}. Pakai yang lain.")
            return


def _named(unit: UnitFile) -> Unit:
    return Unit(unit.code, unit.name, unit.short_name, unit.office_kind, unit.labels)


def _merge(folder: Folder, proposal: Proposal) -> None:
    """Adds the rows of the file to a folder; what is there already must say the same."""
    given = {name: [row for row in proposal.of(name) if row.office == folder.key] for name in import_layout().tables}
    known = {(row["kind"], row["version"]) for row in folder.files["versions"]}
    unread = any(fault.sheet == import_layout().tables["versions"].sheet for fault in proposal.faults)
    for row in given["versions"]:
        _merge_version(folder, proposal, row)
    for name, table in import_layout().tables.items():
        if name in ("units", "versions"):
            continue
        for row in given[name]:
            version = row.values.get("version")
            if table.kind and folder.version(table.kind, version) is None:
                if unread:
                    continue  # its row may be one of those that could not be read
                word = import_layout().word_of(table.kind)
                message = f"Versi {word} '{version}' tidak ada di lembar VERSI. Tambahkan barisnya."
                proposal.fault(row, "version", message)
                continue
            _merge_row(folder, proposal, row, closed=(table.kind or "", version or "") in known)
    for row in given["versions"]:
        if (row.values["kind"], row.values["version"]) not in known:
            _check_whole(folder, proposal, row)


def _merge_version(folder: Folder, proposal: Proposal, row: Row) -> None:
    said = {name: _as_text(row.values[name]) for name in header_of("versions", [{"letter": "x"}])}
    if row.values["from_month"] > row.values["to_month"]:
        proposal.fault(row, "to_month", f"Berlaku sampai bulan {said['to_month']} mendahului bulan mulainya.")
    before = folder.version(row.values["kind"], row.values["version"])
    if before is None:
        folder.files["versions"].append(said)
        folder.added.setdefault("versions", []).append(row)
        folder.changed.add("versions")
        _touch(folder, proposal, row, "from_month", _months(said))
        return
    word = f"{import_layout().word_of(said['kind'])} '{said['version']}'"
    for name in ("document", "from_month", *_LATER):
        was = before.get(name) or ""
        kept = was == said[name] or (name in _LATER and "" in (was, said[name]))
        if not kept:
            header = import_layout().tables["versions"].columns[name].header
            message = f"Versi {word} sudah tercatat dengan {header.lower()} {was}. Samakan, atau beri nama versi baru."
            proposal.fault(row, name, message)
    if int(said["to_month"]) > int(before["to_month"]):
        message = f"Versi {word} sudah berakhir di bulan {before['to_month']} dan tidak dapat diperpanjang."
        proposal.fault(row, "to_month", message)
    changes = {name: said[name] for name in ("to_month", *_LATER) if said[name] and said[name] != before.get(name, "")}
    if changes:
        ended = set(range(int(said["to_month"]) + 1, int(before["to_month"]) + 1))
        _touch(folder, proposal, row, "to_month", ended)
        before.update(changes)
        folder.added.setdefault("versions", []).append(row)
        folder.changed.add("versions")


def _touch(folder: Folder, proposal: Proposal, row: Row, column: str, months: set[int]) -> None:
    """Something else is in force in these months; what is final stays as it was signed."""
    folder.touched |= months
    final = sorted(months & folder.locked)
    if final:
        code, year = folder.key
        told = rangkai(nama_bulan(month) for month in final)
        proposal.fault(
            row,
            column,
            f"Laporan {code} untuk {told} {year} sudah final, jadi targetnya tidak berubah. Mulai sesudah bulan itu, "
            f"atau buka kembali laporannya lebih dahulu: capaian reopen {code} {Period(year, -(-final[-1] // 3) * 3)}.",
        )


def _merge_row(folder: Folder, proposal: Proposal, row: Row, closed: bool) -> None:
    """One row of figures: new, or the same as before; a version that was there takes no new rows."""
    layout = import_layout().tables[row.table]
    figures = [name for name in layout.columns if name not in layout.key]
    name_of = [name for name in layout.key if name not in ("unit", "year")]
    said = {name: _as_text(row.values[name]) for name in (*name_of, *figures)}
    if row.table == "decisions" and said["version"] and folder.version("rapk", said["version"]) is None:
        proposal.fault(row, "version", f"Versi RAPK '{said['version']}' tidak ada. Tambahkan di lembar VERSI.")
    same_key = (before for before in folder.files[row.table] if all(before.get(n, "") == said[n] for n in name_of))
    before = next(same_key, None)
    if before is None and closed:
        message = f"Versi '{said['version']}' sudah tercatat tanpa baris ini. Beri nama versi baru."
        proposal.fault(row, next(n for n in ("indicator_id", "version") if n in row.cells), message)
        return
    if before is None:
        folder.files[row.table].append(said)
        folder.added.setdefault(row.table, []).append(row)
        if row.table == "neighbour_cases":  # cumulative: they hold until the next row
            _touch(folder, proposal, row, "month", set(range(row.values["month"], 13)))
        folder.changed.add(row.table)
        return
    for name in figures:
        if not _same(before.get(name, ""), row.values[name]):
            was = before.get(name) or "kosong"
            what = f"Versi '{said['version']}'" if said.get("version") else "Baris ini"
            remedy = "Samakan, atau beri nama versi baru." if layout.kind else "Samakan."
            proposal.fault(row, name, f"{what} sudah tercatat dengan isi lain ({_shown(was)}). {remedy}")


def _check_whole(folder: Folder, proposal: Proposal, row: Row) -> None:
    """A new version has figures, of every indicator that the office has that year."""
    kind, version = row.values["kind"], row.values["version"]
    table = import_layout().figures_of(kind)
    sheet = import_layout().tables[table].sheet
    rows = [line for line in folder.files[table] if line["version"] == version]
    faulty = any(fault.sheet == sheet for fault in proposal.faults)
    if not rows and not faulty:
        proposal.fault(row, "version", f"Versi '{version}' tidak punya angka. Isi lembar {sheet}.")
    named = {line["indicator_id"] for line in rows if line.get("indicator_id")}
    if kind == "case" or faulty or not named:
        return
    missing = [name for name in _indicators(folder.unit) if name not in named]
    if missing:
        titles = rangkai(f"'{indicator_titles()[name]}'" for name in missing)
        message = f"Versi '{version}' tidak memuat {len(missing)} indikator: {titles}. Lengkapi lembar {sheet}."
        proposal.fault(row, "version", message)


def _indicators(unit: UnitFile) -> list[str]:
    """The indicators that an office has in a year, in their order."""
    rows = {
        row["indicator_id"]: int(row["iku_no"])
        for row in seed("indicators")
        if row["office_kind"] == unit.office_kind and row["valid_from"] <= f"{unit.year:04d}-12"
    }
    return sorted(rows, key=lambda name: rows[name])


def _check_spans(folder: Folder, proposal: Proposal) -> None:
    """Of each kind one version is in force in a month, and none between two is without one."""
    for row in folder.added.get("versions", []):
        kind, version = row.values["kind"], row.values["version"]
        mine = folder.version(kind, version)
        word = import_layout().word_of(kind)
        assert mine is not None
        for other in folder.versions(kind):
            if other is mine or (kind == "ceiling" and not _same_subject(folder, mine, other)):
                continue
            shared = sorted(_months(mine) & _months(other))
            if shared:
                message = (
                    f"Versi {word} '{version}' dan '{other['version']}' sama-sama berlaku di bulan "
                    f"{rangkai(shared)}. Akhiri versi '{other['version']}' dengan baris di lembar VERSI."
                )
                proposal.fault(row, "from_month", message)
        covered = {month for line in folder.versions(kind) for month in _months(line)}
        gaps = sorted(set(range(min(covered), max(covered))) - covered)
        if gaps and kind != "ceiling":
            message = f"Tidak ada versi {word} yang berlaku di bulan {rangkai(gaps)}. Sambung bulan berlakunya."
            proposal.fault(row, "from_month", message)


def _months(version: dict[str, str]) -> set[int]:
    return set(range(int(version["from_month"]), int(version["to_month"]) + 1))


def _same_subject(folder: Folder, one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether two versions of ceilings state the same thing: an indicator's, or the whole office's."""
    rows = folder.files["ceilings"]
    mine, theirs = (
        {row["indicator_id"] for row in rows if row["version"] == version["version"]} for version in (one, other)
    )
    return bool(mine & theirs)


def _as_text(value: Any) -> str:
    """A value as the files of targets write it: a decimal point, no groups, whole numbers without decimals."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _same(before: str, value: Any) -> bool:
    if isinstance(value, (int, float)):
        return bool(before.strip()) and float(before) == float(value)
    return before == _as_text(value)


def _shown(text: str) -> str:
    try:
        return ringkas(float(text))
    except ValueError:
        return text


# -- writing ----------------------------------------------------------------------------------------------------------


def _write(folder: Folder, draft: Path, targets: Path) -> None:
    """The files of a folder that change, or all of one that is new to the home, beside the folders that count."""
    own = folder.base is not None and folder.base.parent == targets
    base = draft / (folder.base.name if own and folder.base else _free_name(folder, targets))
    write_folder(folder, base, only_changed=own)


def write_folder(folder: Folder, base: Path, only_changed: bool = False) -> None:
    """The files of an office and year; those that do not change are copied as they are."""
    base.mkdir(parents=True)
    if folder.base is None:
        said = folder.unit.model_dump(mode="json")
        _put(base / "unit.yml", yaml.safe_dump(said, allow_unicode=True, sort_keys=False))
    elif not only_changed:
        for path in sorted(folder.base.iterdir()):
            if path.is_file():
                _put(base / path.name, path.read_text("utf-8"))
    for name, rows in folder.files.items():
        if name in folder.changed or folder.base is None:
            _put(base / f"{name}.csv", _csv(header_of(name, rows), rows))


def _free_name(folder: Folder, targets: Path) -> str:
    name = f"{folder.unit.code}_{folder.unit.year}"
    while (targets / name).exists():  # a folder of that name that holds another office
        name += "_"
    return name


def _csv(header: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return text.getvalue()


def _put(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _log(
    connection: Any, import_id: str, content: str, file_name: str, at: str, by: str | None, taken: Sequence[Taken]
) -> None:
    """The rows of the log, in one statement: once they are there, the import counts."""
    insert(
        connection,
        "target_imports",
        TABLES["target_imports"],
        [
            (
                *(import_id, at, by, content, file_name, item.unit_code, item.year, item.kind, item.version),
                *(item.letter, item.decided_on, item.from_month, item.to_month, item.n_rows),
            )
            for item in taken
        ],
    )


def _taken(folder: Folder) -> Iterator[Taken]:
    layout = import_layout()
    for row in folder.added.get("versions", []):
        version = folder.version(row.values["kind"], row.values["version"])
        assert version is not None
        figures = folder.added.get(layout.figures_of(version["kind"]), [])
        yield Taken(
            *folder.key,
            version["kind"],
            version["version"],
            version["document"],
            version.get("letter") or None,
            version["decided_on"] or None,
            int(version["from_month"]),
            int(version["to_month"]),
            sum(line.values["version"] == version["version"] for line in figures),
        )
    for name, kind in (("neighbour_cases", "neighbour"), ("decisions", "decision"), ("external_values", "external")):
        rows = folder.added.get(name, [])
        if rows:
            yield Taken(*folder.key, kind, None, None, None, None, None, None, len(rows))


def _published_months(connection: Any, folders: Sequence[Folder]) -> list[str]:
    """Months that were published and whose targets this import touches."""
    if not has_table(connection, "marts", "fct_indicator"):
        return []
    published = connection.execute("select distinct unit_code, period from marts.fct_indicator").fetchall()
    touched = {
        (folder.unit.code, str(Period(folder.unit.year, month))) for folder in folders for month in folder.touched
    }
    return sorted({period for unit, period in published if (unit, period) in touched})


def _remarks(taken: Sequence[Taken]) -> Iterator[str]:
    for item in taken:
        said = {"nomor surat": item.letter, "tanggal surat": item.decided_on}
        lacking = [word for word, value in said.items() if not value]
        if item.n_rows and item.version and lacking:
            word = import_layout().word_of(item.kind)
            yield (
                f"{item.unit_code} {item.year}, {word} '{item.version}': {rangkai(lacking)} belum ada. "
                "Impor lagi baris VERSI itu beserta isinya bila suratnya sudah ada."
            )
