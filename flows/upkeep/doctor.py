"""What stands in the way of the next run: checks of the program, the home, the machine and its surroundings.

Each check looks at one thing and gives one outcome; what outcomes are called, how grave they are and what helps against
them is data (`doctor.yml`).
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

import yaml

from flows.settings import EXPECTATIONS, FONTS, ROOT, SHIPPED_TARGETS, TEMPLATES, Home
from flows.settings_file import Settings, SettingsProblem, load_settings
from flows.upkeep.wording import listed, size
from flows.warehouse import WarehouseBusyError, WarehouseError

State = Literal["baik", "perhatian", "gangguan"]
# Those that decide what is read, computed and drawn.
_PACKAGES = (
    "apprise",
    "dbt-core",
    "dbt-duckdb",
    "docxtpl",
    "duckdb",
    "great-expectations",
    "pandas",
    "prefect",
    "python-calamine",
    "typst",
    "vl-convert-python",
)
_PARTS = ("outline", "html", "typst", "docx", "charts", "alerts")
_ROOM = 100 * 1024**2  # bytes that a run writes beside the warehouse: reports, pages, what dbt and Prefect keep
_SAMPLE = 20
_POOL, _WATCH = "capaian", "capaian-watch"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how it is, what was seen, and what to do where it is not well."""

    name: str
    title: str
    state: State
    seen: str
    advice: str = ""


@dataclass(frozen=True)
class _Visit:
    """What the checks look at."""

    home: Home
    at: str
    send: bool

    @cached_property
    def settings(self) -> Settings:
        return load_settings(self.home.settings)


@cache
def outcomes() -> dict[str, dict[str, Any]]:
    """Every check by its name: its title, and its outcomes."""
    texts: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "doctor.yml").read_text("utf-8"))
    return texts


def examine(home: Home, at: str, send: bool = False) -> list[Check]:
    """Looks at everything, in the order of `doctor.yml`. A check that fails itself is one that found trouble.

    Args:
        at: ISO time of the visit.
        send: hand a message to every channel, instead of only looking at its address.
    """
    visit = _Visit(home, at, send)
    return [_guarded(name, visit) for name in outcomes()]


def _guarded(name: str, visit: _Visit) -> Check:
    try:
        return _CHECKS[name](visit)
    except SettingsProblem:
        return _plain(name, "perhatian", "tidak diperiksa, karena setelan tidak dapat dibaca", "Betulkan setelan dulu.")
    except WarehouseError:
        return _plain(name, "perhatian", "tidak diperiksa, karena gudang data tidak dapat dibuka", "Lihat gudang data.")
    except Exception as problem:
        # The text of a problem may hold an address or a password: its kind is all that is told.
        seen = f"tidak dapat diperiksa ({type(problem).__name__})"
        return _plain(name, "gangguan", seen, "Sampaikan kepada tim data bersama keluaran capaian doctor --json.")


def _plain(name: str, state: State, seen: str, advice: str) -> Check:
    return Check(name, outcomes()[name]["title"], state, seen, advice)


def _found(name: str, outcome: str, **details: object) -> Check:
    told = outcomes()[name][outcome]
    advice = told.get("do", "").format(**details)
    return Check(name, outcomes()[name]["title"], told["state"], told["seen"].format(**details), advice)


def _program(_: _Visit) -> Check:
    ours, python = version("capaian"), platform.python_version()
    if platform.python_version_tuple()[:2] != ("3", "11"):
        return _found("program", "python", python=python)
    installed = {name: _installed(name) for name in _PACKAGES}
    if missing := [name for name, found in installed.items() if found is None]:
        return _found("program", "missing", names=", ".join(missing))
    locked = locked_versions()
    if not locked:
        return _found("program", "unlocked", version=ours, python=python)
    differs = [
        f"{name} {found} (dikunci {locked[name]})"
        for name, found in installed.items()
        if name in locked and found != locked[name]
    ]
    if differs:
        return _found("program", "differs", names=", ".join(differs))
    return _found("program", "fine", version=ours, python=python, count=len(installed))


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def locked_versions() -> dict[str, str]:
    """The versions that `requirements.lock` pins; none where the program is installed without it."""
    path = ROOT / "requirements.lock"
    if not path.exists():
        return {}
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", path.read_text("utf-8"), re.MULTILINE))


