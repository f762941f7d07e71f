"""Spark must answer what the slow reference answers and write the bytes that DuckDB writes.

Everything here runs on a real cluster of its own: a master and two workers on loopback.
"""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.makers import recipe, written
from oboro.engine import run
from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.backends.resources import Resources
from oboro.engine.backends.spark import Spark
from oboro.engine.reading import Source
from oboro.kernel.errors import SourceUnreadable

from .agreeing import check_backend
from .tables import tables

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs a Java 17 or newer, and there is no `java`"),
]
WAIT_S = 90


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Resources that name a standalone cluster; its session serves all tests of this module."""
    pyspark = pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("cluster")
    before = os.environ.get("SPARK_LOCAL_IP")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    starter = Path(pyspark.__file__).parent / "bin" / ("spark-class.cmd" if os.name == "nt" else "spark-class")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = f"spark://127.0.0.1:{port}"
    deploy, alone = "org.apache.spark.deploy", ["--host", "127.0.0.1", "--webui-port", "0"]
    commands = [[f"{deploy}.master.Master", *alone, "--port", str(port)]]
    commands += [[f"{deploy}.worker.Worker", *alone, "-c", "1", "-m", "700m", "-d", str(folder), where]] * 2
    logs = [folder / f"{place}.log" for place in range(3)]
    running = []
    try:
        for command, log in zip(commands, logs, strict=True):
            with log.open("wb") as said:
                running.append(subprocess.Popen([str(starter), *command], stdout=said, stderr=said))
        until = time.monotonic() + WAIT_S
        while logs[0].read_text(encoding="utf-8", errors="replace").count("Registering worker") < 2:
            assert time.monotonic() < until, "the workers did not register"
            time.sleep(0.2)
        resources = Resources(backend="spark", master=where, memory="700MB")
        session = SparkSession.builder.master(where).config("spark.executor.memory", "600m")
        for name in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
            session = session.config(name, "false")
        session = session.config("spark.sql.shuffle.partitions", "2").getOrCreate()
        yield resources
        session.stop()
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)
        if before is None:
            del os.environ["SPARK_LOCAL_IP"]
        else:
            os.environ["SPARK_LOCAL_IP"] = before


@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=tables(columns=(0, 2)), by_person=st.booleans(), data=st.data())
def test_spark_counts_and_writes_what_the_reference_does(tmp_path, cluster, drawn, by_person, data):
    def opened(source):
        return Spark(source, scratch=tmp_path, resources=cluster)

    check_backend(tmp_path, drawn, data, by_person=by_person, opened=opened)


def test_a_whole_making_gives_the_same_bytes_on_spark_and_on_duckdb(tmp_path, cluster):
    rows = [
        (
            f"p{number * 7 % 61}",
            str(number % 9),
            ["男", "女", ""][number % 3],
            f'"{number % 4},\n',
            "かぜ骨折胃炎"[number % 5],
        )
        for number in range(200)
    ]
    written(tmp_path, ["宛名", "年齢", "性別", "メモ`欄", "病名"], rows)
    columns = {
        "宛名": 'role = "link"',
        "年齢": 'role = "quasi"',
        "性別": 'role = "quasi"',
        "メモ`欄": 'role = "plain"',
        "病名": 'role = "sensitive"',
    }
    models = '[[privacy]]\nmodel = "k-anonymity"\nk = 3\n[[privacy]]\nmodel = "l-diversity"\ncolumn = "病名"\nl = 2\n'
    search = f'suppression_limit = 0.2\nseed = 7\n[output]\nformat = "parquet"\n[engine]\nbackend = "{{}}"\nmaster = "{cluster.master}"'
    reports, made = {}, tmp_path / "作ったもの [1]*"
    made.mkdir()
    for backend in ("duckdb", "spark"):
        asked = recipe(tmp_path, columns, source='person = "宛名"', privacy=models, search=search.format(backend))
        reports[backend] = run.run(asked, out=made / backend)
    one, other = reports["duckdb"], reports["spark"]
    assert (made / "spark" / "data.parquet").read_bytes() == (made / "duckdb" / "data.parquet").read_bytes()
    assert (one.output, one.solution, one.measured) == (other.output, other.solution, other.measured)


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_file_is_read_by_spark_whatever_its_name_and_folder_hold(tmp_path, cluster, form):
    folder = tmp_path / "住民 [1]{a,b}*?%5B"
    folder.mkdir()
    for name, records in (("記録[1]", 5), ("記録1", 3)):
        rows = "".join(f"{number % 2},x\n" for number in range(records))
        (tmp_path / "rows.csv").write_text(f"a,b\n{rows}", encoding="utf-8")
        path = folder / f"{name}.{form}"
        if form == "csv":
            (tmp_path / "rows.csv").rename(path)
            continue
        with DuckDB(Source(tmp_path / "rows.csv"), scratch=tmp_path) as maker:
            maker.run(f"COPY (SELECT * FROM loaded) TO '{tmp_path / 'made'}' (FORMAT parquet)")
        (tmp_path / "made").rename(path)
    source = Source(folder / f"記録[1].{form}", format=form)
    with Spark(source, scratch=folder, resources=cluster) as backend:
        assert backend.records == 5


def test_parquet_of_several_kinds_is_read_alike(tmp_path, cluster):
    path = tmp_path / "kinds.parquet"
    kinds = 'CAST(i % 3 AS TINYINT) AS "整数", CASE WHEN i % 4 > 0 THEN i % 2 = 0 END AS b, DATE \'2024-02-27\' + i AS "a\'日"'
    money = "CAST(i AS DECIMAL(9, 2)) AS m, CASE WHEN i > 3 THEN 'Ａ' || i END AS \"B\""
    with DuckDB(Source(_small(tmp_path)), scratch=tmp_path) as maker:
        maker.run(f"COPY (SELECT {kinds}, {money} FROM (SELECT CAST(range AS INTEGER) AS i FROM range(7))) TO '{path}'")
        maker.run(f"COPY (SELECT CAST(1.5 AS DOUBLE) AS x) TO '{tmp_path / 'odd.parquet'}'")
    source = Source(path, format="parquet")
    with DuckDB(source, scratch=tmp_path) as one, Spark(source, scratch=tmp_path, resources=cluster) as other:
        assert one.columns == other.columns
        for name in one.columns:
            assert one.count_by(name) == other.count_by(name)
        assert (
            one.exclude(frozenset({"2", "7", "8"}), None) == other.exclude(frozenset({"2", "7", "8"}), None) == (2, 1)
        )
        assert one.count_by("整数") == other.count_by("整数") == [("0", 2), ("2", 2), ("1", 1)]
    with pytest.raises(SourceUnreadable, match="「x」"):
        Spark(Source(tmp_path / "odd.parquet", format="parquet"), scratch=tmp_path, resources=cluster)


def _small(folder):
    path = folder / "small.csv"
    path.write_text("a\n1\n", encoding="utf-8")
    return path
