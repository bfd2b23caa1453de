// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver takes from user space. An input is which request it is, 0: ENABLE, 1:
 * CELL_CREATE, 2: CELL_LOAD (modulo 3), its size in two bytes, and the memory of the program that
 * asks.
 */
#include <linux/uaccess.h>

#include "../../driver/module/arch.h"
#include "../../driver/module/config.h"
#include "../../driver/module/load.h"
#include "../../driver/module/reason.h"

#include "target.h"

#define MEMORY_START 0x3a600000ULL
#define MEMORY_SIZE  0x4000ULL
#define MOST_BYTES   65536

/* The program's memory lies where the sanitizer knows each byte. */
static const uint8_t *user;
static size_t user_size;
static bool is_load;
static uint8_t times_read[MOST_BYTES];
static uint8_t ram[MEMORY_SIZE];

/* Calls of the hypervisor are not made here. */
bool jailhouse_use_vmcall;

unsigned long copy_from_user(void *to, const void *from, unsigned long size)
{
	size_t at = (uintptr_t)from - (uintptr_t)user;
	size_t there = at < user_size ? user_size - at : 0;

	there = there < size ? there : size;
	memcpy(to, user + (there ? at : 0), there);
	for (size_t n = 0; n < there; n++) {
		/* an image may lie where its description does */
		CLAIM(!times_read[at + n]++ || is_load, "nothing is read twice");
	}
	return size - there;
}

void *memremap(u64 start, u64 size, int how)
{
	CLAIM(how == MEMREMAP_WB, "memory is mapped as such");
	CLAIM(start >= MEMORY_START && size <= MEMORY_SIZE &&
		      start - MEMORY_START <= MEMORY_SIZE - size,
	      "nothing but the cell's loadable memory is mapped");
	return ram + (start - MEMORY_START);
}

void arch_publish(void *address, size_t size)
{
	uint8_t *start = address;

	CLAIM(start >= ram && size <= sizeof(ram) && start - ram <= (long)(sizeof(ram) - size),
	      "what is published was loaded");
}

/* ---- what must hold ---- */

static void check_refusal(long err, const struct jailhouse_reason *why)
{
	CLAIM(err == -EFAULT || err == -EINVAL || err == -E2BIG, "an error is one of these");
	CLAIM(err == -EFAULT || (why->code && why->error == err), "a refusal has its reason");
	CLAIM(strnlen(why->cell, sizeof(why->cell)) < sizeof(why->cell), "names end");
}

static void check_cell(const struct jailhouse_cell_desc *cell, size_t room)
{
	volatile uint8_t last;
	struct cpumask cpus;

	CLAIM(strnlen(cell->name, sizeof(cell->name)) < sizeof(cell->name), "its name ends");
	CLAIM(jailhouse_cell_config_size((struct jailhouse_cell_desc *)cell) == room,
	      "the copy has all that its header counts, and no more");
	last = ((const uint8_t *)cell)[room - 1];
	(void)last;
	CLAIM(config_cpus(cell, &cpus) >= -1, "a CPU beyond is a number");
}

/* ---- the requests ---- */

static void enable(void)
{
	struct jailhouse_reason why = { 0 };
	struct jailhouse_system *system;
	size_t size = 0;

	system = config_copy_system(user, &size, &why);
	if (IS_ERR(system)) {
		check_refusal(PTR_ERR(system), &why);
		return;
	}
	CLAIM(size <= CONFIG_SIZE_MAX && size <= user_size, "it is no larger than what was given");
	check_cell(&system->root_cell, size - offsetof(struct jailhouse_system, root_cell));
	config_free(system, size);
}

static void create(u32 told_size)
{
	struct jailhouse_cell_create request = { .config_address = (uintptr_t)user,
						 .config_size = told_size };
	struct jailhouse_reason why = { 0 };
	struct jailhouse_cell_desc *cell;
	size_t size = 0;

	cell = config_copy_cell(&request, &size, &why);
	if (IS_ERR(cell)) {
		check_refusal(PTR_ERR(cell), &why);
		return;
	}
	CLAIM(size <= told_size && size <= CONFIG_SIZE_MAX, "it is no larger than what was told");
	check_cell(cell, size);
	config_free(cell, size);
}

/* The image's source is an offset in the program's memory. */
static void load(void)
{
	static const struct {
		struct jailhouse_cell_desc cell;
		struct jailhouse_memory regions[3];
	} __attribute__((packed)) target = {
		.cell = { .name = "target", .num_memory_regions = 3 },
		.regions = {
			{ .phys_start = 0x100000, .size = 0x1000, .flags = JAILHOUSE_MEM_LOADABLE },
			{ .phys_start = MEMORY_START, .virt_start = 0x2000, .size = MEMORY_SIZE,
			  .flags = JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_LOADABLE },
			{ .phys_start = 0x200000, .virt_start = -0x1000ULL, .size = 0x1000,
			  .flags = JAILHOUSE_MEM_WRITE },
		},
	};
	struct jailhouse_preload_image image;
	struct jailhouse_reason why = { 0 };
	uint8_t *own;
	int err;

	if (user_size < sizeof(image)) {
		return;
	}
	memcpy(&image, user, sizeof(image));
	image.source_address += (uintptr_t)user;
	own = malloc(user_size);
	memcpy(own, user, user_size);
	memcpy(own, &image, sizeof(image));
	image.source_address += own - user;
	memcpy(own, &image, sizeof(image));
	user = own;
	err = load_image(&target.cell, (const void *)user, 0, &why);
	CLAIM(err <= 0, "there is no positive error");
	if (err) {
		check_refusal(err, &why);
	}
	free(own);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3 || size > MOST_BYTES) {
		return 0;
	}
	user = data + 3;
	user_size = size - 3;
	memset(times_read, 0, size);
	is_load = data[0] % 3 == 2;
	switch (data[0] % 3) {
	case 0:
		enable();
		break;
	case 1:
		create(data[1] | data[2] << 8);
		break;
	default:
		load();
		break;
	}
	return 0;
}
