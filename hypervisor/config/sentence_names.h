/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONFIG_SENTENCE_NAMES_H
#define CONFIG_SENTENCE_NAMES_H

/* How sentence.c, and nobody else, calls what a record names by number. */

static const char *const field_names[] = {
	[JAILHOUSE_FIELD_NONE] = "a field",
	[JAILHOUSE_FIELD_SIGNATURE] = "signature",
	[JAILHOUSE_FIELD_ARCHITECTURE] = "architecture",
	[JAILHOUSE_FIELD_REVISION] = "revision",
	[JAILHOUSE_FIELD_NAME] = "name",
	[JAILHOUSE_FIELD_ID] = "id",
	[JAILHOUSE_FIELD_FLAGS] = "flags",
	[JAILHOUSE_FIELD_CPUS] = "cpus",
	[JAILHOUSE_FIELD_CPU_SET_SIZE] = "cpu_set_size",
	[JAILHOUSE_FIELD_NUM_MEMORY_REGIONS] = "num_memory_regions",
	[JAILHOUSE_FIELD_NUM_CACHE_REGIONS] = "num_cache_regions",
	[JAILHOUSE_FIELD_NUM_IRQCHIPS] = "num_irqchips",
	[JAILHOUSE_FIELD_NUM_PIO_REGIONS] = "num_pio_regions",
	[JAILHOUSE_FIELD_NUM_PCI_DEVICES] = "num_pci_devices",
	[JAILHOUSE_FIELD_NUM_PCI_CAPS] = "num_pci_caps",
	[JAILHOUSE_FIELD_NUM_STREAM_IDS] = "num_stream_ids",
	[JAILHOUSE_FIELD_CPU_RESET_ADDRESS] = "cpu_reset_address",
	[JAILHOUSE_FIELD_PHYS_START] = "phys_start",
	[JAILHOUSE_FIELD_VIRT_START] = "virt_start",
	[JAILHOUSE_FIELD_SIZE] = "size",
	[JAILHOUSE_FIELD_TYPE] = "type",
	[JAILHOUSE_FIELD_ADDRESS] = "address",
	[JAILHOUSE_FIELD_PIN_BASE] = "pin_base",
	[JAILHOUSE_FIELD_PIN_BITMAP] = "pin_bitmap",
	[JAILHOUSE_FIELD_BASE] = "base",
	[JAILHOUSE_FIELD_LENGTH] = "length",
	[JAILHOUSE_FIELD_BDF] = "bdf",
	[JAILHOUSE_FIELD_IOMMU] = "iommu",
	[JAILHOUSE_FIELD_CAPS_START] = "caps_start",
	[JAILHOUSE_FIELD_START] = "start",
	[JAILHOUSE_FIELD_NUM_MSI_VECTORS] = "num_msi_vectors",
	[JAILHOUSE_FIELD_NUM_MSIX_VECTORS] = "num_msix_vectors",
	[JAILHOUSE_FIELD_MSIX_REGION_SIZE] = "msix_region_size",
	[JAILHOUSE_FIELD_MSIX_ADDRESS] = "msix_address",
	[JAILHOUSE_FIELD_SHMEM_REGIONS_START] = "shmem_regions_start",
	[JAILHOUSE_FIELD_SHMEM_DEV_ID] = "shmem_dev_id",
	[JAILHOUSE_FIELD_SHMEM_PEERS] = "shmem_peers",
	[JAILHOUSE_FIELD_SHMEM_PROTOCOL] = "shmem_protocol",
	[JAILHOUSE_FIELD_PCI_MMCONFIG_BASE] = "pci_mmconfig_base",
	[JAILHOUSE_FIELD_PM_TIMER_ADDRESS] = "pm_timer_address",
	[JAILHOUSE_FIELD_APIC_MODE] = "apic_mode",
	[JAILHOUSE_FIELD_VTD_INTERRUPT_LIMIT] = "vtd_interrupt_limit",
	[JAILHOUSE_FIELD_GIC_VERSION] = "gic_version",
	[JAILHOUSE_FIELD_MSI_64BITS] = "msi_64bits",
	[JAILHOUSE_FIELD_MAINTENANCE_IRQ] = "maintenance_irq",
	[JAILHOUSE_FIELD_CLOCK_REG] = "clock_reg",
};

