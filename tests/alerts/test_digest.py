"""What a digest holds: each channel is told each state of a finding once."""

from __future__ import annotations

import duckdb

from flows.alerts.digest import compose
from flows.alerts.outbox import Alert
from flows.settings import Home
from flows.settings_file import Alerts
from tests.alerts.conftest import alerts_of, put

AT = "2022-10-05T09:00:00"
ONE = alerts_of(default=["json://satu"])


def told(
    connection: duckdb.DuckDBPyConnection, home: Home, alerts: Alerts = ONE, period: str = "2022-09", at: str = AT
) -> list[Alert]:
    return compose(connection, home, alerts, period, None, at)


def test_one_digest_for_each_group_with_its_findings_alone(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1")
    put(warehouse, "a2", cell="F6")
    put(warehouse, "b1", owner_group="Pengujian", sheet="SAMPLING", severity="warn")
    put(warehouse, "c1", unit_code="BANDUNG")
    digests = told(warehouse, home)
    assert [(alert.unit_code, alert.owner_group) for alert in digests] == [
        ("BANDUNG", "Penindakan"),
        ("SERANG", "Pengujian"),
        ("SERANG", "Penindakan"),
    ]
    assert "(a1)" in digests[2].body
    assert "(a2)" in digests[2].body
    assert "(b1)" not in digests[2].body
    assert len({alert.alert_key for alert in digests}) == 3


def test_a_digest_in_full(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1", severity="warn", cell="B2", message="Salinan target keliru.\n Betulkan.")
    put(warehouse, "a2", effect="IKU 23 turun dari 69,46 menjadi 64,00.")
    put(warehouse, "a3", severity="warn", status="resolved", cell="C9")
    report = home.reports / "SERANG" / "2022-09" / "lapkin.html"
    report.parent.mkdir(parents=True)
    report.touch()
    (alert,) = told(warehouse, home)
    assert alert.title == "SERANG 2022-09: 2 temuan perlu ditindaklanjuti (Penindakan)"
    assert alert.body.splitlines() == [
        "Kantor: SERANG",
        "Bulan: September 2022",
        "Kelompok: Penindakan",
        "Temuan terbuka kelompok ini: 0 ditolak, 1 menahan laporan, 1 peringatan.",
        "",
        "Yang baru atau berubah sejak pemberitahuan terakhir:",
        "",
        "1. [menahan laporan, baru] RHPK.xlsx · PERKARA · E6",
        "   Isi sel keliru (a2). Betulkan.",
        "   Pengaruh: IKU 23 turun dari 69,46 menjadi 64,00.",
        "",
        "2. [peringatan, baru] RHPK.xlsx · PERKARA · B2",
        "   Salinan target keliru. Betulkan.",
        "",
        "Yang perlu dilakukan: betulkan sel yang disebut di berkas asal, lalu kirim ulang berkasnya. Setelah diterima, "
        "temuan yang sudah betul selesai dengan sendirinya. Bila isi sel memang benar, minta pejabat yang berwenang "
        "menerimanya dengan alasan tertulis.",
        f"Laporan: {report}",
        "Daftar lengkap: capaian findings 2022-09 --unit SERANG",
        f"Nomor pemberitahuan: {alert.alert_key}",
    ]


def test_one_effect_of_several_findings_is_told_once(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    for number, cell in enumerate(("E6", "F6", "G6")):
        put(warehouse, f"a{number}", cell=cell, effect="IKU 23 turun.", effect_size=5.0)
    put(warehouse, "a3", cell="H6", effect="Tidak mengubah hasil indikator.")
    (alert,) = told(warehouse, home)
    assert [line.strip() for line in alert.body.splitlines() if "Pengaruh" in line] == [
        "Pengaruh: IKU 23 turun.",
        "Pengaruh: sama dengan nomor 1.",
        "Pengaruh: sama dengan nomor 1.",
        "Pengaruh: Tidak mengubah hasil indikator.",
    ]


def test_nothing_is_told_twice(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1")
    assert len(told(warehouse, home)) == 1
    assert told(warehouse, home, at="2022-10-06T09:00:00") == []
    put(warehouse, "a1", message="Kalimat lain.", cell="E7")  # a moved row is the same finding
    assert told(warehouse, home) == []


def test_only_what_changed_is_told_again(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1")
    put(warehouse, "a2", cell="F6")
    put(warehouse, "a3", cell="G6", value=None)
    told(warehouse, home)
    put(warehouse, "a2", cell="F6", value="3")
    (alert,) = told(warehouse, home)
    assert "1. [menahan laporan, isi berubah] RHPK.xlsx · PERKARA · F6" in alert.body
    assert "(a1)" not in alert.body
    assert "3 menahan laporan" in alert.body  # those that are open, told or not
    put(warehouse, "a3", cell="G6", value="0")  # blank is not zero
    assert "(a3)" in told(warehouse, home)[0].body


def test_resolved_and_open_again(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1")
    (first,) = told(warehouse, home)
    put(warehouse, "a1", status="resolved")
    (second,) = told(warehouse, home)
    assert second.title == "SERANG 2022-09: 1 temuan selesai (Penindakan)"
    assert "Sudah selesai:\n- RHPK.xlsx · PERKARA · E6 (menahan laporan, nomor a1)" in second.body
    assert "Tidak ada yang perlu dilakukan" in second.body
    assert told(warehouse, home) == []
    put(warehouse, "a1")
    (third,) = told(warehouse, home)
    assert "terbuka lagi" in third.body
    put(warehouse, "a1", status="resolved")
    (fourth,) = told(warehouse, home)
    assert len({alert.alert_key for alert in (first, second, third, fourth)}) == 4


def test_what_was_never_told_is_not_told_as_resolved(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1", status="resolved")
    put(warehouse, "a2", status="waived")
    assert told(warehouse, home) == []


def test_a_waiver_is_silent_and_its_end_is_not(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1")
    told(warehouse, home)
    put(warehouse, "a1", status="waived")
    assert told(warehouse, home) == []
    put(warehouse, "a1", value="6")
    assert "isi berubah" in told(warehouse, home)[0].body


def test_each_channel_is_told_by_itself(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1")
    told(warehouse, home)
    both = alerts_of(default=["json://satu", "mailto://dua"])
    (alert,) = told(warehouse, home, both)
    assert str(alert.channel) == "default #2"
    own = alerts_of(default=["json://satu", "mailto://dua"], Penindakan=["json://tiga"])
    (alert,) = told(warehouse, home, own)
    assert str(alert.channel) == "Penindakan #1"
    assert told(warehouse, home, own) == []


def test_months_and_offices_are_told_apart(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1")
    put(warehouse, "b1", unit_code="BANDUNG", owner_group="Tata Usaha")
    put(warehouse, "c1", period="2022-10")
    put(warehouse, "d1", unit_code="", owner_group="Tata Usaha", severity="reject", sheet="", cell="")
    alerts = Alerts.model_validate(
        {"default": ["json://semua"], "offices": {"BANDUNG": {"default": ["json://bandung"]}}}
    )
    assert [(alert.title, str(alert.channel)) for alert in told(warehouse, home, alerts)] == [
        ("Kantor belum dikenal 2022-09: 1 temuan perlu ditindaklanjuti (Tata Usaha)", "default #1"),
        ("BANDUNG 2022-09: 1 temuan perlu ditindaklanjuti (Tata Usaha)", "BANDUNG/default #1"),
        ("SERANG 2022-09: 1 temuan perlu ditindaklanjuti (Penindakan)", "default #1"),
    ]
    (october,) = told(warehouse, home, alerts, "2022-10")
    assert october.period == "2022-10"


def test_one_office_alone(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1")
    put(warehouse, "b1", unit_code="BANDUNG")
    assert [alert.unit_code for alert in compose(warehouse, home, ONE, "2022-09", "BANDUNG", AT)] == ["BANDUNG"]
    assert [alert.unit_code for alert in told(warehouse, home)] == ["SERANG"]


def test_a_group_without_a_channel_is_not_told(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1")
    assert told(warehouse, home, alerts_of(Pengujian=["json://satu"])) == []
    assert len(told(warehouse, home)) == 1  # nor taken for told


def test_the_same_findings_give_the_same_bytes(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    for number in range(20):
        put(warehouse, f"a{number}", cell=f"E{number + 1}", severity=("warn", "block")[number % 2])
    before = told(warehouse, home)
    warehouse.execute("delete from raw.alerts")
    warehouse.execute("delete from raw.alerts_told")
    warehouse.execute("create or replace table marts.mart_findings as from marts.mart_findings order by hash(cell)")
    assert told(warehouse, home) == before


def test_text_from_outside_stays_in_its_line(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1", sheet="PERKARA\r\nBcc: lain@contoh.id", message="{{ 7 * 7 }}\x1b[31m\n\n2. [menahan laporan]")
    (alert,) = told(warehouse, home)
    assert "PERKARA Bcc: lain@contoh.id · E6" in alert.body
    assert "{{ 7 * 7 }}\N{REPLACEMENT CHARACTER}[31m 2. [menahan laporan]" in alert.body


def test_nothing_published_is_nothing_told(home: Home) -> None:
    from flows.warehouse.store import connect, prepare

    with connect(home.warehouse) as connection:
        prepare(connection)
        assert told(connection, home) == []
