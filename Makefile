# How long the demo runs, in seconds; 0 runs until it is interrupted.
DURATION ?= 60

# What `make bench` measures: dispatch, simulate, ledger, controller.
BENCH ?= dispatch

# A crash in two parallel test cases can leave Swift's backtracer waiting for ever; the message is printed without it.
export SWIFT_BACKTRACE = enable=no

COMMONWATT = .build/release/commonwatt

.PHONY: demo test slurm-test bench format lint manual documentation deb dependencies release

## The whole system on real parts on loopback, then an audit of the ledger that it wrote.
demo: release
	$(COMMONWATT) demo --duration $(DURATION)

# Tests that compute for long would keep the ones that wait for servers and clocks from their turn: they run first, and
# then those that write ledgers in the process of the tests.
MODELS = Allocation|Building|Experiments|Simulation|SiteSimulation
CHAINS = AllocationAudit|Audit|Fuzz|Ledger|Transparency
TEXTS = ConfigurationFiles|Gateway|Tidy
COMPUTING = ^($(MODELS)|$(CHAINS)|$(TEXTS))Tests
WRITING = ^(AllocationContract|CBOR|Cryptography|EndorserTransport|Fabcoin|LedgerStore|Membership|Peer|ResearchPolicies)Tests

## Every test; none is skipped for want of a server.
test: dependencies
	swift build --build-tests
	scripts/run-tests --filter '$(COMPUTING)'
	scripts/run-tests --filter '$(WRITING)'
	scripts/run-tests --skip '$(COMPUTING)|$(WRITING)'

## An experiment's shards and their merge as jobs of a real SLURM on loopback, against a run that was never split.
slurm-test: dependencies
	swift build --product commonwatt
	scripts/test-slurm .build/debug/commonwatt

## Performance figures as JSON, each with a reference measured beside it.
bench: release
	$(COMMONWATT) bench $(BENCH)

## Puts every Swift file into the project's format.
format:
	swift format --in-place --recursive --parallel Sources Tests Package.swift

## Fails where `make format` would change something, or a shell script has a known trap in it.
lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift
	@scripts/install-dependencies shellcheck
	grep --files-with-matches --extended-regexp '^#!.*sh$$' scripts/* .ci/run Packaging/debian/* | xargs shellcheck

# Every folder that is a library of the product. Where a symbol, a parameter or a link is not there, making its
# documentation fails.
LIBRARIES = $(filter-out CLibcrypto CMalloc CMosquitto CSQLite README.md TestKit commonwatt,$(notdir $(wildcard Sources/*)))

## The libraries' documentation, as websites below .build/plugins/Swift-DocC/outputs.
documentation: dependencies
	swift package generate-documentation --warnings-as-errors $(LIBRARIES:%=--target %)

## The manual, a page for every subcommand, in .build/manual, and the shells' completions in .build/completions.
manual: release
	scripts/write-manual $(COMMONWATT) .build/manual
	scripts/write-completions $(COMMONWATT) .build/completions

## A Debian package in .build/deb.
deb: manual
	scripts/package-deb $(COMMONWATT) .build/manual .build/completions

## The command alone; it runs where there is no Swift.
release: dependencies
	swift build --configuration release --static-swift-stdlib --product commonwatt

dependencies:
	@scripts/install-dependencies
	@scripts/install-python-packages
