"""forged_proofs.py URL: the browser's verifier accepts a proof as it is, and refuses it with any part altered."""
import base64
import json
import sys
import time
import urllib.error
import urllib.request

from browser import chromium

base = sys.argv[1]


def api(path, kind=json.load):
    with urllib.request.urlopen(f"{base}/api/v1/{path}", timeout=60) as answer:
        return kind(answer)


def flipped(text, at):
    """Base64 with one bit of one byte changed."""
    data = bytearray(base64.b64decode(text))
    data[at % len(data)] ^= 1
    return base64.b64encode(data).decode()


# A checkpoint covers the first transactions some seconds after the start.
deadline = time.monotonic() + 90
while True:
    try:
        first = api("blocks?before=12&limit=1")["blocks"][0]["transactions"][0]["id"]
        proof = api(f"transactions/{first}/proof", lambda answer: answer.read().decode())
        break
    except (urllib.error.HTTPError, IndexError):
        assert time.monotonic() < deadline, "no checkpoint covers the twelfth transaction after 90 s"
        time.sleep(0.5)
key = api("log")["verifier_key"]
lines = proof.split("\n")
cases = {"as it is": proof}
for number, line in enumerate(lines):
    words = line.split(" ")
    if line.startswith("index "):
        altered = [f"index {int(words[1]) + 1}"]
    elif line.isdigit():
        altered = [str(int(line) + 1)]
    elif line.startswith(("extra ", "— ")):
        altered = [" ".join(words[:-1] + [flipped(words[-1], at)]) for at in (3, 20, 60)]
    elif len(line) == 44:
        altered = [flipped(line, 7)]
    elif line:
        altered = [line + "x"]
    else:
        continue
    for variant, new in enumerate(altered):
        cases[f"line {number + 1}, {variant}"] = "\n".join(lines[:number] + [new] + lines[number + 1:])
with chromium() as driver:
    driver.get(f"{base}/")
    results = driver.execute_async_script("""
        const [cases, key, id, done] = arguments;
        import("/assets/proof.js").then(async ({ verify }) => {
          const told = {};
          for (const [name, proof] of Object.entries(cases)) {
            told[name] = await verify(proof, key, id).then(() => "proven", error => error.message);
          }
          localStorage.setItem(`commonwatt-log ${key.split("+")[0]}`, "another");
          told["another key"] = await verify(cases["as it is"], key, id).then(() => "proven", error => error.message);
          done(told);
        });""", cases, key, first)
proven = [name for name, told in results.items() if told == "proven"]
assert proven == ["as it is"], f"{proven}: {results}"
print(len(results) - 1)