def _parts(visit: _Visit) -> Check:
    from flows.checks.catalogue import CatalogueError, load_catalogue

    missing = [f"templates/{name}" for name in _PARTS if not (TEMPLATES / name).is_dir()]
    if not any(path.suffix in (".ttf", ".otf") for path in FONTS.rglob("*")):
        missing.append("assets/fonts")
    if missing:
        return _found("parts", "missing", names=", ".join(missing))
    undressed = [
        path.parent.name for path in sorted(visit.home.offices.glob("*/lapkin.docx")) if not zipfile.is_zipfile(path)
    ]
    if undressed:
        return _found("parts", "dress", names=", ".join(undressed))
    try:
        catalogue = load_catalogue(EXPECTATIONS)
    except CatalogueError as problem:
        return _found("parts", "rules", why=str(problem).splitlines()[0][:200])
    if catalogue.lost:
        return _found("parts", "rules", why=f"{', '.join(catalogue.lost)} tidak ada")
    return _found("parts", "fine", suites=len(catalogue.suites))


def _home(visit: _Visit) -> Check:
    from flows.trouble import say, trouble_of

    path = visit.home.path
    if kind := trouble_of(path):
        return _found("home", "trouble", why=say(kind, path=path, where=""))
    left = path.with_name(f".{path.name}.pulih")
    if left.exists():
        return _found("home", "cut_off", left=left)
    return _found("home", "fine" if path.exists() else "absent", path=path)


def _disk(visit: _Visit) -> Check:
    place = visit.home.path
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    held = visit.home.warehouse.stat().st_size if visit.home.warehouse.exists() else 0
    # A build writes the candidates beside what is published, and what was there is freed only afterwards.
    needed = 3 * held + _ROOM
    outcome = "fine" if free >= needed else "little" if free >= needed / 2 else "none"
    return _found("disk", outcome, free=size(free), needed=size(needed))


def _settings(visit: _Visit) -> Check:
    from flows.warehouse.spark import EngineError, find_java

    try:
        if visit.settings.engine.name == "spark":
            find_java()
    except SettingsProblem as problem:
        return _found("settings", "wrong", why=problem)
    except EngineError as problem:
        return _found("settings", "engine", why=problem)
    return _found("settings", "fine" if visit.home.settings.exists() else "shipped")


def _reference(visit: _Visit) -> Check:
    from flows.reference.calendar import load_calendar
    from flows.reference.targets import ReferenceProblem, load_reference
    from flows.report.office import check_offices

    try:
        check_offices(visit.home.offices)
        load_calendar(visit.home)
        units = {unit.code for unit in load_reference(visit.home.targets, SHIPPED_TARGETS).units}
    except (ReferenceProblem, SettingsProblem) as problem:
        return _found("reference", "wrong", why=problem)
    return _found("reference", "fine", units=len(units))


def _warehouse(visit: _Visit) -> Check:
    from flows.trouble import holder
    from flows.warehouse.store import TABLES, connect, form_tables, has_table

    path = visit.home.warehouse
    if not path.exists():
        return _found("warehouse", "absent")
    try:
        with connect(path, read_only=True, seconds=0) as connection:
            query = "select table_name from information_schema.tables where table_schema = 'raw'"
            present = {name for (name,) in connection.execute(query).fetchall()}
            logged = has_table(connection, "raw", "submissions")
            counted = connection.execute("select count(*) from raw.submissions").fetchone() if logged else None
    except WarehouseBusyError as problem:
        number = holder(problem.__cause__) if problem.__cause__ else None
        return _found("warehouse", "busy", by=f" (nomor proses {number})" if number else "")
    except WarehouseError as problem:
        return _found("warehouse", "unreadable", why=problem)
    missing = sorted((TABLES | form_tables()).keys() - present)
    if missing:
        return _found("warehouse", "older", count=len(missing), names=listed(missing))
    return _found("warehouse", "fine", size=size(path.stat().st_size), rows=counted[0] if counted else 0)


