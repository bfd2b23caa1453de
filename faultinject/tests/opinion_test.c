// SPDX-License-Identifier: GPL-2.0-only
/* The second opinion objects to each planted mistake, by the rule that it breaks. */
#include <criterion/criterion.h>
#include <string.h>

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#include "board.h"

TestSuite(opinion, .init = load_subjects, .fini = free_subjects);

static void ask(struct opinion *opinion, const struct subject *subject, const struct mutant *mutant,
		const struct subject *beside)
{
	const struct file *system = &subject->board->files[0];
	struct bytes bytes = { mutant->data, mutant->size };
	struct bytes whole = { system->data, system->size };
	struct bytes other = { NULL, 0 };

	*opinion = (struct opinion){ 0 };
	if (subject->file == system) {
		opinion_on_system(opinion, &subject->board->facts, bytes);
		return;
	}
	if (beside != NULL) {
		other = (struct bytes){ beside->file->data, beside->file->size };
	}
	opinion_on_cell(opinion, &subject->board->facts, whole, &other, beside != NULL ? 1 : 0,
			bytes);
}

static bool names_rule(const struct opinion *opinion, const char *rule)
{
	for (unsigned int n = 0; n < opinion->count && n < OBJECTIONS_KEPT; n++) {
		if (strcmp(opinion->objections[n].rule, rule) == 0) {
			return true;
		}
	}
	return false;
}

Test(opinion, has_nothing_against_what_the_machines_use)
{
	for (size_t n = 0; n < subjects.count; n++) {
		struct opinion opinion;
		struct mutant same;

		mutant_begin(&same, &subjects.items[n]);
		ask(&opinion, &subjects.items[n], &same, NULL);
		cr_assert(opinion.count == 0, "%s: %s", subjects.items[n].file->path,
			  opinion.objections[0].sentence);
		mutant_free(&same);
	}
}

/* One field with a value that it must not have. */
static const struct mistake {
	const char *rule;
	const char *board;
	const char *file;
	const char *structure;
	unsigned int index;
	const char *field;
	uint64_t value;
} mistakes[] = {
	/* of systems */
	{ "machine", "q35-svm", "q35-svm", "system", 0, "architecture", JAILHOUSE_ARM64 },
	{ "hypervisor-pages", "q35-svm", "q35-svm", "system", 0, "hypervisor_memory.size",
	  0x600800 },
	{ "hypervisor-size", "q35-svm", "q35-svm", "system", 0, "hypervisor_memory.size", 0x1000 },
	{ "apic-mode", "q35-svm", "q35-svm", "system", 0, "platform_info.x86.apic_mode", 9 },
	{ "pm-timer", "q35-svm", "q35-svm", "system", 0, "platform_info.x86.pm_timer_address",
	  0xffff },
	{ "gic-version", "virt-arm64-gicv3", "virt-arm64-gicv3", "system", 0,
	  "platform_info.arm.gic_version", 4 },
	{ "maintenance-irq", "virt-arm64-gicv3", "virt-arm64-gicv3", "system", 0,
	  "platform_info.arm.maintenance_irq", 40 },
	{ "every-cpu", "q35-svm", "q35-svm", "cpus", 0, "bits", 0x7 },
	{ "window-hypervisor", "q35-svm", "q35-svm", "system", 0, "platform_info.pci_mmconfig_base",
	  0x3a000000 },
	{ "window-mapped", "q35-svm", "q35-svm", "system", 0, "platform_info.pci_mmconfig_base",
	  0x10000000 },
	{ "windows-apart", "virt-arm64-gicv3", "virt-arm64-gicv3", "system", 0,
	  "platform_info.arm.gicd_base", 0x080a0000 },
	{ "window-aligned", "virt-arm64-gicv3", "virt-arm64-gicv3", "system", 0,
	  "platform_info.arm.gicd_base", 0x08000800 },
	{ "console", "virt-arm64-gicv3", "virt-arm64-gicv3", "system", 0, "debug_console.address",
	  0x7ae00000 },
	{ "identity", "q35-svm", "q35-svm", "memory", 0, "virt_start", 0x1000 },
	/* of cells as such */
	{ "same-architecture", "q35-svm", "tick-1", "cell", 0, "architecture", JAILHOUSE_ARM64 },
	{ "no-cpu", "q35-svm", "tick-1", "cpus", 0, "bits", 0 },
	{ "cpu-from-root", "q35-svm", "tick-1", "cpus", 0, "bits", 0x10 },
	{ "cpu-0", "q35-svm", "tick-1", "cpus", 0, "bits", 0x1 },
	{ "root-keeps-cpu", "q35-svm", "tick-1", "cpus", 0, "bits", 0xf },
	/* of their memory */
	{ "physical-end", "q35-svm", "tick-1", "memory", 0, "phys_start", 1ULL << 52 },
	{ "guest-end", "q35-svm", "tick-1", "memory", 0, "virt_start", 1ULL << 52 },
	{ "page-offset", "q35-svm", "fault-demo", "memory", 4, "virt_start", 0x130010 },
	{ "comm-page", "q35-svm", "tick-1", "memory", 1, "size", 0x2000 },
	{ "comm-single", "q35-svm", "tick-1", "memory", 0, "flags",
	  JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_COMM_REGION },
	{ "hypervisor", "q35-svm", "tick-1", "memory", 0, "phys_start", 0x3a000000 },
	{ "overlap", "q35-svm", "fault-demo", "memory", 2, "virt_start", 0x120000 },
	{ "window-mapped", "q35-svm", "tick-1", "memory", 0, "virt_start", 0xfee00000 },
	/* of interrupts and ports */
	{ "pin-base", "virt-arm64-gicv3", "irqstorm", "irqchip", 0, "pin_base", 33 },
	{ "ioapic-known", "q35-svm", "ioapic-demo", "irqchip", 0, "address", 0xfec10000 },
	{ "port-end", "q35-svm", "ioapic-demo", "pio", 0, "base", 0xffff },
	{ "port-reset", "q35-svm", "ioapic-demo", "pio", 0, "base", 0xcf9 },
	/* of devices */
	{ "pci-type", "q35-svm", "ivshmem-1", "pci_device", 0, "type", 0x44 },
	{ "caps-range", "q35-svm", "ivshmem-1", "pci_device", 0, "num_caps", 3 },
	{ "msix-size", "q35-svm-ports", "rng-user", "pci_device", 0, "msix_region_size", 0x10 },
	{ "msix-reach", "q35-svm-ports", "rng-user", "pci_device", 0, "msix_address",
	  0x20000fe200000 },
	{ "msix-memory", "q35-svm-ports", "rng-user", "pci_device", 0, "msix_address", 0x3edff000 },
	{ "msix-apart", "q35-svm-ports", "rng-user", "pci_device", 0, "msix_address", 0xfe600000 },
	{ "shmem-sections", "q35-svm", "ivshmem-1", "pci_device", 0, "shmem_regions_start", 5 },
	{ "shmem-ids", "q35-svm", "ivshmem-1", "pci_device", 0, "shmem_dev_id", 3 },
	{ "shmem-vectors", "q35-svm", "ivshmem-1", "pci_device", 0, "num_msix_vectors", 17 },
	{ "shmem-peers", "q35-svm", "link-1", "pci_device", 0, "bdf", 0x70 },
	{ "shmem-bars", "q35-svm", "ivshmem-1", "pci_device", 0, "bar_mask[0]", 0xfffffff1 },
	{ "shmem-gap", "q35-svm", "ivshmem-1", "memory", 3, "virt_start", 0x3cb08000 },
	{ "shmem-outputs", "q35-svm", "ivshmem-1", "memory", 3, "size", 0x1000 },
	{ "shmem-rights", "q35-svm", "ivshmem-1", "memory", 0, "flags",
	  JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE },
};

