/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Makes hostile tries from inside a cell and says each one before it is made, so
 * that the last line names what stopped the cell:
 *   HOSTILE 17 refused msr: write c0000080, 5
 * The second word after the number is what became of the try before: granted or
 * refused; "granted=1f" if 1f was read. "HOSTILE end" with the last one's closes the row.
 *   seed=S        of the generator, default 1
 *   first=N       number of the first try, default 0
 *   count=N       how many, default 100
 *   surface=NAME  one surface only; the table of surfaces is at the end of this file
 * A cell that is loaded again with the same words goes on behind the try that ended its last life.
 */

#include <stdarg.h>
#include <format.h>
#include <liveness.h>
#include <uart.h>
#include "../../../../faultinject/splitmix64.h"
#include "hostile.h"

CMDLINE_BUFFER(256);

#define NAME_SIZE 16
/* prime, and more than there are pages to walk: each is met once */
#define PAGE_STEP 1000003

/* Keeps its value from life to life: no image reaches the end of the cell's memory. */
#define RETAINED ((volatile struct retained *)0xff000)

struct retained {
	u64 row; /* of tries, which the words describe */
	u64 next;
};

struct ivshmem hostile_link;

static unsigned long long state;
/* of the try, and how many there were before it on its surface */
static u64 number, try_of_surface;
/* of the row: a number for the whole of it */
static u64 row_start;
static const char *surface_name;
static const char *before = "-";
/* what the try read, if it did */
static u64 found;
static bool has_found;
static void *return_point[5];

/* ---- drawing ---- */

u64 draw(void)
{
	return splitmix64(&state);
}

u64 draw_below(u64 limit)
{
	return draw() % limit;
}

bool draw_bool(void)
{
	return draw_below(2);
}

unsigned int draw_size(void)
{
	return 1U << draw_below(4);
}

u64 draw_value(void)
{
	switch (draw_below(4)) {
	case 0:
		return draw_below(4);
	case 1:
		return 1ULL << draw_below(64);
	case 2:
		return ~0ULL >> draw_below(64);
	default:
		return draw() >> draw_below(64);
	}
}

/* ---- saying and doing ---- */

static void put(char c, void *context)
{
	(void)context;
	console_putc(c);
}

static void say_before(void)
{
	if (has_found) {
		printk("%s=%llx", before, found);
	} else {
		printk("%s", before);
	}
}

void announce(const char *fmt, ...)
{
	va_list ap;

	printk("HOSTILE %llu ", number);
	say_before();
	has_found = false;
	printk(" %s: ", surface_name);
	va_start(ap, fmt);
	format_text(put, NULL, fmt, ap);
	va_end(ap);
	printk("\n");
}

bool granted_with(u64 value)
{
	found = value;
	has_found = true;
	return true;
}

void try_refused(unsigned long reason)
{
	(void)reason;
	__builtin_longjmp(return_point, 1);
}

static bool __attribute__((noinline)) attempt(const struct surface *surface)
{
	if (__builtin_setjmp(return_point)) {
		return false;
	}
	return surface->attempt();
}

static void make_try(const struct surface *surface, u64 seed)
{
	bool granted;

	state = seed;
	state = draw() ^ number;
	draw();
	surface_name = surface->name;
	granted = attempt(surface);
	has_found = has_found && granted;
	before = granted ? "granted" : "refused";
	heartbeat();
}

/* ---- surfaces of every architecture ---- */

static bool try_hypercall(void)
{
	static const u32 codes[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 256, 257, 258 };
	u32 code = draw_bool() ? draw_of(codes) : draw_value();
	u64 first = draw_value(), second = draw_value();
	int result;

	if (code == JAILHOUSE_HC_DEBUG_CONSOLE_PUTC) {
		/* each announcement is to be a line of its own */
		first = '\n';
	}
	announce("%u, %llx %llx", code, first, second);
	result = jailhouse_call_arg2(code, first, second);
	return result >= 0;
}

/*
 * The pages of all windows in an order of its own: in as many steps as there are pages it is on
 * each of them once. Not the program itself: what it did to itself would prove nothing.
 */
static u64 walk_pages(u64 step)
{
	u64 pages = 0, page;
	unsigned int n;

	for (n = 0; n < arch_num_windows; n++) {
		pages += arch_windows[n].pages;
	}
	page = (row_start + step) % pages * PAGE_STEP % pages;
	for (n = 0; page >= arch_windows[n].pages; n++) {
		page -= arch_windows[n].pages;
	}
	return arch_windows[n].start + page * PAGE_SIZE;
}

static u64 draw_anywhere(void)
{
	u64 address = draw() & (draw_bool() ? 0xfffff000 : 0xfffffffff000);

	return address < 0x100000 ? address + 0x10000000 : address;
}

static void call(void *address)
{
#ifdef __x86_64__
	asm volatile("call *%0" : : "r"(address) : "memory", "cc");
#else
	asm volatile("blr %0" : : "r"(address) : "memory", "cc", "x30");
#endif
}

static bool is_comm_region(u64 address)
{
	return address / PAGE_SIZE == COMM_REGION_BASE / PAGE_SIZE;
}

/* Seven of eight tries are the steps of the walk, the eighth is anywhere. */
static u64 draw_page(void)
{
	u64 address = try_of_surface % 8 == 7 ? draw_anywhere()
					      : walk_pages(try_of_surface - try_of_surface / 8);

	/* what it writes there, others take for its answers: that is another surface */
	return is_comm_region(address) ? address + 0x1000000 : address;
}

