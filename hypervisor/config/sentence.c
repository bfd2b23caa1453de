/* SPDX-License-Identifier: GPL-2.0-only */

#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/string.h>
#else
#include <stdio.h>
#include <string.h>
#endif

#include <jailhouse/cell-config.h>

#include "sentence.h"
#include "sentence_names.h"

/*
 * One template for each code. Placeholders:
 *
 *   $o object with its cell         $p the other party with its cell
 *   $f field                        $c CPU number
 *   $x found, hexadecimal           $y expected, hexadecimal
 *   $d found, decimal               $e expected, decimal
 *   $b found as bus:device.function
 *   $r found as memory flags        $s expected as memory flags
 *   $a found as architecture        $A expected as architecture
 *   $v found as APIC mode           $V expected as APIC mode
 *   $n name of the cell             $m name of the other cell
 *   $k found in KiB                 $K expected in KiB
 *   $M expected in MiB, rounded up  $F feature
 *   $E error number, positive       $$ a dollar sign
 *   $l list of interrupts: bits of found, then of expected, from number cpu on
 */
static const char *const templates[] = {
	/* the file as such */
	[JAILHOUSE_REASON_TOO_SHORT] =
		"$o: the file has $d bytes, its header alone takes $e; it is truncated, copy or build it again",
	[JAILHOUSE_REASON_SIGNATURE] =
		"$o: the file does not begin with the right signature (JHSYS for a system, JHCLL for a cell configuration); check that this is the file you meant",
	[JAILHOUSE_REASON_REVISION] =
		"$o: configuration revision is $d, expected $e; the file is stale, rebuild it with the headers of this release",
	[JAILHOUSE_REASON_ARCHITECTURE] =
		"$o: the architecture is $a, expected $A; rebuild it with .architecture corrected",
	[JAILHOUSE_REASON_TOO_LARGE] =
		"$o: the configuration has $d bytes, at most $e are possible; merge regions",
	[JAILHOUSE_REASON_COUNT] =
		"$o: $f is $d, but the file has room for $e only; it is truncated or was built with other headers, rebuild it",
	[JAILHOUSE_REASON_NAME_UNTERMINATED] =
		"$o: the name is longer than 31 characters; shorten it",
	[JAILHOUSE_REASON_NAME_EMPTY] = "$o: the cell has no name; set .name",

	/* identity and CPUs */
	[JAILHOUSE_REASON_NAME_EXISTS] =
		"$o: a cell of this name exists already; destroy it first or choose another name",
	[JAILHOUSE_REASON_ID_EXISTS] =
		"$o: id $d belongs to cell \"$m\" already; destroy that cell or choose another id",
	[JAILHOUSE_REASON_CPU_SET_SIZE] =
		"$o: cpu_set_size is $d bytes, at most $e are possible; shorten the set",
	[JAILHOUSE_REASON_NO_CPU] = "$o: the CPU set is empty; give the cell at least one CPU",
	[JAILHOUSE_REASON_CPU_NOT_IN_ROOT] =
		"$o: CPU $c does not belong to the root cell \"$m\"; choose one of its CPUs",
	[JAILHOUSE_REASON_CPU_TAKEN] =
		"$o: CPU $c belongs to cell \"$m\"; destroy that cell or choose another CPU",
	[JAILHOUSE_REASON_CPU_MISSING] =
		"$o: CPU $c is present but not in the CPU set; every CPU has to be, add it",
	[JAILHOUSE_REASON_CPU_ABSENT] =
		"$o: CPU $c is in the CPU set, but this machine does not have it; remove it",
	[JAILHOUSE_REASON_CPU_COUNT] =
		"$o: the CPU set has $d CPUs, but $e entered the hypervisor; make the set match the machine",
	[JAILHOUSE_REASON_ROOT_WITHOUT_CPU] =
		"$o: the CPU set is empty; it has to hold every CPU of the machine",
	[JAILHOUSE_REASON_ROOT_KEEPS_CPU] =
		"$o: takes the last CPU of the root cell ($c), which has to keep one; choose fewer CPUs",

	/* memory regions */
	[JAILHOUSE_REASON_MEM_WRAPS] =
		"$o: $f $x plus size $y passes the end of the address space; correct one of them",
	[JAILHOUSE_REASON_MEM_BEYOND] =
		"$o: the range that begins at $f ends at $x, the highest possible address is $y; move the region or make it smaller",
	[JAILHOUSE_REASON_MEM_UNALIGNED] = "$o: $f is $x, expected a multiple of $y; align it",
	[JAILHOUSE_REASON_MEM_PAGE_OFFSET] =
		"$o: phys_start $x and virt_start $y differ in their low 12 bits; give both the same offset in the page",
	[JAILHOUSE_REASON_MEM_NOT_IDENTITY] =
		"$o: virt_start is $x, but phys_start $y; the root cell maps one to one, make them equal",
	[JAILHOUSE_REASON_MEM_OVERLAP] =
		"$o: overlaps $p at guest-physical $x; move or shrink one of them",
	[JAILHOUSE_REASON_MEM_SHARED] =
		"$o: shares physical memory with $p from $x on; use other memory, or set JAILHOUSE_MEM_ROOTSHARED in both to share it with the root cell too",
	[JAILHOUSE_REASON_MEM_HYPERVISOR] =
		"$o: reaches into the hypervisor's memory from $x on, which ends before $y; use memory outside of it",
	[JAILHOUSE_REASON_MEM_INTERCEPTED] =
		"$o: covers $p at $x (size $y), which the hypervisor has to intercept; leave that window out",
	[JAILHOUSE_REASON_MEM_SUBPAGE_FLAGS] =
		"$o: $r is not possible for a region that does not consist of whole pages; remove the flag or align virt_start and size to 0x1000",
	[JAILHOUSE_REASON_COMM_SIZE] =
		"$o: the communication region has size $x, expected $y: it is exactly one page; correct it",
	[JAILHOUSE_REASON_COMM_TWICE] =
		"$o: is a second communication region after $p; a cell has at most one",
	[JAILHOUSE_REASON_TEST_DEVICE_NO_COMM] =
		"$o: JAILHOUSE_CELL_TEST_DEVICE needs a communication region; add one or remove the flag",
	[JAILHOUSE_REASON_HV_MEMORY_SIZE] =
		"$o: the size is $x, expected a multiple of $y above 0; round it up",
	[JAILHOUSE_REASON_HV_MEMORY_SMALL] =
		"$o: has $k KiB, but the hypervisor, $c CPUs and this configuration take $K KiB; enlarge hypervisor_memory.size and what is reserved for it",
	[JAILHOUSE_REASON_HV_MEMORY_WINDOW] =
		"$o: contains the registers of $p at $x; reserve other memory",
	[JAILHOUSE_REASON_MEM_MSIX] =
		"$o: covers the MSI-X table of $p at $x (size $y); leave that window out",
	[JAILHOUSE_REASON_MEM_SUBPAGES] =
		"$d regions that do not consist of whole pages, at most $e are possible in all cells together; give the cells whole pages",

	/* interrupt controllers */
	[JAILHOUSE_REASON_IRQCHIP_COUNT] =
		"$o: num_irqchips is $d, at most $e are possible; list each interrupt controller once",
	[JAILHOUSE_REASON_IRQCHIP_TWICE] =
		"$o: the controller at $x is listed already as $p; merge the pins of both",
	[JAILHOUSE_REASON_IRQCHIP_ADDRESS] =
		"$o: the address is $x, expected a multiple of $y; correct it",
	[JAILHOUSE_REASON_IRQCHIP_UNKNOWN] =
		"$o: the root cell lists no interrupt controller at $x; correct the address or add it there",
	[JAILHOUSE_REASON_PIN_BASE] =
		"$o: pin_base is $d; it is 0 on x86, on ARM a multiple of 32 from 32 to 896",
	[JAILHOUSE_REASON_PIN_TAKEN] = "$o: interrupt $d belongs to $p; remove it from one of them",

	/* ports */
	[JAILHOUSE_REASON_PIO_BEYOND] =
		"$o: base $x plus length $y passes port 0xffff; shorten the range",
	[JAILHOUSE_REASON_PIO_SHARED] =
		"$o: overlaps $p at port $x; only identical ranges can be shared; make them equal, or leave the ports out of one of them",
	[JAILHOUSE_REASON_PIO_RESET] =
		"$o: includes port $x, which resets the whole machine and stays with the root cell; split the range",

	/* PCI */
	[JAILHOUSE_REASON_PCI_TYPE] =
		"$o: type $d is unknown; use JAILHOUSE_PCI_TYPE_DEVICE, _BRIDGE or _IVSHMEM",
	[JAILHOUSE_REASON_PCI_TWICE] = "$o: $b is listed already as $p; remove one of them",
	[JAILHOUSE_REASON_PCI_TAKEN] =
		"$o: $b belongs to $p; destroy that cell or remove the device from one of them",
	[JAILHOUSE_REASON_PCI_CAPS_RANGE] =
		"$o: its capabilities end at index $d, but pci_caps has $e entries; correct caps_start or num_caps",
	[JAILHOUSE_REASON_PCI_CAP_BOUNDS] =
		"$o: start $x with length $y is outside of 0x40..0xff (extended capabilities: 0x100..0xfff); correct it",
	[JAILHOUSE_REASON_PCI_IOMMU] =
		"$o: iommu is $d, expected an index below $e into iommu_units; correct it",
	[JAILHOUSE_REASON_PCI_VECTORS] =
		"$o: $f is $d, at most $e are possible; set as many as the device has",
	[JAILHOUSE_REASON_MSIX_TABLE] =
		"$o: msix_region_size is $x, but num_msix_vectors need $y bytes; correct one of them",
	[JAILHOUSE_REASON_MSIX_ADDRESS] =
		"$o: msix_address $x cannot hold an MSI-X table: not a multiple of $y, out of range, or in RAM; correct msix_address",
	[JAILHOUSE_REASON_MSIX_OVERLAP] =
		"$o: its MSI-X table lies in $p at $x; correct msix_address",

	[JAILHOUSE_REASON_PCI_CAP_HARDWARE] =
		"$o: its id is $x, but in the hardware of $p it is $y (0: no capability begins there); correct id or start",
	[JAILHOUSE_REASON_PCI_CAP_EXTENT] =
		"$o: ends at $x and so covers interrupt messages that $p has at $y; correct its length",
	[JAILHOUSE_REASON_PCI_HARDWARE] = "$o: $f is $x, in the hardware it is $y; correct it",

	/* IVSHMEM */
	[JAILHOUSE_REASON_SHMEM_REGIONS] =
		"$o: its sections end at memory region index $d, but the cell has $e; they are shmem_regions_start and the 1 + shmem_peers behind it",
	[JAILHOUSE_REASON_SHMEM_PEERS] = "$o: shmem_peers is $d, expected 1 to $e; correct it",
	[JAILHOUSE_REASON_SHMEM_ID] =
		"$o: shmem_dev_id is $d, expected a number below shmem_peers ($e); give each peer its own",
	[JAILHOUSE_REASON_SHMEM_ID_TAKEN] =
		"$o: shmem_dev_id $d is used by $p already; give each peer its own",
	[JAILHOUSE_REASON_SHMEM_STATE_SIZE] =
		"$o: the state table has $d bytes, its peers need $e; enlarge it at all ends",
	[JAILHOUSE_REASON_SHMEM_GAP] =
		"$o: virt_start is $x, expected $y: the sections of an IVSHMEM device follow each other without gaps; correct it",
	[JAILHOUSE_REASON_SHMEM_OUTPUT_SIZE] =
		"$o: the output section has size $x, the first one $y; make all equal",
	[JAILHOUSE_REASON_SHMEM_LINK] =
		"$o: $f is $d, at the other end, $p, it is $e; make them equal",
	[JAILHOUSE_REASON_SHMEM_LINK_SECTION] =
		"$o: $f is $x, at the other end of the link, $p, it is $y; make them equal",
	[JAILHOUSE_REASON_SHMEM_PROTOCOL] =
		"$o: shmem_protocol is $x, at the other end, $p, it is $y; make them equal, or for virtio one a front end (0x8000) and one its back end (0xc000)",
	[JAILHOUSE_REASON_SHMEM_RIGHTS] =
		"$o: has the flags $r, expected $s: every peer reads all sections and writes the common one and its own output, nothing else; correct the flags",
	[JAILHOUSE_REASON_SHMEM_NOT_SHARED] =
		"$o: the root cell is a peer of this link and would lose the section; add JAILHOUSE_MEM_ROOTSHARED",
	[JAILHOUSE_REASON_SHMEM_BAR_MASK] =
		"$o: bar_mask[$c] is $x, expected $y; JAILHOUSE_IVSHMEM_BAR_MASK_MSIX goes with a num_msix_vectors above 0, _INTX with 0",
	[JAILHOUSE_REASON_SHMEM_PIN] =
		"$o: it interrupts by $d (32 + vpci_irq_base + device number modulo 4), which none of the cell's irqchips has; add it to pin_bitmap or correct vpci_irq_base",
	[JAILHOUSE_REASON_SHMEM_OTHER_LINK] =
		"$o: is at $b, but its state table is that of $p, which is elsewhere; all ends of a link have the same bdf",

	/* platform */
	[JAILHOUSE_REASON_MMCONFIG] =
		"$o: pci_mmconfig_base is $x, expected a multiple of $y; correct it",
	[JAILHOUSE_REASON_IOMMU_TYPE] =
		"$o: type $d does not exist on this machine; remove the unit or correct its type",
	[JAILHOUSE_REASON_IOMMU_SIZE] =
		"$o: the size is $x, expected whole pages (AMD: a power of two); correct it",
	[JAILHOUSE_REASON_APIC_MODE] =
		"$o: apic_mode is $d, expected 0 (automatic), 1 (xAPIC) or 2 (x2APIC); choose one of these",
	[JAILHOUSE_REASON_PM_TIMER] =
		"$o: pm_timer_address is $x, the last possible port is $y; correct it",
	[JAILHOUSE_REASON_VTD_LIMIT] =
		"$o: vtd_interrupt_limit is $d, at most $e are possible; lower it",
	[JAILHOUSE_REASON_GIC_VERSION] =
		"$o: gic_version is $d, expected 2 or 3; set that of the machine",
	[JAILHOUSE_REASON_CACHE] =
		"$o: $f is not acceptable: at most one region, of type JAILHOUSE_CACHE_L3, with 1 to 64 bits; correct or remove it",
	[JAILHOUSE_REASON_PLATFORM_WINDOW] = "$o: overlaps $p at $x; correct one of the addresses",
	[JAILHOUSE_REASON_MAINTENANCE_IRQ] =
		"$o: maintenance_irq is $d, expected 16 to 31: each CPU has its own; correct it",

	/* the hypervisor at run time */
	[JAILHOUSE_REASON_NO_MEMORY] =
		"cell \"$n\": the hypervisor has $d free pages, but $e are needed; enlarge hypervisor_memory.size and what is reserved for it, or destroy a cell",
	[JAILHOUSE_REASON_NO_CELL] = "there is no cell with id $d; see jailhouse cell list",
	[JAILHOUSE_REASON_SHUTDOWN_DENIED] =
		"cell \"$n\" refused to shut down; ask again when it is ready",
	[JAILHOUSE_REASON_SHUTDOWN_SILENT] =
		"cell \"$n\" did not answer the shutdown request within $d microseconds; its program has to answer, see msg_reply_timeout",
	[JAILHOUSE_REASON_CELL_LOCKED] =
		"cell \"$m\" is in state running/locked: until it unlocks or stops, no other cell can be created or destroyed; shut it down first, or wait",
	[JAILHOUSE_REASON_CELLS_EXIST] =
		"cell \"$m\" still exists; destroy all cells before disabling",
	[JAILHOUSE_REASON_ROOT_CELL] =
		"cell \"$n\" is the root cell, which cannot be started, loaded or destroyed",
	[JAILHOUSE_REASON_NOT_ROOT] =
		"cell \"$n\" is not the root cell, and only that one manages cells",
	[JAILHOUSE_REASON_CALLING_CPU] =
		"$o: CPU $c handles this very request; take it offline in Linux first",
	[JAILHOUSE_REASON_CPU_SILENT] =
		"CPU $c did not respond within $d microseconds; it may be stuck in firmware or broken; try again, and reset the machine if it stays so",
	[JAILHOUSE_REASON_FEATURE] =
		"CPU $c: $F is missing; switch it on in the firmware or, in a virtual machine, in its CPU model",
	[JAILHOUSE_REASON_FEATURE_IN_USE] =
		"CPU $c: $F is in use; leave it off while the hypervisor is to run",
	[JAILHOUSE_REASON_VIRT_DISABLED] =
		"CPU $c: virtualization is disabled by the firmware; switch it on in the firmware's setup",
	[JAILHOUSE_REASON_APIC_ID] =
		"CPU $c: its APIC id is $d, at most $e are possible; boot Linux with an nr_cpus= that leaves it out, or renumber the CPUs in the firmware or virtual machine",
	[JAILHOUSE_REASON_APIC_ID_TWICE] =
		"CPU $c: another CPU has the same APIC id $d; renumber the CPUs in the firmware or virtual machine",
	[JAILHOUSE_REASON_APIC_MISMATCH] =
		"the local APICs are in $v mode, but apic_mode asks for $V; change apic_mode or Linux' x2apic option",
	[JAILHOUSE_REASON_APIC_LOGICAL] =
		"CPU $c: its logical APIC id register is $x, expected $y (flat mode); use x2APIC mode, or a Linux that addresses CPUs in flat or physical mode",
	[JAILHOUSE_REASON_IOMMU_UNKNOWN] =
		"$o: the unit reports type or version $x, which is not supported; take the unit out of the system configuration and give no cell a device behind it",
	[JAILHOUSE_REASON_CONFIG_ACCESS] =
		"the cell configuration at $x cannot be read by the root cell; place it in RAM of the root cell",
	[JAILHOUSE_REASON_CELL_STATE] =
		"cell \"$n\" wrote the unknown state $d; states are 0 to 4, correct its program",
	[JAILHOUSE_REASON_HYPERCALL] =
		"hypercall $d is unknown; driver and hypervisor are of different releases, install both of one",
	[JAILHOUSE_REASON_IOAPIC_PINS] =
		"$o: one of its IOAPICs has $d pins, at most $e are possible; remove it from irqchips",
	[JAILHOUSE_REASON_TRAPPED_REGION] =
		"$o: covers $p at $x, which is intercepted already; leave that window out",
	[JAILHOUSE_REASON_CONSOLE_WINDOW] =
		"the debug console at $x cannot be mapped; correct debug_console.address",
	[JAILHOUSE_REASON_CPU_FAILED] =
		"CPU $c could not be initialised; its line on the hypervisor's console says more",
};