Test(opinion, objects_to_each_planted_mistake_by_its_rule)
{
	for (size_t n = 0; n < sizeof(mistakes) / sizeof(mistakes[0]); n++) {
		const struct mistake *mistake = &mistakes[n];
		const struct subject *subject = subject_of(mistake->board, mistake->file);
		const struct slot *slot =
			slot_of_field(subject, mistake->structure, mistake->index, mistake->field);
		struct opinion opinion;
		struct mutant mutant;

		mutant_begin(&mutant, subject);
		store_number(mutant.data + slot->at, slot->field->size, mistake->value);
		ask(&opinion, subject, &mutant, NULL);
		cr_expect(names_rule(&opinion, mistake->rule), "%s: %s[%u].%s = 0x%llx gives %s",
			  mistake->rule, mistake->structure, mistake->index, mistake->field,
			  (unsigned long long)mistake->value,
			  opinion.count > 0 ? opinion.objections[0].rule : "nothing");
		mutant_free(&mutant);
	}
}

/* What two cells must not have in common. */
Test(opinion, objects_to_a_cell_that_takes_what_another_one_has)
{
	const struct subject *subject = subject_of("q35-svm", "tick-1");
	const struct subject *link = subject_of("q35-svm", "ivshmem-1");
	struct opinion opinion;
	struct mutant same;

	mutant_begin(&same, subject);
	ask(&opinion, subject, &same, subject);
	cr_expect(names_rule(&opinion, "name-new") && names_rule(&opinion, "cpu-free") &&
		  names_rule(&opinion, "shared"));
	mutant_free(&same);
	mutant_begin(&same, link);
	ask(&opinion, link, &same, link);
	cr_expect(names_rule(&opinion, "shmem-peers"));
	mutant_free(&same);
}

Test(opinion, is_about_bytes_that_are_there)
{
	const struct subject *subject = subject_of("q35-svm", "ivshmem-1");
	struct opinion opinion;
	struct mutant mutant;

	mutant_begin(&mutant, subject);
	for (; mutant.size > 0; mutant.size--) {
		if (mutant.size < subject->file->size) {
			ask(&opinion, subject, &mutant, NULL);
			cr_assert(opinion.count > 0, "%zu bytes are enough", mutant.size);
		}
	}
	mutant_free(&mutant);
}
