/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOOL_CONFIG_CHECK_H
#define TOOL_CONFIG_CHECK_H

/**
 * `jailhouse config check`: check a set of configuration files offline.
 * @param argc	number of arguments, the command's name included
 * @param argv	"check", options, SYSCONFIG, CELLCONFIG...
 * @return: exit status: 0 clean, 1 findings, 2 usage or unreadable
 */
int cmd_config_check(int argc, char **argv);

#endif
