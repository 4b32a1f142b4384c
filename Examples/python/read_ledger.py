#!/usr/bin/env python3
"""Reads a ledger by Documentation/ledger-format.md alone and verifies its chain: no code of Commonwatt's is used.

    read_ledger.py LEDGER [FOUNDER]

LEDGER is the ledger's directory; FOUNDER, the SHA-256 fingerprint in hexadecimal of the certificate that must have signed
the genesis block. Needs the package `cryptography`. Exit status 0: sound; 1: something is wrong, and the place is named.
"""
import hashlib
import os
import sqlite3
import sys

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

VALID, BAD_CREATOR_SIGNATURE = 0, 4
REDACTED = 0xA5  # the head of a map of five, where an envelope is a map of four
ENDORSEMENT = b"commonwatt endorsement v1\n"
PRIVATE = b"commonwatt private value v1\n"


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def read(data, at=0):
    """One item of CBOR (RFC 8949) in the closed profile: integers, strings, arrays, maps. Returns it and what follows."""
    kind, size = data[at] >> 5, data[at] & 31
    at += 1
    if size >= 24:
        length = 1 << (size - 24)
        size, at = int.from_bytes(data[at : at + length], "big"), at + length
    if kind == 0:
        return size, at
    if kind == 1:
        return -1 - size, at
    if kind in (2, 3):
        return (data[at : at + size] if kind == 2 else data[at : at + size].decode()), at + size
    items = []
    for _ in range(size * (kind - 3)):
        item, at = read(data, at)
        items.append(item)
    return (items if kind == 4 else dict(zip(items[::2], items[1::2]))), at


def decode(data):
    item, end = read(data)
    assert end == len(data), "bytes follow the item"
    return item


def head(kind, size):
    """The first bytes of an item, in the shortest form."""
    for limit, code in ((24, None), (1 << 8, 24), (1 << 16, 25), (1 << 32, 26), (1 << 64, 27)):
        if size < limit:
            number = size.to_bytes(1 << (code - 24), "big") if code else b""
            return bytes([kind << 5 | (code or size)]) + number


def encode(item):
    if isinstance(item, int):
        return head(0, item) if item >= 0 else head(1, -1 - item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, list):
        return head(4, len(item)) + b"".join(map(encode, item))
    return head(5, len(item)) + b"".join(encode(part) for pair in item.items() for part in pair)


class Tree:
    """The tree of RFC 6962: the roots of its complete subtrees, largest first."""

    def __init__(self):
        self.edge = []

    def append(self, leaf):
        self.edge.append((1, leaf))
        while len(self.edge) > 1 and self.edge[-1][0] == self.edge[-2][0]:
            (size, left), (_, right) = self.edge[-2:]
            self.edge[-2:] = [(2 * size, sha256(b"\x01", left, right))]

    def root(self):
        if not self.edge:
            return sha256()
        root = self.edge[-1][1]
        for _, left in reversed(self.edge[:-1]):
            root = sha256(b"\x01", left, root)
        return root


