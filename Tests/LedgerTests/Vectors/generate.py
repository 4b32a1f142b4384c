#!/usr/bin/env python3
"""Writes formats.txt: one example of each structure of the ledger, made by this second implementation.

Run it beside the file after a change of the formats (which needs a new format version), never to make a test pass.
"""

import hashlib


def head(major, n):
    for limit, extra, size in ((24, n, 0), (1 << 8, 24, 1), (1 << 16, 25, 2), (1 << 32, 26, 4), (1 << 64, 27, 8)):
        if n < limit:
            return bytes([major << 5 | extra]) + (n.to_bytes(size, "big") if size else b"")


def cbor(value):
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(k) + cbor(value[k]) for k in sorted(value))


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def tree(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha(b"\1", tree(leaves[:split]), tree(leaves[split:]))


creator, endorser = sha(b"creator"), sha(b"endorser")
nonce = bytes(range(16))
proposal = cbor({1: "riverside", 2: 1_795_305_600_000, 3: creator, 4: nonce, 5: "allocation", 6: "request",
                 7: [b"\x01\x02", b""]})
found = cbor([[b"r1", 3, 0], [b"r2", 3, 1]])
result = cbor({1: [[b"cluster", 4, 7], [b"new"]], 2: [[b"r", b"s", sha(found)], [b"t", sha(cbor([]))]],
               3: [[b"cluster", b"\xff"], [b"old"]], 4: b"granted"})
envelope = cbor({1: proposal, 2: b"creator's signature", 3: result, 4: [{1: endorser, 2: b"endorser's signature"}]})
txid = sha(nonce, creator)
content = sha(len(proposal).to_bytes(8, "big"), proposal, len(result).to_bytes(8, "big"), result)
message = b"commonwatt endorsement v1\n" + content
leaf = cbor({1: 0, 2: txid, 3: 0, 4: content})
leaf_hash = sha(b"\0", leaf)
updates = cbor([[b"allocation\0cluster", 0, b"\xff"], [b"allocation\0old", 0]])
commit = sha(bytes(32), updates)
header = cbor({1: 0, 2: bytes(32), 3: 0, 4: 1, 5: tree([leaf_hash]), 6: tree([leaf_hash]), 7: commit,
               8: 1_795_305_600_050, 9: 0})
seal = cbor({1: sha(b"orderer"), 2: b"orderer's signature"})
configuration = cbor({
    1: 1, 2: "riverside", 3: 0,
    4: [{1: "Auditor", 2: [b"root"], 3: [], 4: []}, {1: "Operator", 2: [b"r1", b"r2"], 3: [b"i"], 4: [b"crl"]}],
    5: "MAJORITY admin", 6: {1: 500, 2: 1 << 20, 3: 10 << 20, 4: 100}, 7: [sha(b"orderer")],
    8: [{1: "allocation", 2: sha(b"source"), 3: "OR('Operator.peer')", 4: b"terms"}]})

# The same with section policies: terms by all administrators, cutting by any.
sectioned = cbor({
    1: 1, 2: "riverside", 3: 1,
    4: [{1: "Auditor", 2: [b"root"], 3: [], 4: []}, {1: "Operator", 2: [b"r1", b"r2"], 3: [b"i"], 4: [b"crl"]}],
    5: "MAJORITY admin", 6: {1: 500, 2: 1 << 20, 3: 10 << 20, 4: 100}, 7: [sha(b"orderer")],
    8: [{1: "allocation", 2: sha(b"source"), 3: "OR('Operator.peer')", 4: b"terms"}],
    9: {3: "ANY admin", 5: "ALL admin"}})

with open("formats.txt", "w") as out:
    out.write("# One example of each structure, written by generate.py.\n")
    for name in ("proposal", "txid", "result", "content", "message", "envelope", "leaf", "leaf_hash", "updates",
                 "commit", "header", "seal", "configuration", "sectioned"):
        out.write(f"{name} {globals()[name].hex()}\n")
