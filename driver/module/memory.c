// SPDX-License-Identifier: GPL-2.0-only
/* The hypervisor's memory. */

#include <linux/ctype.h>
#include <linux/firmware.h>
#include <linux/io.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/smp.h>

#include <jailhouse/console.h>

#include "arch.h"
#include "driver.h"
#include "memory.h"
#include "reason.h"

static const char *const stage_names[] = {
	[JAILHOUSE_STAGE_LOADED] = "image loaded, no CPU entered yet",
	[JAILHOUSE_STAGE_ENTERING] = "CPUs on their way into the hypervisor",
	[JAILHOUSE_STAGE_EARLY] = "memory pools, page tables, console",
	[JAILHOUSE_STAGE_CPUS] = "initialisation of the CPUs",
	[JAILHOUSE_STAGE_LATE] = "units and mapping of the root cell",
	[JAILHOUSE_STAGE_ACTIVATING] = "CPUs returning to Linux",
};

/* bytes of the console that are repeated after a reset */
#define LAST_CONSOLE_BYTES 1024U

static void print_lines(const struct jailhouse_virt_console *console)
{
	u32 tail = console->tail, count = min(tail, LAST_CONSOLE_BYTES), length = 0;
	char line[128];

	for (; count; count--) {
		char c = console->content[(tail - count) % sizeof(console->content)];

		if (c != '\n') {
			line[length++] = isprint(c) ? c : '?';
		}
		if (c == '\n' || count == 1 || length == sizeof(line) - 1) {
			line[length] = 0;
			pr_warn("| %s\n", line);
			length = 0;
		}
	}
}

/* Memory outlives a reset: what did the last hypervisor leave there? */
static void report_last_attempt(const struct hv_memory *memory)
{
	const struct jailhouse_header *header = hv_memory_header(memory);
	u32 stage = header->stage;

	if (memcmp(header->signature, JAILHOUSE_SIGNATURE, sizeof(header->signature)) ||
	    header->extension != JAILHOUSE_HEADER_EXTENSION || stage < JAILHOUSE_STAGE_LOADED ||
	    stage > JAILHOUSE_STAGE_ENABLED) {
		return;
	}
	if (stage < JAILHOUSE_STAGE_ENABLED) {
		pr_warn("last enable stopped at stage %u (%s) on CPU %u\n", stage,
			stage_names[stage], header->stage_cpu);
	} else {
		pr_warn("the machine was reset while the hypervisor was enabled\n");
	}
	if (header->console_page < memory->size && PAGE_ALIGNED(header->console_page)) {
		pr_warn("end of its console:\n");
		print_lines(memory->virt + header->console_page);
	}
}

int hv_memory_claim(struct hv_memory *memory, const struct jailhouse_memory *region,
		    struct jailhouse_reason *why)
{
	u64 start = region->phys_start, size = region->size;

	memset(memory, 0, sizeof(*memory));
	if (!PAGE_ALIGNED(start)) {
		refuse_value(why, JAILHOUSE_REASON_MEM_UNALIGNED, -EINVAL, start, PAGE_SIZE);
		return refused_object(why, JAILHOUSE_OBJECT_HV_MEMORY, JAILHOUSE_FIELD_PHYS_START);
	}
	if (size == 0 || !PAGE_ALIGNED(size) || start + size < start) {
		refuse_value(why, JAILHOUSE_REASON_HV_MEMORY_SIZE, -EINVAL, size, PAGE_SIZE);
		return refused_object(why, JAILHOUSE_OBJECT_HV_MEMORY, JAILHOUSE_FIELD_SIZE);
	}
	if (start + size - 1 > ARCH_LAST_ADDRESS) {
		refuse_value(why, JAILHOUSE_REASON_MEM_BEYOND, -EINVAL, start + size - 1,
			     ARCH_LAST_ADDRESS);
		return refused_object(why, JAILHOUSE_OBJECT_HV_MEMORY, JAILHOUSE_FIELD_PHYS_START);
	}
	if (region_intersects(start, size, IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE) !=
	    REGION_DISJOINT) {
		return refuse_value(why, ARCH_NOT_RESERVED, -EINVAL, start, size);
	}
	if (!arch_has_memory(start, size)) {
		return refuse_value(why, JAILHOUSE_REASON_DRV_NO_RAM, -EINVAL, start, size);
	}
	memory->claim = request_mem_region(start, size, "Jailhouse hypervisor");
	if (!memory->claim) {
		return refuse_value(why, JAILHOUSE_REASON_DRV_MEMORY_CLAIMED, -EINVAL, start, size);
	}
	memory->start = start;
	memory->size = size;
	memory->virt = memremap(start, size, MEMREMAP_WB);
	if (!memory->virt) {
		hv_memory_release(memory);
		return -ENOMEM;
	}
	report_last_attempt(memory);
	return 0;
}

