"""Channels in the settings: who is told through which, and what a mistake in them says."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.alerts.channels import channels, channels_of, secrets, strike_out
from flows.settings_file import Settings, SettingsProblem, load_settings
from tests.alerts.conftest import PASSWORD, TOKEN


def read(folder: Path, text: str) -> Settings:
    path = folder / "settings.yml"
    path.write_text(text, "utf-8")
    return load_settings(path)


def test_the_nearest_list_of_channels_tells(tmp_path: Path) -> None:
    alerts = read(
        tmp_path,
        "alerts:\n"
        "  default: [json://semua, json://juga]\n"
        "  Tata Usaha: [json://tu]\n"
        "  offices:\n"
        "    BANDUNG: {Penindakan: [json://bp]}\n"
        "    SERANG: {default: [json://serang], Tata Usaha: [json://st]}\n",
    ).alerts

    def of(unit: str, group: str) -> list[str]:
        return [str(channel) for channel in channels_of(alerts, unit, group)]

    assert of("BANDUNG", "Penindakan") == ["BANDUNG/Penindakan #1"]
    assert of("BANDUNG", "Tata Usaha") == ["Tata Usaha #1"]
    assert of("BANDUNG", "Infokom") == ["default #1", "default #2"]
    assert of("SERANG", "Infokom") == ["SERANG/default #1"]
    assert of("SERANG", "Tata Usaha") == ["SERANG/Tata Usaha #1"]
    assert of("", "") == ["default #1", "default #2"]
    assert len(channels(alerts)) == 6


def test_no_alerts_is_nobody(tmp_path: Path) -> None:
    assert not read(tmp_path, "limits: {cells: 100}\n").alerts
    assert not Settings().alerts
    assert not read(tmp_path, "alerts:\n#  default: [json://x]\n").alerts
    assert channels_of(Settings().alerts, "SERANG", "Penindakan") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("alerts: {Penindakkan: [json://x]}", "kelompok Penindakkan tidak dikenal; yang dikenal: default, Biro"),
        ("alerts: {offices: {SERANG: {tata usaha: [json://x]}}}", "kelompok tata usaha tidak dikenal"),
        (f"alerts: {{default: ['{PASSWORD}']}}", "alerts.default.0 (tulis alamat saluran"),
        ("alerts: {default: ['env:DUA KATA']}", "env:NAMA_VARIABEL"),
        (f"alerts: {{default: json://{PASSWORD}}}", "alerts.default"),
        ("alerts: {default: []}", "alerts.default"),
        (f"alerts: [json://{PASSWORD}]", "alerts"),
        (f"alerts: {{default: [json://{PASSWORD}}}", "YAML"),
        (f"alert: {{default: [json://{PASSWORD}]}}", "alert"),
    ],
)
def test_a_mistake_is_told_in_words_without_what_was_written(tmp_path: Path, text: str, told: str) -> None:
    import traceback

    with pytest.raises(SettingsProblem) as caught:
        read(tmp_path, text)
    assert told in str(caught.value)
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


def test_an_address_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALURAN", f"tgram://{TOKEN}/123456")
    alerts = read(tmp_path, f"alerts: {{default: ['json://a:{PASSWORD}@x/y', 'env:SALURAN']}}").alerts
    assert PASSWORD not in f"{alerts!r} {alerts} {alerts.model_dump()} {alerts.model_dump_json()}"
    failure = f"POST json://a:{PASSWORD}@x/y ditolak; kata sandi {PASSWORD}, token {TOKEN}, tgram://{TOKEN}/123456"
    struck = strike_out(failure, secrets(alerts))
    assert PASSWORD not in struck
    assert TOKEN not in struck
