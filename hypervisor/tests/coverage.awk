# SPDX-License-Identifier: GPL-2.0-only
#
# Sums gcov's summaries: lines of each file, the total, failure below min per cent.

/^File / {
	file = $2
	gsub(/'/, "", file)
}

/^Lines executed:/ && file ~ /^hypervisor\/config\/.*\.c$/ && !(file in seen) {
	split($0, part, /[:% ]/)
	lines = $NF
	executed = part[3] * lines / 100
	seen[file] = 1
	total += lines
	covered += executed
	printf "%6.2f %% of %4d lines  %s\n", part[3], lines, file
}

END {
	percent = total ? 100 * covered / total : 0
	printf "%6.2f %% of %4d lines  hypervisor/config\n", percent, total
	if (percent < min) {
		printf "line coverage is below %d %%\n", min
		exit 1
	}
}