/* The driver. */
#define DRV(code) (JAILHOUSE_REASON_DRV_##code - JAILHOUSE_REASON_DRV_NO_FIRMWARE)

static const char *const refusals_of_driver[] = {
	[DRV(NO_FIRMWARE)] = "the hypervisor image \"$n\" is not in /lib/firmware; copy it there",
	[DRV(BAD_IMAGE)] =
		"the hypervisor image does not belong to this driver (interface $d, expected $e); build and install both together",
	[DRV(NO_ROOM)] =
		"hypervisor memory has $k KiB, but $c CPUs and this configuration take $K KiB; enlarge hypervisor_memory.size and what is reserved for it",
	[DRV(NOT_RESERVED)] =
		"memory at $x is in use by Linux; boot it with memmap=$MM$$$x (in /etc/default/grub: memmap=$MM\\\\\\$$$x)",
	[DRV(MEMORY_CLAIMED)] =
		"memory at $x (size $y) is claimed by another driver, see /proc/iomem; unload that driver or use other memory",
	[DRV(NO_VIRT)] =
		"the CPU offers neither SVM nor VMX; in a virtual machine switch nested virtualization on (kvm_amd.nested=1 or kvm_intel.nested=1, CPU model host)",
	[DRV(VIRT_DISABLED)] =
		"CPU $c: virtualization is disabled by the firmware; switch it on in the firmware's setup",
	[DRV(VIRT_IN_USE)] =
		"CPU $c: virtualization is in use, most likely by KVM; stop its guests and unload kvm_amd or kvm_intel",
	[DRV(LA57)] = "Linux uses 5-level paging (LA57); boot it with no5lvl",
	[DRV(MEM_ENCRYPT)] =
		"memory encryption (SME or SEV) is active; boot Linux with mem_encrypt=off",
	[DRV(CPU_OFFLINE)] =
		"CPU $c is offline; every CPU takes part, bring it online: echo 1 > /sys/devices/system/cpu/cpu$c/online",
	[DRV(CPU_NOT_IN_ROOT)] =
		"CPU $c is present but not in the root cell's CPU set; add it to the system configuration",
	[DRV(CPU_ABSENT)] =
		"CPU $c is in the root cell's CPU set, but this machine does not have it; remove it from the system configuration",
	[DRV(ALREADY_ENABLED)] = "the hypervisor is enabled already; disable it first",
	[DRV(NOT_ENABLED)] = "the hypervisor is not enabled; run jailhouse enable first",
	[DRV(NO_CELL)] = "there is no cell \"$n\"; see jailhouse cell list",
	[DRV(CELL_EXISTS)] =
		"$o: a cell of this name exists already; destroy it first or choose another name",
	[DRV(CPU_STUCK)] =
		"Linux could not take CPU $c offline or online (error $E); see its kernel log",
	[DRV(CPU_ZERO)] = "cell \"$n\": CPU 0 cannot leave the root cell; choose another CPU",
	[DRV(LOAD_TARGET)] =
		"cell \"$n\": an image of $y bytes at $x is not inside one region with JAILHOUSE_MEM_LOADABLE and JAILHOUSE_MEM_WRITE, and none has room for it; make one of them larger",
	[DRV(LOAD_ELSEWHERE)] =
		"cell \"$n\": an image at $x is not inside one region with JAILHOUSE_MEM_LOADABLE and JAILHOUSE_MEM_WRITE; $p has room for it: correct its virt_start, or load a program that is linked for $y there (-a $y)",
	[DRV(CONFIG_SIZE)] = "the configuration has $d bytes, expected $e; rebuild it",
	[DRV(NO_RAM)] =
		"there is no memory at $x (size $y), or not so much; correct hypervisor_memory in the system configuration",
	[DRV(ROOT_CPU_FAILED)] =
		"CPU $c of the root cell has failed and is parked, Linux does not work without it; save what you need and reset the machine",
	[DRV(FOREIGN_HYPERVISOR)] =
		"this Linux runs in a cell already, of a hypervisor that this driver has not started; reset the machine",
	[DRV(GOING_DOWN)] =
		"Linux is on its way into a sleep or a reboot; try again when it is back",
	[DRV(NOT_BELOW)] =
		"memory at $x is in use by Linux; boot it with a mem= option so small that Linux ends below, or reserve $M MiB there in the device tree (/reserved-memory, no-map)",
	[DRV(VHE)] =
		"Linux itself runs at EL2 (VHE), where the hypervisor has to be; boot it with kvm-arm.mode=nvhe or id_aa64mmfr1.vh=0",
	[DRV(NO_EL2)] =
		"the CPU has no EL2, or firmware hides it; switch virtualization on (QEMU: -machine virtualization=on) and start Linux at EL2",
	[DRV(EL2_IN_USE)] =
		"EL2 belongs to KVM, which does not give it back in its protected mode; boot Linux with kvm-arm.mode=nvhe",
	[DRV(REGISTER_IN_RAM)] = "$o: $f $x is memory that Linux uses, no register; correct it",
};

