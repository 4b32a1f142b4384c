"""The evaluation in Ciw: a node with infinitely many servers, a customer class for every building, and the controller
as the state tracker, which Ciw tells of every arrival and departure."""

import importlib.metadata

import ciw

from no_bounds import NoBounds, main


class Controller(ciw.trackers.StateTracker):
    def __init__(self, jobs, cluster):
        self.cluster = cluster
        self.powers = {building: iter([job.power for job in own]) for building, own in jobs.items()}

    def change_state_accept(self, node, ind):
        building = ind.customer_class
        self.cluster.start(ind, building, next(self.powers[building]), self.simulation.current_time)

    def change_state_release(self, node, destination, ind, blocked):
        self.cluster.end(ind, self.simulation.current_time)


def gaps(jobs):
    """The times between starts; nobody comes after the last."""
    starts = [0] + [job.start for job in jobs]
    return [after - before for before, after in zip(starts, starts[1:])] + [float("inf")]


def simulate(jobs, site):
    network = ciw.create_network(
        arrival_distributions={b: [ciw.dists.Sequential(gaps(own))] for b, own in jobs.items()},
        service_distributions={b: [ciw.dists.Sequential([j.end - j.start for j in own])] for b, own in jobs.items()},
        number_of_servers=[float("inf")],
    )
    cluster = NoBounds(jobs, site)
    horizon = round(site.hours * 3_600_000)
    simulation = ciw.Simulation(network, tracker=Controller(jobs, cluster))
    simulation.simulate_until_max_time(horizon)
    cluster.advance(horizon)
    return cluster


if __name__ == "__main__":
    main(f"Ciw {importlib.metadata.version('ciw')}", simulate)
