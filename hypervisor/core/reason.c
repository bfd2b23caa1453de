// SPDX-License-Identifier: GPL-2.0-only
#include <core/cell.h>
#include <core/reason.h>

struct jailhouse_reason last_reason;

void reason_clear(void)
{
	last_reason = (struct jailhouse_reason){
		.size = sizeof(last_reason),
		.version = JAILHOUSE_REASON_VERSION,
	};
}

static void copy_name(char *to, const struct cell *cell)
{
	memcpy(to, cell_name(cell), JAILHOUSE_CELL_NAME_MAXLEN);
}

int refuse(int error, enum jailhouse_reason_code code, const struct cell *cell, u64 found,
	   u64 expected)
{
	reason_clear();
	last_reason.error = error;
	last_reason.code = code;
	last_reason.found = found;
	last_reason.expected = expected;
	if (cell) {
		last_reason.object = JAILHOUSE_OBJECT_CELL;
		copy_name(last_reason.cell, cell);
	}
	return error;
}

int refuse_cpu(int error, enum jailhouse_reason_code code, unsigned int cpu, u64 found,
	       u64 expected)
{
	refuse(error, code, NULL, found, expected);
	last_reason.object = JAILHOUSE_OBJECT_CPU;
	last_reason.cpu = cpu;
	return error;
}

int refuse_other(int error, enum jailhouse_reason_code code, const struct cell *other)
{
	refuse(error, code, NULL, 0, 0);
	last_reason.object = JAILHOUSE_OBJECT_CELL;
	copy_name(last_reason.other_cell, other);
	return error;
}

int refuse_memory(unsigned long pages)
{
	refuse(-ENOMEM, JAILHOUSE_REASON_NO_MEMORY, NULL, mem_pool.pages - mem_pool.used, pages);
	last_reason.object = JAILHOUSE_OBJECT_HV_MEMORY;
	return -ENOMEM;
}

int refuse_feature(int error, enum jailhouse_feature feature)
{
	refuse(error, JAILHOUSE_REASON_FEATURE, NULL, 0, 0);
	last_reason.object = JAILHOUSE_OBJECT_FEATURE;
	last_reason.index = feature;
	return error;
}
