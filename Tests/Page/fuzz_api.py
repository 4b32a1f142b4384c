"""fuzz_api.py URL: asks a served site what schemathesis makes up from its own OpenAPI document; a bounded number."""
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

base = sys.argv[1]
with urllib.request.urlopen(f"{base}/api/v1/openapi.json", timeout=60) as answer:
    document = json.load(answer)
# The stream never ends: it has tests of its own.
del document["paths"]["/api/v1/stream"]
with tempfile.TemporaryDirectory() as directory:
    pathlib.Path(directory, "openapi.json").write_text(json.dumps(document))
    run = subprocess.run(
        [sys.executable.rsplit("/", 1)[0] + "/schemathesis", "run", "openapi.json", "--url", base, "--seed", "1",
         "--max-examples", "12", "--phases", "examples,coverage,fuzzing", "--generation-database", "none",
         "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,"
         "response_schema_conformance,response_headers_conformance"],
        timeout=100, cwd=directory)
sys.exit(run.returncode)