def _answers(visit: _Visit) -> Check:
    from flows.upkeep.state import broken_at, entries_of
    from flows.warehouse.store import connect

    if not visit.home.warehouse.exists():
        return _found("answers", "fine", count=0)
    with connect(visit.home.warehouse, read_only=True, seconds=0) as connection:
        broken = broken_at(connection)
        if broken:
            return _found("answers", "broken", seq=broken.seq)
        return _found("answers", "fine", count=len(entries_of(connection)))


def _archive(visit: _Visit) -> Check:
    from flows.ingest.archive import content_hash, place_of
    from flows.ingest.intake import logged_contents

    logged = sorted(logged_contents(visit.home.warehouse, seconds=0))
    missing = [f"{name[:12]} tidak ada" for name in logged if not place_of(visit.home.archive, name).is_file()]
    # The same on the same day; another part of the archive on another one.
    start = int(visit.at[8:10] or 0) * _SAMPLE % len(logged) if logged else 0
    sample = [*logged[start:], *logged[:start]][:_SAMPLE]
    present = {name: place.read_bytes() for name in sample if (place := place_of(visit.home.archive, name)).is_file()}
    changed = [f"{name[:12]} isinya berubah" for name, content in present.items() if content_hash(content) != name]
    if missing or changed:
        return _found("archive", "damaged", names=listed(missing + changed))
    return _found("archive", "fine", count=len(logged), sample=len(sample))


def _clock(visit: _Visit) -> Check:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from flows.warehouse.store import connect, has_table

    try:
        ZoneInfo("Asia/Jakarta")
    except ZoneInfoNotFoundError:
        return _found("clock", "zone")
    now = dt.datetime.fromisoformat(visit.at)
    if visit.home.warehouse.exists():
        with connect(visit.home.warehouse, read_only=True, seconds=0) as connection:
            if has_table(connection, "raw", "submissions"):
                row = connection.execute("select max(received_at) from raw.submissions").fetchone()
                last = row[0] if row else None
                if last and _moment(last, now) > now:
                    return _found("clock", "behind", now=visit.at, last=last)
    offset = now.astimezone().strftime("%z")
    return _found("clock", "fine", now=visit.at, offset=f"{offset[:3]}:{offset[3:]}")


