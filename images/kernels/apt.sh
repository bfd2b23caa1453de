# SPDX-License-Identifier: GPL-2.0-only
#
# A private view of Debian's packages, for sh scripts to source. It uses the machine's own
# mirrors and keys, and lists and caches of its own: no root, the machine's dpkg is not touched.
#
# Expects: apt_source (path of setup/apt-source), CACHE (absolute directory).

# All messages go to standard error; standard output belongs to results.
say()
{
	echo "images: $*" >&2
}

fail()
{
	say "$*"
	exit 1
}

# Prints the code name of this machine's Debian release.
host_release()
{
	(
		ID=unknown VERSION_CODENAME=unknown
		if [ -r /etc/os-release ]; then
			# shellcheck source=/dev/null
			. /etc/os-release
		fi
		case $ID-$VERSION_CODENAME in
		debian-bookworm | debian-trixie) echo "$VERSION_CODENAME" ;;
		*) fail "guest kernels are fetched on Debian 12 (bookworm) and 13 (trixie) only;" \
			"this is ${PRETTY_NAME:-another system}" ;;
		esac
	)
}

# Suites that hold the kernels of release $1.
suites_of()
{
	echo "$1 $1-security"
	if [ "$1" = bookworm ]; then
		echo bookworm-backports
	fi
}

# Sources of the suites of release $1, taken from the entries of the machine's own release $2.
private_sources()
{
	for suite in $(suites_of "$1"); do
		part=${suite#"$1"}
		if [ "$1" = "$2" ] && "$apt_source" get "$suite" 2>/dev/null; then
			continue
		fi
		case $part in
		-security) "$apt_source" get "$2-security" "$suite" || : ;;
		*) "$apt_source" get "$2" "$suite" || : ;;
		esac
	done
}

# Sets "apt" to the directory of the private view of release $1. It knows the packages of all
# guests' architectures: those of amd64 by their plain names, others as NAME:ARCHITECTURE.
apt_select()
{
	apt=$CACHE/apt-$1
	mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/etc"
	: >"$apt/status"
	# -c is read after the machine's configuration, so hooks can be cleared here
	cat >"$apt/apt.conf.new" <<END
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
Dir::Cache::archives "$apt/archives";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/etc";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "amd64";
APT::Architectures { "amd64"; "arm64"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
	# lists of other architectures are no longer fresh
	if ! cmp -s "$apt/apt.conf.new" "$apt/apt.conf"; then
		rm -f "$apt/fresh"
	fi
	mv "$apt/apt.conf.new" "$apt/apt.conf"
}

# Reads the package lists from the mirror.
apt_update()
{
	apt-get -c "$apt/apt.conf" -q -o APT::Update::Error-Mode=any update >"$apt/update.log" 2>&1 &&
		touch "$apt/fresh"
}

# Reads the lists of release $1 without what the mirror turned out not to have; one line for each.
apt_update_without()
{
	if grep -q -- '-backports .* Release' "$apt/update.log"; then
		say "the mirror has no $1-backports any more: doing without"
		awk 'BEGIN { RS = ""; ORS = "\n\n" } !/-backports/' "$apt/etc/private.sources" \
			>"$apt/etc/private.tmp"
		mv "$apt/etc/private.tmp" "$apt/etc/private.sources"
		if apt_update; then
			return 0
		fi
	fi
	if grep -q 'binary-arm64' "$apt/update.log"; then
		say "the mirror has no arm64 packages: doing without ARM64 guests"
		sed '/^Suites:/a Architectures: amd64' "$apt/etc/private.sources" >"$apt/etc/private.tmp"
		mv "$apt/etc/private.tmp" "$apt/etc/private.sources"
		apt_update
		return
	fi
	return 1
}

# Gets the package lists of release $1 if those at hand are older than an hour or missing.
apt_refresh()
{
	apt_select "$1"
	if [ -n "$(find "$apt/fresh" -mmin -60 2>/dev/null)" ]; then
		return 0
	fi
	say "reading Debian's package lists for $1"
	private_sources "$1" "$(host_release)" >"$apt/etc/private.sources"
	if [ ! -s "$apt/etc/private.sources" ]; then
		fail "/etc/apt names no source for $(host_release) main: add one and start again"
	fi
	if apt_update || apt_update_without "$1"; then
		return 0
	fi
	if ls "$apt/lists/"*_Packages* >/dev/null 2>&1; then
		say "the mirror does not answer: using the package lists of an earlier time"
		return 0
	fi
	grep -E '^(E|W):' "$apt/update.log" >&2 || tail -n 5 "$apt/update.log" >&2
	fail "Debian's package lists cannot be read: check the network, or run 'apt-get update' and see"
}

# Prints field $3 of package $1 in version $2, empty if the mirror has no such package.
apt_field()
{
	apt-cache -c "$apt/apt.conf" show "$1=$2" 2>/dev/null | sed -n "s/^$3: //p" | sed -n 1p
}

# Prints the newest version of package $1 that begins with $2, empty if there is none.
apt_newest()
{
	newest=
	for version in $(apt-cache -c "$apt/apt.conf" show --all-versions "$1" 2>/dev/null |
		sed -n 's/^Version: //p'); do
		case $version in
		"$2"*)
			if dpkg --compare-versions "$version" gt "$newest"; then
				newest=$version
			fi
			;;
		esac
	done
	echo "$newest"
}

