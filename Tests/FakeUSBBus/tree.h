/** The directories that programs take for /sys and /dev, and the events that tell of changes. */
#pragma once

#include "usb_model.h"

#include <sys/types.h>

/** The usual permissions of a USB device's node. */
enum { TREE_NODE_MODE = 0664 };

/** A device and where it is plugged in. */
struct tree_device {
    /** Bus and ports as sysfs names them: `1-2.3`; `usb1` is a root hub. */
    const char *path;
    unsigned bus;
    unsigned number;
    const struct usb_model *model;
    /** The permissions of its node. */
    mode_t node_mode;
    /** `ttyACM0`, or NULL where it has no serial port. */
    const char *tty_name;
    unsigned tty_number;
    /** The terminal behind the serial port. */
    const char *tty_target;
};

/** Sets the directory that all goes into. */
void tree_start(const char *root);
/** Makes a device's files, and then tells of it. */
void tree_add(const struct tree_device *device);
/** Removes a device's files, and then tells of it. */
void tree_remove(const struct tree_device *device);
/** The path of the socket that answers for a node of /dev, such as `bus/usb/001/005`. */
char *tree_socket_path(const char *node);
/** The node of a device below /dev. */
char *tree_node(unsigned bus, unsigned number);