/* Warnings: legal, but rarely what was meant. */
#define OF(warning) (JAILHOUSE_WARN_##warning - JAILHOUSE_WARN_FLAGS)

static const char *const warnings[] = {
	[OF(FLAGS)] = "$o: $f has unknown bits $x, which are ignored; clear them",
	[OF(MEM_NOT_IN_ROOT)] =
		"$o: the root cell does not have the memory from $x on; check phys_start",
	[OF(MEM_NO_ACCESS)] =
		"$o: nothing can use it with the access flags $r; add JAILHOUSE_MEM_READ",
	[OF(MEM_ALIAS)] =
		"$o: is the same physical memory as $p from $x on, at another guest-physical address; correct phys_start unless you mean it",
	[OF(MEM_SHARED)] =
		"$o: is the same register window at $x as $p, and both cells can use it at once; leave it out of one of them unless you mean it",
	[OF(SUBPAGE_WIDTH)] =
		"$o: no access width is allowed; add JAILHOUSE_MEM_IO_8, _16, _32 or _64",
	[OF(SUBPAGE_IN_ROOT)] =
		"$o: lies in a page at $x that $p maps as a whole, so that the root cell's accesses to the rest of it are emulated; give the cell whole pages, or set JAILHOUSE_MEM_ROOTSHARED if root may go on using it",
	[OF(NO_COMM)] =
		"$o: without a communication region it cannot be asked to shut down; add one or set JAILHOUSE_CELL_PASSIVE_COMMREG",
	[OF(RESET_ADDRESS)] =
		"$o: cpu_reset_address $x is in no executable region, so that its CPUs will fault at once; correct it or add JAILHOUSE_MEM_EXECUTE to the region of the program",
	[OF(PIO_SHARED)] =
		"$o: port $x is also $p, and both cells can use it at once; leave it out of one of them unless you mean it",
	[OF(PIO_NOT_IN_ROOT)] = "$o: port $x does not belong to the root cell; check base",
	[OF(PIO_MODERATED)] =
		"$o: the ports of PCI configuration space ($x) are moderated for every cell, so that the entry has no effect; remove it",
	[OF(CONSOLE_TYPE)] =
		"$o: type $d is not possible here, so that there will be no output; use a JAILHOUSE_CON_TYPE_ of this architecture (x86: _8250)",
	[OF(CONSOLE_PORTS)] =
		"$o: port $x is in none of the cell's pio_regions, so that its program will fault when it prints; add its 8 ports there or correct console.address",
	[OF(NO_MSI_CAP)] =
		"$o: $f is $d, but no capability $y with JAILHOUSE_PCICAPS_WRITE is listed, so that its interrupts cannot be enabled; add that one to pci_caps",
	[OF(MSIX_COVERED)] =
		"$o: $p covers the MSI-X table at $x; leave that window out, or its interrupts are not moderated",
	[OF(SHMEM_RIGHTS)] =
		"$o: has the access flags $r, this section of an IVSHMEM device should have $s; correct the flags",
	[OF(SHMEM_NO_MSIX)] =
		"$o: num_msix_vectors is 0; on x86 an IVSHMEM device interrupts by MSI-X only; set as many as its peers signal",
	[OF(SHMEM_NOT_SHARED)] =
		"$o: the root cell is a peer of this link, but will lose the section; add JAILHOUSE_MEM_ROOTSHARED",
	[OF(IRQCHIP_IGNORED)] =
		"$o: address $x is not that of the distributor ($y), so that the entry has no effect; correct it or remove it",
	[OF(DMA)] =
		"$o: without an IOMMU nothing keeps $b from reaching all memory by DMA; list the machine's in iommu_units, or trust the program that drives it",
	[OF(CACHE)] =
		"$o: $f is not acceptable where the CPU has L3 cache allocation: at most one region, of type JAILHOUSE_CACHE_L3, with 1 to 64 bits; correct or remove it",
	[OF(IOMMU_IGNORED)] =
		"$o: has no effect, since the list ends with the first unit without a base ($e); give that one its base, or clear this one",
	[OF(MEM_EXEC_SHARED)] =
		"$o: the cell executes it, and root Linux can change it; drop JAILHOUSE_MEM_EXECUTE or JAILHOUSE_MEM_ROOTSHARED",
	[OF(PIN_NOT_IN_ROOT)] =
		"$o: interrupt $d does not belong to the root cell, so that nobody has it; check pin_base and pin_bitmap",
	[OF(NO_VECTORS)] =
		"$o: capability $y is listed with JAILHOUSE_PCICAPS_WRITE, but $f is 0: who enables these interrupts is refused; set as many as the device has",
	[OF(SHMEM_PROTOCOL)] =
		"$o: shmem_protocol is $x, at the other end, $p, it is $y, so that their drivers will not understand each other; make them equal",
	[OF(SHMEM_EXECUTE)] =
		"$o: the cell executes memory of a section of $p, where its peers write; drop JAILHOUSE_MEM_EXECUTE or use other memory",
	[OF(MEM_EXEC_PEER)] =
		"$o: the cell executes it, and $p can change it; drop JAILHOUSE_MEM_EXECUTE here, JAILHOUSE_MEM_WRITE there, or use other memory",
	[OF(SHMEM_ALONE)] =
		"$o: no other configuration given has an end of the link at $b; check those of its peers together with this one, or correct bdf",
	[OF(PCI_NOT_IN_ROOT)] =
		"$o: the root cell does not have $b; check domain and bdf, or add the device there",
	[OF(LOADABLE_READ_ONLY)] =
		"$o: has JAILHOUSE_MEM_LOADABLE, but without JAILHOUSE_MEM_WRITE an image for it is refused; add that one",
	[OF(NO_LOADABLE)] =
		"$o: no memory region has JAILHOUSE_MEM_LOADABLE, so that no image can be loaded; add it to the region of the program",
	[OF(IO_EXECUTE)] =
		"$o: the cell executes what JAILHOUSE_MEM_IO says are registers; drop JAILHOUSE_MEM_EXECUTE, or JAILHOUSE_MEM_IO if it is memory",
	[OF(PINS_NOT_IN_ROOT)] =
		"$o: the interrupts $l do not belong to the root cell, so that nobody has them; check pin_base and pin_bitmap",
	[OF(MEM_OF_LINUX)] =
		"$o: Linux uses RAM there ($x, see System RAM in /proc/iomem) and is stopped where it touches it; reserve what cells get: memmap= on x86, /reserved-memory with no-map or mem= on ARM",
	[OF(SUBPAGES_IN_ROOT)] =
		"$o: lies in a page at $x that $p maps as a whole, and so do further ones ($e): the root cell's accesses to the rest of these pages are emulated; give the cell whole pages, or set JAILHOUSE_MEM_ROOTSHARED where root may go on using them",
	[OF(FILE_LONGER)] =
		"$o: the file has $d bytes, its counts take $e and the rest is ignored; check num_memory_regions, num_irqchips and the other num_ fields",
};

