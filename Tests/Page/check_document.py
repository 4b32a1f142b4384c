"""check_document.py OPENAPI ROUTES: the document is OpenAPI 3.1, and names the routes that the Swift files declare."""
import json
import pathlib
import re
import sys

from openapi_spec_validator import validate

document = json.loads(pathlib.Path(sys.argv[1]).read_text())
validate(document)
declared = set()
for file in pathlib.Path(sys.argv[2]).glob("*.swift"):
    for path in re.findall(r'router\.get\("([^"]+)"\)', file.read_text()):
        path = re.sub(r":(\w+)", r"{\1}", path)
        declared.add(path if path.startswith("/") else f"/api/v1/{path}")
# The page's own files are no part of the API.
declared = {path for path in declared if path not in ("/", "/audit") and not path.startswith(("/b/", "/assets/"))}
missing, extra = declared - set(document["paths"]), set(document["paths"]) - declared
assert len(declared) > 12 and not missing and not extra, f"not described: {missing}; not there: {extra}"
