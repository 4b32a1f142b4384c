"""The controller that both references share, so that they differ in nothing but their engine.

No-bounds redispatch: whenever a request starts or ends, the active requests are served anew in the order of their
arrival, first from grid-contract up to the cap, then from the battery up to its power while charge remains, then from
grid-premium. The battery is empty from the last whole millisecond on that it can still serve. Times are milliseconds
and powers watts, so energies are millijoules, and every number is whole and therefore exact in a float.
"""

import csv
import json
import statistics
import sys
import time
from argparse import ArgumentParser
from collections import namedtuple

Job = namedtuple("Job", "building start end power")

MILLIJOULES_PER_KWH = 3_600_000_000


class NoBounds:
    """One contract and one battery in front of some buildings."""

    def __init__(self, buildings, site):
        self.cap = site.cap_kw * 1000.0
        self.battery_power = site.battery_kw * 1000.0
        self.charge = site.battery_kwh * float(MILLIJOULES_PER_KWH)
        self.contract = dict.fromkeys(buildings, 0.0)
        self.battery = dict.fromkeys(buildings, 0.0)
        self.premium = dict.fromkeys(buildings, 0.0)
        self.active = {}  # in order of arrival
        self.load = 0.0
        self.now = 0.0
        self.events = 0

    def start(self, request, building, power, now):
        self.advance(now)
        self.active[request] = (building, power)
        self.load += power
        self.events += 1

    def end(self, request, now):
        self.advance(now)
        self.load -= self.active.pop(request)[1]
        self.events += 1

    def advance(self, now):
        """Books what was drawn since the event before."""
        elapsed = now - self.now
        self.now = now
        excess = self.load - self.cap
        if excess <= 0.0 or self.charge <= 0.0:
            self.book(elapsed, 0.0)
            return
        discharge = excess if excess < self.battery_power else self.battery_power
        lasting = self.charge // discharge
        if lasting > elapsed:
            self.charge -= discharge * elapsed
            self.book(elapsed, discharge)
        else:
            self.charge = 0.0
            self.book(lasting, discharge)
            self.book(elapsed - lasting, 0.0)

    def book(self, elapsed, battery):
        contract = self.cap
        for building, power in self.active.values():
            if power <= contract:
                self.contract[building] += power * elapsed
                contract -= power
                continue
            if contract > 0.0:
                self.contract[building] += contract * elapsed
                power -= contract
                contract = 0.0
            if power <= battery:
                self.battery[building] += power * elapsed
                battery -= power
                continue
            if battery > 0.0:
                self.battery[building] += battery * elapsed
                power -= battery
                battery = 0.0
            self.premium[building] += power * elapsed


def read_trace(path):
    """The jobs of a trace, in order of their starts."""
    with open(path, newline="") as file:
        rows = csv.DictReader(file)
        return [Job(r["building"], int(r["start_ms"]), int(r["end_ms"]), int(r["power_w"])) for r in rows]


def by_building(jobs):
    """The jobs of every building, in order of their starts."""
    groups = {}
    for job in jobs:
        groups.setdefault(job.building, []).append(job)
    return dict(sorted(groups.items()))


def main(engine, simulate):
    """Replicates the trace that the arguments name, and prints energies and processor time as JSON."""
    parser = ArgumentParser(description=f"No-bounds redispatch in {engine}.")
    parser.add_argument("trace", help="CSV: building,start_ms,end_ms,power_w")
    parser.add_argument("--replications", type=int, default=1)
    parser.add_argument("--hours", type=float, default=6)
    parser.add_argument("--cap-kw", type=float, default=1000)
    parser.add_argument("--battery-kw", type=float, default=500)
    parser.add_argument("--battery-kwh", type=float, default=1500)
    site = parser.parse_args()

    jobs = by_building(read_trace(site.trace))
    seconds = []
    for _ in range(site.replications):
        began = time.process_time()
        cluster = simulate(jobs, site)
        seconds.append(time.process_time() - began)

    servers = {"grid_contract": cluster.contract, "battery": cluster.battery, "grid_premium": cluster.premium}
    result = {
        "engine": engine,
        "python": sys.version.split()[0],
        "events": cluster.events,
        "cpu_s_per_replication": statistics.median(seconds),
        "cluster": {f"{name}_kwh": sum(energy.values()) / MILLIJOULES_PER_KWH for name, energy in servers.items()},
        "buildings": [
            {"id": building} | {f"{name}_kwh": energy[building] / MILLIJOULES_PER_KWH for name, energy in servers.items()}
            for building in jobs
        ],
    }
    print(json.dumps(result, indent=2))
