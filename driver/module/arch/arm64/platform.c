// SPDX-License-Identifier: GPL-2.0-only
/* ARM64: whether EL2 can be had, how to enter. */

#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/sizes.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/cpufeature.h>
#include <asm/sysreg.h>
#include <asm/virt.h>

#include <jailhouse/hypercall.h>

#include "../../arch.h"
#include "../../driver.h"
#include "../../reason.h"
#include "enter.h"

#if PAGE_SIZE != SZ_4K
#error "the hypervisor needs a kernel with pages of 4 KiB (CONFIG_ARM64_4K_PAGES)"
#endif

#define PFR0_EL2_SHIFT 8
#define PFR0_FIELD     0xfU

#define CTR_LINE_SHIFT 16
#define CTR_FIELD      0xfU

#define DAIF_ALL 0xf

/* Set where EL2 was asked for and not given. */
static bool el2_denied;

const char *arch_image_name(void)
{
	return "jailhouse.bin";
}

/* Of the memory at an address, or the address if there is none. What mem= hides from Linux counts.
 */
static u64 memory_end(u64 address)
{
	struct device_node *node;
	struct resource range;
	u64 end = address;
	int n;

	for_each_node_by_type(node, "memory")
	{
		for (n = 0; of_address_to_resource(node, n, &range) == 0; n++) {
			if (range.start <= address && address <= range.end) {
				end = range.end + 1;
			}
		}
	}
	return end;
}

/* UEFI takes these nodes away. */
static bool tree_names_memory(void)
{
	struct device_node *node = of_find_node_by_type(NULL, "memory");

	of_node_put(node);
	return node != NULL;
}

bool arch_has_memory(u64 start, u64 size)
{
	u64 address, end = start;

	if (!tree_names_memory()) {
		return true;
	}
	do {
		address = end;
		end = memory_end(address);
	} while (end != address && end < start + size);
	return end >= start + size;
}

int arch_check_cpus(struct jailhouse_reason *why)
{
	u64 features = read_sanitised_ftr_reg(SYS_ID_AA64PFR0_EL1);

	if (is_kernel_in_hyp_mode()) {
		return refuse(why, JAILHOUSE_REASON_DRV_VHE, -EBUSY);
	}
	if (((features >> PFR0_EL2_SHIFT) & PFR0_FIELD) == 0) {
		return refuse(why, JAILHOUSE_REASON_DRV_NO_EL2, -ENODEV);
	}
	if (el2_denied) {
		return refuse(why, JAILHOUSE_REASON_DRV_EL2_IN_USE, -EBUSY);
	}
	return 0;
}

void arch_complete_config(struct jailhouse_system *config)
{
}

int arch_check_cell_cpus(const struct cpumask *cpus, struct jailhouse_reason *why)
{
	/* any CPU may go; Linux says so if the firmware wants to keep one */
	return 0;
}

static u64 entry_address;
static u64 memory_start;

int arch_prepare_entry(const struct hv_memory *memory)
{
	struct jailhouse_header *header = hv_memory_header(memory);

	header->arm_linux_hyp_abi = HYP_STUB_ABI_OPCODE;
	entry_address = memory->start + memory->entry;
	memory_start = memory->start;
	/* it is entered with the MMU off and finds only what is in memory */
	arch_flush(memory->virt, memory->size);
	asm volatile("ic ialluis" : : : "memory");
	dsb(sy);
	isb();
	return 0;
}

void arch_finish_entry(void)
{
}

/* Interrupts are off already: these are SError and debug exceptions. */
static unsigned long mask_exceptions(void)
{
	unsigned long flags = read_sysreg(daif);

	asm volatile("msr daifset, %0" : : "i"(DAIF_ALL) : "memory");
	return flags;
}

int arch_enter(unsigned int cpu)
{
	unsigned long flags = mask_exceptions();
	long result = jailhouse_enter_el2(entry_address, cpu, memory_start);

	write_sysreg(flags, daif);
	if (result == HVC_STUB_ERR) {
		WRITE_ONCE(el2_denied, true);
		return -EBUSY;
	}
	return result;
}

int arch_leave(void)
{
	unsigned long flags = mask_exceptions();
	int result = jailhouse_call(JAILHOUSE_HC_DISABLE);

	write_sysreg(flags, daif);
	return result;
}

void arch_flush(void *address, size_t size)
{
	unsigned int shift = (read_sanitised_ftr_reg(SYS_CTR_EL0) >> CTR_LINE_SHIFT) & CTR_FIELD;
	unsigned long line = 4UL << shift;
	unsigned long at = (unsigned long)address & ~(line - 1);
	unsigned long end = (unsigned long)address + size;

	for (; at < end; at += line) {
		asm volatile("dc civac, %0" : : "r"(at) : "memory");
	}
	dsb(sy);
}

void arch_publish(void *address, size_t size)
{
	arch_flush(address, size);
}

MODULE_FIRMWARE("jailhouse.bin");