/* What there can be several of is followed by its index. */
static const struct {
	const char *name;
	bool indexed;
} object_names[] = {
	[JAILHOUSE_OBJECT_NONE] = { "the request", false },
	[JAILHOUSE_OBJECT_SYSTEM] = { "the system configuration", false },
	[JAILHOUSE_OBJECT_CELL] = { "the cell configuration", false },
	[JAILHOUSE_OBJECT_CPU] = { "CPU", true },
	[JAILHOUSE_OBJECT_MEMORY] = { "memory region", true },
	[JAILHOUSE_OBJECT_CACHE] = { "cache region", true },
	[JAILHOUSE_OBJECT_IRQCHIP] = { "irqchip", true },
	[JAILHOUSE_OBJECT_PIO] = { "PIO region", true },
	[JAILHOUSE_OBJECT_PCI_DEVICE] = { "PCI device", true },
	[JAILHOUSE_OBJECT_PCI_CAP] = { "PCI capability", true },
	[JAILHOUSE_OBJECT_STREAM_ID] = { "stream id", true },
	[JAILHOUSE_OBJECT_IOMMU] = { "IOMMU unit", true },
	[JAILHOUSE_OBJECT_CONSOLE] = { "console", false },
	[JAILHOUSE_OBJECT_HV_MEMORY] = { "hypervisor_memory", false },
	[JAILHOUSE_OBJECT_MMCONFIG] = { "PCI MMCONFIG", false },
	[JAILHOUSE_OBJECT_LOCAL_APIC] = { "the local APIC", false },
	[JAILHOUSE_OBJECT_GIC] = { "GIC window", true },
	[JAILHOUSE_OBJECT_TEST_DEVICE] = { "the test device", false },
	[JAILHOUSE_OBJECT_FEATURE] = { "the CPU", false },
};

static const char *const feature_names[] = {
	[0] = "a CPU feature",
	[JAILHOUSE_FEATURE_SVM] = "AMD SVM (secure virtual machine)",
	[JAILHOUSE_FEATURE_SVM_NPT] = "SVM nested paging (NP)",
	[JAILHOUSE_FEATURE_VMX] = "Intel VMX (VT-x)",
	[JAILHOUSE_FEATURE_LONG_MODE] = "long mode (LM)",
	[JAILHOUSE_FEATURE_NX] = "no-execute pages (NX)",
	[JAILHOUSE_FEATURE_APIC] = "the local APIC",
	[JAILHOUSE_FEATURE_XSAVE] = "XSAVE",
	[JAILHOUSE_FEATURE_TSC] = "the time stamp counter (TSC)",
	[JAILHOUSE_FEATURE_PHYS_BITS] = "a usable physical address width",
	[JAILHOUSE_FEATURE_LA57] = "5-level paging (LA57)",
	[JAILHOUSE_FEATURE_SME] = "memory encryption (SME)",
	[JAILHOUSE_FEATURE_CET] = "control-flow enforcement (CET)",
	[JAILHOUSE_FEATURE_PCID] = "process-context identifiers (PCID)",
	[JAILHOUSE_FEATURE_PAGES_4K] = "translation tables with 4 KiB pages",
	[JAILHOUSE_FEATURE_GIC_VERSION] = "the GIC version that the configuration names",
	[JAILHOUSE_FEATURE_GIC_ROUTING] = "GIC affinity routing for all CPUs",
	[JAILHOUSE_FEATURE_GIC_REDISTRIBUTOR] = "a GIC redistributor at gicr_base for each CPU",
	[JAILHOUSE_FEATURE_GIC_MAINTENANCE] = "a GIC maintenance interrupt in 16..31",
	[JAILHOUSE_FEATURE_AARCH32] = "AArch32 at EL1",
};

static const char *const architecture_names[] = { "x86", "arm", "arm64" };
#define ANY_ARCHITECTURE_NAME "x86, arm or arm64"
static const char *const apic_mode_names[] = { "automatic", "xAPIC", "x2APIC" };

static const struct {
	__u64 flag;
	const char *name;
} memory_flags[] = {
	{ JAILHOUSE_MEM_READ, "JAILHOUSE_MEM_READ" },
	{ JAILHOUSE_MEM_WRITE, "JAILHOUSE_MEM_WRITE" },
	{ JAILHOUSE_MEM_EXECUTE, "JAILHOUSE_MEM_EXECUTE" },
	{ JAILHOUSE_MEM_DMA, "JAILHOUSE_MEM_DMA" },
	{ JAILHOUSE_MEM_IO, "JAILHOUSE_MEM_IO" },
	{ JAILHOUSE_MEM_COMM_REGION, "JAILHOUSE_MEM_COMM_REGION" },
	{ JAILHOUSE_MEM_LOADABLE, "JAILHOUSE_MEM_LOADABLE" },
	{ JAILHOUSE_MEM_ROOTSHARED, "JAILHOUSE_MEM_ROOTSHARED" },
	{ JAILHOUSE_MEM_NO_HUGEPAGES, "JAILHOUSE_MEM_NO_HUGEPAGES" },
	{ JAILHOUSE_MEM_IO_UNALIGNED, "JAILHOUSE_MEM_IO_UNALIGNED" },
	{ JAILHOUSE_MEM_IO_8, "JAILHOUSE_MEM_IO_8" },
	{ JAILHOUSE_MEM_IO_16, "JAILHOUSE_MEM_IO_16" },
	{ JAILHOUSE_MEM_IO_32, "JAILHOUSE_MEM_IO_32" },
	{ JAILHOUSE_MEM_IO_64, "JAILHOUSE_MEM_IO_64" },
};

#endif