def _moment(text: str, like: dt.datetime) -> dt.datetime:
    """A time of the log: one without a zone was typed by hand, and means that of the machine."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo or not like.tzinfo else moment.astimezone()


def _server(_: _Visit) -> Check:
    url = os.environ.get("PREFECT_API_URL", "").rstrip("/")
    if not url:
        return _found("server", "without")
    where = _apart(url)[0]
    try:
        _ask(f"{url}/health")
    except OSError:
        return _found("server", "away", where=where)
    try:
        _ask(f"{url}/work_pools/{_POOL}")
    except OSError:
        return _found("server", "no_pool", where=where)
    deployed = {deployment["name"] for deployment in _ask(f"{url}/deployments/filter", {})}
    wanted = [entry["name"] for entry in yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]]
    if missing := [name for name in wanted if name not in deployed]:
        return _found("server", "not_deployed", names=", ".join(missing))
    ready = _ready(url, _POOL)
    if not ready:
        return _found("server", "no_worker", where=where)
    if not any(one["name"].startswith("capaian: ") for one in _ask(f"{url}/automations/filter", {})):
        return _found("server", "no_automations", where=where)
    if not _ready(url, _WATCH):
        return _found("server", "no_watch", where=where)
    return _found("server", "fine", where=where, deployments=len(wanted), workers=ready)


def _ready(url: str, pool: str) -> int:
    """Workers of a pool that gave a sign of life lately; none where there is no such pool."""
    try:
        workers = _ask(f"{url}/work_pools/{pool}/workers/filter", {})
    except OSError:
        return 0
    return sum(worker.get("status") == "ONLINE" for worker in workers)


def _runs(visit: _Visit) -> Check:
    from flows.warehouse.store import connect, has_table
    from flows.wording import jam

    if not visit.home.warehouse.exists():
        return _found("runs", "none")
    with connect(visit.home.warehouse, read_only=True, seconds=0) as connection:
        if not has_table(connection, "history", "runs"):
            return _found("runs", "none")
        last = connection.execute(
            "select flow, unit_code, period, ended_at, round(coalesce(seconds, 0)), state, problem, count(*) over () "
            "from history.runs order by started_at desc limit 1"
        ).fetchone()
    if last is None:
        return _found("runs", "none")
    flow, unit, period, at, seconds, state, problem, count = last
    told = {"flow": " ".join(part for part in (flow, unit, period) if part), "at": jam(at)}
    if state == "done":
        return _found("runs", "fine", count=count, seconds=f"{seconds:.0f}", **told)
    how = {"failed": "berhenti", "killed": "terhenti di tengah jalan"}[state]
    return _found("runs", "stopped", how=how, problem=problem or "tidak sempat berkata apa-apa", **told)


def _apart(url: str) -> tuple[str, str]:
    """An address without the user and password in it, and these: urllib takes them for the name of a machine."""
    found = re.search(r"//([^/@]*)@", url)
    return (url.replace(found[0], "//"), unquote(found[1])) if found else (url, "")


def _ask(url: str, body: dict[str, Any] | None = None) -> Any:
    """One question to the server.

    Raises:
        OSError: it did not answer, or refused.
    """
    import base64
    import json
    import urllib.request

    headers = {"Content-Type": "application/json"}
    url, secret = _apart(url)
    secret = secret or os.environ.get("PREFECT_API_AUTH_STRING", "")
    if key := os.environ.get("PREFECT_API_KEY"):
        headers["Authorization"] = f"Bearer {key}"
    elif secret:
        headers["Authorization"] = f"Basic {base64.b64encode(secret.encode()).decode()}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def _alerts(visit: _Visit) -> Check:
    from flows.alerts.channels import channels, channels_of, deliver, unusable
    from flows.alerts.failure import GROUP
    from flows.alerts.wording import write
    from flows.checks.catalogue import owner_groups

    alerts = visit.settings.alerts
    if not alerts:
        return _found("alerts", "none")
    known = channels(alerts)
    problems = []
    for channel, address in known.items():
        found = unusable(address)
        if found is None and visit.send:
            message = write("test", f"percobaan {visit.at}", channel=channel, at=visit.at)
            found = deliver(address, message.title, message.body)
        if found is not None:
            problems.append(f"{channel}: {found.text}")
    if problems:
        return _found("alerts", "undeliverable", names=listed(problems))
    units = ["", *alerts.offices] if alerts.groups else [*alerts.offices]
    nobody = sorted(
        {
            " ".join(part for part in (unit, group) if part)
            for unit in units
            for group in sorted(owner_groups())
            if not channels_of(alerts, unit, group)
        }
    )
    if not channels_of(alerts, "", GROUP):
        nobody.append(GROUP)
    if nobody:
        return _found("alerts", "nobody", names=listed(nobody))
    if waiting := next(_waiting(visit), None):
        return _found("alerts", "waiting", count=waiting[0], since=waiting[1])
    return _found("alerts", "sent" if visit.send else "fine", count=len(known))


def _waiting(visit: _Visit) -> Iterator[tuple[int, str]]:
    """How many messages wait in the warehouse, and since when."""
    from flows.warehouse.store import connect, has_table

    if not visit.home.warehouse.exists():
        return
    with connect(visit.home.warehouse, read_only=True, seconds=0) as connection:
        if has_table(connection, "raw", "alerts"):
            row = connection.execute(
                "select count(*), min(created_at) from raw.alerts where state = 'pending'"
            ).fetchone()
            if row and row[0]:
                yield row[0], row[1]


_CHECKS: dict[str, Callable[[_Visit], Check]] = {
    "program": _program,
    "parts": _parts,
    "home": _home,
    "disk": _disk,
    "settings": _settings,
    "reference": _reference,
    "warehouse": _warehouse,
    "answers": _answers,
    "archive": _archive,
    "clock": _clock,
    "server": _server,
    "runs": _runs,
    "alerts": _alerts,
}
