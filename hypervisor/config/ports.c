/* SPDX-License-Identifier: GPL-2.0-only */

/* I/O ports and consoles behind them. */

#include <config/internal.h>

#define NUM_PORTS      0x10000
#define PCI_ADDRESS    0xcf8
#define PCI_PORTS      8
#define RESET_PORT     0xcf9
#define UART_8250_REGS 8

#define ABOUT(n, why) .code = (why), .object = JAILHOUSE_OBJECT_PIO, .index = (n)

static bool covers(const struct jailhouse_pio *range, u32 port)
{
	return port >= range->base && port < (u32)range->base + range->length;
}

static bool has_port(const struct config_cell *cell, u32 port)
{
	for (u32 n = 0; n < cell->num_pio; n++) {
		if (covers(&cell->pio[n], port)) {
			return true;
		}
	}
	return false;
}

/* The ports of PCI configuration space are moderated, whoever lists them. */
static bool is_pci_config(const struct jailhouse_pio *range)
{
	return range->base == PCI_ADDRESS && range->length <= PCI_PORTS && range->length >= 4;
}

static void warn_range(const struct scope *scope, u32 n)
{
	const struct jailhouse_pio *range = &scope->cell->pio[n];

	if (is_pci_config(range)) {
		WARN(scope, ABOUT(n, JAILHOUSE_WARN_PIO_MODERATED), .field = JAILHOUSE_FIELD_BASE,
		     .found = range->base, .expected = range->length);
	} else if (!scope->root && !has_port(&scope->check->system->root, range->base)) {
		WARN(scope, ABOUT(n, JAILHOUSE_WARN_PIO_NOT_IN_ROOT), .field = JAILHOUSE_FIELD_BASE,
		     .found = range->base);
	}
}

static int check_range(const struct scope *scope, u32 n)
{
	const struct jailhouse_pio *range = &scope->cell->pio[n];

	if ((u32)range->base + range->length > NUM_PORTS) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_PIO_BEYOND),
			      .field = JAILHOUSE_FIELD_LENGTH, .found = range->base,
			      .expected = range->length);
	}
	if (!scope->root && covers(range, RESET_PORT) && !is_pci_config(range)) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_PIO_RESET),
			      .field = JAILHOUSE_FIELD_BASE, .found = RESET_PORT);
	}
	if (range->length) {
		warn_range(scope, n);
	}
	return 0;
}

static void warn_console(const struct scope *scope)
{
	const struct jailhouse_console *console = &scope->cell->desc->console;

	if (console->type > JAILHOUSE_CON_TYPE_SCIF) {
		WARN(scope, .code = JAILHOUSE_WARN_CONSOLE_TYPE, .object = JAILHOUSE_OBJECT_CONSOLE,
		     .field = JAILHOUSE_FIELD_TYPE, .found = console->type);
	}
	if (!scope->root && is_x86(scope->check) && console->type == JAILHOUSE_CON_TYPE_8250 &&
	    !CON_IS_MMIO(console->flags) &&
	    (console->address > NUM_PORTS - UART_8250_REGS ||
	     !has_port(scope->cell, console->address))) {
		WARN(scope, .code = JAILHOUSE_WARN_CONSOLE_PORTS,
		     .object = JAILHOUSE_OBJECT_CONSOLE, .field = JAILHOUSE_FIELD_ADDRESS,
		     .found = console->address);
	}
}

int config_check_ports(const struct scope *scope)
{
	for (u32 n = 0; n < scope->cell->num_pio; n++) {
		int err = check_range(scope, n);

		if (ends(scope, err)) {
			return err;
		}
	}
	warn_console(scope);
	return 0;
}

static int judge_sharing(const struct scope *scope, u32 n, const struct config_cell *other, u32 m)
{
	const struct jailhouse_pio *a = &scope->cell->pio[n], *b = &other->pio[m];
	u32 port = max_u64(a->base, b->base);

	if (a->base == b->base && a->length == b->length) {
		WARN_OTHER(scope, other, ABOUT(n, JAILHOUSE_WARN_PIO_SHARED),
			   .field = JAILHOUSE_FIELD_BASE, .found = port,
			   .other_object = JAILHOUSE_OBJECT_PIO, .other_index = m);
		return 0;
	}
	return REFUSE_OTHER(scope, EBUSY, other, ABOUT(n, JAILHOUSE_REASON_PIO_SHARED),
			    .field = JAILHOUSE_FIELD_BASE, .found = port,
			    .other_object = JAILHOUSE_OBJECT_PIO, .other_index = m);
}

int config_check_ports_shared(const struct scope *scope, const struct config_cell *other)
{
	const struct config_cell *cell = scope->cell;

	for (u32 n = 0; n < cell->num_pio; n++) {
		const struct jailhouse_pio *ours = &cell->pio[n];

		for (u32 m = 0; m < other->num_pio; m++) {
			const struct jailhouse_pio *theirs = &other->pio[m];
			int err = 0;

			if (ranges_overlap(ours->base, ours->length, theirs->base,
					   theirs->length)) {
				err = judge_sharing(scope, n, other, m);
			}
			if (ends(scope, err)) {
				return err;
			}
		}
	}
	return 0;
}
