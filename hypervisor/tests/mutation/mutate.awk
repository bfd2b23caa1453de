# SPDX-License-Identifier: GPL-2.0-only
#
# Mutants of a C source, one change each. Without -v want=N: list them, one a line (number, line,
# change, source line). With it: print the source with that change.

BEGIN {
	# longer ones first; those without replacement only keep shorter ones from matching
	rule("->"); rule("<<"); rule(">>"); rule("++"); rule("--"); rule("+="); rule("|=")
	rule("<=", "<"); rule(">=", ">"); rule("==", "!="); rule("!=", "==")
	rule("&&", "||"); rule("||", "&&")
	rule("<", "<="); rule(">", ">=")
	rule(" + ", " - "); rule(" - ", " + "); rule(" & ", " | "); rule(" | ", " & ")
	rule(" % ", " / ")
	word("if (", "NEVER_IF("); word("if (", "ALWAYS_IF(")
	word("WARN(", "NO_WARN("); word("WARN_OTHER(", "NO_WARN(")
	word("true", "false"); word("false", "true")
	word("EINVAL", "EIO"); word("EBUSY", "EIO"); word("EEXIST", "EIO"); word("ERANGE", "EIO")
	word("E2BIG", "EIO"); word("EPERM", "EIO")
}

function rule(from, to) { count++; token[count] = from; other[count] = to; whole[count] = 0 }
function word(from, to) { rule(from, to); whole[count] = 1 }

# The line with comments, strings and characters blanked out, as long as it is.
function code_of(line,    out, n, c, two) {
	out = ""
	for (n = 1; n <= length(line); n++) {
		c = substr(line, n, 1)
		two = substr(line, n, 2)
		if (in_comment) {
			if (two == "*/") { in_comment = 0; n++; out = out "  " } else { out = out " " }
		} else if (quote != "") {
			if (c == "\\") { n++; out = out "  "; continue }
			if (c == quote) { quote = "" }
			out = out " "
		} else if (two == "/*") { in_comment = 1; n++; out = out "  " }
		else if (two == "//") { while (n++ <= length(line)) { out = out " " } }
		else if (c == "\"" || c == "'") { quote = c; out = out " " }
		else { out = out c }
	}
	return out
}

function fits(code, at, r) {
	if (substr(code, at, length(token[r])) != token[r]) { return 0 }
	return !whole[r] || ((at == 1 || substr(code, at - 1, 1) !~ /[A-Za-z0-9_.]/) &&
		(token[r] ~ /\($/ || substr(code, at + length(token[r]), 1) !~ /[A-Za-z0-9_]/))
}

function found(line, at, r) {
	number++
	if (!want) {
		sub(/^[ \t]+/, "", line)
		print number "\t" FNR "\t" token[r] " -> " other[r] "\t" line
	} else if (number == want) {
		changed = substr(line, 1, at - 1) other[r] substr(line, at + length(token[r]))
	}
}

{
	changed = $0
	code = code_of($0)
	directive = continued || code ~ /^[ \t]*#/
	continued = directive && /\\$/
	for (at = 1; !directive && at <= length(code); at++) {
		step = 0
		for (r = 1; r <= count; r++) {
			if (!fits(code, at, r) || (step && length(token[r]) != step)) { continue }
			step = length(token[r])
			if (other[r] != "") { found($0, at, r) }
			if (!whole[r]) { break }
		}
		if (step > 1) { at += step - 1 }
	}
	if (want) { print changed }
}
