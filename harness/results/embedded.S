/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that yard carries in itself, as C strings. The build gives -I harness/results. */

.macro embed name, file
	.global \name
\name:
	.incbin "\file"
	.byte 0
.endm

	.section .rodata
	embed schema_1, "schema/1.sql"
	embed schema_2, "schema/2.sql"
	embed schema_3, "schema/3.sql"
	embed schema_4, "schema/4.sql"
	embed schema_5, "schema/5.sql"
	embed page_html, "page/page.html"
	embed page_css, "page/page.css"
	embed page_js, "page/page.js"

	.section .note.GNU-stack, "", %progbits