#define NUM_OF(array) (sizeof(array) / sizeof((array)[0]))

/** A text that grows; what does not fit is counted only. */
struct text {
	char *buf;
	size_t size;
	size_t length;
};

static void put_char(struct text *text, char c)
{
	if (text->length + 1 < text->size) {
		text->buf[text->length] = c;
		text->buf[text->length + 1] = 0;
	}
	text->length++;
}

static void put(struct text *text, const char *string)
{
	while (*string) {
		put_char(text, *string++);
	}
}

/* Names come from outside: no control characters, never more than their field. */
static void put_name(struct text *text, const char *name)
{
	size_t n;

	for (n = 0; n < JAILHOUSE_CELL_NAME_MAXLEN && name[n]; n++) {
		put_char(text, name[n] >= ' ' && name[n] < 0x7f ? name[n] : '?');
	}
}

static void put_decimal(struct text *text, __u64 value)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)value);
	put(text, digits);
}

static void put_hex(struct text *text, __u64 value)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "0x%llx", (unsigned long long)value);
	put(text, digits);
}

static void put_word(struct text *text, const char *const *words, size_t count, __u64 value)
{
	if (value < count && words[value]) {
		put(text, words[value]);
	} else {
		put_decimal(text, value);
	}
}

static void put_bdf(struct text *text, __u64 bdf)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%02x:%02x.%x", (unsigned int)(bdf >> 8 & 0xff),
		 (unsigned int)(bdf >> 3 & 0x1f), (unsigned int)(bdf & 7));
	put(text, digits);
}

