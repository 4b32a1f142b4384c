"""The evaluation in SimPy: a process for every building, and one for every request."""

import simpy

from no_bounds import NoBounds, main


def request(env, cluster, job):
    cluster.start(job, job.building, job.power, env.now)
    yield env.timeout(job.end - job.start)
    cluster.end(job, env.now)


def building(env, cluster, jobs):
    for job in jobs:
        yield env.timeout(job.start - env.now)
        env.process(request(env, cluster, job))


def simulate(jobs, site):
    env = simpy.Environment()
    cluster = NoBounds(jobs, site)
    for own in jobs.values():
        env.process(building(env, cluster, own))
    horizon = round(site.hours * 3_600_000)
    env.run(until=horizon)
    cluster.advance(horizon)
    return cluster


if __name__ == "__main__":
    main(f"SimPy {simpy.__version__}", simulate)
