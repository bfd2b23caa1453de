/* SPDX-License-Identifier: GPL-2.0-only */

/* Measures how late the local APIC's timer fires. */

#include <inmate.h>
#include <liveness.h>
#include <asm/regs.h>
#include <arch_cpuid.h>

#define PERIOD_NS    (100 * NS_PER_MSEC)
#define POLLUTE_SIZE (512 * 1024)
#define CACHE_LINE   64
#define TIMER_VECTOR 32

static unsigned long expected_ns;
static bool measured;
static long min_jitter, max_jitter;

static bool has_smi_count;
static u64 initial_smis;

static volatile u32 *led_reg;
static unsigned int led_pin;

/* Intel's counter exists since the first Core i7. */
static bool find_smi_count(void)
{
	u32 version = cpuid(1, 0).eax;
	unsigned int family = (version >> 8) & 0xf;
	unsigned int model = ((version >> 4) & 0xf) | ((version >> 12) & 0xf0);

	return cpu_vendor_is("GenuineIntel") && family == 6 && model >= 0x1a;
}

static void note_jitter(long jitter)
{
	if (!measured || jitter < min_jitter) {
		min_jitter = jitter;
	}
	if (!measured || jitter > max_jitter) {
		max_jitter = jitter;
	}
	measured = true;
}

static void print_jitter(long jitter)
{
	printk("Timer fired, jitter: %6ld ns, min: %6ld ns, max: %6ld ns", jitter, min_jitter,
	       max_jitter);
	if (has_smi_count) {
		printk(", SMIs: %d", (int)(read_msr(MSR_SMI_COUNT) - initial_smis));
	}
	printk("\n");
}

static void program_timer(void)
{
	unsigned long now = tsc_read_ns();

	expected_ns += PERIOD_NS;
	if (expected_ns <= now) {
		/* more than a period late: start over */
		expected_ns = now + PERIOD_NS;
	}
	apic_timer_set(expected_ns - now);
}

static void handle_irq(unsigned int irq)
{
	long jitter = tsc_read_ns() - expected_ns;

	if (irq != TIMER_VECTOR) {
		return;
	}
	note_jitter(jitter);
	print_jitter(jitter);
	if (led_reg) {
		*led_reg ^= 1U << led_pin;
	}
	heartbeat();
	program_timer();
}

static void init_led(void)
{
	led_reg = (volatile u32 *)(unsigned long)cmdline_parse_int("led-reg", 0);
	led_pin = cmdline_parse_int("led-pin", 0) & 31;
	if (led_reg) {
		map_range((void *)led_reg, sizeof(*led_reg), MAP_UNCACHED);
	}
}

static void init_smi_count(void)
{
	has_smi_count = find_smi_count();
	if (has_smi_count) {
		initial_smis = read_msr(MSR_SMI_COUNT);
		printk("Initial number of SMIs: %d\n", (int)initial_smis);
	}
}

static void init_timer(void)
{
	unsigned long tsc_hz;

	irq_init(handle_irq);
	irq_enable(TIMER_VECTOR);

	tsc_hz = tsc_init();
	printk("Calibrated TSC frequency: %lu.%03lu kHz\n", tsc_hz / 1000, tsc_hz % 1000);
	printk("Calibrated APIC frequency: %lu kHz\n", apic_timer_init(TIMER_VECTOR));

	expected_ns = tsc_read_ns();
	program_timer();
}

/* Write one byte in each line, so that the caches forget everything else. */
static void pollute_cache(volatile char *memory)
{
	unsigned long pos;

	for (pos = 0; pos < POLLUTE_SIZE; pos += CACHE_LINE) {
		memory[pos] ^= 0x55;
	}
}

/* Refuses the first request. Returns true when the demo shall end. */
static bool handle_messages(void)
{
	static bool refused;

	if (!shutdown_requested()) {
		return false;
	}
	if (refused) {
		return true;
	}
	refused = true;
	printk("Rejecting first shutdown request - try again!\n");
	jailhouse_send_reply_from_cell(comm_region, JAILHOUSE_MSG_REQUEST_DENIED);
	return false;
}

void inmate_main(void)
{
	volatile char *pollution = NULL;

	comm_region->cell_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	if (cmdline_parse_bool("pollute-cache", false)) {
		pollution = alloc(POLLUTE_SIZE, PAGE_SIZE);
		printk("Cache pollution enabled\n");
	}
	init_led();
	init_smi_count();
	init_timer();

	while (!handle_messages()) {
		enable_irqs();
		if (pollution) {
			pollute_cache(pollution);
		} else {
			halt();
		}
		disable_irqs();
	}
	printk("Stopped APIC demo\n");
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