static void put_flags(struct text *text, __u64 flags)
{
	const char *separator = "";
	size_t n;

	for (n = 0; n < NUM_OF(memory_flags); n++) {
		if (flags & memory_flags[n].flag) {
			put(text, separator);
			put(text, memory_flags[n].name);
			flags &= ~memory_flags[n].flag;
			separator = " | ";
		}
	}
	if (flags || !*separator) {
		put(text, separator);
		put_hex(text, flags);
	}
}

static void put_object(struct text *text, __u16 object, __u32 index, const char *cell)
{
	if (object >= NUM_OF(object_names)) {
		object = JAILHOUSE_OBJECT_NONE;
	}
	if (object == JAILHOUSE_OBJECT_CPU || object == JAILHOUSE_OBJECT_CELL ||
	    (object == JAILHOUSE_OBJECT_NONE && *cell)) {
		/* the sentence names the CPU, and a cell is called by its name */
		if (*cell) {
			put(text, "cell \"");
			put_name(text, cell);
			put(text, "\"");
		} else {
			put(text, object_names[JAILHOUSE_OBJECT_CELL].name);
		}
		return;
	}
	if (*cell && object_names[object].indexed) {
		put(text, "cell \"");
		put_name(text, cell);
		put(text, "\", ");
	}
	put(text, object_names[object].name);
	if (object_names[object].indexed) {
		put_char(text, ' ');
		put_decimal(text, index);
	}
}

