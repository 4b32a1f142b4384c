#!/usr/bin/env python3
"""Writes demand.json: a signed demand, made by another implementation from the documentation alone.

The keys are fixed and the signatures deterministic (RFC 6979), so every run writes the same file.
"""
import base64
import datetime
import hashlib
import json
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509.oid import NameOID

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def key(name):
    return ec.derive_private_key(int.from_bytes(hashlib.sha256(name.encode()).digest()) % ORDER, ec.SECP256R1())


def name(common, unit=None):
    parts = [(NameOID.ORGANIZATION_NAME, "Operator")] + ([(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else [])
    return x509.Name([x509.NameAttribute(*part) for part in parts + [(NameOID.COMMON_NAME, common)]])


def certificate(subject, public, authority, is_authority, serial):
    usage = x509.KeyUsage(not is_authority, *[False] * 4, is_authority, is_authority, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(name("vector authority")).public_key(public).serial_number(serial)
        .not_valid_before(datetime.datetime(2026, 1, 1)).not_valid_after(datetime.datetime(2036, 1, 1))
        .add_extension(x509.BasicConstraints(is_authority, None), True).add_extension(usage, True)
        .sign(authority, hashes.SHA256(), ecdsa_deterministic=True)
    )


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


authority, building = key("vector authority"), key("vector building")
root = certificate(name("vector authority"), authority.public_key(), authority, True, 1)
leaf = certificate(name("b01", "client"), building.public_key(), authority, False, 2)
site = "riverside"
demand = {
    "v": 1, "request_id": "0198f2c4-7c1e-7b7e-9a55-2f0d6a1c9e10", "epoch": 42, "seq": 1871,
    "ts": "2026-08-24T10:15:30.123Z", "load_id": "total", "demand_w": 18500, "lease_s": 60,
}
statement = "\n".join(["commonwatt demand v1", site, "b01"] + [
    str(demand[key]) for key in ("request_id", "epoch", "seq", "ts", "load_id", "demand_w", "lease_s")]) + "\n"
r, s = utils.decode_dss_signature(
    building.sign(statement.encode(), ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
low, high = (utils.encode_dss_signature(r, half) for half in (min(s, ORDER - s), max(s, ORDER - s)))
signature = {"alg": "ecdsa-p256-sha256", "cert": base64url(der(leaf)), "value": base64url(low)}
vector = {
    "site": site, "building": "b01", "demand": demand, "statement": statement,
    "statement_sha256": hashlib.sha256(statement.encode()).hexdigest(),
    "key": building.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                  serialization.NoEncryption()).decode(),
    "root": root.public_bytes(serialization.Encoding.PEM).decode(),
    "sig": signature, "value_with_high_s": base64url(high),
}
pathlib.Path(__file__).with_name("demand.json").write_text(json.dumps(vector, indent=2) + "\n")
