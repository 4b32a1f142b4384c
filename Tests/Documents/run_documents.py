"""run_documents.py COMMONWATT: runs every command of the documents, in a fresh directory with a site of its own.

The documents tell one story: a site is written and served, its ledger proven, changed, redacted and looked at. The story is
told here once more, with what the documents leave out in between (somebody has to draw power, and a fork has to be made
before it can be proven). A command that is neither run nor excused fails, and so does an excuse for none.
"""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from documents import commands

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds

# Why a command is not run here. What changes this machine is run by scripts/test-deb in one of its own.
EXCUSED = {
    r"make (demo|test|release)": "is how this was built, and tested",
    r"swift test --filter .*|SITE_SEEDS?=.*": "`make test` runs them",
    r"sudo .*|systemctl .*|journalctl .*|cp Examples/operations/.*|mkdir -p /etc/.*": "changes this machine",
    r"(python3 -m venv|\.venv/bin/python Benchmarks/).*": "measures against packages for minutes",
    r"commonwatt bench .*": "measures for minutes; CI has a shorter one of its own",
    r"commonwatt experiment calibrate .*|.*--replications 100000 .*|.*sbatch .*|export COMMONWATT=.*": "computes for long",
    r"python3 -c 'import pandas.*": "needs pandas, for one line",
    r"(export (BASE|TLS)=|ask|mosquitto_sub|mosquitto_rr|}).*": "ConversationTests holds this conversation",
    r"COMMONWATT_HTTP_TOKEN=.*|curl .*": "WebServiceTests and PageBillTests ask this",
    r"commonwatt period (open|close) .*": "PeriodServiceTests does it on a site whose periods begin by hand",
}


class Story:
    """A directory, and the commands that were run in it."""

    def __init__(self, directory, program):
        self.directory = directory
        self.run = {}
        tools = directory / ".tools"
        tools.mkdir()
        (tools / "commonwatt").symlink_to(program)
        self.environment = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"}
        for folder in ("Examples", "Policies", "Experiments", "Schemas"):
            shutil.copytree(ROOT / folder, directory / folder)

    def sh(self, command, status=0, folder="."):
        """Runs a command of the story's own."""
        result = subprocess.run(["bash", "-c", command], cwd=self.directory / folder, env=self.environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600)
        if result.returncode != status:
            sys.exit(f"{command}\nended with status {result.returncode}, not {status}:\n{result.stdout}{result.stderr}")
        return result.stdout + result.stderr

    def tell(self, command, status=0, says="", folder=".", **puts):
        """Runs a command of the documents, with other words in the place of some."""
        self.run[command] = True
        for word, put in puts.values():
            assert word in command, f"{command} does not say {word}"
            command = command.replace(word, put)
        print(f"$ {command}", flush=True)
        output = self.sh(command, status, folder)
        if says not in output:
            sys.exit(f"{command}\ndid not say {says!r}:\n{output}")
        return output

    @contextlib.contextmanager
    def running(self, command, ready, folder=".", **puts):
        """Runs a command of the documents in the background, from when it is ready on; it has to end well."""
        self.run[command] = True
        for word, put in puts.values():
            command = command.replace(word, put)
        print(f"$ {command} &", flush=True)
        log = self.directory / f"{len(self.run)}.log"
        with log.open("w") as file:
            process = subprocess.Popen(["bash", "-c", f"exec {command}"], cwd=self.directory / folder,
                                       env=self.environment, stdout=file, stderr=file)
        try:
            wait(lambda: ready in log.read_text(), process, command, log)
            yield log
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(PATIENCE)
        if status != 0:
            sys.exit(f"{command} ended with status {status}:\n{log.read_text()}")


def wait(condition, process, what, log):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{what}: is not ready\n{log.read_text()}")
        time.sleep(0.05)


BROKER, SERVE = "mosquitto -c site/mqtt/mosquitto.conf", "commonwatt serve --config site/cluster.yaml"
BUILDINGS = [f"commonwatt building --config site/cluster.yaml --id {name} --speed 120" for name in ("b01", "b02")]
LISTEN = ("mosquitto_sub --cafile site/mqtt/ca.pem --cert site/mqtt/b01.pem --key site/mqtt/b01.key -h 127.0.0.1 -p 8883 -V 5"
          f" -q 1 -W {PATIENCE} -t commonwatt/v1/riverside/bld/b01/alloc/current")
AUDIT = "commonwatt ledger audit ledger/ --roots roots/"


