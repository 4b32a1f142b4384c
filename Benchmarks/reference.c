// The plain C loop that `commonwatt bench simulate` is measured against.
//
// What a researcher in a hurry would write by hand for one case only: no-bounds redispatch, ten equal buildings. The
// ten streams are superposed into one (600 requests an hour, each marked with a uniform building), powers and times are
// doubles, the generator is xoshiro256++ with a ziggurat for exponentials, and every event walks the active requests in
// arrival order to attribute each server's power to the buildings. No tricks beyond that, and none left out that a
// careful programmer would do without thinking: arrays, no allocation, no virtual calls.
//
//   clang -O3 -march=native -o reference reference.c -lm && ./reference [replications] [rounds] [seed] [cap_kw]
//
// It prints one line of JSON: CPU seconds of the median and of the fastest round (after one to warm up), events a
// second, and the mean energies, which the exact expectations can be held against.

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUILDINGS = 10, SERVERS = 3, CAPACITY = 256 };

// xoshiro256++ (D. Blackman, S. Vigna, 2019), seeded by SplitMix64.

static uint64_t state[4];

static inline uint64_t rotate(uint64_t word, int by) { return (word << by) | (word >> (64 - by)); }

static inline uint64_t next_word(void) {
    const uint64_t result = rotate(state[0] + state[3], 23) + state[0];
    const uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return result;
}

static void seed_words(uint64_t seed) {
    for (int i = 0; i < 4; i++) {
        uint64_t word = seed += 0x9E3779B97F4A7C15u;
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
        state[i] = word ^ (word >> 31);
    }
}

static inline double uniform(void) { return (double)(next_word() >> 11) * 0x1p-53; }

// The ziggurat for the unit exponential (G. Marsaglia, W. W. Tsang, 2000), 256 layers of equal area.

static double layer_width[257];  // right ends, widest first; [256] is 0
static double layer_height[257]; // e^-x at those ends
static double layer_inner[256];  // the part of a layer that lies wholly under the curve, as a fraction of its width

static void make_layers(void) {
    const double tail = 7.69711747013104972, area = 0.0039496598225815571993;
    layer_width[0] = area / exp(-tail);
    layer_width[1] = tail;
    for (int i = 2; i < 256; i++) {
        layer_width[i] = -log(area / layer_width[i - 1] + exp(-layer_width[i - 1]));
    }
    layer_width[256] = 0;
    for (int i = 0; i < 257; i++) layer_height[i] = exp(-layer_width[i]);
    for (int i = 0; i < 256; i++) layer_inner[i] = layer_width[i + 1] / layer_width[i];
}

static inline double exponential(void) {
    double base = 0;
    for (;;) {
        const uint64_t word = next_word();
        const int layer = (int)(word & 255);
        const double fraction = (double)(word >> 11) * 0x1p-53;
        const double x = fraction * layer_width[layer];
        if (__builtin_expect(fraction < layer_inner[layer], 1)) return base + x;
        if (layer == 0) {
            base += layer_width[1]; // the tail of an exponential is an exponential
            continue;
        }
        const double low = layer_height[layer], high = layer_height[layer + 1];
        if (low + uniform() * (high - low) < exp(-x)) return base + x;
    }
}

struct cluster {
    double cap, battery_power, capacity, hours;
    double arrivals_per_hour, mean_hours, mean_power;
};

// Adds one replication's energies (kWh) by building and server; returns the number of arrivals and departures.
static long replicate(const struct cluster *c, double energy[BUILDINGS][SERVERS]) {
    double end[CAPACITY], power[CAPACITY];
    int owner[CAPACITY];
    int active = 0;
    long events = 0;
    double now = 0, load = 0, charge = c->capacity;
    double arrival = exponential() / c->arrivals_per_hour;
    for (;;) {
        double first = INFINITY;
        int leaving = -1;
        for (int i = 0; i < active; i++) {
            if (end[i] < first) {
                first = end[i];
                leaving = i;
            }
        }
        double then = arrival < first ? arrival : first;
        const int is_over = then >= c->hours;
        if (is_over) then = c->hours;

        while (now < then) { // twice where the battery runs out on the way
            double battery_limit = charge > 0 ? c->battery_power : 0;
            double from_battery = load - c->cap;
            if (from_battery > battery_limit) from_battery = battery_limit;
            double until = then;
            if (from_battery > 0) {
                if (charge < from_battery * (then - now)) {
                    until = now + charge / from_battery;
                    charge = 0;
                } else {
                    charge -= from_battery * (then - now);
                }
            }
            const double length = until - now;
            double contract_left = c->cap, battery_left = battery_limit;
            for (int i = 0; i < active; i++) {
                const double contract = power[i] < contract_left ? power[i] : contract_left;
                const double rest = power[i] - contract;
                const double battery = rest < battery_left ? rest : battery_left;
                contract_left -= contract;
                battery_left -= battery;
                double *const of = energy[owner[i]];
                of[0] += contract * length;
                of[1] += battery * length;
                of[2] += (rest - battery) * length;
            }
            now = until;
        }
        if (is_over) return events;

        events++;
        if (arrival < first) {
            if (active == CAPACITY) abort();
            const uint64_t word = next_word();
            owner[active] = (int)(((unsigned __int128)word * BUILDINGS) >> 64);
            end[active] = now + exponential() * c->mean_hours;
            power[active] = exponential() * c->mean_power;
            load += power[active];
            active++;
            arrival = now + exponential() / c->arrivals_per_hour;
        } else {
            active--;
            for (int i = leaving; i < active; i++) {
                end[i] = end[i + 1];
                power[i] = power[i + 1];
                owner[i] = owner[i + 1];
            }
            load = 0; // summed anew, so that rounding does not add up
            for (int i = 0; i < active; i++) load += power[i];
        }
    }
}

static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int ascending(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    const int replications = count > 1 ? atoi(arguments[1]) : 100;
    const int rounds = count > 2 ? atoi(arguments[2]) : 9;
    const uint64_t seed = count > 3 ? strtoull(arguments[3], NULL, 10) : 1;
    const double cap = count > 4 ? atof(arguments[4]) : 1000;
    if (replications < 1 || rounds < 1 || rounds > 1000) return 2;
    const struct cluster cluster = {cap, 500, 1500, 6, 600, 50.0 / 3600, 120};
    make_layers();

    double seconds[1000], sums[SERVERS] = {0};
    long events = 0;
    for (int round = -1; round < rounds; round++) {
        double energy[BUILDINGS][SERVERS];
        memset(sums, 0, sizeof sums);
        events = 0;
        seed_words(seed);
        const double start = cpu_seconds();
        for (int r = 0; r < replications; r++) {
            memset(energy, 0, sizeof energy);
            events += replicate(&cluster, energy);
            for (int n = 0; n < BUILDINGS; n++) {
                for (int s = 0; s < SERVERS; s++) sums[s] += energy[n][s];
            }
        }
        if (round >= 0) seconds[round] = cpu_seconds() - start;
    }
    qsort(seconds, (size_t)rounds, sizeof seconds[0], ascending);
    const double median = seconds[rounds / 2];
    printf("{\"name\": \"reference.c\", \"replications\": %d, \"events\": %ld, \"median_s\": %.6f, \"fastest_s\": %.6f, "
           "\"events_per_s\": %.0f, \"grid_contract_kwh\": %.3f, \"battery_kwh\": %.3f, \"grid_premium_kwh\": %.3f}\n",
           replications, events, median, seconds[0], (double)events / median, sums[0] / replications,
           sums[1] / replications, sums[2] / replications);
    return 0;
}
