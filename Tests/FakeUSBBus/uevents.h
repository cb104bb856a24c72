/**
 * The messages with which the kernel and udev announce that a device came or went.
 *
 * libumockdev-preload turns a program's netlink socket into a socket file `eventN` of the testbed,
 * N being the descriptor's number in that program. Two programs with the same number would take
 * the file away from each other, so each file is renamed as soon as it is there.
 */
#pragma once

/** Watches `testbed` for programs that listen. */
void uevents_start(const char *testbed);

/**
 * Sends one event to every program that listens.
 *
 * `device_path` starts with "/devices/"; `device_type` may be NULL; `properties` are lines
 * "NAME=value\n".
 */
void uevents_send(const char *action, const char *device_path, const char *subsystem,
                  const char *device_type, const char *properties);