def serve(story, allocations=8, by_hand=False):
    """Serves the site until a building has been told so many allocations; perhaps for a period that is opened by hand."""
    with story.running(BROKER, "running"), story.running(SERVE, "ctl/status"):
        if by_hand:
            story.sh("commonwatt period open --config site/cluster.yaml")
        with story.running(BUILDINGS[0], "the controller decides"), story.running(BUILDINGS[1], "the controller decides"):
            story.sh(f"{LISTEN} -C {allocations}")
        if by_hand:
            story.sh("commonwatt period close --config site/cluster.yaml")


def transactions(story, ledger):
    """The identifiers of a ledger's transactions."""
    with contextlib.closing(sqlite3.connect(f"file:{story.directory / ledger}/chain.db?mode=ro", uri=True)) as database:
        return [row[0] for row in database.execute("SELECT lower(hex(txid)) FROM tx ORDER BY number")]


def tell_site(story):
    """README.md: a site is written and served, looked at and audited."""
    story.tell("commonwatt init site --name riverside --building b01 --building b02")
    serve(story)
    story.sh("cp -r site other && commonwatt ledger checkpoint site/ledger >early.note")
    # Twice, so that the copy, which is served once more and shortly, stays behind.
    serve(story)
    serve(story)
    story.sh("cp -r site/ledger ledger && cp -r site/identities/roots roots && cp roots/ledger.vkey ledger.vkey")
    story.tell(AUDIT, says="audit: OK")
    story.tell("commonwatt simulate --cluster Examples/riverside.yaml --policy Policies/adaptive.yaml "
               "--trace Examples/riverside.csv")
    story.tell("commonwatt experiment run Experiments/fig-4.7 --replications 100 --output /tmp/fig-4.7", here=("/tmp/", ""))
    story.tell("commonwatt experiment report Experiments/fig-4.7")


def tell_proofs(story):
    """Documentation/proofs.md: transactions and bills are proven, and that nothing was rewritten, and that it was."""
    ids, key = transactions(story, "ledger"), "--key ledger.vkey"
    place = len(ids) - 5
    printed = "4c8850d158abcb94ec6dcbde702066d04427e80692ca98ad4c9c5779d6033149"
    story.tell("commonwatt ledger checkpoint ledger", says="commonwatt/riverside/")
    story.tell(f"commonwatt ledger prove ledger {printed} --with-content -o request.tlog-proof", id=(printed, ids[place]))
    story.tell(f"commonwatt ledger prove --check request.tlog-proof {key}", says="proof: OK")
    story.tell("sed 's/^index 217/index 218/' request.tlog-proof > altered",
               old=("index 217", f"index {place}"), new=("index 218", f"index {place + 1}"))
    story.tell(f"commonwatt ledger prove --check altered {key}", status=1, says="is not at place")
    story.tell("commonwatt ledger prove ledger --from early.note -o consistency")
    story.tell(f"commonwatt ledger prove --check consistency --from early.note {key}", says="consistency: OK")
    story.tell("commonwatt ledger bill ledger --period 1 --member b01 --proofs b01.bill")
    story.tell(f"commonwatt ledger bill --check b01.bill {key}")
    # Somebody serves the older copy: what its log signs then contradicts the ledger.
    story.sh("mv site true && mv other site")
    serve(story, allocations=2)
    story.sh("commonwatt ledger checkpoint site/ledger >kept.note && rm -r site && mv true site")
    story.tell("commonwatt ledger prove ledger --from kept.note -o evidence", status=1)
    story.tell("cat evidence", says="commonwatt/fork-evidence@v1")
    story.tell(f"commonwatt ledger prove --check evidence {key}", status=1, says="fork: the log")
    witness = "--log ledger.vkey --key witness.key --name utility.example --state last.note"
    story.tell("commonwatt witness key witness.key --name utility.example", says="utility.example+")
    story.tell(f"commonwatt witness cosign early.note {witness}", says="utility.example ")
    story.tell(f"commonwatt witness cosign consistency {witness}", says="utility.example ")
    tell_witness(story)


