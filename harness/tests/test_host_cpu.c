// SPDX-License-Identifier: GPL-2.0-only
#include <criterion/criterion.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "../machine/host_cpu.h"

#define MANY 8

/* Nobody else's emulators count where sockets have names of their own. */
static void alone(void)
{
	if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
		cr_skip_test("no network namespace for this user");
	}
}

static int usable(void)
{
	cpu_set_t all;

	cr_assert_eq(sched_getaffinity(0, sizeof(all), &all), 0);
	return CPU_COUNT(&all);
}

/* Emulators are spread over the processors, and what ends makes room where it was. */
Test(host_cpu, is_one_that_the_fewest_have)
{
	struct host_cpu h[MANY];
	int taken[CPU_SETSIZE] = { 0 }, least = MANY, most = 0, was, count;
	cpu_set_t all;

	alone();
	count = usable();
	sched_getaffinity(0, sizeof(all), &all);
	for (int n = 0; n < MANY; n++) {
		h[n] = (struct host_cpu)HOST_CPU_NONE;
		host_cpu_claim(&h[n], getpid());
		cr_assert_geq(h[n].claim, 0);
		cr_assert(CPU_ISSET(h[n].number, &all));
		taken[h[n].number]++;
	}
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (CPU_ISSET(cpu, &all)) {
			least = taken[cpu] < least ? taken[cpu] : least;
			most = taken[cpu] > most ? taken[cpu] : most;
		}
	}
	cr_expect_leq(most - least, 1, "%d processors", count);
	was = h[MANY - 1].number;
	host_cpu_release(&h[MANY - 1]);
	cr_expect_eq(h[MANY - 1].claim, -1);
	host_cpu_claim(&h[MANY - 1], getpid());
	cr_expect_eq(h[MANY - 1].number, was);
}

/* However many there are: more than there are names for share one. */
Test(host_cpu, is_never_refused)
{
	alone();
	for (int n = 0; n < 40 * usable(); n++) {
		struct host_cpu h = HOST_CPU_NONE;

		host_cpu_claim(&h, getpid());
		cr_assert_geq(h.number, 0);
	}
}

static void *sleep_on(void *unused)
{
	pause();
	return unused;
}

/* All threads get it, those that are there and those that are begun later. */
Test(host_cpu, is_the_only_one_of_each_thread)
{
	struct host_cpu h = HOST_CPU_NONE;
	pthread_t thread;
	cpu_set_t set;

	pthread_create(&thread, NULL, sleep_on, NULL);
	host_cpu_claim(&h, getpid());
	cr_assert_eq(host_cpu_confine(&h, getpid()), 0);
	cr_assert_eq(pthread_getaffinity_np(thread, sizeof(set), &set), 0);
	cr_expect(CPU_COUNT(&set) == 1 && CPU_ISSET(h.number, &set));
	pthread_create(&thread, NULL, sleep_on, NULL);
	cr_assert_eq(pthread_getaffinity_np(thread, sizeof(set), &set), 0);
	cr_expect(CPU_COUNT(&set) == 1 && CPU_ISSET(h.number, &set));
	host_cpu_release(&h);
}

/* One that may use no other: what somebody allowed it stays so. */
Test(host_cpu, is_of_those_that_it_may_use)
{
	struct host_cpu h = HOST_CPU_NONE, other = HOST_CPU_NONE;

	host_cpu_claim(&h, getpid());
	host_cpu_confine(&h, getpid());
	host_cpu_claim(&other, getpid());
	cr_expect_eq(other.number, h.number);
	/* a process that is not there is no reason to stop */
	host_cpu_release(&other);
	host_cpu_claim(&other, 0x7ffffffe);
	cr_expect_eq(other.number, -1);
	cr_expect_eq(host_cpu_confine(&other, 0x7ffffffe), -1);
}
