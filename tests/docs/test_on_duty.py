"""The page for the person on duty explains every message that may reach them, and none that never does."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from flows.settings import ROOT, TEMPLATES
from flows.trouble import sentences as troubles
from flows.upkeep.doctor import outcomes
from flows.upkeep.wording import sentences as upkeep

PAGE = (ROOT / "docs" / "petugas-jaga.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\d)\. .*?\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
UNITS = ROOT / "deploy" / "systemd"
PARTS_OF_SENTENCES = {kind for kind, text in upkeep().items() if not text.endswith(".")}
SAID = {
    "2": {path.stem for path in (TEMPLATES / "alerts").glob("*.j2")},
    "3": set(troubles()),
    "4": set(yaml.safe_load((TEMPLATES / "alerts" / "problems.yml").read_text("utf-8"))),
    "5": set(outcomes()),
    "6": set(upkeep()) - PARTS_OF_SENTENCES,
    "8": {path.stem for path in UNITS.glob("*.service")},
}


@pytest.mark.parametrize("section", SAID)
def test_every_message_is_explained_and_none_that_is_never_sent(section: str) -> None:
    explained = re.findall(r"^\| `([a-z_-]+)` \|", SECTIONS[section], re.MULTILINE)
    assert set(explained) == SAID[section]
    assert len(explained) == len(set(explained))


def test_messages_are_quoted_as_they_begin() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", SECTIONS["3"], re.MULTILINE))
    for kind, beginning in rows.items():
        pattern = ".*".join(re.escape(part.strip()) for part in beginning.split("…"))
        assert re.match(pattern, troubles()[kind]), kind


def test_commands_on_the_page_exist() -> None:
    from flows.cli import cli

    named = set(re.findall(r"(?:^|`)capaian ([a-z]+)", PAGE, re.MULTILINE))
    assert named - set(cli.commands) == set()
    assert {"backup", "restore", "doctor", "alerts", "audit", "archive", "run"} <= named


def test_services_are_what_systemd_takes(tmp_path: Path) -> None:
    """With the programs of this machine in place of those of the machine they are installed on."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("NOT CHECKED: there is no systemd-analyze on this machine, so the service files were not verified")
    for path in UNITS.iterdir():
        here = path.read_text("utf-8").replace("/opt/capaian/.venv/bin", str(Path(sys.executable).parent))
        (tmp_path / path.name).write_text(here, "utf-8")
    units = sorted(str(path) for path in tmp_path.iterdir() if path.suffix in (".service", ".timer"))
    assert len(units) == 5
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_services_run_what_the_program_has() -> None:
    texts = {path.name: path.read_text("utf-8") for path in UNITS.glob("*.service")}
    assert all("User=capaian" in text and "ProtectSystem=strict" in text for text in texts.values())
    assert all("EnvironmentFile=/etc/capaian/capaian.env" in text for text in texts.values())
    assert "capaian backup" in texts["capaian-backup.service"]
    assert "--pool capaian" in texts["capaian-worker.service"]
    pools = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["definitions"]["pool"]
    assert pools["name"] == "capaian"
