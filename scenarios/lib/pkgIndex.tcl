# SPDX-License-Identifier: GPL-2.0-only
package ifneeded cellyard 1.0 "
	[list source [file join $dir console.tcl]]
	[list source [file join $dir harness.tcl]]
	[list source [file join $dir cellyard.tcl]]
"
