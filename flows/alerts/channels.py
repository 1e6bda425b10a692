"""Channels: who is told through which, and handing a message over through apprise.

An address holds passwords and tokens. It is read here, used here, and leaves neither as text nor as part of a log or an
exception: what went wrong is told in sentences of this program alone (`templates/alerts/problems.yml`).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from pydantic import SecretStr

from flows.settings import TEMPLATES
from flows.settings_file import FROM_ENVIRONMENT, Alerts

DEFAULT = "default"

# What talks to a server on the way of a message, and would write addresses or contents into a log.
_TALKATIVE = ("apprise", "urllib3", "requests", "requests_oauthlib", "httpx", "paho", "slixmpp")
_REFUSED = re.compile(r"(?:error|code)\W{0,3}(\d{3})\b|\((\d{3}),")
_NO_ANSWER = re.compile(r"connection|timed? ?out|socket|unreachable|resolution|name or service", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Channel:
    """One channel, by its place in the settings: the list that names it, and its number there from 1."""

    route: str
    number: int

    def __str__(self) -> str:
        return f"{self.route} #{self.number}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a channel did not accept a message. After `answered` the same channel may accept another one."""

    text: str
    answered: bool = False


@cache
def _sentences() -> dict[str, str]:
    texts: dict[str, str] = yaml.safe_load((TEMPLATES / "alerts" / "problems.yml").read_text("utf-8"))
    return texts


def problem(sentence: str, /, *, answered: bool = False, **details: str) -> Problem:
    """A problem in the words that people get."""
    return Problem(_sentences()[sentence].format(**details), answered)


def channels(alerts: Alerts) -> dict[Channel, SecretStr]:
    """Every channel of the settings with its address."""
    lists = dict(alerts.groups)
    for office, groups in alerts.offices.items():
        lists |= {f"{office}/{group}": addresses for group, addresses in groups.items()}
    return {Channel(route, n): address for route, listed in lists.items() for n, address in enumerate(listed, 1)}


def channels_of(alerts: Alerts, unit: str, group: str) -> list[Channel]:
    """The channels through which a group of an office is told: its own, else those of its office or of all offices."""
    own = alerts.offices.get(unit, {})
    for route, lists in (
        (f"{unit}/{group}", own.get(group)),
        (f"{unit}/{DEFAULT}", own.get(DEFAULT)),
        (group, alerts.groups.get(group)),
        (DEFAULT, alerts.groups.get(DEFAULT)),
    ):
        if lists:
            return [Channel(route, number) for number in range(1, len(lists) + 1)]
    return []


def secrets(alerts: Alerts) -> list[str]:
    """Every address as used, to be struck out of texts that come from elsewhere; the longest first."""
    written = [address.get_secret_value() for address in channels(alerts).values()]
    used = [os.environ.get(text.removeprefix(FROM_ENVIRONMENT), "") for text in written if text.startswith("env:")]
    addresses = [text for text in (*written, *used) if text and not text.startswith(FROM_ENVIRONMENT)]
    # Beside the whole address, what stands between its slashes and signs: a password or token alone is told as often.
    parts = {part for text in addresses for part in re.split(r"[/:@?&=]+", text.partition("://")[2]) if len(part) >= 6}
    return sorted({*addresses, *parts}, key=len, reverse=True)


def strike_out(text: str, hidden: list[str]) -> str:
    """The text without any of the secrets."""
    for secret in hidden:
        text = text.replace(secret, "***")
    return text


def deliver(address: SecretStr, title: str, body: str) -> Problem | None:
    """Hands one message to one channel; None says that the channel accepted it."""
    text = _as_used(address)
    if isinstance(text, Problem):
        return text
    try:
        with _overheard() as heard:
            accepted = _hand_over(text, title, body)
    except Exception as failure:
        # The text of a failure may hold the address: its kind is all that is told.
        return problem("failed", kind=type(failure).__name__)
    if accepted is None:
        return problem("not_an_address")
    return None if accepted else _why(heard)


def unusable(address: SecretStr) -> Problem | None:
    """Why an address cannot be used, without sending anything: its variable is empty, or no channel is written so."""
    text = _as_used(address)
    if isinstance(text, Problem):
        return text
    try:
        with _overheard():
            return None if _channel(text) else problem("not_an_address")
    except Exception as failure:
        return problem("failed", kind=type(failure).__name__)


def _as_used(address: SecretStr) -> str | Problem:
    """The address itself, read from the environment where the settings name a variable."""
    text = address.get_secret_value()
    if not text.startswith(FROM_ENVIRONMENT):
        return text
    name = text.removeprefix(FROM_ENVIRONMENT)
    return os.environ.get(name, "").strip() or problem("no_variable", name=name)


def _hand_over(address: str, title: str, body: str) -> bool | None:
    """Whether the channel accepted; None when apprise knows no such channel."""
    import apprise

    channel = _channel(address)
    if channel is None:
        return None
    # A channel that takes short messages only gets several, not a cut one.
    channel.overflow_mode = apprise.OverflowMode.SPLIT
    sender = apprise.Apprise(asset=channel.asset)
    sender.add(channel)
    return bool(sender.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT))


def _channel(address: str) -> Any:
    """The channel that an address means; None when apprise knows none."""
    import apprise

    asset = apprise.AppriseAsset(app_id="Capaian", app_desc="Capaian", app_url="", async_mode=False)
    return apprise.Apprise.instantiate(address, asset=asset)


class _Ear(logging.Handler):
    """Keeps why a server refused, and nothing else of what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.codes: list[str] = []
        self.no_answer = False

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.levelno < logging.WARNING and not text.startswith("Socket Exception"):
            return
        self.codes += [first or second for first, second in _REFUSED.findall(text)]
        self.no_answer = self.no_answer or bool(_NO_ANSWER.search(text))


@contextmanager
def _overheard() -> Iterator[_Ear]:
    """Nothing that is logged on the way of a message reaches a log; what it says of a refusal is kept."""
    ear = _Ear()
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    before = [(logger.level, logger.propagate, logger.handlers, logger.disabled) for logger in loggers]
    for logger in loggers:
        logger.propagate, logger.handlers, logger.disabled = False, [logging.NullHandler()], False
    loggers[0].setLevel(logging.DEBUG)
    loggers[0].handlers = [ear]
    try:
        yield ear
    finally:
        for logger, (level, propagate, handlers, disabled) in zip(loggers, before, strict=True):
            logger.setLevel(level)
            logger.propagate, logger.handlers, logger.disabled = propagate, handlers, disabled


def _why(heard: _Ear) -> Problem:
    if heard.codes:
        return problem("refused", answered=True, code=heard.codes[-1])
    return problem("no_answer") if heard.no_answer else problem("not_accepted")