/* The other party belongs to the same cell unless another one is named. */
static void put_other(struct text *text, const struct jailhouse_reason *reason)
{
	put_object(text, reason->other_object, reason->other_index, "");
	if (reason->other_cell[0]) {
		put(text, " of cell \"");
		put_name(text, reason->other_cell);
		put(text, "\"");
	}
}

static bool is_listed(const struct jailhouse_reason *reason, __u32 bit)
{
	__u64 half = bit < 64 ? reason->found : reason->expected;

	return bit < 128 && half >> (bit % 64) & 1;
}

/* Three and more in a row by the first and the last. */
static void put_pins(struct text *text, const struct jailhouse_reason *reason)
{
	const char *separator = "";
	__u32 bit, end;

	for (bit = 0; bit < 128; bit = end) {
		end = bit + 1;
		if (!is_listed(reason, bit)) {
			continue;
		}
		put(text, separator);
		put_decimal(text, (__u64)reason->cpu + bit);
		separator = ", ";
		if (is_listed(reason, bit + 1) && is_listed(reason, bit + 2)) {
			while (is_listed(reason, end)) {
				end++;
			}
			put(text, " to ");
			put_decimal(text, (__u64)reason->cpu + end - 1);
		}
	}
}

static void put_found(struct text *text, char what, const struct jailhouse_reason *reason)
{
	switch (what) {
	case 'x':
		put_hex(text, reason->found);
		break;
	case 'd':
		put_decimal(text, reason->found);
		break;
	case 'k':
		put_decimal(text, reason->found >> 10);
		break;
	case 'b':
		put_bdf(text, reason->found);
		break;
	case 'r':
		put_flags(text, reason->found);
		break;
	case 'a':
		put_word(text, architecture_names, NUM_OF(architecture_names), reason->found);
		break;
	case 'v':
		put_word(text, apic_mode_names, NUM_OF(apic_mode_names), reason->found);
		break;
	default:
		put_char(text, what);
	}
}

