# SPDX-License-Identifier: GPL-2.0-only
#
# Completion of the jailhouse command for bash.

# Ids and names of the cells.
_jailhouse_cells()
{
	local cell

	for cell in /sys/devices/jailhouse/cells/[0-9]*; do
		[ -r "$cell/name" ] || continue
		echo "${cell##*/}"
		cat "$cell/name"
	done
}

_jailhouse_words()
{
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "${COMP_WORDS[COMP_CWORD]}")
}

_jailhouse_files()
{
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
}

# Arguments of "jailhouse cell <command>".
_jailhouse_cell()
{
	local previous=${COMP_WORDS[COMP_CWORD - 1]}

	case ${COMP_WORDS[2]} in
	create | linux)
		_jailhouse_files
		;;
	load)
		if [ "$COMP_CWORD" -eq 3 ] || [ "$previous" = --name ]; then
			_jailhouse_words "--name $(_jailhouse_cells)"
		elif [[ ${COMP_WORDS[COMP_CWORD]} == -* ]]; then
			_jailhouse_words "-s --string -a --address"
		elif [[ $previous != -* ]]; then
			_jailhouse_files
		fi
		;;
	start | shutdown | destroy)
		_jailhouse_words "--name $(_jailhouse_cells)"
		;;
	stats)
		if [ "$COMP_CWORD" -eq 3 ] || [ "$previous" = --name ]; then
			_jailhouse_words "--name $(_jailhouse_cells)"
		else
			_jailhouse_words "-b --batch -n --count -i --interval"
		fi
		;;
	esac
}

_jailhouse()
{
	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		_jailhouse_words "enable disable console hypervisor cell config hardware --help --version"
		return
	fi
	case ${COMP_WORDS[1]} in
	enable)
		_jailhouse_files
		;;
	console)
		_jailhouse_words "-f --follow --help"
		;;
	cell)
		if [ "$COMP_CWORD" -eq 2 ]; then
			_jailhouse_words "create list load start shutdown destroy linux stats"
		else
			_jailhouse_cell
		fi
		;;
	config)
		if [ "$COMP_CWORD" -eq 2 ]; then
			_jailhouse_words "create collect check"
		elif [ "$COMP_CWORD" -eq 3 ] && [[ ${COMP_WORDS[3]} == -* ]]; then
			_jailhouse_words "--strict --json --sarif --help"
		else
			_jailhouse_files
		fi
		;;
	hypervisor | hardware)
		_jailhouse_words "check"
		;;
	esac
}

complete -F _jailhouse jailhouse
