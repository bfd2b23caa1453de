# SPDX-License-Identifier: GPL-2.0-only
#
# From jailhouse/reason.h: arrays with the names of its codes, objects and fields.

match($0, /^\tJAILHOUSE_(REASON|WARN|OBJECT|FIELD)_[A-Z0-9_]+/) {
	name = substr($0, 2, RLENGTH - 1)
	kind = name ~ /^JAILHOUSE_(REASON|WARN)_/ ? "code" : tolower(substr(name, 11, index(substr(name, 11), "_") - 1))
	rows[kind] = rows[kind] "\t[" name "] = \"" name "\",\n"
}

function put(kind) {
	printf "\nstatic const char *const %s_names[] = {\n%s};\n", kind, rows[kind]
}

END {
	print "/* SPDX-License-Identifier: GPL-2.0-only */"
	put("code")
	put("object")
	put("field")
}