static void put_expected(struct text *text, char what, const struct jailhouse_reason *reason)
{
	switch (what) {
	case 'y':
		put_hex(text, reason->expected);
		break;
	case 'e':
		put_decimal(text, reason->expected);
		break;
	case 'K':
		put_decimal(text, (reason->expected >> 10) + !!(reason->expected & 0x3ff));
		break;
	case 'M':
		put_decimal(text, (reason->expected >> 20) + !!(reason->expected & 0xfffff));
		break;
	case 's':
		put_flags(text, reason->expected);
		break;
	case 'A':
		if (reason->expected == JAILHOUSE_ANY_ARCHITECTURE) {
			put(text, ANY_ARCHITECTURE_NAME);
		} else {
			put_word(text, architecture_names, NUM_OF(architecture_names),
				 reason->expected);
		}
		break;
	case 'V':
		put_word(text, apic_mode_names, NUM_OF(apic_mode_names), reason->expected);
		break;
	default:
		put_found(text, what, reason);
	}
}

static void put_placeholder(struct text *text, char what, const struct jailhouse_reason *reason)
{
	switch (what) {
	case 'o':
		put_object(text, reason->object, reason->index, reason->cell);
		break;
	case 'p':
		put_other(text, reason);
		break;
	case 'f':
		put_word(text, field_names, NUM_OF(field_names), reason->field);
		break;
	case 'c':
		put_decimal(text, reason->cpu);
		break;
	case 'n':
		put_name(text, reason->cell);
		break;
	case 'm':
		put_name(text, reason->other_cell);
		break;
	case 'l':
		put_pins(text, reason);
		break;
	case 'F':
		put_word(text, feature_names, NUM_OF(feature_names), reason->index);
		break;
	case 'E':
		put_decimal(text, reason->error < 0 ? -(__s64)reason->error : reason->error);
		break;
	default:
		put_expected(text, what, reason);
	}
}

