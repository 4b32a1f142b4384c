// Checks a proof (C2SP tlog-proof) without trusting the server that sent it: only SHA-256, Ed25519 and the log's key.
const text = new TextEncoder();

function bytes(base64) { return Uint8Array.from(atob(base64), one => one.charCodeAt(0)); }

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
  return whole;
}

async function sha256(...parts) { return new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts))); }

function equal(left, right) { return left.length === right.length && left.every((one, index) => one === right[index]); }

function hex(data) { return [...data].map(one => one.toString(16).padStart(2, "0")).join(""); }

/** Reads the closed profile of CBOR that the ledger writes: integers, byte strings, maps. */
export function cbor(data) {
  let at = 0;
  function head() {
    const first = data[at++], small = first & 31;
    if (small < 24) return [first >> 5, small];
    const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[small];
    if (!size) throw new Error("the leaf cannot be read");
    let value = 0;
    for (let index = 0; index < size; index += 1) value = value * 256 + data[at++];
    return [first >> 5, value];
  }
  function item() {
    const [kind, value] = head();
    if (kind === 0) return value;
    if (kind === 2) return data.slice(at, at += value);
    if (kind !== 5) throw new Error("the leaf cannot be read");
    const map = new Map();
    for (let index = 0; index < value; index += 1) map.set(item(), item());
    return map;
  }
  const value = item();
  if (at !== data.length) throw new Error("the leaf cannot be read");
  return value;
}

/** RFC 9162, 2.1.3.2: the root that a leaf and the hashes beside its way lead to. */
export async function rootOf(leaf, index, size, path) {
  let node = index, last = size - 1;
  let hash = await sha256([0], leaf);
  for (const sibling of path) {
    if (last === 0) throw new Error("the proof is too long");
    if (node % 2 === 1 || node === last) {
      hash = await sha256([1], sibling, hash);
      while (node % 2 === 0 && node !== 0) { node /= 2; last = Math.floor(last / 2); }
    } else {
      hash = await sha256([1], hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw new Error("the proof is too short");
  return hash;
}

/** The log's key, as this browser has known it since it first saw one: a key that changes is not believed. */
function known(key) {
  const [origin] = key.split("+"), name = `commonwatt-log ${origin}`;
  const kept = localStorage.getItem(name);
  if (kept && kept !== key) throw new Error("NOT PROVEN: the log's key is not the one that this browser knows");
  localStorage.setItem(name, key);
  return { origin, id: key.split("+")[1], raw: bytes(key.slice(key.indexOf("+", origin.length + 1) + 1)).slice(1) };
}

async function isSigned(note, signatures, key) {
  const imported = await crypto.subtle.importKey("raw", key.raw, "Ed25519", false, ["verify"]);
  for (const line of signatures) {
    const [, name, signed] = line.match(/^— (\S+) (\S+)$/) ?? [];
    if (name !== key.origin) continue;
    const data = bytes(signed);
    if (hex(data.slice(0, 4)) !== key.id) continue;
    return crypto.subtle.verify("Ed25519", imported, data.slice(4), text.encode(note));
  }
  return false;
}

/** Checks that a transaction is in the ledger; returns its place, the ledger's size and its validation code. */
export async function verify(proof, verifierKey, id) {
  const key = known(verifierKey);
  const [head, note, signatures] = proof.split("\n\n");
  const lines = head.split("\n");
  if (lines[0] !== "c2sp.org/tlog-proof@v1") throw new Error("NOT PROVEN: this is no proof");
  const extra = cbor(bytes(lines[1].replace(/^extra /, "")));
  const index = Number(lines[2].replace(/^index /, ""));
  const [origin, size, root] = note.split("\n");
  if (origin !== key.origin) throw new Error(`NOT PROVEN: the proof is of another log, ${origin}`);
  if (!await isSigned(`${note}\n`, signatures.split("\n"), key)) {
    throw new Error("NOT PROVEN: the log did not sign the checkpoint");
  }
  const found = await rootOf(extra.get(1), index, Number(size), lines.slice(3).map(bytes));
  if (!equal(found, bytes(root))) throw new Error("NOT PROVEN: the transaction is not in the signed tree");
  const leaf = cbor(extra.get(1));
  if (hex(leaf.get(2)) !== id || leaf.get(1) !== index) throw new Error("NOT PROVEN: the proof is of another transaction");
  return { index, size: Number(size), code: leaf.get(3) };
}
