"""check_scrape.py URL: a real Prometheus scrapes a served site, and has no complaint about it."""
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

target = sys.argv[1].removeprefix("http://")
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    address = f"127.0.0.1:{probe.getsockname()[1]}"


def query(text):
    with urllib.request.urlopen(f"http://{address}/api/v1/query?query={text}", timeout=60) as answer:
        return json.load(answer)["data"]["result"]


with tempfile.TemporaryDirectory() as directory:
    rules = pathlib.Path(__file__).parents[2] / "Examples/monitoring/alerts.yaml"
    config = {"global": {"scrape_interval": "1s", "evaluation_interval": "1s"}, "rule_files": [str(rules)],
              "scrape_configs": [{"job_name": "commonwatt", "static_configs": [{"targets": [target]}]}]}
    pathlib.Path(directory, "prometheus.yml").write_text(json.dumps(config))
    prometheus = subprocess.Popen(
        ["prometheus", f"--config.file={directory}/prometheus.yml", f"--storage.tsdb.path={directory}/data",
         f"--web.listen-address={address}", "--log.level=error"])
    try:
        deadline = time.monotonic() + 90
        while True:
            assert time.monotonic() < deadline, "Prometheus has scraped nothing in 90 s"
            try:
                up, cap = query("up"), query("commonwatt_contract_cap_watts")
            except OSError:
                up, cap = [], []
            if up and up[0]["value"][1] == "1" and cap:
                break
            time.sleep(0.2)
        assert cap[0]["value"][1] == "100000", cap
        assert len(query("%7Bjob=%22commonwatt%22%7D")) > 20
        assert not query("ALERTS%7Balertname=%22CommonwattOverTheCap%22%7D")
    finally:
        prometheus.terminate()
        prometheus.wait(10)