static const char *find_template(__u32 code)
{
	if (code >= JAILHOUSE_WARN_FLAGS) {
		code -= JAILHOUSE_WARN_FLAGS;
		return code < NUM_OF(warnings) ? warnings[code] : NULL;
	}
	if (code >= JAILHOUSE_REASON_DRV_NO_FIRMWARE) {
		code -= JAILHOUSE_REASON_DRV_NO_FIRMWARE;
		return code < NUM_OF(refusals_of_driver) ? refusals_of_driver[code] : NULL;
	}
	return code < NUM_OF(templates) ? templates[code] : NULL;
}

int reason_sentence(char *buf, size_t size, const struct jailhouse_reason *reason)
{
	const char *template = find_template(reason->code);
	struct text text = { .buf = buf, .size = size };
	const char *next;

	if (size) {
		buf[0] = 0;
	}
	if (!reason->code) {
		return 0;
	}
	if (!template) {
		put(&text, "refused for a reason that this program does not know (code ");
		put_decimal(&text, reason->code);
		put(&text, "); use the tool and driver of the same release");
		return text.length;
	}
	for (next = template; *next; next++) {
		if (next[0] == '$' && next[1]) {
			put_placeholder(&text, *++next, reason);
		} else {
			put_char(&text, *next);
		}
	}
	return text.length;
}

#ifndef __KERNEL__
int reason_in_general(char *buf, size_t size, __u32 code)
{
	/* in place of what only a record can say */
	static const char *const words[128] = {
		['o'] = "an element", ['p'] = "another one", ['f'] = "a field",
		['c'] = "(number)",   ['n'] = "(name)",	     ['m'] = "(name)",
		['F'] = "(feature)",  ['E'] = "(error)",     ['y'] = "(expected)",
		['e'] = "(expected)", ['s'] = "(expected)",  ['A'] = "(expected)",
		['V'] = "(expected)", ['K'] = "(expected)",  ['M'] = "(expected)",
		['$'] = "$",	      ['l'] = "(numbers)",
	};
	struct text text = { .buf = buf, .size = size };
	const char *next = find_template(code);

	if (size) {
		buf[0] = 0;
	}
	if (!next) {
		return 0;
	}
	next += strncmp(next, "$o: ", 4) == 0 ? 4 : 0;
	for (; *next; next++) {
		if (next[0] == '$' && next[1]) {
			const char *word = words[*++next & 127];

			put(&text, word ? word : "(found)");
		} else {
			put_char(&text, *next);
		}
	}
	return text.length;
}
#endif

int reason_memory_flags(char *buf, size_t size, __u64 flags)
{
	struct text text = { .buf = buf, .size = size };

	if (size) {
		buf[0] = 0;
	}
	put_flags(&text, flags);
	return text.length;
}
