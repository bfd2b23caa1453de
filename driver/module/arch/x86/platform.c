// SPDX-License-Identifier: GPL-2.0-only
/* x86: which extension there is, whether it can be used, how to enter. */

#include <linux/cc_platform.h>
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn.h>
#include <linux/smp.h>
#include <asm/cacheflush.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/special_insns.h>
#include <asm/tsc.h>

#include <jailhouse/hypercall.h>

#include "../../arch.h"
#include "../../driver.h"
#include "../../reason.h"
#include "apic_timer.h"
#include "transition.h"
#include "trampoline.h"

#define CPUID_AMD_FEATURES 0x80000001
#define CPUID_AMD_ECX_SVM  BIT(2)
#define CPUID_ECX_VMX	   BIT(5)

#define VM_CR_SVMDIS BIT_ULL(4)

#define CR4_LA57 BIT(12)

/* one for each virtualisation extension, in the order in which they are looked for */
struct extension {
	const char *image;
	bool (*present)(void);
	/** Checks the executing CPU: 0 or a negative errno, *code then says why. */
	int (*check_cpu)(u16 *code);
	int (*enter)(u32 cpu, u64 transition_cr3, u64 entry);
	int (*leave)(void);
	bool use_vmcall;
};

/* for the hypercall wrappers in jailhouse_hypercall.h */
bool jailhouse_use_vmcall;

static bool svm_present(void)
{
	/* not boot_cpu_has(): newer kernels hide what the firmware disabled */
	return cpuid_eax(0x80000000) >= CPUID_AMD_FEATURES &&
	       (cpuid_ecx(CPUID_AMD_FEATURES) & CPUID_AMD_ECX_SVM);
}

static int svm_check_cpu(u16 *code)
{
	u64 value;

	if (!svm_present()) {
		*code = JAILHOUSE_REASON_DRV_NO_VIRT;
		return -ENODEV;
	}
	rdmsrl(MSR_EFER, value);
	if (value & EFER_SVME) {
		*code = JAILHOUSE_REASON_DRV_VIRT_IN_USE;
		return -EBUSY;
	}
	rdmsrl(MSR_VM_CR, value);
	if (value & VM_CR_SVMDIS) {
		*code = JAILHOUSE_REASON_DRV_VIRT_DISABLED;
		return -EPERM;
	}
	return 0;
}

static bool vmx_present(void)
{
	return cpuid_ecx(1) & CPUID_ECX_VMX;
}

static int vmx_check_cpu(u16 *code)
{
	*code = JAILHOUSE_REASON_DRV_NO_VIRT;
	return -ENODEV;
}

static const struct extension extensions[] = {
	{
		.image = "jailhouse-amd.bin",
		.present = svm_present,
		.check_cpu = svm_check_cpu,
		.enter = jailhouse_trampoline_enter,
		.leave = jailhouse_trampoline_disable,
	},
	{
		/* known by name only: the trampoline cannot enter with VMX */
		.image = "jailhouse-intel.bin",
		.present = vmx_present,
		.check_cpu = vmx_check_cpu,
		.use_vmcall = true,
	},
};

static const struct extension *find_extension(void)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(extensions); n++) {
		if (extensions[n].present()) {
			return &extensions[n];
		}
	}
	return NULL;
}

const char *arch_image_name(void)
{
	const struct extension *extension = find_extension();

	return extension ? extension->image : NULL;
}

struct cpu_check {
	const struct extension *extension;
	atomic_t error;
	unsigned int cpu;
	u16 code;
};

static void check_this_cpu(void *info)
{
	struct cpu_check *check = info;
	u16 code;
	int error = check->extension->check_cpu(&code);

	/* the first that objects is named */
	if (error && atomic_cmpxchg(&check->error, 0, error) == 0) {
		check->cpu = smp_processor_id();
		check->code = code;
	}
}

/* Below us, although this driver did not start it: left behind by a kexec, or we are in a cell. */
static bool inside_jailhouse(void)
{
	static const char signature[12] = "Jailhouse";
	u32 eax, text[3];

	cpuid(JAILHOUSE_CPUID_SIGNATURE, &eax, &text[0], &text[1], &text[2]);
	return memcmp(text, signature, sizeof(signature)) == 0;
}

/* What is none does not read back: hv_memory_load() looks. */
bool arch_has_memory(u64 start, u64 size)
{
	return true;
}

int arch_check_cpus(struct jailhouse_reason *why)
{
	struct cpu_check check = { .extension = find_extension() };
	int error;

	if (inside_jailhouse()) {
		return refuse(why, JAILHOUSE_REASON_DRV_FOREIGN_HYPERVISOR, -EBUSY);
	}
	if (!check.extension) {
		return refuse(why, JAILHOUSE_REASON_DRV_NO_VIRT, -ENODEV);
	}
	if (native_read_cr4() & CR4_LA57) {
		return refuse(why, JAILHOUSE_REASON_DRV_LA57, -EINVAL);
	}
	if (cc_platform_has(CC_ATTR_MEM_ENCRYPT)) {
		return refuse(why, JAILHOUSE_REASON_DRV_MEM_ENCRYPT, -EINVAL);
	}
	on_each_cpu(check_this_cpu, &check, 1);
	error = atomic_read(&check.error);
	if (error) {
		return refuse_cpu(why, check.code, error, check.cpu);
	}
	jailhouse_use_vmcall = check.extension->use_vmcall;
	return 0;
}

void arch_complete_config(struct jailhouse_system *config)
{
	if (config->platform_info.x86.tsc_khz == 0) {
		config->platform_info.x86.tsc_khz = tsc_khz;
	}
	if (config->platform_info.x86.apic_khz == 0) {
		config->platform_info.x86.apic_khz = apic_timer_khz();
	}
}

int arch_check_cell_cpus(const struct cpumask *cpus, struct jailhouse_reason *why)
{
	/* Linux cannot take its boot CPU offline, and firmware calls happen there */
	if (cpumask_test_cpu(0, cpus)) {
		return refuse_cpu(why, JAILHOUSE_REASON_DRV_CPU_ZERO, -EINVAL, 0);
	}
	return 0;
}

static u64 transition_cr3;
static u64 entry_address;

int arch_prepare_entry(const struct hv_memory *memory)
{
	struct jailhouse_header *header = hv_memory_header(memory);
	unsigned long page = (unsigned long)jailhouse_trampoline_enter & PAGE_MASK;

	header->trampoline_virt = page;
	header->trampoline_phys = PFN_PHYS(vmalloc_to_pfn((void *)page));
	header->debug_console_base = 0;
	entry_address = JAILHOUSE_BASE + memory->entry;
	return transition_create(memory, page, header->trampoline_phys, &transition_cr3);
}

void arch_finish_entry(void)
{
	transition_destroy();
}

int arch_enter(unsigned int cpu)
{
	return find_extension()->enter(cpu, transition_cr3, entry_address);
}

int arch_leave(void)
{
	return find_extension()->leave();
}

void arch_flush(void *address, size_t size)
{
	clflush_cache_range(address, size);
}

void arch_publish(void *address, size_t size)
{
	/* the caches are coherent, whoever looks */
}

MODULE_FIRMWARE("jailhouse-amd.bin");
