/** The messages with which the kernel and udev announce that a device came or went. */
#pragma once

/** Where the sockets of programs that listen lie: as `listener-*` in this directory. */
void uevents_start(const char *testbed);

/**
 * Sends one event to every program that listens.
 *
 * `device_path` starts with "/devices/"; `device_type` may be NULL; `properties` are lines
 * "NAME=value\n".
 */
void uevents_send(const char *action, const char *device_path, const char *subsystem,
                  const char *device_type, const char *properties);
