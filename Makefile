# How long the demo runs, in seconds; 0 runs until it is interrupted.
DURATION ?= 60

# What `make bench` measures: dispatch, simulate, ledger, controller.
BENCH ?= dispatch

# A crash in two parallel test cases can leave Swift's backtracer waiting for ever; the message is printed without it.
export SWIFT_BACKTRACE = enable=no

COMMONWATT = .build/release/commonwatt

.PHONY: demo test slurm-test bench format lint manual dependencies release

## The whole system on real parts on loopback, then an audit of the ledger that it wrote.
demo: release
	$(COMMONWATT) demo --duration $(DURATION)

# Tests that compute for long would keep the ones that wait for servers and clocks from their turn: they run first.
COMPUTING = ^(Allocation|AllocationAudit|Audit|Building|Fuzz|Ledger|SiteSimulation|Simulation|Experiments|Transparency)Tests

## Every test; none is skipped for want of a server.
test: dependencies
	swift build --build-tests
	scripts/run-tests --filter '$(COMPUTING)'
	scripts/run-tests --skip '$(COMPUTING)'

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

## Fails where `make format` would change something.
lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

## Writes the manual page commonwatt.1 below .build/plugins.
manual: dependencies
	swift package plugin generate-manual

release: dependencies
	swift build --configuration release --product commonwatt

dependencies:
	@scripts/install-dependencies
	@scripts/install-python-packages
