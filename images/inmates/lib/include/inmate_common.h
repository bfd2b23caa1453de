/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_COMMON_H
#define _INMATE_COMMON_H

/*
 * What every inmate can use, on every architecture. Included by <inmate.h>,
 * which adds the architecture's part.
 */

#include <jailhouse/types.h>

#define PAGE_SIZE 4096

#define NS_PER_USEC 1000UL
#define NS_PER_MSEC 1000000UL
#define NS_PER_SEC  1000000000UL

/*
 * Offset from the image's base of a u64 that inmates of this project count up
 * while they are alive (see <liveness.h>). The image holds 0 there. A test
 * harness reads it from outside.
 */
#define INMATE_HEARTBEAT_OFFSET 0xff8

/* Offset from the image's base of the command line. */
#define INMATE_CMDLINE_OFFSET 0x1000

/*
 * Our own build checks the formats. Other people's inmates are free to be
 * sloppy about them, as long as the sizes agree.
 */
#ifdef INMATE_CHECK_FORMATS
#define __inmate_printf __attribute__((format(printf, 1, 2)))
#else
#define __inmate_printf
#endif

/** Entry of the program, defined by the inmate. Returning from it stops the CPU. */
void inmate_main(void);

/** Write to the console: %c %d %u %x %p %s %%, l and ll, width, leading 0. */
void printk(const char *fmt, ...) __inmate_printf;

/** Turn interrupts off and halt for ever. */
void __attribute__((noreturn)) stop(void);

/** Say why the program cannot go on, set the cell's state to FAILED and stop the CPU. */
void __attribute__((noreturn)) give_up(const char *reason);

/**
 * Take memory from the heap behind the stack; nothing is ever freed.
 * @size:	bytes
 * @align:	power of two
 * @return:	the memory; its content is undefined (zalloc: zero)
 */
void *alloc(unsigned long size, unsigned long align);
void *zalloc(unsigned long size, unsigned long align);

void *memset(void *s, int c, unsigned long n);
void *memcpy(void *d, const void *s, unsigned long n);
int memcmp(const void *s1, const void *s2, unsigned long n);
unsigned long strlen(const char *s);
int strncmp(const char *s1, const char *s2, unsigned long n);
int strcmp(const char *s1, const char *s2);
int strncasecmp(const char *s1, const char *s2, unsigned long n);

/** The command line that the loader placed at INMATE_CMDLINE_OFFSET. */
extern char cmdline[];

/** Make room for a command line of up to size - 1 characters; default 255. */
#define CMDLINE_BUFFER(size) char cmdline[size] __attribute__((section(".cmdline")))

/**
 * Look up "param=value" on the command line; the first occurrence counts.
 * @param:	name
 * @value_buffer: receives the value, cut at buffer_size - 1 characters
 * @default_value: returned when the parameter is missing, may be NULL
 * @return:	value_buffer or default_value
 */
const char *cmdline_parse_str(const char *param, char *value_buffer, unsigned long buffer_size,
			      const char *default_value);

/** Decimal with optional sign, or 0x and hex digits; default if missing or malformed. */
long long cmdline_parse_int(const char *param, long long default_value);

/** true, 1 or the bare name: true; false or 0: false; else the default. */
bool cmdline_parse_bool(const char *param, bool default_value);

enum map_type { MAP_CACHED, MAP_UNCACHED };

/**
 * Map memory one-to-one, in units of 2 MiB around the given range.
 * Not available on 32-bit x86.
 */
void map_range(void *start, unsigned long size, enum map_type map_type);

/** Called with interrupts off; the library acknowledges the interrupt afterwards. */
typedef void (*irq_handler_t)(unsigned int irq);

/** Prepare the calling CPU for interrupts and set the handler of all of them. */
void irq_init(irq_handler_t handler);
/** After irq_init; too early it gives up and says so. */
void irq_enable(unsigned int irq);

/** Busy-wait. */
void delay_us(unsigned long microsecs);

/* ---- PCI ---- */

#define PCI_CFG_VENDOR_ID 0x000
#define PCI_CFG_DEVICE_ID 0x002
#define PCI_CFG_COMMAND	  0x004
#define PCI_CMD_IO	  (1 << 0)
#define PCI_CMD_MEM	  (1 << 1)
#define PCI_CMD_MASTER	  (1 << 2)
#define PCI_CMD_INTX_OFF  (1 << 10)
#define PCI_CFG_STATUS	  0x006
#define PCI_STS_INT	  (1 << 3)
#define PCI_STS_CAPS	  (1 << 4)
#define PCI_CFG_BAR	  0x010
#define PCI_BAR_64BIT	  0x4
#define PCI_CFG_CAP_PTR	  0x034

#define PCI_ID_ANY 0xffff

#define PCI_DEV_CLASS_OTHER 0xff

#define PCI_CAP_MSI    0x05
#define PCI_CAP_VENDOR 0x09
#define PCI_CAP_MSIX   0x11

/* bits of the MSI-X capability's control word (offset 2) */
#define MSIX_CTRL_ENABLE 0x8000
#define MSIX_CTRL_FMASK	 0x4000

void pci_init(void);

/**
 * Access configuration space.
 * @bdf:	bus << 8 | device << 3 | function
 * @addr:	register
 * @size:	1, 2 or 4 bytes
 */
u32 pci_read_config(u16 bdf, unsigned int addr, unsigned int size);
void pci_write_config(u16 bdf, unsigned int addr, u32 value, unsigned int size);

/**
 * Search for a device.
 * @vendor:	id or PCI_ID_ANY
 * @device:	id or PCI_ID_ANY
 * @start_bdf:	first function to look at
 * @return:	its bdf or -1
 */
int pci_find_device(u16 vendor, u16 device, u16 start_bdf);

/** Offset of a capability in the function's configuration space, or -1. */
int pci_find_cap(u16 bdf, u16 cap);

/** Direct the function's MSI to the calling CPU and enable it. */
void pci_msi_set_vector(u16 bdf, unsigned int vector);

/** Direct one MSI-X vector to the calling CPU and enable MSI-X. */
void pci_msix_set_vector(u16 bdf, unsigned int vector, u32 index);

/* ---- between the parts of the library ---- */

/** First C code of the primary CPU. */
void __attribute__((noreturn)) c_entry(void);
/** Architecture's set-up before anything else, the communication region included. */
void arch_init_early(void);

#endif
