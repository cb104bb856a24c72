/** The files of a USB device's directories in sysfs. */
#pragma once

#include "tree.h"

/** Writes a file of text with a newline, as sysfs has them; `directory` is below `root`/sys. */
void write_attribute(const char *root, const char *directory, const char *name, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));
/** What the kernel tells of a device in the directory `path`, but its descriptors. */
void write_device_attributes(const char *root, const char *path, const struct tree_device *device);
/** What it tells of an interface. */
void write_interface_attributes(const char *root, const char *path,
                                const struct usb_interface *interface, size_t number);
