// SPDX-License-Identifier: GPL-2.0-only
/* Exits of single instructions: CPUID, hypercalls, ports, control registers. */
#include <core/control.h>
#include <core/panic.h>
#include <core/setup.h>
#include <asm/io.h>
#include <asm/pci_ports.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

#define CPUID1_ECX_VMX	      (1U << 5)
#define CPUID1_ECX_OSXSAVE    (1U << 27)
#define CPUID1_ECX_HYPERVISOR (1U << 31)

#define PORT_I8042_COMMAND 0x64
#define PORT_DELAY	   0x80
#define PORT_PCI_ADDRESS   0xcf8
#define PORT_PCI_DATA_LAST 0xcff

/* ---- CPUID ---- */

static struct cpuid_result filtered_cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid_result r;
	bool root = this_cell() == &root_cell;

	switch (leaf) {
	case JAILHOUSE_CPUID_SIGNATURE:
		/* "Jailhouse" */
		return (struct cpuid_result){ JAILHOUSE_CPUID_FEATURES, 0x6c69614a, 0x73756f68,
					      0x65 };
	case JAILHOUSE_CPUID_FEATURES:
		return (struct cpuid_result){ 0 };
	}

	r = cpuid(leaf, subleaf);
	if (leaf == 1) {
		if (!root) {
			r.ecx = (r.ecx & ~CPUID1_ECX_VMX) | CPUID1_ECX_HYPERVISOR;
		}
		r.ecx &= ~CPUID1_ECX_OSXSAVE;
		r.ecx |= vcpu_cr4() & X86_CR4_OSXSAVE ? CPUID1_ECX_OSXSAVE : 0;
	} else if (leaf == 0x80000001 && !root) {
		r.ecx &= ~CPUID81_ECX_SVM;
	}
	return r;
}

bool handle_cpuid(union guest_regs *regs)
{
	struct cpuid_result r = filtered_cpuid(regs->rax, regs->rcx);

	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_CPUID);
	regs->rax = r.eax;
	regs->rbx = r.ebx;
	regs->rcx = r.ecx;
	regs->rdx = r.edx;
	vcpu_skip(2);
	return true;
}

/* ---- hypercalls ---- */

void handle_hypercall(union guest_regs *regs)
{
	u64 mask = vcpu_in_64bit_mode() ? ~0ULL : 0xffffffff;
	u64 code = regs->rax;

	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL);
	if (vcpu_cpl() != 0 || vcpu_rflags() & X86_RFLAGS_VM) {
		regs->rax = -EPERM;
		vcpu_skip(3);
		return;
	}
	vcpu_skip(3);
	regs->rax = hypercall(code, regs->rdi & mask, regs->rsi & mask);
	if ((long)regs->rax == -ENOSYS) {
		printk_report("CPU %d: Unknown hypercall %ld, RIP: 0x%016llx\n", this_cpu()->cpu_id,
			      (long)code, (unsigned long long)vcpu_rip() - 3);
	}
}

/* ---- ports ---- */

static void merge_into_rax(union guest_regs *regs, u32 value, unsigned int size)
{
	u64 mask = size == 4 ? ~0ULL : (1ULL << (size * 8)) - 1;

	regs->rax = (regs->rax & ~mask) | (value & mask);
}

/* The keyboard controller can reset the machine. */
static bool handle_i8042(union guest_regs *regs, unsigned int size, bool is_in)
{
	u8 command = regs->rax;

	if (size != 1) {
		return false;
	}
	if (is_in) {
		merge_into_rax(regs, inb(PORT_I8042_COMMAND), 1);
		return true;
	}
	if (command == 0xd1 || command >= 0xf0) {
		fatal("Invalid write to i8042 controller port");
		hint("command 0x%x drives the reset line of the machine", command);
		return false;
	}
	outb(command, PORT_I8042_COMMAND);
	return true;
}

static bool lists_port(const struct cell *cell, u16 port)
{
	const struct config_cell *config = &cell->config;

	for (unsigned int n = 0; n < config->num_pio; n++) {
		if ((u32)(port - config->pio[n].base) < config->pio[n].length) {
			return true;
		}
	}
	return false;
}

/* A cell that root lost it to: its name, as it may be gone when that is printed. */
static bool find_port_owner(u16 port, char *name)
{
	const struct cell *cell;
	bool found = false;

	cells_lock();
	for (cell = root_cell.next; cell && !found; cell = cell->next) {
		found = lists_port(cell, port);
		if (found) {
			memcpy(name, cell_name(cell), JAILHOUSE_CELL_NAME_MAXLEN + 1);
		}
	}
	cells_unlock();
	return found;
}

static void report_port(u16 port, unsigned int size, bool is_in)
{
	char owner[JAILHOUSE_CELL_NAME_MAXLEN + 1];

	fatal("Invalid PIO %s, port: %x size: %d", is_in ? "read" : "write", port, size);
	if (this_cell() == &root_cell && find_port_owner(port, owner)) {
		hint("cell \"%s\" has this port as long as it exists", owner);
	} else if (lists_port(this_cell(), port)) {
		hint("cell \"%s\" owns this port, but string instructions and ranges that are only partly owned are not allowed",
		     cell_name(this_cell()));
	} else {
		hint("no pio_regions entry of cell \"%s\" holds this port; to allow: PIO_RANGE(0x%x, %d)",
		     cell_name(this_cell()), port, size);
	}
}

bool handle_io(union guest_regs *regs, u16 port, unsigned int size, bool is_in, bool is_string)
{
	u32 value = regs->rax;
	bool allowed = false;

	if (is_string) {
		goto out;
	}
	if (port >= PORT_PCI_ADDRESS && port <= PORT_PCI_DATA_LAST) {
		switch (pci_port_access(port, size, !is_in, &value)) {
		case PCI_PORT_DONE:
			if (is_in) {
				merge_into_rax(regs, value, size);
			}
			return true;
		case PCI_PORT_DENIED:
			return false;
		case PCI_PORT_INVALID:
			goto out;
		}
	}
	if (port == PORT_DELAY && size == 1) {
		return true;
	}
	if (port == PORT_I8042_COMMAND && this_cell()->arch.i8042) {
		allowed = handle_i8042(regs, size, is_in);
		if (!allowed && size == 1) {
			return false;
		}
	}
out:
	if (!allowed) {
		report_port(port, size, is_in);
	}
	return allowed;
}
