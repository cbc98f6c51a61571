"""The address of a store on a server: how it is read, shown, refused and handed on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from pipectl.errors import PipectlError, UsageError
from pipectl.paths import store_place
from pipectl.server_address import ServerStore, check_schema, is_on_server, server_store

NO_SERVER = "postgresql://ann:se-cret@127.0.0.1:1/sales"


@pytest.mark.parametrize(
    ("text", "address", "schema"),
    [
        ("postgresql://ann@db/sales", "postgresql://ann@db/sales", "pipectl"),
        ("postgres://db", "postgres://db", "pipectl"),
        ("postgresql://", "postgresql://", "pipectl"),
        ("postgresql:///sales?schema=Team%20B", "postgresql:///sales", "Team B"),
        (
            "postgresql://a:p%40w@[::1]:5433,h2/d?sslmode=require&schema=x&connect_timeout=3",
            "postgresql://a:p%40w@[::1]:5433,h2/d?sslmode=require&connect_timeout=3",
            "x",
        ),
        ("postgresql://?service=team&schema=été", "postgresql://?service=team", "été"),
        ("postgresql://a:x#y!@db/sales", "postgresql://a:x#y!@db/sales", "pipectl"),
    ],
)
def test_the_schema_is_taken_out_of_the_address(text: str, address: str, schema: str) -> None:
    assert store_place(text, {}) == ServerStore(address, schema)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("postgresql://ann:se-cr@et@db/sales", "a name or password contains @ or /"),
        ("postgresql://ann:se-cr/et@db/sales", "a name or password contains @ or /"),
        ("postgresql://ann:se-cr?et@db/sales", "its port isn't a number"),
        ("postgresql://db/sales?sslmode", "a parameter after ? has no value"),
        ("postgresql://ann:se-cr?et=@db/sales", "its port isn't a number"),
        ("postgresql://ann:se-cr et@db/sales", "it contains a space"),
        ("postgresql://ann:se-cr%et@db/sales", "% isn't followed by two digits"),
        ("postgresql://db/sales?schema=a&schema=b", "it has schema= more than once"),
        ("postgresql://db:se-cr/sales", "its port isn't a number"),
        ("postgresql://db/sales?schema=", "is empty or has invisible characters"),
        ("postgresql://db/sales?schema=%00", "is empty or has invisible characters"),
        ("postgresql://db/sales?schema=pg_x", "is one of the server's own"),
        ("postgresql://db/sales?schema=" + "é" * 32, "The limit is 63 bytes"),
    ],
)
def test_an_address_that_would_be_misread_is_refused_without_its_password(
    text: str, why: str
) -> None:
    with pytest.raises(UsageError) as error:
        store_place(text, {})
    assert why in str(error.value)
    assert "se-cr" not in f"{error.value} {error.value.hint}"


@given(st.text(min_size=1, max_size=15))
def test_a_schema_comes_back_from_the_whole_address(name: str) -> None:
    store = ServerStore("postgresql://ann@db/sales?sslmode=require", name)
    try:
        check_schema(name)
    except UsageError:
        return
    assert server_store(store.url) == store


@given(
    st.sampled_from([*"abc:/?#[]@!$&'()*+,;=%. \\\"é", "se-cret"]).flatmap(
        lambda sign: st.lists(st.sampled_from([*":/?#@&=%; x", sign]), max_size=12)
    )
)
def test_no_password_is_shown_whatever_its_signs(signs: list[str]) -> None:
    text = f"postgresql://ann:Qq7{''.join(signs)}Zz9@db/sales"
    try:
        shown = f"{store_place(text, {})!r} {store_place(text, {})}"
    except PipectlError as error:
        shown = f"{error} {error.hint}"
    assert "Qq7" not in shown
    assert "Zz9" not in shown


@pytest.mark.parametrize(
    ("address", "pasted"),
    [
        ("postgresql://ann:se-cret@db/sales", "postgresql://ann@db/sales"),
        ("postgresql://:se-cret@db/sales", "postgresql://@db/sales"),
        ("postgresql://db/s?password=se-cret&user=a", "postgresql://db/s?user=a"),
        ("postgresql://db/s?user=a&sslpassword=se-cret", "postgresql://db/s?user=a"),
        ("postgresql://ann@db/sales?sslmode=require", "postgresql://ann@db/sales?sslmode=require"),
    ],
)
def test_an_address_to_paste_has_no_password_and_is_else_the_same(
    address: str, pasted: str
) -> None:
    assert ServerStore(address).url_to_paste == pasted
    assert "se-cret" not in str(ServerStore(address))


def test_only_libpqs_own_urls_are_on_a_server() -> None:
    assert is_on_server("postgres://h")
    assert not is_on_server("postgresql+psycopg://h")
    assert not is_on_server("/tmp/postgresql://h")


@pytest.mark.parametrize("name", ["host=db user=ann password=se-cret", "mysql://ann:se-cret@db"])
def test_another_address_is_refused_and_told_what_there_is(empty: Shell, name: str) -> None:
    done = empty("--db", name, "list", code=2)
    assert done.err.endswith(
        "  A store is a file or on a PostgreSQL server: --db PATH, or --db"
        " postgresql://USER@HOST/DATABASE.\n"
    )
    assert "se-cret" not in done.err


def test_the_setting_keeps_an_address_and_shows_no_password(empty: Shell) -> None:
    empty.extra = {"PIPECTL_DB": ""}
    assert empty("config", "set", "db", NO_SERVER).out == (
        "Set db to postgresql://ann:…@127.0.0.1:1/sales.\n"
    )
    assert NO_SERVER in (empty.home / ".config/pipectl/config.toml").read_text()
    assert "se-cret" not in empty("config", "get", "db", "--json").out
    done = empty("config", "set", "db", "postgresql://a:se-cr@et@db/x", code=2)
    assert "se-cr" not in done.err