def tell_witness(story):
    """Documentation/proofs.md: a witness that runs is asked over HTTP, for a ledger that was founded with its key."""
    story.sh("mkdir site/identities/witnesses && mv site/ledger site/unwitnessed && mv ledger kept-ledger"
             " && commonwatt witness key witness.key --name utility.example >site/identities/witnesses/utility.vkey")
    serve(story)
    story.sh("cp -r site/ledger ledger")
    with story.running("commonwatt witness serve --listen 127.0.0.1:8444 --log ledger.vkey --key witness.key "
                       "--name utility.example --state witness-state", "the witness listens"):
        story.tell("commonwatt ledger checkpoint ledger --witness http://127.0.0.1:8444", says="utility.example ")
    secure = ("witness-state", "witness-state --tls-certificate site/mqtt/broker.pem --tls-key site/mqtt/broker.key")
    with story.running("commonwatt witness serve --listen 127.0.0.1:8444 --log ledger.vkey --key witness.key "
                       "--name utility.example --state witness-state", "the witness listens", tls=secure):
        story.tell("commonwatt ledger checkpoint ledger --witness https://127.0.0.1:8444 --witness-ca site/mqtt/ca.pem",
                   says="utility.example ")
    story.sh("rm -r ledger site/ledger site/identities/witnesses && mv kept-ledger ledger && mv site/unwitnessed site/ledger")


def tell_copies(story):
    """Documentation/snapshots.md, whatif.md and ledger-format.md: the ledger begins in the middle, is played again and read."""
    output = story.tell("commonwatt ledger snapshot ledger --out riverside.snapshot")
    found = ("HEX", re.findall(r"[0-9a-f]{64}", output)[-1])
    story.tell("commonwatt ledger restore riverside.snapshot new-ledger --hash HEX --channel riverside", hash=found)
    story.tell("commonwatt ledger audit new-ledger --roots roots --from riverside.snapshot --hash HEX", hash=found,
               says="audit: OK")
    story.tell("commonwatt whatif --ledger site/ledger")
    story.tell("commonwatt whatif --ledger site/ledger --policy Policies/strict.yaml Policies/max-min.yaml --format csv")
    story.tell("commonwatt whatif --trace Examples/riverside.csv --cluster Examples/riverside.yaml")
    story.tell("python3 Examples/python/read_ledger.py site/ledger")


def tell_members(story):
    """Documentation/channel.md, periods.md, retention.md and audit.md: a member joins, terms change, content is redacted."""
    story.tell("commonwatt identity init utility --organisation Utility --intermediate")
    story.tell("commonwatt identity issue utility admin --role admin")
    story.tell("commonwatt identity list utility", says="admin")
    story.tell("openssl verify -crl_check_all -CAfile utility/authority.pem -untrusted utility/intermediate.pem "
               "-CRLfile utility/revocations.pem utility/admin.pem", says="OK")
    story.sh("commonwatt channel draft site/ledger --as site/identities/admin --organisation utility --out join"
             " && commonwatt channel submit join --config site/cluster.yaml"
             " && sed -i 's/grid_contract: [^,]*/grid_contract: \"0.25\"/' site/cluster.yaml")
    story.tell("commonwatt channel draft site/ledger --as site/identities/admin --terms site/cluster.yaml --out prices",
               says="Utility.admin")
    story.tell("commonwatt channel sign prices --as utility/admin")
    story.tell("commonwatt channel submit prices --config site/cluster.yaml")
    story.tell("commonwatt channel show site/ledger", says="Utility")
    story.tell("commonwatt channel draft site/ledger --as site/identities/admin --raf-from-ledger --out factors")
    story.tell("commonwatt identity revoke site/identities site/mqtt/b03.pem --reason key-compromise", name=("b03", "b02"))
    story.tell("commonwatt ledger redact draft site/ledger 4c8850d1… --as site/identities/admin --out redaction",
               id=("4c8850d1…", transactions(story, "ledger")[5]))
    story.tell("commonwatt ledger redact sign redaction --as utility/admin")
    story.tell("commonwatt ledger redact submit redaction --config site/cluster.yaml", says="the content is dropped")


def tell_private(story):
    """Documentation/audit.md: values aside, shown to an auditor."""
    printed = "2b718cd2ba6bb22b380f001179e3273f57c8a19839f88a8f2e0ee3b496d9032f"
    story.tell(f"commonwatt ledger explain ledger/ {printed}", id=(printed, transactions(story, "ledger")[-5]))
    story.sh("mv site open && commonwatt init site --name riverside --building b01 --building b02"
             " && sed -i 's/{path: ledger,/{path: ledger, private_values: true,/; s/{duration: 6h/{duration: 6h, start: manual/'"
             " site/cluster.yaml && grep -q private_values site/cluster.yaml && grep -q start:.manual site/cluster.yaml")
    serve(story, by_hand=True)
    story.sh("cp -r site/ledger copy && rm copy/private.* && rm -r roots && cp -r site/identities/roots roots")
    story.tell("commonwatt ledger reveal site/ledger --member b01 --out b01.values")
    story.tell("commonwatt ledger audit copy/ --roots roots/ --revealed b01.values", says="b01")
    story.tell("commonwatt ledger reveal site/ledger --all --out all.values")
    story.tell("commonwatt ledger bill site/ledger --period 1 --member b01 --proofs private.bill")
    story.tell("commonwatt ledger bill --check private.bill --roots roots", says="bill: OK")
    story.tell("commonwatt ledger snapshot site/ledger --out private.snapshot")
    story.tell("commonwatt ledger restore private.snapshot restored --values all.values", says="values in force")


