// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model-specific registers that cells may use. Sorted; everything else raises
 * #GP. Never native, for anybody: what changes memory types, virtualisation or
 * SMM (SYSCFG, IORRs, TOP_MEM, HWCR, VM_CR, VM_HSAVE_PA, SMM base and mask),
 * and microcode updates.
 */
#include <core/setup.h>
#include <asm/apic.h>
#include <asm/apic_regs.h>
#include <asm/msr_table.h>
#include <asm/processor.h>

#define RO_ALL	    MSR_NATIVE, MSR_FAULT, MSR_NATIVE, MSR_FAULT
#define RO_ROOT	    MSR_NATIVE, MSR_FAULT, MSR_FAULT, MSR_FAULT
#define RW_ALL	    MSR_NATIVE, MSR_NATIVE, MSR_NATIVE, MSR_NATIVE
#define RW_ROOT	    MSR_NATIVE, MSR_NATIVE, MSR_FAULT, MSR_FAULT
#define DROP_ROOT   MSR_NATIVE, MSR_DROP, MSR_FAULT, MSR_FAULT
#define DROP_ALL    MSR_NATIVE, MSR_DROP, MSR_NATIVE, MSR_DROP
#define LOG_ROOT    MSR_NATIVE, MSR_SHADOW, MSR_FAULT, MSR_FAULT /* clears what was logged */
#define FATAL_WRITE MSR_NATIVE, MSR_FATAL, MSR_NATIVE, MSR_FATAL
#define SHADOW_ALL  MSR_SHADOW, MSR_SHADOW, MSR_SHADOW, MSR_SHADOW

