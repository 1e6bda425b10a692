"""Alerts: what a run found, and what stopped it, reaches people through the channels that the settings name.

`digest` says what is new, `reminders` what is still awaited, `outbox` keeps it until a channel has accepted it,
`channels` delivers, `failure` tells of runs that stopped. Everyone who tells people something, flows and Prefect's
hooks included, does it through here.
"""