class Reader:
    def __init__(self, directory):
        self.chain = sqlite3.connect(f"file:{directory}/chain.db?mode=ro", uri=True)
        self.tree, self.commit, self.previous = Tree(), bytes(32), bytes(32)
        self.keys, self.place, self.redacted = {}, "the file", {}
        self.directory = directory

    def check(self, what, is_right):
        if not is_right:
            raise SystemExit(f"{self.place}: {what}")

    def key(self, fingerprint):
        """The key of a certificate, by the hash of the certificate."""
        if fingerprint not in self.keys:
            found = self.chain.execute("SELECT der FROM certificate WHERE fingerprint = ?", [fingerprint]).fetchone()
            self.check("a certificate is missing", found)
            self.check("a certificate is not the one it is kept as", sha256(found[0]) == fingerprint)
            self.keys[fingerprint] = x509.load_der_x509_certificate(found[0]).public_key()
        return self.keys[fingerprint]

    def signed(self, who, signature, message):
        try:
            self.key(who).verify(signature, message, ec.ECDSA(hashes.SHA256()))
            return True
        except InvalidSignature:
            return False

    def transaction(self, row, number):
        """Verifies a transaction. Returns its leaf, its validation code, and what it writes."""
        _, block, txid, code, leaf, envelope = row
        if envelope[0] == REDACTED:
            return self.remains(row, number)
        envelope = decode(envelope)
        proposal, result = decode(envelope[1]), decode(envelope[3])
        content = sha256(*(part for data in (envelope[1], envelope[3]) for part in (len(data).to_bytes(8, "big"), data)))
        self.check("the identifier is another", sha256(proposal[4], proposal[3]) == txid)
        expected = sha256(b"\x00", encode({1: number, 2: txid, 3: code, 4: content}))
        self.check("the leaf is another", expected == leaf)
        if code != BAD_CREATOR_SIGNATURE:
            self.check("its creator has not signed it", self.signed(proposal[3], envelope[2], envelope[1]))
        for endorsement in envelope[4] if code == VALID else []:
            agreed = content
            if 3 in endorsement:
                other = endorsement[3]
                agreed = sha256(len(envelope[1]).to_bytes(8, "big"), envelope[1], len(other).to_bytes(8, "big"), other)
            message = ENDORSEMENT + agreed
            self.check("an endorser has not signed it", self.signed(endorsement[1], endorsement[2], message))
        if proposal[5] == "_redaction" and code == VALID:
            said = decode(proposal[7][0])
            left = self.redacted.pop((said[1], said[2]), said[3])
            self.check("what is left of a transaction is not what its redaction says", left == said[3])
        name = proposal[5].encode() + b"\x00"
        return leaf, code, [(name + write[0], write[1:]) for write in result[3]]

    def remains(self, row, number):
        """Verifies what a redaction has left of a transaction, whose values are `None`."""
        _, block, txid, code, leaf, left = row
        self.redacted[block, int(self.place.rsplit(" ")[-1])] = left
        left = decode(left)
        self.check("the identifier is another", left[1] == txid)
        self.check("the leaf is another", sha256(b"\x00", encode({1: number, 2: txid, 3: code, 4: left[2]})) == leaf)
        for who, signature in left[5] if code == VALID else []:
            self.check("an endorser has not signed it", self.signed(who, signature, ENDORSEMENT + left[2]))
        name = left[3].encode() + b"\x00"
        return leaf, code, [(name + write[0], [None] if len(write) == 2 else []) for write in left[4]]

    def block(self, number, first, count, header, seal):
        self.place = f"block {number}"
        said, seal = decode(header), decode(seal)
        self.check("the number is another", said[1] == number)
        self.check("it does not follow the block before", said[2] == self.previous)
        self.check("the orderer has not signed it", self.signed(seal[1], seal[2], header))
        self.check("it begins elsewhere", said[3] == first and said[4] == count)
        own, updates = Tree(), {}
        rows = self.chain.execute("SELECT * FROM tx WHERE block = ? ORDER BY number", [number]).fetchall()
        self.check("transactions are missing", [row[0] for row in rows] == list(range(first, first + count)))
        for index, row in enumerate(rows):
            self.place = f"block {number}, transaction {index}"
            leaf, code, writes = self.transaction(row, first + index)
            own.append(leaf)
            self.tree.append(leaf)
            if code == VALID:
                updates.update({key: [key, index, *value] for key, value in writes})
        self.place = f"block {number}"
        self.check("the root of its transactions is another", own.root() == said[5])
        self.check("the root of the ledger is another", self.tree.root() == said[6])
        if any(None in update for update in updates.values()):
            self.commit = said[7]  # a value is gone: for this one there is the orderer's signature alone
        else:
            self.commit = sha256(self.commit, encode([updates[key] for key in sorted(updates)]))
        self.check("the commit hash is another", self.commit == said[7])
        self.previous = sha256(header)
        return count

    def values(self):
        """Verifies the values that are kept beside a ledger which has hashes of them. Returns how many there are."""
        path = f"{self.directory}/private.db"
        if not os.path.exists(path):
            return 0
        rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("SELECT hash, txid, salt, value FROM value").fetchall()
        for hashed, txid, salt, value in rows:
            self.place = f"private.db, a value of transaction {txid.hex()}"
            self.check("it does not have its hash", sha256(PRIVATE, salt, value) == hashed)
            found = self.chain.execute("SELECT envelope FROM tx WHERE txid = ?", [txid]).fetchone()
            self.check("the ledger does not have its hash", not found or found[0][0] == REDACTED or hashed in found[0])
        return len(rows)

    def run(self, founder):
        rows = self.chain.execute("SELECT number, first_leaf, count, header, seal FROM block ORDER BY number").fetchall()
        self.check("there is no block", rows)
        transactions = sum(self.block(*row) for row in rows)
        first = decode(self.chain.execute("SELECT envelope FROM tx WHERE number = 0").fetchone()[0])
        for block, index in self.redacted:
            self.place = f"block {block}, transaction {index}"
            self.check("its content is gone, and no redaction says so", False)
        self.place = "block 0"
        self.check("another has founded it", not founder or decode(first[1])[3].hex() == founder.lower())
        values = self.values()
        kept = f", {values} private values" if values else ""
        print(f"{len(rows)} blocks, {transactions} transactions{kept}, head {self.previous.hex()}: sound")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        raise SystemExit(__doc__)
    Reader(sys.argv[1]).run(sys.argv[2] if len(sys.argv) == 3 else None)
