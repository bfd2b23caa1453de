/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _JAILHOUSE_PCI_DEFS_H
#define _JAILHOUSE_PCI_DEFS_H

#define PCI_CAP_ID_AF	  0x13
#define PCI_CAP_ID_DBG	  0xa
#define PCI_CAP_ID_EXP	  0x10
#define PCI_CAP_ID_HT	  0x8
#define PCI_CAP_ID_MSI	  0x5
#define PCI_CAP_ID_MSIX	  0x11
#define PCI_CAP_ID_PM	  0x1
#define PCI_CAP_ID_SATA	  0x12
#define PCI_CAP_ID_SECDEV 0xf
#define PCI_CAP_ID_SSVID  0xd
#define PCI_CAP_ID_VNDR	  0x9
#define PCI_CAP_ID_VPD	  0x3

/* extended capabilities; in configurations combined with JAILHOUSE_PCI_EXT_CAP */
#define PCI_EXT_CAP_ID_ACS     0xd
#define PCI_EXT_CAP_ID_AMD_XXX 0x14
#define PCI_EXT_CAP_ID_ARI     0xe
#define PCI_EXT_CAP_ID_ATS     0xf
#define PCI_EXT_CAP_ID_CAC     0xc
#define PCI_EXT_CAP_ID_DPA     0x16
#define PCI_EXT_CAP_ID_DPC     0x1d
#define PCI_EXT_CAP_ID_DSN     0x3
#define PCI_EXT_CAP_ID_ERR     0x1
#define PCI_EXT_CAP_ID_L1SS    0x1e
#define PCI_EXT_CAP_ID_LTR     0x18
#define PCI_EXT_CAP_ID_MCAST   0x12
#define PCI_EXT_CAP_ID_MFVC    0x8
#define PCI_EXT_CAP_ID_MRIOV   0x11
#define PCI_EXT_CAP_ID_PASID   0x1b
#define PCI_EXT_CAP_ID_PMUX    0x1a
#define PCI_EXT_CAP_ID_PRI     0x13
#define PCI_EXT_CAP_ID_PTM     0x1f
#define PCI_EXT_CAP_ID_PWR     0x4
#define PCI_EXT_CAP_ID_RCEC    0x7
#define PCI_EXT_CAP_ID_RCILC   0x6
#define PCI_EXT_CAP_ID_RCLD    0x5
#define PCI_EXT_CAP_ID_RCRB    0xa
#define PCI_EXT_CAP_ID_REBAR   0x15
#define PCI_EXT_CAP_ID_SECPCI  0x19
#define PCI_EXT_CAP_ID_SRIOV   0x10
#define PCI_EXT_CAP_ID_TPH     0x17
#define PCI_EXT_CAP_ID_VC      0x2
#define PCI_EXT_CAP_ID_VC9     0x9
#define PCI_EXT_CAP_ID_VNDR    0xb

#endif
