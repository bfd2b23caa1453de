/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_SYNDROME_H
#define ASM_SYNDROME_H

/* What ESR_EL2 says of an exit. */

/* exception classes in ESR_EL2 */
#define ESR_EC(esr)   ((esr) >> 26 & 0x3f)
#define ESR_ISS(esr)  ((esr)&0x1ffffff)
#define EC_CP15_32    0x03
#define EC_CP15_64    0x04
#define EC_HVC32      0x12
#define EC_SMC32      0x13
#define EC_HVC64      0x16
#define EC_SMC64      0x17
#define EC_SYSREG     0x18
#define EC_INST_ABORT 0x20
#define EC_DATA_ABORT 0x24

/* syndrome of aborts */
#define ISS_VALID	   (1U << 24)
#define ISS_SIZE(iss)	   (1U << ((iss) >> 22 & 3))
#define ISS_SIGN_EXTEND	   (1U << 21)
#define ISS_REGISTER(iss)  ((iss) >> 16 & 0x1f)
#define ISS_64BIT	   (1U << 15)
#define ISS_FAR_INVALID	   (1U << 10)
#define ISS_CACHE	   (1U << 8)
#define ISS_TABLE_WALK	   (1U << 7)
#define ISS_WRITE	   (1U << 6)
#define ISS_STATUS(iss)	   ((iss)&0x3f)
#define STATUS_TRANSLATION 0x04 /* levels in bits 1:0 */
#define STATUS_ACCESS_FLAG 0x08
#define STATUS_PERMISSION  0x0c
#define STATUS_LEVEL	   0x03

#endif
