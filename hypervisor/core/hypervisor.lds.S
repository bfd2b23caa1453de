/* SPDX-License-Identifier: GPL-2.0-only */
#include <asm/layout.h>

OUTPUT_FORMAT(ELF_FORMAT)
ENTRY(hypervisor_entry)

SECTIONS
{
	. = HYPERVISOR_BASE;
	/* read-write: the driver fills it in, stage markers and the reason live here */
	.header : { *(.header) }

	. = ALIGN(4096);
	__text_start = .;
	.text : { *(.text .text.*) }
	. = ALIGN(4096);
	__text_end = .;

	__rodata_start = .;
	.rodata : {
		*(.rodata .rodata.*)
		. = ALIGN(8);
		__fixups_start = .;
		KEEP(*(.fixups))
		__fixups_end = .;
		. = ALIGN(8);
		__units_start = .;
		KEEP(*(.units))
		__units_end = .;
	}
	. = ALIGN(4096);
	__rodata_end = .;

	.data : { *(.data .data.*) }
	. = ALIGN(4096);
	.console : { *(.console) }
	.bss : { *(.bss .bss.* COMMON) }
	. = ALIGN(4096);
	__core_end = .;

	/DISCARD/ : { *(.comment .note* .eh_frame*) }
}