static const struct msr_rule rules[] = {
	{ 0x00000000, 0x00000001, DROP_ROOT }, /* P5 machine check */
	{ 0x00000010, 0x00000010, MSR_NATIVE, MSR_DROP, MSR_NATIVE, MSR_SHADOW }, /* TSC */
	{ 0x00000017, 0x00000017, RO_ROOT },					  /* platform id */
	{ 0x0000001b, 0x0000001b, FATAL_WRITE },				  /* APIC_BASE */
	{ 0x00000034, 0x00000034, RO_ALL },					  /* SMI count */
	{ 0x0000003a, 0x0000003a, RO_ROOT },	 /* FEATURE_CONTROL */
	{ 0x0000003b, 0x0000003b, DROP_ALL },	 /* TSC_ADJUST */
	{ 0x00000048, 0x00000049, RW_ALL },	 /* SPEC_CTRL, PRED_CMD */
	{ 0x0000008b, 0x0000008b, RO_ALL },	 /* microcode level */
	{ 0x000000ce, 0x000000ce, RO_ROOT },	 /* platform info */
	{ 0x000000e7, 0x000000e8, RW_ALL },	 /* MPERF, APERF */
	{ 0x000000fe, 0x000000fe, RO_ALL },	 /* MTRRcap */
	{ 0x0000010a, 0x0000010b, RW_ALL },	 /* ARCH_CAPABILITIES, FLUSH_CMD */
	{ 0x00000122, 0x00000122, RW_ROOT },	 /* TSX_CTRL */
	{ 0x00000140, 0x00000140, RW_ROOT },	 /* feature enables */
	{ 0x00000174, 0x00000176, RW_ALL },	 /* SYSENTER */
	{ 0x00000179, 0x0000017b, RW_ROOT },	 /* machine check, global */
	{ 0x00000198, 0x00000199, RW_ROOT },	 /* performance state */
	{ 0x000001a0, 0x000001a0, DROP_ROOT },	 /* MISC_ENABLE */
	{ 0x000001d9, 0x000001d9, RW_ALL },	 /* DEBUGCTL */
	{ 0x000001db, 0x000001de, RO_ALL },	 /* last branch and exception */
	{ 0x00000200, 0x00000276, FATAL_WRITE }, /* MTRRs */
	{ 0x00000277, 0x00000277, SHADOW_ALL },	 /* PAT */
	{ 0x000002ff, 0x000002ff, MSR_NATIVE, MSR_SHADOW, MSR_NATIVE, MSR_SHADOW },
	{ 0x00000400, 0x0000047f, LOG_ROOT },	 /* machine check banks */
	{ 0x000006e0, 0x000006e0, RW_ALL },	 /* TSC deadline */
	{ 0x00000800, 0x0000083f, SHADOW_ALL },	 /* x2APIC; on xAPIC hardware emulated */
	{ 0x00000c80, 0x00000d8f, FATAL_WRITE }, /* cache allocation */
	{ 0x00000da0, 0x00000da0, RW_ALL },	 /* XSS */
	{ 0x4b564d00, 0x4b564d08, DROP_ROOT },	 /* KVM, when nested: addresses that it writes to */
	{ 0xc0000080, 0xc0000080, MSR_SHADOW, MSR_SHADOW, MSR_SHADOW, MSR_SHADOW }, /* EFER */
	{ 0xc0000081, 0xc0000084, RW_ALL },    /* STAR, LSTAR, CSTAR, SFMASK */
	{ 0xc00000e7, 0xc00000e9, RO_ALL },    /* read-only MPERF, APERF, retired instructions */
	{ 0xc0000100, 0xc0000103, RW_ALL },    /* FS, GS, kernel GS base, TSC_AUX */
	{ 0xc0000104, 0xc0000104, RO_ROOT },   /* TSC ratio */
	{ 0xc0000108, 0xc0000108, RW_ROOT },   /* prefetch control */
	{ 0xc000010f, 0xc000010f, RW_ROOT },   /* debug extensions */
	{ 0xc0000300, 0xc0000302, RW_ROOT },   /* performance monitoring, global */
	{ 0xc0000408, 0xc0000410, DROP_ROOT }, /* machine check thresholds, interrupt */
	{ 0xc0002000, 0xc00023ff, LOG_ROOT },  /* scalable machine check banks */
	{ 0xc0010000, 0xc0010007, RW_ROOT },   /* performance counters */
	{ 0xc0010010, 0xc0010010, DROP_ROOT }, /* SYSCFG */
	{ 0xc0010015, 0xc0010015, DROP_ROOT }, /* HWCR */
	{ 0xc0010016, 0xc001001a, RO_ROOT },   /* IORRs, TOP_MEM */
	{ 0xc001001d, 0xc001001d, RO_ROOT },   /* TOP_MEM2 */
	{ 0xc001001f, 0xc001001f, DROP_ROOT }, /* northbridge configuration */
	{ 0xc0010020, 0xc0010020, MSR_FAULT, MSR_DROP, MSR_FAULT, MSR_FAULT }, /* microcode */
	{ 0xc0010030, 0xc0010035, RO_ALL },				       /* processor name */
	{ 0xc0010044, 0xc001004a, DROP_ROOT }, /* machine check masks */
	{ 0xc0010055, 0xc0010055, DROP_ROOT }, /* interrupt pending, C1E */
	{ 0xc0010058, 0xc0010058, RO_ROOT },   /* MMIO configuration base */
	{ 0xc0010061, 0xc0010063, RW_ROOT },   /* performance states */
	{ 0xc0010064, 0xc001006b, RO_ROOT },
	{ 0xc0010071, 0xc0010071, RO_ROOT },
	{ 0xc0010111, 0xc0010113, RO_ROOT }, /* SMM base and mask */
	{ 0xc0010114, 0xc0010114, RO_ROOT }, /* VM_CR */
	{ 0xc0010115, 0xc0010115, RO_ROOT },
	{ 0xc0010140, 0xc0010141, RO_ALL },  /* OS visible workarounds */
	{ 0xc0010200, 0xc001020b, RW_ROOT }, /* core performance counters */
	{ 0xc0010230, 0xc001023f, RW_ROOT }, /* cache performance counters */
	{ 0xc0010290, 0xc0010299, RO_ROOT }, /* power */
	{ 0xc00102b0, 0xc00102b2,
	  DROP_ROOT },			     /* collaborative performance control: the package's */
	{ 0xc00102b3, 0xc00102b3, RW_ROOT }, /* and the CPU's */
	{ 0xc00102b4, 0xc00102b4, DROP_ROOT },
	{ 0xc00102f0, 0xc00102f1, RO_ROOT },
	{ 0xc0011000, 0xc0011005, DROP_ROOT }, /* CPUID overrides */
	{ 0xc0011019, 0xc001101b, RW_ALL },    /* breakpoint address masks */
	{ 0xc0011020, 0xc0011023, DROP_ROOT }, /* LS_CFG and its kin: errata */
	{ 0xc0011027, 0xc0011027, RW_ALL },    /* breakpoint address mask */
	{ 0xc0011028, 0xc001102f, DROP_ROOT },
	{ 0xc0011030, 0xc001103d, RW_ROOT }, /* instruction based sampling */
	{ 0xc00110a2, 0xc00110a2, RO_ROOT },
	{ 0xc00110e2, 0xc00110e3, DROP_ROOT },
};

