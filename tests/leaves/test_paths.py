"""Where the store and the settings are, without asking platformdirs, and as it would say."""

import os
import sys
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.paths import HomelessError, config_file, data_folder

FOLDERS = st.lists(st.text("ab c.é", min_size=1, max_size=4), max_size=3).map("/".join)
HOMES = FOLDERS.map(lambda text: f"/{text}")


def assert_same(home: str, config: str | None, data: str | None) -> None:
    """Compare both places with those of the library."""
    given = {"HOME": home, "XDG_CONFIG_HOME": config, "XDG_DATA_HOME": data}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            if value is None:
                patch.delenv(name, raising=False)
            else:
                patch.setenv(name, value)
        settings = platformdirs.user_config_path("pipectl", appauthor=False) / "config.toml"
        assert config_file(os.environ) == settings
        assert data_folder(os.environ) == platformdirs.user_data_path("pipectl", appauthor=False)


@given(HOMES, HOMES | st.none() | st.just(""), HOMES | st.none() | st.just(""))
def test_the_places_are_those_of_platformdirs(
    home: str, config: str | None, data: str | None
) -> None:
    assert_same(home, config, data)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other folders")
def test_the_defaults_are_those_of_the_xdg_specification() -> None:
    environment = {"HOME": "/home/sam"}
    assert data_folder(environment) == Path("/home/sam/.local/share/pipectl")
    assert config_file(environment) == Path("/home/sam/.config/pipectl/config.toml")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no HOME")
@pytest.mark.parametrize("environment", [{}, {"HOME": ""}, {"HOME": "home/sam"}])
def test_without_a_home_there_is_no_place_for_a_store(environment: dict[str, str]) -> None:
    with pytest.raises(HomelessError):
        data_folder(environment)
    assert config_file(environment) is None
