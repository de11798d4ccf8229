"""What the figures were taken with: the machine, how busy it was, and the versions."""

import os
import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil
import sqlalchemy as sa

PACKAGES = ("sqlalchemy", "dbos", "slack-sdk", "stripe", "simple-salesforce", "psycopg")


def described(postgres: str) -> list[str]:
    """Return it in some lines; `postgres` is the address of the server, "" where there is none."""
    memory = psutil.virtual_memory().total / 1024**3
    load = ", ".join(f"{part:.2f}" for part in os.getloadavg())
    versions = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    if postgres:
        versions.append(f"PostgreSQL {_server_version(postgres)}")
    versions += [f"{name} {version(name)}" for name in PACKAGES]
    cores = f"{os.cpu_count()} cores, {memory:.0f} GB memory"
    system = f"{platform.system()} {platform.release()}"
    return [
        f"Taken on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.",
        f"Machine: {_cpu()}, {cores}, {system}; load at the beginning {load}.",
        f"Versions: {', '.join(versions)}.",
    ]


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _server_version(uri: str) -> str:
    engine = sa.create_engine(sa.make_url(uri).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        said = connection.execute(sa.text("show server_version")).scalar_one()
    engine.dispose()
    return str(said).split()[0]
