#!/usr/bin/env python3
"""Writes proofs.txt: roots, audit paths and consistency proofs as RFC 6962, section 2.1 defines them, over leaves that
each are their number as one byte. Nothing here is shared with the project's own code."""
import hashlib


def H(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def k(n):
    half = 1
    while half * 2 < n:
        half *= 2
    return half


def mth(d):
    if not d:
        return H(b"")
    if len(d) == 1:
        return H(b"\x00", d[0])
    return H(b"\x01", mth(d[: k(len(d))]), mth(d[k(len(d)) :]))


def path(m, d):
    if len(d) == 1:
        return []
    half = k(len(d))
    if m < half:
        return path(m, d[:half]) + [mth(d[half:])]
    return path(m - half, d[half:]) + [mth(d[:half])]


def subproof(m, d, whole):
    if m == len(d):
        return [] if whole else [mth(d)]
    half = k(len(d))
    if m <= half:
        return subproof(m, d[:half], whole) + [mth(d[half:])]
    return subproof(m - half, d[half:], False) + [mth(d[:half])]


with open("proofs.txt", "w") as out:
    print("# Written by generate.py.", file=out)
    for size in (1, 2, 3, 5, 8, 13, 21):
        data = [bytes([i]) for i in range(size)]
        print("root", size, mth(data).hex(), file=out)
        for index in sorted({0, size // 2, size - 1}):
            print("inclusion", index, size, *(h.hex() for h in path(index, data)), file=out)
        for first in sorted({1, size // 2, size - 1} & set(range(1, size))):
            print("consistency", first, size, *(h.hex() for h in subproof(first, data, True)), file=out)
