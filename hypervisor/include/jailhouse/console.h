/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _JAILHOUSE_CONSOLE_H
#define _JAILHOUSE_CONSOLE_H

#include <jailhouse/types.h>

/* console types */
#define JAILHOUSE_CON_TYPE_NONE	      0x0000
#define JAILHOUSE_CON_TYPE_EFIFB      0x0001
#define JAILHOUSE_CON_TYPE_8250	      0x0002
#define JAILHOUSE_CON_TYPE_PL011      0x0003
#define JAILHOUSE_CON_TYPE_XUARTPS    0x0004
#define JAILHOUSE_CON_TYPE_MVEBU      0x0005
#define JAILHOUSE_CON_TYPE_HSCIF      0x0006
#define JAILHOUSE_CON_TYPE_SCIFA      0x0007
#define JAILHOUSE_CON_TYPE_IMX	      0x0008
#define JAILHOUSE_CON_TYPE_IMX_LPUART 0x0009
#define JAILHOUSE_CON_TYPE_SCIF	      0x000a

/* flags: bit 0 selects port I/O or memory-mapped registers */
#define JAILHOUSE_CON_ACCESS_PIO  0x0000
#define JAILHOUSE_CON_ACCESS_MMIO 0x0001
#define CON_IS_MMIO(flags)	  (!!((flags)&JAILHOUSE_CON_ACCESS_MMIO))

/* flags: bit 1 selects the distance between registers in bytes */
#define JAILHOUSE_CON_REGDIST_1	  0x0000
#define JAILHOUSE_CON_REGDIST_4	  0x0002
#define CON_USES_REGDIST_1(flags) (!((flags)&JAILHOUSE_CON_REGDIST_4))

/* flags: bit 2 selects the geometry of the EFI frame buffer */
#define JAILHOUSE_CON_FB_1024x768  0x0000
#define JAILHOUSE_CON_FB_1920x1080 0x0004
#define FB_IS_1920x1080(flags)	   (!!((flags)&JAILHOUSE_CON_FB_1920x1080))

/* flags: bit 12, the clock gate bit is cleared instead of set */
#define JAILHOUSE_CON_INVERTED_GATE  0x1000
#define CON_HAS_INVERTED_GATE(flags) (!!((flags)&JAILHOUSE_CON_INVERTED_GATE))

/* flags: bit 13, a cell's 8250 driver must also clear the mode register (MDR) */
#define JAILHOUSE_CON_MDR_QUIRK	 0x2000
#define CON_HAS_MDR_QUIRK(flags) (!!((flags)&JAILHOUSE_CON_MDR_QUIRK))

struct jailhouse_console {
	/** Port number or physical address of the first register. */
	__u64 address;
	/** Size of the register window in bytes; ignored for port I/O. */
	__u32 size;
	/** JAILHOUSE_CON_TYPE_* */
	__u16 type;
	/** JAILHOUSE_CON_* flags */
	__u16 flags;
	/** Baud-rate divisor; 0 leaves the UART as Linux programmed it. */
	__u32 divider;
	/** Bit number in the clock gate register. */
	__u32 gate_nr;
	/** Physical address of a 32-bit clock gate register, 0 for none. */
	__u64 clock_reg;
} __attribute__((packed));

#define VIRTUAL_CONSOLE_SIZE 2048

/** Ring of the hypervisor's console; tail runs freely, index is tail mod size. */
struct jailhouse_virt_console {
	/** Non-zero while the writer is changing tail and content. */
	__u32 busy;
	__u32 tail;
	char content[VIRTUAL_CONSOLE_SIZE];
};

#endif
