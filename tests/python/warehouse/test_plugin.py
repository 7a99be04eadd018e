"""Which file dbt opens when it is called by itself."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from bofast.settings import PROJECT
from bofast.warehouse.plugin import Plugin


def test_relative_places_start_at_the_project_wherever_dbt_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = tmp_path / "warehouse" / "warehouse.duckdb"
    relative = os.path.relpath(warehouse, PROJECT)
    monkeypatch.setenv("BOFAST_WAREHOUSE", relative)
    monkeypatch.chdir(tmp_path)
    # the permissions of this process stay as they are
    monkeypatch.setattr(os, "umask", lambda mask: mask)
    credentials = SimpleNamespace(path=relative)
    Plugin("bofast", {}).update_connection_config(credentials, {})
    assert Path(credentials.path).resolve() == warehouse.resolve()
    assert warehouse.parent.is_dir()
