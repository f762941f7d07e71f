"""DuckDB must answer what the slow reference answers, and write the same bytes."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oboro.engine.backends.duckdb import DuckDB

from .agreeing import check_backend
from .tables import tables


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=tables(columns=(0, 2)), by_person=st.booleans(), data=st.data())
def test_duckdb_counts_and_writes_what_the_reference_does(tmp_path, drawn, by_person, data):
    check_backend(tmp_path, drawn, data, by_person=by_person, opened=lambda source: DuckDB(source, scratch=tmp_path))