static bool try_memory(void)
{
	u64 address = draw_page();
	unsigned int offset = draw_below(PAGE_SIZE - 8), size = draw_size();
	unsigned int kind = draw_below(8);

	/* else it is the cell's own translation that refuses it, where registers may be */
	if (draw_below(16)) {
		offset &= ~(size - 1);
	}
	if (kind == 0) {
		announce("fetch from %llx", address);
		call(window_to(address, true));
		return true;
	}
	announce("%s %llx, %u bytes", kind < 4 ? "read" : "write", address + offset, size);
	return access((u8 *)window_to(address, false) + offset, kind >= 4, size, draw());
}

static bool try_link(void)
{
	if (!hostile_link.registers) {
		announce("there is no link");
		return false;
	}
	if (draw_below(4) == 0) {
		return try_registers("table", (unsigned long)hostile_link.table, PAGE_SIZE);
	}
	return try_registers("register", (unsigned long)hostile_link.registers,
			     draw_bool() ? 0x20 : PAGE_SIZE);
}

static const struct surface common_surfaces[] = {
	{ "hypercall", try_hypercall },		 { "memory", try_memory }, { "ivshmem", try_link },
	{ "selfmodifying", try_self_modifying }, { NULL, NULL },
};

/* ---- memory ---- */

bool access(void *address, bool write, unsigned int size, u64 value)
{
	switch (size | (write ? 16 : 0)) {
	case 1:
		return granted_with(mmio_read8(address));
	case 2:
		return granted_with(mmio_read16(address));
	case 4:
		return granted_with(mmio_read32(address));
	case 8:
		return granted_with(mmio_read64(address));
	case 17:
		mmio_write8(address, value);
		break;
	case 18:
		mmio_write16(address, value);
		break;
	case 20:
		mmio_write32(address, value);
		break;
	default:
		mmio_write64(address, value);
		break;
	}
	return true;
}

void reach(unsigned long address)
{
	if (address >> 21 != (unsigned long)cmdline >> 21) {
		map_range((void *)address, PAGE_SIZE, MAP_UNCACHED);
	}
}

struct register_try draw_register_try(unsigned long base, unsigned long length)
{
	struct register_try try = { .size = draw_size() };
	u64 offset = draw_below(length);

	try.value = draw_value();
	try.write = draw_bool();
	if (draw_below(4)) {
		try.size = 4;
		offset &= ~3ULL;
	}
	try.address = base + offset;
	return try;
}

bool try_register(const char *what, const struct register_try *try)
{
	reach(try->address);
	announce("%s %s %lx, %u bytes, %llx", try->write ? "write" : "read", what, try->address,
		 try->size, try->value);
	return access((void *)try->address, try->write, try->size, try->value);
}

bool try_registers(const char *what, unsigned long base, unsigned long length)
{
	struct register_try try = draw_register_try(base, length);

	return try_register(what, &try);
}

unsigned long draw_trapped(void)
{
	unsigned int which = draw_below(arch_num_trapped + 2);

	if (which < arch_num_trapped) {
		return arch_trapped[which];
	}
	return hostile_link.registers ? (unsigned long)hostile_link.registers + draw_below(0x20)
				      : arch_trapped[0];
}

/* ---- all of them ---- */

/* The number that this life begins with. */
static u64 first_of_life(u64 seed, u64 first, u64 count)
{
	unsigned long long words = seed ^ first << 20 ^ count << 40;
	u64 row = splitmix64(&words);

	if (RETAINED->row != row || RETAINED->next - first > count) {
		RETAINED->next = first;
		RETAINED->row = row;
	}
	return RETAINED->next;
}

/* Those of the architecture first, then the common ones; @only leaves one. */
static unsigned int choose_surfaces(const struct surface **chosen, const char *only)
{
	const struct surface *tables[] = { arch_surfaces, common_surfaces };
	unsigned int count = 0, n;

	for (n = 0; n < ARRAY_SIZE(tables); n++) {
		const struct surface *surface;

		for (surface = tables[n]; surface->name; surface++) {
			if (!*only || strcmp(only, surface->name) == 0) {
				chosen[count++] = surface;
			}
		}
	}
	return count;
}

static void find_link(void)
{
	int bdf;

	pci_init();
	bdf = pci_find_device(IVSHMEM_VENDOR_ID, IVSHMEM_DEVICE_ID, 0);
	if (bdf >= 0) {
		ivshmem_init(&hostile_link, bdf);
	}
}

void inmate_main(void)
{
	u64 seed = cmdline_parse_int("seed", 1), first = cmdline_parse_int("first", 0);
	u64 count = cmdline_parse_int("count", 100);
	const struct surface *surfaces[16];
	char only[NAME_SIZE];
	unsigned int num_surfaces;

	num_surfaces =
		choose_surfaces(surfaces, cmdline_parse_str("surface", only, sizeof(only), ""));
	if (num_surfaces == 0) {
		printk("HOSTILE: there is no surface=%s\n", only);
		comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
		return;
	}
	disable_irqs();
	find_link();
	arch_catch_exceptions();
	state = seed;
	row_start = draw() >> 32;
	for (number = first_of_life(seed, first, count); number - first < count; number++) {
		RETAINED->next = number + 1;
		try_of_surface = number / num_surfaces;
		make_try(surfaces[number % num_surfaces], seed);
	}
	printk("HOSTILE end ");
	say_before();
	printk("\n");
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