/* two bits a register, read and write; three ranges of 0x2000 registers */
#define BITMAP_SIZE (2 * PAGE_SIZE)
static u8 bitmaps[2][BITMAP_SIZE] __aligned(PAGE_SIZE);

u8 *msr_bitmap(bool root)
{
	return bitmaps[root];
}

const struct msr_rule *msr_find(u32 msr)
{
	unsigned int low = 0, high = ARRAY_SIZE(rules), middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (msr < rules[middle].first) {
			high = middle;
		} else if (msr > rules[middle].last) {
			low = middle + 1;
		} else {
			return &rules[middle];
		}
	}
	return NULL;
}

static void set_native(u8 *bitmap, u32 msr, bool write)
{
	u32 byte;

	if (msr < 0x2000) {
		byte = msr / 4;
	} else if (msr - 0xc0000000 < 0x2000) {
		byte = 0x800 + (msr - 0xc0000000) / 4;
	} else if (msr - 0xc0010000 < 0x2000) {
		byte = 0x1000 + (msr - 0xc0010000) / 4;
	} else {
		return;
	}
	bitmap[byte] &= ~(1 << (msr % 4 * 2 + write));
}

static void apply(const struct msr_rule *rule)
{
	for (u32 msr = rule->first; msr <= rule->last; msr++) {
		if (rule->root_read == MSR_NATIVE) {
			set_native(bitmaps[true], msr, false);
		}
		if (rule->root_write == MSR_NATIVE) {
			set_native(bitmaps[true], msr, true);
		}
		if (rule->cell_read == MSR_NATIVE) {
			set_native(bitmaps[false], msr, false);
		}
		if (rule->cell_write == MSR_NATIVE) {
			set_native(bitmaps[false], msr, true);
		}
	}
}

/*
 * In x2APIC mode cells use their APIC directly; filtered is what sends interrupts,
 * and the vector table, where SMI and INIT could be asked for.
 */
static void allow_x2apic(void)
{
	for (u32 msr = MSR_X2APIC_BASE; msr <= MSR_X2APIC_LAST; msr++) {
		for (unsigned int root = 0; root < 2; root++) {
			set_native(bitmaps[root], msr, false);
			if (msr != MSR_X2APIC_ICR && !apic_is_lvt(msr - MSR_X2APIC_BASE)) {
				set_native(bitmaps[root], msr, true);
			}
		}
	}
}

void msr_init(void)
{
	memset(bitmaps, 0xff, sizeof(bitmaps));
	for (unsigned int n = 0; n < ARRAY_SIZE(rules); n++) {
		apply(&rules[n]);
	}
	if (using_x2apic) {
		allow_x2apic();
	}
}
