#!/usr/bin/env python3
"""Holds the shipped description of the wire against its rules, and messages against the description.

  check_wire.py document             asyncapi.yaml against AsyncAPI's schema, each JSON Schema against its own;
                                     prints the addresses of the document
  check_wire.py messages FILE.jsonl  messages as a broker delivered them, and broken copies of each
"""
import copy
import gzip
import json
import pathlib
import re
import sys

import jsonschema
import yaml

HERE = pathlib.Path(__file__).parent
SCHEMAS = HERE.parent.parent / "Schemas"
DOCUMENT = yaml.safe_load((SCHEMAS / "asyncapi.yaml").read_text())


def resolve(reference):
    """A part of the document by its JSON pointer."""
    part = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        part = part[step]
    return part


def payload_schema(channel):
    """The payload's schema of a channel's only message."""
    (message,) = channel["messages"].values()
    return json.loads((SCHEMAS / resolve(message["$ref"])["payload"]["schema"]["$ref"]).read_text())


def closed(schema):
    """The same schema without room for keys that are not described."""
    schema = copy.deepcopy(schema)
    schema.setdefault("additionalProperties", False)
    return schema


def validator(schema):
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def check_document():
    meta = json.loads(gzip.decompress((HERE / "asyncapi-3.0.0.json.gz").read_bytes()))
    faults = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in
              jsonschema.Draft7Validator(meta).iter_errors(DOCUMENT)]
    for key, channel in DOCUMENT["channels"].items():
        jsonschema.Draft202012Validator.check_schema(payload_schema(channel))
        operations = [o for o in DOCUMENT["operations"].values() if o["channel"]["$ref"] == f"#/channels/{key}"]
        if len(operations) != 1:
            faults.append(f"{key} has {len(operations)} operations")
    used = {resolve(next(iter(c["messages"].values()))["$ref"])["payload"]["schema"]["$ref"]
            for c in DOCUMENT["channels"].values()}
    shipped = {f"mqtt/{path.name}" for path in (SCHEMAS / "mqtt").iterdir()}
    faults += [f"{name} is used by no channel" for name in sorted(shipped - used)]
    return faults, sorted(c["address"] for c in DOCUMENT["channels"].values())


class Channel:
    def __init__(self, key):
        self.key, self.channel = key, DOCUMENT["channels"][key]
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(self.channel["address"]))
        self.pattern = re.compile(f"^{pattern}$")
        self.schema = payload_schema(self.channel)
        operation, = (o for o in DOCUMENT["operations"].values() if o["channel"]["$ref"] == f"#/channels/{key}")
        self.binding = operation["bindings"]["mqtt"]

    def envelope_faults(self, message):
        expiry, rule = message["expiry"], self.binding.get("messageExpiryInterval")
        if message["retain"] != self.binding["retain"]:
            yield f"retain is {message['retain']}"
        if isinstance(rule, int) and not (expiry is not None and rule - 3 <= expiry <= rule):
            yield f"the expiry is {expiry}, {rule} was expected"
        has_lease = isinstance(rule, dict) and json.loads(message["payload"])["valid_until"] is not None
        if has_lease and not validator(rule).is_valid(expiry):
            yield f"the expiry is {expiry}"
        if not has_lease and not isinstance(rule, int) and expiry is not None:
            yield f"the expiry is {expiry}, none was expected"
        if message["content_type"] != "application/json":
            yield f"the content type is {message['content_type']}"

    def broken(self, payload):
        """Copies of a payload with one thing wrong."""
        for key in self.schema["required"]:
            without = dict(payload)
            del without[key]
            yield f"without {key}", without
        for key in payload:
            if key in self.schema["properties"]:
                yield f"{key} of another type", payload | {key: {"no": "such"}}
        if self.schema.get("additionalProperties") is False:
            yield "with a key that is not known", payload | {"stranger": 1}
        for key, value in payload.items():
            if isinstance(value, int) and not isinstance(value, bool):
                yield f"{key} as a fraction", payload | {key: value + 0.5}
            if key == "ts":
                yield "a time without a zone", payload | {key: value.removesuffix("Z")}
                yield "a time of another zone", payload | {key: value.replace("Z", "+01:00")}


def check_messages(path):
    channels = [Channel(key) for key in DOCUMENT["channels"]]
    counts, faults, broken = {}, [], 0
    for line in pathlib.Path(path).read_text().splitlines():
        message = json.loads(line)
        found = [c for c in channels if c.pattern.match(message["topic"])]
        if len(found) != 1:
            faults.append(f"{message['topic']}: {len(found)} channels have this address")
            continue
        (channel,) = found
        counts[channel.key] = counts.get(channel.key, 0) + 1
        faults += [f"{message['topic']}: {fault}" for fault in channel.envelope_faults(message)]
        payload = json.loads(message["payload"])
        for error in validator(closed(channel.schema)).iter_errors(payload):
            faults.append(f"{message['topic']}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
        for name, wrong in channel.broken(payload):
            broken += 1
            if validator(channel.schema).is_valid(wrong):
                faults.append(f"{message['topic']}: {name} is accepted")
    return faults, {"counts": counts, "broken": broken}


if __name__ == "__main__":
    faults, result = check_document() if sys.argv[1] == "document" else check_messages(sys.argv[2])
    print(json.dumps(result))
    if faults:
        sys.exit("\n".join(faults))
