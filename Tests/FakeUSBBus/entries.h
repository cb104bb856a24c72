/** The directories of sysfs that one USB device brings. */
#pragma once

#include "tree.h"

/** One entry of sysfs: a directory that udev tells of. */
struct entry {
    /** Below /sys, starting with "/devices/". */
    char *path;
    const char *subsystem;
    const char *device_type;
    /** The file `uevent`: lines "NAME=value\n". */
    char *properties;
    bool is_class;
    /** "MAJOR:MINOR", or NULL. */
    char *number;
};

/** A device, its interfaces, and its serial port. */
struct entries {
    struct entry list[USB_INTERFACES_MAX + 3];
    size_t count;
};

/** Everything that a device brings, parents first. */
struct entries entries_of(const struct tree_device *device);
void entries_free(struct entries *entries);
/** The ports of a device without the bus: `2.3`; `0` for a root hub. */
const char *ports_of(const struct tree_device *device);