def tell_endorser(story):
    """Documentation/endorsers.md: a member's endorser, made and started."""
    where, text = "member", (ROOT / "Documentation/endorsers.md").read_text()
    story.sh(f"mkdir {where}")
    story.tell("commonwatt identity init utility --organisation Utility", folder=where)
    story.tell("commonwatt identity issue utility endorser --role peer", folder=where)
    story.sh("mkdir roots && cp ../open/identities/authority.pem roots/Operator.pem && cp utility/authority.pem roots/Utility.pem"
             " && cp -r ../ledger whole-ledger", folder=where)
    file = story.directory / where / "endorser.yaml"
    file.write_text(re.search(r"```yaml\n(site: .*?)```", text, re.S)[1])
    story.tell("commonwatt endorser --config endorser.yaml --check", folder=where)
    with story.running("commonwatt endorser --config endorser.yaml", "7443", folder=where):
        pass
    story.tell("commonwatt ledger audit whole-ledger --roots roots", folder=where, says="audit: OK")
    output = story.tell("commonwatt ledger snapshot whole-ledger --block 41 --out riverside.snapshot", folder=where,
                        last=(" --block 41", ""))
    entry = re.search(r"```yaml\n(snapshot:.*?)```", text, re.S)[1]
    printed = re.findall(r"[0-9a-f]{64}", entry)[0]
    file.write_text(file.read_text() + entry.replace(printed, re.findall(r"[0-9a-f]{64}", output)[-1]))
    story.tell("commonwatt endorser --config endorser.yaml --check", folder=where)
    with story.running("commonwatt endorser --config endorser.yaml", "begins behind a snapshot", folder=where):
        pass


def tell_evaluation(story):
    """Examples/README.md and Experiments: traces, figures, shards and closed forms."""
    simulate = "swift run commonwatt simulate --cluster Examples/riverside.yaml --trace Examples/riverside.csv"
    swift = ("swift run ", "")
    story.tell(simulate, swift=swift)
    story.tell(f'for policy in Policies/*.yaml; do {simulate} --policy "$policy"; done', swift=swift)
    figure = "Experiments/fig-4.8"
    story.tell(f"commonwatt experiment run {figure} --shard 1/4 --output part-1")
    for part in (2, 3, 4):
        story.sh(f"commonwatt experiment run {figure} --shard {part}/4 --output part-{part}")
    story.tell(f"commonwatt experiment merge {figure} part-1 part-2 part-3 part-4")
    for command in (f"run {figure}", f"report {figure}", f"plot {figure}"):
        story.tell(f"commonwatt experiment {command}")
    story.tell("commonwatt experiment check Experiments/exact", fewer=("exact", "exact --replications 500"))


def left(story):
    """The documents' commands that nobody ran and nothing excuses, and excuses for none."""
    excuses = dict.fromkeys(EXCUSED, False)
    missing = []
    for document in documents():
        for command in commands(document.read_text()):
            if story.run.get(command):
                continue
            reasons = [pattern for pattern in EXCUSED if re.fullmatch(pattern, command)]
            excuses |= dict.fromkeys(reasons, True)
            if not reasons:
                missing.append(f"{document.relative_to(ROOT)}: nobody runs: {command}")
    return missing + [f"no command is excused by: {pattern}" for pattern, used in excuses.items() if not used]


def documents():
    folders = ("Benchmarks", "Documentation", "Examples", "Experiments", "Policies", "Sources")
    return sorted(ROOT.glob("*.md")) + [file for folder in folders for file in sorted((ROOT / folder).rglob("*.md"))]


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="commonwatt-documents-") as directory:
        story = Story(pathlib.Path(directory), program)
        for tell in (tell_site, tell_proofs, tell_copies, tell_members, tell_private, tell_endorser, tell_evaluation):
            tell(story)
        problems = left(story)
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(story.run)} commands: OK")


main()
