"""Verifying an archive of evidence: its files, its chain, then its figures, worked out again in a temporary home."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.answers import finals, log
from flows.evidence import collect
from flows.evidence.compare import Compared, compare
from flows.evidence.package import (
    MANIFEST,
    EvidenceProblem,
    FileDamage,
    Manifest,
    damages_of,
    read_manifest,
    root_of,
    sha256_of,
    unpack,
)
from flows.evidence.tables import as_landed, read_csv
from flows.ingest.workbook import SHIPPED_LIMITS
from flows.period import Period
from flows.settings import Home
from flows.settings_file import Limits
from flows.warehouse.store import TABLES, connect, insert, prepare

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A form that is read another way now than the log says: its verdict then and now, None where it was not met."""

    file_name: str
    form: str
    then: str | None
    now: str | None


@dataclass(slots=True)
class Verified:
    """What an archive proves. `broken` and `damages` end the verification before anything is worked out.

    `sha256` is that of the archive, where it is a file.
    """

    manifest: Manifest
    sha256: str | None
    manifest_sha256: str
    damages: list[FileDamage]
    entries: int = 0
    entries_of_others: int = 0
    broken: log.Break | None = None
    rules_changed: list[str] = field(default_factory=list)
    program_version: str = ""
    readings: list[OtherReading] = field(default_factory=list)
    compared: Compared | None = None
    problem: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, as far as the archive itself can tell."""
        return not self.damages and self.broken is None

    @property
    def is_same(self) -> bool:
        """Whether its figures came out again."""
        recomputed = self.compared is not None and not self.compared.differences and not self.compared.absent
        return self.is_whole and recomputed and not self.readings and not self.problem


def verify(path: Path, head: str | None = None, limits: Limits = SHIPPED_LIMITS) -> Verified:
    """Verifies an archive or the folder that it was unpacked to.

    Args:
        head: a head of the chain that a report shows; it must be in the chain.
        limits: what one workbook may cost.

    Raises:
        EvidenceProblem: it is no archive of evidence.
    """
    with tempfile.TemporaryDirectory(prefix="capaian-bukti-") as place:
        scratch = Path(place)
        unreadable: list[FileDamage] = []
        root = root_of(path) if path.is_dir() else scratch / "arsip"
        if not path.is_dir():
            root.mkdir()
            unreadable = unpack(path, root)
            root = root_of(root)
        manifest = read_manifest(root)
        known = {damage.name for damage in unreadable}
        damages = [*unreadable, *(damage for damage in damages_of(root, manifest) if damage.name not in known)]
        own = sha256_of(path) if path.is_file() else None
        result = Verified(manifest, own, sha256_of(root / MANIFEST), damages)
        if not result.damages:
            _verify_content(root, result, Home(scratch / "home"), head, limits)
        return result


def _verify_content(root: Path, result: Verified, home: Home, head: str | None, limits: Limits) -> None:
    import duckdb

    try:
        sent, forms = (
            _table(root, collect.SUBMISSIONS, "submissions"),
            _table(root, collect.FORMS_SENT, "form_versions"),
        )
        answers, final = _answers(root), _final(root)
        printed = [as_landed("published", row) for row in _table(root, collect.PRINTED, "published")]
        due_days = [as_landed("due_days", row) for row in _table(root, collect.DUE_DAYS, "due_days")]
        result.damages.extend(_swapped(result.manifest, sent))
        result.entries = len(answers)
        result.entries_of_others = sum(isinstance(entry, _Elsewhere) for entry in answers)
        own = [entry for entry in answers if isinstance(entry, log.Entry)]
        with connect(home.warehouse) as connection:
            prepare(connection)
            _land_answers(connection, own)
            _land_finals(connection, final)
            insert(connection, "published", TABLES["published"], printed)
            insert(connection, "due_days", TABLES["due_days"], due_days)
            result.broken = _verify_chain(answers, result.manifest, head) or _verify_finals(
                connection, own, final, result.manifest
            )
    except (KeyError, ValueError, TypeError, AttributeError, duckdb.Error) as problem:
        raise EvidenceProblem("Isi arsip tidak dapat dibaca; ini bukan arsip yang ditulis Capaian.") from problem
    if not result.is_whole:
        return
    result.rules_changed = _rules_changed(result.manifest)
    result.program_version = version("capaian")
    _work_out(root, result, home, sent, forms, limits)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """An entry of another office: its place in the chain."""

    seq: int
    previous_hash: str
    hash: str


def _table(root: Path, name: str, table: str) -> list[dict[str, str]]:
    """A log of the archive, once it is sure that it can be landed.

    Raises:
        ValueError: it cannot.
    """
    _, rows = read_csv(root / name)
    for row in rows:
        as_landed(table, row)
        Period.parse(row["period"])
    return rows


def _answers(root: Path) -> list[log.Entry | _Elsewhere]:
    lines = (root / collect.ANSWERS).read_text("utf-8").splitlines()
    return [_Elsewhere(**told) if len(told) == 3 else log.Entry(**told) for told in map(json.loads, lines)]


def _final(root: Path) -> dict[str, Any]:
    path = root / collect.FINAL
    told: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {"in_force": None, "finals": []}
    return told


def _swapped(manifest: Manifest, sent: list[dict[str, str]]) -> Iterator[FileDamage]:
    """Workbooks that are there as told, but are not the content that the submission log names."""
    for row in sent:
        name = row["content"]
        if name and manifest.files.get(name) != row["submission_id"]:
            yield FileDamage(name, "swapped" if name in manifest.files else "missing")


def _land_answers(connection: duckdb.DuckDBPyConnection, own: list[log.Entry]) -> None:
    columns = TABLES["answers"]
    insert(connection, "answers", columns, [[getattr(entry, name) for name in columns] for entry in own])


def _land_finals(connection: duckdb.DuckDBPyConnection, final: Mapping[str, Any]) -> None:
    for kept in final["finals"]:
        insert(connection, "finals", TABLES["finals"], [[kept[name] for name in TABLES["finals"]]])
        for table in collect.FINAL_TABLES:
            columns = {name: TABLES[table][name] for name in kept[table]["columns"]}
            insert(connection, table, columns, kept[table]["rows"])
        locked = [(kept["unit_code"], month, kept["final_no"]) for month in kept["locked"]]
        insert(connection, "locked_months", TABLES["locked_months"], locked)


def _verify_chain(chain: list[log.Entry | _Elsewhere], manifest: Manifest, head: str | None) -> log.Break | None:
    """As `log.verify`, for a chain of which entries of other offices show their hashes alone."""
    previous = log.GENESIS
    for place, entry in enumerate(chain, 1):
        if entry.seq != place:
            return log.Break(place, "order")
        if entry.previous_hash != previous:
            return log.Break(entry.seq, "link")
        if isinstance(entry, log.Entry) and entry.worked_out() != entry.hash:
            return log.Break(entry.seq, "content")
        previous = entry.hash
    last = chain[-1].hash if chain else None
    if last != manifest.chain_head or len(chain) != manifest.entries:
        return log.Break(len(chain) + 1, "cut")
    if head and head not in {entry.hash for entry in chain}:
        return log.Break(len(chain) + 1, "cut")
    return None


def _verify_finals(
    connection: duckdb.DuckDBPyConnection, own: list[log.Entry], final: Mapping[str, Any], manifest: Manifest
) -> log.Break | None:
    """Holds what finals keep, and the report that was signed, against the entries that made them so."""
    entries = {entry.seq: entry for entry in own}
    seals = {told["final_no"]: entry for entry in own if entry.action == "seal" for told in [_details(entry)]}
    known = {kept["final_no"]: kept for kept in final["finals"]}
    for entry in own:
        ours = (entry.unit_code, entry.period) == (manifest.unit, manifest.period)
        if ours and entry.action == "finalize" and entry.seq not in known:
            return log.Break(entry.seq, "lock")
    for number, kept in known.items():
        made, seal = entries.get(number), seals.get(number)
        if made is None or made.action != "finalize" or made.hash != kept["chain_head"]:
            return log.Break(number, "cut")
        if _details(made).get("snapshot") != finals.snapshot_digest(connection, number):
            return log.Break(number, "figures")
        if seal is None or _details(seal)["files"] != kept["files"]:
            return log.Break(seal.seq if seal else number, "file")
    last = next(
        (
            entry
            for entry in reversed(own)
            if entry.period == manifest.period and entry.action in ("finalize", "reopen")
        ),
        None,
    )
    in_force = last.seq if last and last.action == "finalize" else None
    locked = known[in_force]["locked"] == _details(entries[in_force])["months"] if in_force else True
    if not locked or final["in_force"] != in_force or manifest.final_no != in_force:
        return log.Break(last.seq if last else 1, "lock")
    if in_force:
        prefix = f"{collect.REPORT}/"
        signed = {
            name.removeprefix(prefix): identity for name, identity in manifest.files.items() if name.startswith(prefix)
        }
        if signed != known[in_force]["files"]:
            return log.Break(seals[in_force].seq, "file")
    return None


def _details(entry: log.Entry) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(entry.details or "{}")
    return told


def _rules_changed(manifest: Manifest) -> list[str]:
    """Rules, forms and formulas of the archive that are not those of the installed program, by name."""
    prefix = f"{collect.RULES}/"
    then = {
        name: identity
        for name, identity in manifest.files.items()
        if name.startswith(prefix) and name != collect.PROGRAM
    }
    now = {name: sha256_of(path) for name, path in collect.rules_files().items()}
    return sorted(name.removeprefix(prefix) for name in then.keys() | now.keys() if then.get(name) != now.get(name))


def _work_out(
    root: Path,
    result: Verified,
    home: Home,
    sent: list[dict[str, str]],
    forms: list[dict[str, str]],
    limits: Limits,
) -> None:
    """Everything again from workbooks and targets, by the code that a month runs through."""
    from flows.evidence.recompute import RecomputeProblem, recompute

    try:
        read = recompute(root, home, result.manifest, sent, forms, limits)
    except RecomputeProblem as problem:
        result.problem = str(problem)
        return
    then = {
        (row["submission_id"], row["form"]): row["verdict"] for row in forms if (row["submission_id"] in read.names)
    }
    result.readings = [
        OtherReading(read.names[identity], form, then.get((identity, form)), read.verdicts.get((identity, form)))
        for identity, form in sorted(then.keys() | read.verdicts.keys())
        if then.get((identity, form)) != read.verdicts.get((identity, form))
    ]
    with connect(home.warehouse, read_only=True) as connection:
        result.compared = compare(connection, root / collect.FIGURES, result.manifest)
