# SPDX-License-Identifier: GPL-2.0-only
#
# claim: The first CPU asks the hypervisor again and again while the others restore their FPU state
#   again and again: nobody of them loses anything.
# machines: svm
# tags: emulator
# timeout: 400

# QEMU's threads tear each other's flags there if they run at the same time, see
# harness/machine/host_cpu.h. The hypervisor is lost then after some thousand exits.

# The shell's printf makes a program of machine code out of it, with 4 KiB of memory at 0x401000.
proc program {path code} {
	set code [binary format H* [join [regsub -all -line {;.*$} $code ""] ""]]
	set header [binary format a4c4x8ssiwwwissssss \x7fELF {2 1 1 0} 2 62 1 0x400078 64 0 \
			    0 64 56 1 0 0 0]
	append header [binary format iiwwwwww 1 7 0 0x400000 0x400000 \
			       [expr {120 + [string length $code]}] 0x2000 0x1000]
	binary scan $header$code cu* bytes
	set text ""
	foreach byte $bytes {
		append text [format {\%03o} $byte]
	}
	linux "printf '$text' > $path && chmod +x $path"
}

program /tmp/restore {
	bf 00 10 40 00 ; mov edi, 0x401000
	0f ae 07       ; fxsave [rdi]
	0f ae 0f       ; fxrstor [rdi]
	eb fb          ; and again
}
program /tmp/ask {
	be 50 c3 00 00 ; mov esi, 50000
	31 c0          ; xor eax, eax
	0f a2          ; cpuid
	ff ce          ; dec esi
	75 f8          ; jnz to xor
	b8 3c 00 00 00 ; mov eax, 60: exit
	31 ff          ; xor edi, edi
	0f 05          ; syscall
}

enable
linux {for cpu in 1 2 3; do taskset -c $cpu /tmp/restore & others="$others $!"; done}
step "50,000 exits of CPU 0"
linux {taskset -c 0 /tmp/ask} -timeout 300
check {[linux {kill -0 $others && echo all}] eq "all"} "the others are still at it"
linux {kill $others; wait $others 2>/dev/null; true}
expect_cpus 4
disable
