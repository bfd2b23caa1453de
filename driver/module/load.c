// SPDX-License-Identifier: GPL-2.0-only
/* Images for cells. */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>

#include "arch.h"
#include "driver.h"
#include "load.h"
#include "reason.h"

#define NEEDED_FLAGS (JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_LOADABLE)

/* mapped at a time */
#define CHUNK SZ_1M

static bool has_room(const struct jailhouse_memory *region, u64 size)
{
	return (region->flags & NEEDED_FLAGS) == NEEDED_FLAGS && region->size >= size;
}

/* Physical address of the target; false: it is not inside one suitable region. */
static bool find_target(const struct jailhouse_cell_desc *cell,
			const struct jailhouse_preload_image *image, u64 *phys)
{
	const struct jailhouse_memory *region = jailhouse_cell_mem_regions(cell);
	u32 n;

	for (n = 0; n < cell->num_memory_regions; n++, region++) {
		u64 offset = image->target_address - region->virt_start;

		if (has_room(region, image->size) && image->target_address >= region->virt_start &&
		    offset <= region->size - image->size) {
			*phys = region->phys_start + offset;
			return true;
		}
	}
	return false;
}

/* Names the first region that has room for the image, if there is one. */
static void explain_target(struct jailhouse_reason *why, const struct jailhouse_cell_desc *cell,
			   const struct jailhouse_preload_image *image)
{
	const struct jailhouse_memory *region = jailhouse_cell_mem_regions(cell);
	u32 n;

	refuse_value(why, JAILHOUSE_REASON_DRV_LOAD_TARGET, -EINVAL, image->target_address,
		     image->size);
	for (n = 0; n < cell->num_memory_regions; n++) {
		if (has_room(&region[n], image->size)) {
			refuse_value(why, JAILHOUSE_REASON_DRV_LOAD_ELSEWHERE, -EINVAL,
				     image->target_address, region[n].virt_start);
			why->other_object = JAILHOUSE_OBJECT_MEMORY;
			why->other_index = n;
			break;
		}
	}
	strscpy(why->cell, cell->name, sizeof(why->cell));
}

static int copy_chunk(u64 phys, const void __user *from, size_t size)
{
	u64 start = phys & PAGE_MASK;
	size_t before = phys - start;
	void *to = memremap(start, PAGE_ALIGN(before + size), MEMREMAP_WB);
	int err;

	if (!to) {
		return -EBUSY;
	}
	err = copy_from_user(to + before, from, size) ? -EFAULT : 0;
	arch_publish(to + before, size);
	memunmap(to);
	return err;
}

int load_image(const struct jailhouse_cell_desc *cell,
	       const struct jailhouse_preload_image __user *user, u32 index,
	       struct jailhouse_reason *why)
{
	struct jailhouse_preload_image image;
	u64 phys, done, size;
	int err = 0;

	if (copy_from_user(&image, user, sizeof(image))) {
		return -EFAULT;
	}
	if (image.size == 0) {
		return 0;
	}
	if (!find_target(cell, &image, &phys)) {
		explain_target(why, cell, &image);
		why->index = index;
		return -EINVAL;
	}
	for (done = 0; done < image.size && !err; done += size) {
		size = min_t(u64, image.size - done, CHUNK);
		err = signal_pending(current)
			      ? -EINTR
			      : copy_chunk(phys + done,
					   u64_to_user_ptr(image.source_address + done), size);
		cond_resched();
	}
	return err;
}
