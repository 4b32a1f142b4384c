"""What the documents tell people to type."""
import re
import textwrap

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
INDENTED = re.compile(r"(?:^    .*\n)+", re.M)
# Blocks without a language and indented ones hold output, too: these words begin a command there.
WORDS = ("commonwatt", "make", "python3", ".venv/bin/python", "swift", "export", "shards=", "sbatch")


def commands(text):
    """The commands of a document in their order, each on one line; a loop is one command."""
    found = []
    for block in FENCE.finditer(text):
        language, lines = block[1], joined(block[2])
        if language == "sh":
            found += [(block.start(), line) for line in whole(lines)]
        elif language in ("console", ""):
            found += [(block.start(), line[2:]) for line in lines if line.startswith("$ ")]
            if language == "" and lines and all(line.startswith("commonwatt ") for line in lines):
                found += [(block.start(), line) for line in lines]
    for block in INDENTED.finditer(FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), text)):
        lines = joined(textwrap.dedent(block[0]))
        if lines and lines[0].startswith(WORDS):
            found += [(block.start(), line) for line in whole(lines)]
    return [without_comment(line) for _, line in sorted(found, key=lambda one: one[0])]


def joined(text):
    """The lines that are not empty; what is continued is one line."""
    return [line for line in re.sub(r"\\\n\s*", "", text).splitlines() if line.strip()]


def whole(lines):
    """The lines of a shell, a loop as one."""
    text = re.sub(r"(?ms)^(for .*?); do\n\s*(.*?)\ndone$", r"\1; do \2; done", "\n".join(lines))
    return [line for line in text.splitlines() if not line.startswith("#")]


def without_comment(line):
    return re.sub(r"\s+# .*$", "", line).strip()