# The file in the cache for package $1 in version $2.
deb_path()
{
	echo "$CACHE/debs/$(echo "$1" | tr : _)_$(echo "$2" | sed 's/:/%3a/g').deb"
}

# True if package $1, version $2 is in the cache with SHA-256 $3.
deb_cached()
{
	deb=$(deb_path "$1" "$2")
	[ -f "$deb" ] && [ "$(sha256sum <"$deb" | cut -d' ' -f1)" = "$3" ]
}

# Downloads package $1, version $2 into the cache unless it is there; its SHA-256 must be $3.
# The name appears in the cache only when the file is complete and checked.
deb_fetch()
{
	if deb_cached "$1" "$2" "$3"; then
		return 0
	fi
	size=$(apt_field "$1" "$2" Size)
	say "downloading $1 $2 ($(((size + 1048575) / 1048576)) MiB)"
	work=$(mktemp -d "$CACHE/download.XXXXXX")
	if ! (cd "$work" && apt-get -c "$apt/apt.conf" -q download "$1=$2") >"$work/log" 2>&1; then
		grep -E '^(E|W):' "$work/log" >&2 || :
		rm -rf "$work"
		fail "downloading $1 $2 failed: check the network and start again"
	fi
	found=$(cat "$work"/*.deb | sha256sum | cut -d' ' -f1)
	if [ "$found" != "$3" ]; then
		rm -rf "$work"
		fail "$1 $2 has SHA-256 $found, expected $3: not used." \
			"If Debian has changed the package, run 'make update-lock'"
	fi
	mkdir -p "$CACHE/debs"
	mv "$work"/*.deb "$(deb_path "$1" "$2")"
	rm -rf "$work"
}

# What the private view appends to the names of packages of architecture $1.
suffix_of()
{
	case $1 in
	amd64) ;;
	*) echo ":$1" ;;
	esac
}

# The packages of guest part $1, newest on the mirror, as "package version sha256" lines;
# nothing if the release has none. $1: <arch>-<kernel series> or guest-<arch>.
resolve()
{
	case $1 in
	guest-amd64 | guest-arm64)
		for package in busybox-static bash-static; do
			package=$package$(suffix_of "${1#guest-}")
			resolve_one "$package" "$(apt_newest "$package" '')"
		done
		;;
	amd64-* | arm64-*)
		arch=${1%%-*}
		version=$(apt_newest "linux-image-$arch$(suffix_of "$arch")" "${1#*-}.")
		if [ -n "$version" ]; then
			resolve_kernel "$arch" "$version"
		fi
		;;
	*)
		fail "'$1' is no guest part that images/kernels knows how to find"
		;;
	esac
}

# $1: package, $2: version; an empty version prints nothing
resolve_one()
{
	if [ -n "$2" ]; then
		echo "$1 $2 $(apt_field "$1" "$2" SHA256)"
	fi
}

# The image that Debian's meta package of architecture $1 names in version $2, and what its
# headers name. linux-kbuild holds programs: there is one for each architecture of a host.
resolve_kernel()
{
	suffix=$(suffix_of "$1")
	image=$(apt_field "linux-image-$1$suffix" "$2" Depends | grep -o 'linux-image-[^ ,]*' | sed -n 1p)
	headers=linux-headers-${image#linux-image-}
	version=$(apt_newest "$image$suffix" '')
	depends=$(apt_field "$headers$suffix" "$version" Depends | tr ',|' '\n\n' | awk '{ print $1 }')
	resolve_one "$image$suffix" "$version"
	resolve_one "$headers$suffix" "$version"
	for package in $(echo "$depends" | grep -E '^linux-headers-.*-common$'); do
		resolve_one "$package" "$version"
	done
	for package in $(echo "$depends" | sed -n 's/^\(linux-kbuild-[^:]*\).*/\1/p'); do
		resolve_one "$package" "$version"
		resolve_one "$package:arm64" "$version"
	done
}
