/* SPDX-License-Identifier: GPL-2.0-only */

/* CPU sets. */

#include <config/internal.h>

static bool bit_set(const u8 *set, u32 size, u32 cpu)
{
	return cpu / 8 < size && (set[cpu / 8] >> (cpu % 8)) & 1;
}

bool config_has_cpu(const struct config_cell *cell, u32 cpu)
{
	return bit_set(cell->cpu_set, cell->cpu_set_size, cpu);
}

u32 config_count_cpus(const struct config_cell *cell)
{
	u32 count = 0;

	for (u32 cpu = 0; cpu < cell->cpu_set_size * 8; cpu++) {
		count += config_has_cpu(cell, cpu);
	}
	return count;
}

u32 config_cpu_end(const struct config_cell *cell)
{
	u32 cpu = cell->cpu_set_size * 8;

	while (cpu && !cell->cpu_set[(cpu - 1) / 8]) {
		cpu -= 8;
	}
	while (cpu && !config_has_cpu(cell, cpu - 1)) {
		cpu--;
	}
	return cpu;
}

/* Every present CPU is the root cell's, and every CPU of the root cell is present. */
static int check_presence(const struct scope *scope, const struct config_platform *platform)
{
	const struct config_cell *cell = scope->cell;
	u32 bits = max_u64(cell->cpu_set_size, platform->cpu_set_size) * 8;
	int err = 0;

	for (u32 cpu = 0; cpu < bits && !ends(scope, err); cpu++) {
		bool present = bit_set(platform->cpu_set, platform->cpu_set_size, cpu);

		if (present != config_has_cpu(cell, cpu)) {
			err = REFUSE(scope, EINVAL,
				     .code = present ? JAILHOUSE_REASON_CPU_MISSING
						     : JAILHOUSE_REASON_CPU_ABSENT,
				     .object = JAILHOUSE_OBJECT_CPU, .index = cpu,
				     .field = JAILHOUSE_FIELD_CPUS, .cpu = cpu);
		}
	}
	return err;
}

static int check_root(const struct scope *scope)
{
	const struct config_platform *platform = scope->check->platform;
	u32 count = config_count_cpus(scope->cell);

	if (!count) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_ROOT_WITHOUT_CPU,
			      .object = JAILHOUSE_OBJECT_CELL, .field = JAILHOUSE_FIELD_CPUS);
	}
	if (platform && platform->cpu_set) {
		int err = check_presence(scope, platform);

		if (ends(scope, err)) {
			return err;
		}
	}
	if (platform && platform->num_cpus && platform->num_cpus != count) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_CPU_COUNT,
			      .object = JAILHOUSE_OBJECT_CELL, .field = JAILHOUSE_FIELD_CPUS,
			      .found = count, .expected = platform->num_cpus);
	}
	return 0;
}

static int check_owner(const struct scope *scope, u32 cpu)
{
	const struct config_check *check = scope->check;

	if (!config_has_cpu(&check->system->root, cpu)) {
		return REFUSE_OTHER(scope, EBUSY, &check->system->root,
				    .code = JAILHOUSE_REASON_CPU_NOT_IN_ROOT,
				    .object = JAILHOUSE_OBJECT_CPU, .index = cpu,
				    .field = JAILHOUSE_FIELD_CPUS, .cpu = cpu);
	}
	for (u32 n = 0; n < check->num_others; n++) {
		if (config_has_cpu(check->others[n], cpu)) {
			return REFUSE_OTHER(scope, EBUSY, check->others[n],
					    .code = JAILHOUSE_REASON_CPU_TAKEN,
					    .object = JAILHOUSE_OBJECT_CPU, .index = cpu,
					    .field = JAILHOUSE_FIELD_CPUS, .cpu = cpu);
		}
	}
	return 0;
}

static bool taken(const struct scope *scope, u32 cpu)
{
	const struct config_check *check = scope->check;
	bool taken = config_has_cpu(scope->cell, cpu);

	for (u32 n = 0; n < check->num_others && !taken; n++) {
		taken = config_has_cpu(check->others[n], cpu);
	}
	return taken;
}

/*
 * The CPU that asks for the cell stays, and on x86 Linux does not give away the first
 * one: the driver says so before the hypervisor is asked, who names the asking CPU.
 */
static int check_rest(const struct scope *scope)
{
	const struct config_platform *platform = scope->check->platform;
	const struct config_cell *root = &scope->check->system->root;
	u32 end = config_cpu_end(root);
	bool offline = !platform || !platform->ids_assigned;

	if (offline && is_x86(scope->check) && config_has_cpu(scope->cell, 0)) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_DRV_CPU_ZERO,
			      .object = JAILHOUSE_OBJECT_CPU, .field = JAILHOUSE_FIELD_CPUS);
	}
	for (u32 cpu = 0; cpu < end; cpu++) {
		if (config_has_cpu(root, cpu) && !taken(scope, cpu)) {
			return 0;
		}
	}
	return REFUSE(scope, EBUSY, .code = JAILHOUSE_REASON_ROOT_KEEPS_CPU,
		      .object = JAILHOUSE_OBJECT_CELL, .field = JAILHOUSE_FIELD_CPUS,
		      .cpu = config_cpu_end(scope->cell) - 1);
}

int config_check_cpus(const struct scope *scope)
{
	const struct config_cell *cell = scope->cell;

	if (scope->root) {
		return check_root(scope);
	}
	if (!config_count_cpus(cell)) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_NO_CPU,
			      .object = JAILHOUSE_OBJECT_CELL, .field = JAILHOUSE_FIELD_CPUS);
	}
	for (u32 cpu = 0; cpu < cell->cpu_set_size * 8; cpu++) {
		int err = config_has_cpu(cell, cpu) ? check_owner(scope, cpu) : 0;

		if (ends(scope, err)) {
			return err;
		}
	}
	return check_rest(scope);
}
