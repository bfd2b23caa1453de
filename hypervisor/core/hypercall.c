// SPDX-License-Identifier: GPL-2.0-only
#include <core/arch.h>
#include <core/console.h>
#include <core/control.h>
#include <core/percpu.h>
#include <core/reason.h>
#include <core/setup.h>

static long hypervisor_get_info(unsigned long type)
{
	switch (type) {
	case JAILHOUSE_INFO_MEM_POOL_SIZE:
		return mem_pool.pages;
	case JAILHOUSE_INFO_MEM_POOL_USED:
		return mem_pool.used;
	case JAILHOUSE_INFO_REMAP_POOL_SIZE:
		return remap_pool.pages;
	case JAILHOUSE_INFO_REMAP_POOL_USED:
		return remap_pool.used;
	case JAILHOUSE_INFO_NUM_CELLS:
		return num_cells;
	default:
		return -EINVAL;
	}
}

static __noinline long cpu_get_info(unsigned long cpu, unsigned long type)
{
	unsigned long stat = type - JAILHOUSE_CPU_INFO_STAT_BASE;

	if (cpu >= hypervisor_header.max_cpus || !config_has_cpu(&root_cell.config, cpu)) {
		return -EINVAL;
	}
	if (this_cell() != &root_cell && !cell_owns_cpu(this_cell(), cpu)) {
		return -EPERM;
	}
	if (type == JAILHOUSE_CPU_INFO_STATE) {
		return percpu_of(cpu)->failed ? JAILHOUSE_CPU_FAILED : JAILHOUSE_CPU_RUNNING;
	}
	if (type >= JAILHOUSE_CPU_INFO_STAT_BASE && stat < JAILHOUSE_NUM_CPU_STATS) {
		return percpu_of(cpu)->stats[stat] & 0x7fffffff;
	}
	return -EINVAL;
}

static __noinline long debug_console_putc(unsigned long character)
{
	if (!CELL_FLAGS_VIRTUAL_CONSOLE_PERMITTED(this_cell()->config.desc->flags)) {
		return -EPERM;
	}
	console_putc(character);
	return 0;
}

static long get_reason(unsigned long index)
{
	if (this_cell() != &root_cell) {
		return -EPERM;
	}
	if (index >= sizeof(last_reason) / 2) {
		return -EINVAL;
	}
	return ((const u8 *)&last_reason)[2 * index] | ((const u8 *)&last_reason)[2 * index + 1]
							       << 8;
}

static long check_integrity(void)
{
	long control, changed = 0;

	if (this_cell() != &root_cell) {
		return -EPERM;
	}
	if (integrity_checksum() != integrity_reference) {
		changed = JAILHOUSE_CHANGED_CODE;
	}
	control = cells_verify();
	if (control < 0) {
		return changed ?: control;
	}
	return control ? changed | JAILHOUSE_CHANGED_CONTROL : changed;
}

long hypercall(unsigned long code, unsigned long arg1, unsigned long arg2)
{
	switch (code) {
	case JAILHOUSE_HC_DISABLE:
		return hypervisor_disable();
	case JAILHOUSE_HC_CELL_CREATE:
		return cell_create(arg1);
	case JAILHOUSE_HC_CELL_START:
		return cell_start(arg1);
	case JAILHOUSE_HC_CELL_SET_LOADABLE:
		return cell_set_loadable(arg1);
	case JAILHOUSE_HC_CELL_DESTROY:
		return cell_destroy(arg1);
	case JAILHOUSE_HC_HYPERVISOR_GET_INFO:
		return hypervisor_get_info(arg1);
	case JAILHOUSE_HC_CELL_GET_STATE:
		return cell_get_state(arg1);
	case JAILHOUSE_HC_CPU_GET_INFO:
		return cpu_get_info(arg1, arg2);
	case JAILHOUSE_HC_DEBUG_CONSOLE_PUTC:
		return debug_console_putc(arg1);
	case JAILHOUSE_HC_GET_REASON:
		return get_reason(arg1);
	case JAILHOUSE_HC_CHECK_INTEGRITY:
		return check_integrity();
	default:
		return -ENOSYS;
	}
}