void hv_memory_release(struct hv_memory *memory)
{
	if (memory->virt) {
		memunmap(memory->virt);
	}
	if (memory->claim) {
		release_mem_region(memory->start, memory->size);
	}
	memset(memory, 0, sizeof(*memory));
}

/* Nothing that an image says about itself is used before this. */
static int check_image(const struct firmware *image, struct jailhouse_reason *why)
{
	const struct jailhouse_header *header = (const void *)image->data;
	u64 core = image->size < sizeof(*header) ? 0 : header->core_size;

	if (core == 0 ||
	    memcmp(header->signature, JAILHOUSE_SIGNATURE, sizeof(header->signature))) {
		return refuse_value(why, JAILHOUSE_REASON_DRV_BAD_IMAGE, -EINVAL, 0,
				    JAILHOUSE_HEADER_EXTENSION);
	}
	if (header->extension != JAILHOUSE_HEADER_EXTENSION || image->size > core ||
	    !PAGE_ALIGNED(core) || header->entry >= core || header->percpu_size == 0 ||
	    header->percpu_size > SZ_1G || !PAGE_ALIGNED(header->percpu_size) ||
	    !PAGE_ALIGNED(header->console_page) || header->console_page >= core ||
	    !PAGE_ALIGNED(header->text_start) || !PAGE_ALIGNED(header->text_end) ||
	    header->text_start > header->text_end || header->text_end > core) {
		return refuse_value(why, JAILHOUSE_REASON_DRV_BAD_IMAGE, -EINVAL, header->extension,
				    JAILHOUSE_HEADER_EXTENSION);
	}
	return 0;
}

static int check_room(const struct hv_memory *memory, const struct jailhouse_header *header,
		      size_t config_size, unsigned int max_cpus, struct jailhouse_reason *why)
{
	u64 need = header->core_size + (u64)max_cpus * header->percpu_size + config_size;

	/* something must be left for the page pool */
	if (header->core_size > memory->size || PAGE_ALIGN(need) >= memory->size) {
		refuse_value(why, JAILHOUSE_REASON_DRV_NO_ROOM, -EINVAL, memory->size,
			     PAGE_ALIGN(need) + PAGE_SIZE);
		why->cpu = max_cpus;
		return -EINVAL;
	}
	return 0;
}

/* Nothing but real memory gives back what was written once the caches are out of the way. */
static int check_memory(const struct hv_memory *memory, const struct firmware *image,
			struct jailhouse_reason *why)
{
	memcpy(memory->virt, image->data, image->size);
	arch_flush(memory->virt, image->size);
	if (memcmp(memory->virt, image->data, image->size)) {
		return refuse_value(why, JAILHOUSE_REASON_DRV_NO_RAM, -EINVAL, memory->start,
				    memory->size);
	}
	return 0;
}

static void fill(struct hv_memory *memory, const struct firmware *image,
		 const struct jailhouse_system *config, size_t config_size, unsigned int num_cpus,
		 unsigned int max_cpus)
{
	struct jailhouse_header *header = hv_memory_header(memory);
	u64 config_offset;

	memset(memory->virt + image->size, 0, memory->size - image->size);
	header->max_cpus = max_cpus;
	header->online_cpus = num_cpus;
	config_offset = header->core_size + (u64)max_cpus * header->percpu_size;
	memcpy(memory->virt + config_offset, config, config_size);

	memory->core_size = header->core_size;
	memory->entry = header->entry;
	memory->text_start = header->text_start;
	memory->text_end = header->text_end;
	memory->console_page = header->console_page;
}

int hv_memory_load(struct hv_memory *memory, const char *image,
		   const struct jailhouse_system *config, size_t config_size, unsigned int num_cpus,
		   unsigned int max_cpus, struct jailhouse_reason *why)
{
	const struct firmware *firmware;
	int err;

	err = request_firmware_direct(&firmware, image, hv_device);
	if (err) {
		pr_warn("Missing hypervisor image %s\n", image);
		return refuse_name(why, JAILHOUSE_REASON_DRV_NO_FIRMWARE, err, image);
	}
	err = check_image(firmware, why);
	if (!err) {
		err = check_room(memory, (const void *)firmware->data, config_size, max_cpus, why);
	}
	if (!err) {
		err = check_memory(memory, firmware, why);
	}
	if (!err) {
		fill(memory, firmware, config, config_size, num_cpus, max_cpus);
		hv_memory_stage(memory, JAILHOUSE_STAGE_LOADED);
	}
	release_firmware(firmware);
	return err;
}

void hv_memory_stage(struct hv_memory *memory, enum jailhouse_stage stage)
{
	struct jailhouse_header *header = hv_memory_header(memory);

	header->stage = stage;
	header->stage_cpu = raw_smp_processor_id();
	arch_flush(header, sizeof(*header));
}
