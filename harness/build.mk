# SPDX-License-Identifier: GPL-2.0-only
#
# yard, the relay that joins Tcl with sockets, and their tests.

HARNESS_B := $(B)/harness
HARNESS_CFLAGS := -std=gnu11 -D_GNU_SOURCE -O2 -g $(WARN) $(REPRO) -MMD -MP $(ABI_INCLUDES)

HARNESS_PURE := $(wildcard harness/base/*.c harness/results/*.c harness/results/*.S harness/recording/*.c) \
	harness/machine/apic.c harness/machine/exits.c harness/machine/forgotten.c harness/machine/host_cpu.c harness/machine/kept.c \
	harness/machine/machine.c harness/machine/memory.c harness/machine/patience.c harness/machine/process.c harness/machine/qmp.c \
	harness/machine/state.c harness/machine/template.c \
	harness/scenario/scenario.c harness/scenario/selection.c harness/scenario/order.c harness/scenario/quarantine.c \
	harness/scenario/mistakes.c harness/scenario/ingredients.c harness/cli/story.c harness/cli/tried.c harness/cli/unpack.c
HARNESS_SRC := $(sort $(HARNESS_PURE) $(wildcard harness/machine/*.c harness/scenario/*.c \
	harness/cli/*.c))
HARNESS_TEST_SRC := $(wildcard harness/tests/*.c)

HARNESS_OBJ = $(patsubst harness/%.S,$(HARNESS_B)/obj/%.o,$(patsubst harness/%.c,$(HARNESS_B)/obj/%.o,$(1)))

$(HARNESS_B)/obj/%.o: harness/%.c
	@mkdir -p $(@D)
	$(HOSTCC) $(HARNESS_CFLAGS) -c $< -o $@

# files that the program carries in itself
$(HARNESS_B)/obj/%.o: harness/%.S $(wildcard harness/results/schema/* harness/results/page/*)
	@mkdir -p $(@D)
	$(HOSTCC) -I$(<D) -c $< -o $@

$(HARNESS_B)/yard: $(call HARNESS_OBJ,$(HARNESS_SRC))
	$(HOSTCC) -o $@ $^ -lvirt -ljansson -lsqlite3 -lz -larchive -lnettle -lcriterion -lpthread

$(HARNESS_B)/relay: $(call HARNESS_OBJ,harness/relay.c harness/base/files.c harness/base/text.c \
		harness/base/problem.c)
	$(HOSTCC) -o $@ $^

# loaded by the emulator, which brings the functions that it calls
$(HARNESS_B)/counter.so $(HARNESS_B)/holder.so: $(HARNESS_B)/%.so: $(HARNESS_B)/obj/%.o
	$(HOSTCC) -shared -o $@ $^

$(call HARNESS_OBJ,harness/counter.c harness/holder.c): HARNESS_CFLAGS += -fPIC -fvisibility=hidden

ALL += $(HARNESS_B)/yard $(HARNESS_B)/relay $(HARNESS_B)/counter.so $(HARNESS_B)/holder.so

ifneq ($(HARNESS_TEST_SRC),)
# its libvirt is a stand-in
$(HARNESS_B)/tests/units: $(call HARNESS_OBJ,$(HARNESS_TEST_SRC) $(HARNESS_PURE) harness/machine/domain.c)
	@mkdir -p $(@D)
	$(HOSTCC) -o $@ $^ -ljansson -lsqlite3 -lz -larchive -lnettle -lcriterion

UNIT_TESTS += $(HARNESS_B)/tests/units

# of the command as such
UNIT_TESTS += harness/tests/inject-options harness/tests/record-options harness/tests/nights harness/tests/inject-host
run-unit-test/harness/tests/inject-options run-unit-test/harness/tests/record-options: $(HARNESS_B)/yard
run-unit-test/harness/tests/record-options: $(HV)/jailhouse-amd.bin
run-unit-test/harness/tests/inject-host: $(HARNESS_B)/yard $(B)/faultinject/config $$(CELL_FILES) \
		$(HV)/jailhouse-amd.bin $(HV)/jailhouse.bin
endif

-include $(patsubst %.o,%.d,$(call HARNESS_OBJ,$(HARNESS_SRC) $(HARNESS_TEST_SRC) harness/relay.c harness/counter.c harness/holder.c))

# The harness itself: verdicts, and that nothing survives it. Needs a guest image.
.PHONY: test-harness
test-harness: all
	@harness/tests/selftest $(HARNESS_B)/yard $(MACHINE)

# The report in a real browser, which is too large to be installed for all who run `make test`.
.PHONY: test-report
test-report: all
	@harness/tests/test-report $(HARNESS_B)/yard
