"""Waiving, finalising, reopening: each one transaction with its entry in the log, then the report in place.

The report is rendered before the transaction ends, so that an answer that cannot be shown is not recorded either.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.answers import finals, log
from flows.answers.roles import NotAllowedError, refuse_own_block, refuse_unless_allowed
from flows.checks.catalogue import load_catalogue
from flows.period import Period
from flows.report.figures import NothingPublishedError, read_figures
from flows.report.national import page_of, write_national
from flows.report.render import put_files, report_files
from flows.settings import Home
from flows.settings_file import Role
from flows.warehouse.store import connect, has_table, prepare, transaction
from flows.wording import rangkai

if TYPE_CHECKING:
    import duckdb


class WrongAnswerError(Exception):
    """The answer makes no sense as things stand: wrong usage, told in Indonesian."""


class HeldBackError(NotAllowedError):
    """Open findings hold a report back; `findings` are their ids."""

    def __init__(self, text: str, findings: list[str]) -> None:
        super().__init__(text)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Answered:
    """What was recorded: the entry, the head of the chain after it, and the report that shows it."""

    entry: log.Entry
    head: str
    report: str | None
    place: str = ""
    still_blocking: int = 0


@dataclass(frozen=True, slots=True)
class Finalized:
    """A report that is final: since when and by whom, what is locked, and the hashes of its files."""

    final: finals.Final
    head: str
    months: list[str]
    files: Mapping[str, str]
    report: str
    was_final: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """A file that people signed, as it stands in the log: its name, and its hash by which it is known again."""

    entry: log.Entry
    file: str
    sha256: str


def waive(home: Home, finding_id: str, name: str, reason: str, at: str, roles: Mapping[str, Role]) -> Answered:
    """Accepts an open finding with its present value.

    Raises:
        WrongAnswerError: no such finding, or it is not open.
        NotAllowedError: it is a reject, its month is final, it is not published as it stands, or the roles say no.
    """
    name, reason = _named(name, reason)
    with _warehouse(home) as connection:
        found = connection.execute(
            "select unit_code, period, severity, status, value, owner_group, rule_id, "
            "concat_ws(' ', nullif(sheet, ''), nullif(cell, '')) from raw.findings where finding_id = ?",
            [finding_id],
        ).fetchone()
        if found is None:
            raise WrongAnswerError(
                f"Temuan '{finding_id}' tidak dikenal. Nomor temuan ada pada daftar: capaian findings PERIODE."
            )
        unit, period, severity, status, value, owner, rule, place = found
        if status != "open":
            # Whoever says it twice may have been cut off before the report showed it.
            _put(home, unit, period, _report(connection, unit, period))
            word = "sudah selesai" if status == "resolved" else "sudah diterima sebelumnya"
            raise WrongAnswerError(f"Temuan {finding_id} ({place}) {word}, jadi tidak perlu diterima lagi.")
        if severity == "reject":
            raise NotAllowedError(
                f"Temuan {finding_id} ({place}) menolak kiriman, jadi tidak dapat diterima: isinya memang tidak masuk. "
                "Perbaiki lalu kirim ulang berkasnya."
            )
        if finals.is_locked(connection, unit, period):
            raise NotAllowedError(
                f"Laporan {unit} untuk triwulan yang memuat {period} sudah final. Buka kembali lebih dahulu: "
                "capaian reopen."
            )
        if not _is_published(connection, finding_id, value):
            raise NotAllowedError(
                f"Temuan {finding_id} ({place}) belum diterbitkan dengan isinya yang sekarang. "
                f"Jalankan lebih dahulu: capaian run {period}, lalu lihat lagi temuannya."
            )
        refuse_own_block(refuse_unless_allowed(roles, name, "waive"), name, severity, owner)
        _bring_columns(connection)
        with transaction(connection):
            entry = log.append(
                connection,
                at=at,
                actor=name,
                action="waive",
                unit_code=unit,
                period=period,
                finding_id=finding_id,
                value=value,
                reason=reason,
                details={"rule_id": rule, "severity": severity, "owner_group": owner, "place": place},
            )
            connection.execute("update raw.findings set status = 'waived' where finding_id = ?", [finding_id])
            _publish_waiver(connection, entry)
            files = _report(connection, unit, period)
            left = _open_findings(connection, unit, [period], "block")
        report = _put(home, unit, period, files)
        _show_all_offices(connection, home, period)
    return Answered(entry, entry.hash, report, place, len(left))


def finalize(
    home: Home,
    unit: str,
    period: Period,
    name: str,
    at: str,
    roles: Mapping[str, Role],
    signed: tuple[str, str] | None = None,
) -> Finalized:
    """Makes the report of a quarter final and locks its months; said twice, it is final as it was.

    Args:
        signed: name and SHA-256 of the file that was signed. It is recorded with an entry of its own, because what is
            signed is mostly the final report itself: it comes when the report is final already.

    Raises:
        WrongAnswerError: the period ends no quarter, or nothing is published of it.
        HeldBackError: findings that hold the report back are open, in any of its months.
        NotAllowedError: the roles say no, or what is published is not what came last.
    """
    name, _ = _named(name, "-")
    if not finals.ends_a_quarter(period):
        raise WrongAnswerError(
            f"{period} bukan akhir triwulan. Laporan final hanya untuk bulan 03, 06, 09, atau 12, "
            f"misalnya {period.year}-{-(-period.month // 3) * 3:02d}."
        )
    months = finals.months_of(period)
    with _warehouse(home) as connection:
        known = finals.final_of(connection, unit, str(period))
        if known is not None:
            if signed is not None:
                refuse_unless_allowed(roles, name, "finalize")
                with transaction(connection):
                    _sign(connection, known.final_no, unit, period, name, at, signed)
            files = finals.files_of(connection, unit, str(period))
            head = log.head(connection)
            report = _put(home, unit, str(period), files)
            _show_all_offices(connection, home, str(period))
            return Finalized(
                known, head.hash if head else "", months, _sealed(connection, known.final_no), report or "", True
            )
        refuse_unless_allowed(roles, name, "finalize")
        try:
            read_figures(connection, unit, str(period))
        except NothingPublishedError as problem:
            raise WrongAnswerError(f"{problem} Jalankan lebih dahulu: capaian run {period}") from problem
        _refuse_held_back(connection, unit, months)
        stale = finals.not_published(connection, unit, months)
        if stale:
            raise NotAllowedError(
                f"Ada kiriman {unit} yang sudah diterima tetapi belum dihitung untuk {rangkai(stale)}. "
                f"Jalankan lebih dahulu: {rangkai(f'capaian run {month}' for month in stale)}."
            )
        cut_off = finals.unpublished_findings(connection, unit, months)
        if cut_off:
            raise NotAllowedError(
                f"Hasil pemeriksaan terakhir {unit} untuk {rangkai(cut_off)} belum diterbitkan. "
                f"Jalankan lebih dahulu: {rangkai(f'capaian run {month}' for month in cut_off)}."
            )
        rules = {rule.id: (rule.severity, rule.valid_from) for rule in load_catalogue().rules(str(period))}
        with transaction(connection):
            last = log.head(connection)
            number = last.seq + 1 if last else 1
            kept = finals.keep(connection, unit, period, number, rules)
            entry = log.append(
                connection,
                at=at,
                actor=name,
                action="finalize",
                unit_code=unit,
                period=str(period),
                details=kept,
            )
            finals.keep_entry(connection, entry)
            _accept_restatements(connection, entry)
            files = report_files(connection, unit, str(period))
            hashes = finals.keep_files(connection, number, files)
            # The report prints the head, so its hashes can only stand in an entry of their own.
            sealed = log.append(
                connection,
                at=at,
                actor=name,
                action="seal",
                unit_code=unit,
                period=str(period),
                details={"final_no": number, "files": hashes},
            )
            if signed is not None:
                sealed = _sign(connection, number, unit, period, name, at, signed) or sealed
        report = _put(home, unit, str(period), files)
        _show_all_offices(connection, home, str(period))
    final = finals.Final(entry.seq, entry.answered_at, entry.actor, entry.hash)
    return Finalized(final, sealed.hash, months, hashes, report or "")


def reopen(
    home: Home, unit: str, period: Period, name: str, reason: str, at: str, roles: Mapping[str, Role]
) -> Answered:
    """Opens the months of a final report again; what waited for them enters with the next run.

    Raises:
        WrongAnswerError: the report is not final.
        NotAllowedError: the roles say no.
    """
    name, reason = _named(name, reason)
    with _warehouse(home) as connection:
        known = finals.final_of(connection, unit, str(period))
        if known is None:
            # Whoever says it twice may have been cut off before the report showed it.
            _put(home, unit, str(period), _report(connection, unit, str(period)))
            raise WrongAnswerError(f"Laporan {unit} periode {period} belum final, jadi tidak ada yang dibuka kembali.")
        refuse_unless_allowed(roles, name, "reopen")
        with transaction(connection):
            entry = log.append(
                connection,
                at=at,
                actor=name,
                action="reopen",
                unit_code=unit,
                period=str(period),
                reason=reason,
                details={"final_no": known.final_no},
            )
            connection.execute("delete from raw.locked_months where final_no = ?", [known.final_no])
            files = _report(connection, unit, str(period))
        report = _put(home, unit, str(period), files)
        _show_all_offices(connection, home, str(period))
    return Answered(entry, entry.hash, report)


def audit(home: Home, head: str | None = None) -> tuple[int, log.Entry | None, log.Break | None]:
    """The number of entries, the last one, and where the chain breaks.

    Args:
        head: a head that a report shows; the chain is cut off when it is no longer in it.
    """
    if not home.warehouse.exists():
        return 0, None, log.Break(1, "cut") if head else None
    with _warehouse(home) as connection:
        chain = log.entries(connection)
        broken = log.verify(chain) or finals.verify_finals(connection, chain)
        if broken is None and head and head not in {entry.hash for entry in chain}:
            broken = log.Break(len(chain) + 1, "cut")
        return len(chain), chain[-1] if chain else None, broken


def signed_files(home: Home) -> list[Signed]:
    """Every file that was signed, in the order in which they were recorded."""
    if not home.warehouse.exists():
        return []
    with _warehouse(home) as connection:
        return _signed(connection)


def _signed(connection: duckdb.DuckDBPyConnection) -> list[Signed]:
    entries = log.entries(connection, "where action = 'sign'")
    told = ((entry, json.loads(entry.details or "{}")) for entry in entries)
    return [Signed(entry, details.get("file", ""), details.get("sha256", "")) for entry, details in told]


def _sign(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    unit: str,
    period: Period,
    name: str,
    at: str,
    signed: tuple[str, str],
) -> log.Entry | None:
    """Records a signed file of a final; None when this very file is on record for it."""
    details = {"final_no": number, "file": signed[0], "sha256": signed[1]}
    if any(json.loads(it.entry.details or "{}") == details for it in _signed(connection)):
        return None
    return log.append(connection, at=at, actor=name, action="sign", unit_code=unit, period=str(period), details=details)


def _named(name: str, reason: str) -> tuple[str, str]:
    name, reason = " ".join(name.split()), " ".join(reason.split())
    if not name:
        raise WrongAnswerError("Nama belum diisi; tulis siapa yang menjawab dengan --by.")
    if not reason:
        raise WrongAnswerError("Alasan belum diisi; tulis mengapa dengan --reason.")
    return name, reason


@contextmanager
def _warehouse(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(home.warehouse) as connection:
        prepare(connection)
        yield connection


_WAIVER = ("waived_by", "waived_at", "waive_reason")


def _bring_columns(connection: duckdb.DuckDBPyConnection) -> None:
    """What an earlier edition published has no place for the answer yet."""
    if has_table(connection, "marts", "mart_findings"):
        for column in _WAIVER:
            connection.execute(f"alter table marts.mart_findings add column if not exists {column} varchar")


def _is_published(connection: duckdb.DuckDBPyConnection, finding_id: str, value: str | None) -> bool:
    """Whether people could see the finding open with this value, so that it is this value which they accept."""
    return has_table(connection, "marts", "mart_findings") and bool(
        connection.execute(
            "select 1 from marts.mart_findings "
            "where finding_id = ? and status = 'open' and value is not distinct from ?",
            [finding_id, value],
        ).fetchone()
    )


def _publish_waiver(connection: duckdb.DuckDBPyConnection, entry: log.Entry) -> None:
    """The answer beside the published finding. The candidates may be those of another month, so they are no source."""
    if has_table(connection, "marts", "mart_findings"):
        connection.execute(
            "update marts.mart_findings set status = 'waived', waived_by = ?, waived_at = ?, waive_reason = ? "
            "where finding_id = ?",
            [entry.actor, entry.answered_at, entry.reason, entry.finding_id],
        )


def _accept_restatements(connection: duckdb.DuckDBPyConnection, entry: log.Entry) -> None:
    """What was proposed since an earlier final is what is published now, so this final holds it."""
    if has_table(connection, "marts", "mart_restatement"):
        connection.execute(
            "update marts.mart_restatement set state = 'accepted', final_after = ?, accepted_at = ? "
            "where unit_code = ? and period = ? and state = 'proposed'",
            [entry.seq, entry.answered_at, entry.unit_code, entry.period],
        )


def _open_findings(
    connection: duckdb.DuckDBPyConnection, unit: str, months: list[str], *severities: str
) -> list[tuple[str, str, str, str]]:
    return connection.execute(
        "select finding_id, severity, period, concat_ws(' ', nullif(sheet, ''), nullif(cell, '')) from raw.findings "
        "where (unit_code = ? or unit_code = '') and list_contains(?::varchar[], period) "
        "and list_contains(?::varchar[], severity) and status = 'open' "
        "order by period, severity, sheet, cell, finding_id",
        [unit, months, list(severities)],
    ).fetchall()


def _refuse_held_back(connection: duckdb.DuckDBPyConnection, unit: str, months: list[str]) -> None:
    held = _open_findings(connection, unit, months, "block", "reject")
    if held:
        places = "\n".join(f"  {identity}  {month}  {place}" for identity, _, month, place in held)
        raise HeldBackError(
            f"Laporan {unit} belum dapat ditetapkan final: {len(held)} temuan masih menahannya.\n{places}\n"
            "Kirim perbaikannya lalu jalankan lagi bulan itu, atau terima temuannya dengan nama dan alasan: "
            "capaian waive NOMOR --by NAMA --reason ALASAN.",
            [identity for identity, *_ in held],
        )


def _report(connection: duckdb.DuckDBPyConnection, unit: str, period: str) -> dict[str, bytes]:
    """The report's files; none where nothing is published yet."""
    if not has_table(connection, "marts", "mart_findings"):
        return {}
    try:
        return report_files(connection, unit, period)
    except NothingPublishedError:
        return {}


def _put(home: Home, unit: str, period: str, files: Mapping[str, bytes]) -> str | None:
    if not files:
        return None
    return str(put_files(home.reports / unit / period, files))


def _show_all_offices(connection: duckdb.DuckDBPyConnection, home: Home, period: str) -> None:
    """The page of all offices, where there is one, as it stands after an answer."""
    month = Period.parse(period)
    if page_of(home, month).exists():
        write_national(connection, home, month)


def _sealed(connection: duckdb.DuckDBPyConnection, number: int) -> dict[str, str]:
    found = connection.execute("select name, sha256 from raw.final_files where final_no = ? order by name", [number])
    return dict(found.fetchall())
