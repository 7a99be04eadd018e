"""A setting that is wrong stops every command with its name, before anything is read.

All settings and all commands, and dbt by itself.
"""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import run_dbt

from bofast.cli import main
from bofast.errors import SettingError
from bofast.settings import FILES, NAMES, PATHS, Settings

WRONG = {
    "BOFAST_INDEX": ["1812", "2019,1812"],
    "BOFAST_MAP": ["no/such.geojson"],
    "BOFAST_MAPPING": ["no/such.yml"],
    "BOFAST_MEMORY": ["much", "6500", "-1GB", "6,5GB"],
    "BOFAST_MIN_CELL": ["1", "ten", "-3", "2.5", "²"],
    "BOFAST_MIN_DF": ["0", "ten"],
    "BOFAST_RELEASES": ["0", "five", "-1", "1.5"],
    "BOFAST_ROUNDING_BASE": ["1", "three"],
    "BOFAST_YEARS": ["201", "2013;2014", "2013-2014", "twenty", "²014"],
    # names that are not those of settings
    "BOFAST_REGISTER": ["data/registers"],
    "BOFAST_YEAR": ["2014"],
}
COMMANDS = sorted(main.commands)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somewhere that nothing is in, for whatever a command would write."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name in PATHS:
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path


def test_every_setting_that_can_be_wrong_is_in_the_table() -> None:
    # a path may be any text, and what is not there is said by who needs it
    assert NAMES - set(PATHS) <= set(WRONG)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_wrong_setting_stops_every_command(
    command: str, name: str, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in WRONG[name]:
        monkeypatch.setenv(name, text)
        done = CliRunner().invoke(main, [command])
        assert done.exit_code == 1, (text, done.output)
        assert f"Error: {name}" in done.output
        assert "Traceback" not in done.output
    assert not list(places.iterdir())


@pytest.mark.parametrize("name", sorted(WRONG))
def test_the_same_is_said_where_settings_are_read(
    name: str, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in WRONG[name]:
        monkeypatch.setenv(name, text)
        with pytest.raises(SettingError, match=f"^{name}"):
            Settings.from_environment()


@pytest.mark.parametrize("name", sorted(PATHS))
def test_a_place_of_the_other_kind_or_of_another_setting_is_refused(
    name: str, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishing onto the warehouse would lay open the rows of persons."""
    there = places / "there"
    if name in FILES:
        there.mkdir()
    else:
        there.touch()
    others = [str(places / other.lower()) for other in PATHS if other != name]
    link = places / "link"
    link.symlink_to(others[0])
    for text in (str(there), *others, str(link)):
        monkeypatch.setenv(name, text)
        with pytest.raises(SettingError, match=r"^BOFAST_\w+=.*(this is a|same place)"):
            Settings.from_environment()


def test_a_name_that_is_nearly_right_is_told(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOFAST_YEAR", "2014")
    with pytest.raises(SettingError, match="did you mean BOFAST_YEARS"):
        Settings.from_environment()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied", "a.csv"), "Error: [Errno 13]"),
        # whoever reads the output has had enough
        (BrokenPipeError(32, "Broken pipe"), ""),
    ],
)
def test_a_file_that_cannot_be_had_is_said_without_a_traceback(
    error: OSError, said: str, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Settings:
        raise error

    monkeypatch.setattr(Settings, "from_environment", fail)
    done = CliRunner().invoke(main, ["show"])
    assert done.exit_code == 1
    assert done.output.startswith(said)
    assert (done.output == "") == (said == "")


@pytest.mark.slow
def test_dbt_by_itself_stops_too(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOFAST_YEARS", "20l4")
    done = run_dbt(
        "build", registers=places / "registers", warehouse=places / "warehouse.duckdb"
    )
    assert done.returncode != 0
    assert "BOFAST_YEARS: `20l4` is not a year" in done.stdout
    assert not (places / "warehouse.duckdb").exists()
