/**
 * A USB device as usbfs gives it to programs: the ioctls of /dev/bus/usb/BBB/DDD.
 *
 * What each one does: Linux, drivers/usb/core/devio.c.
 */
#pragma once

#include "remote.h"
#include "stlink.h"
#include "usb_model.h"

/** A device from its plugging in to its unplugging. */
struct usbfs;

/**
 * Answers at `socket_path` for a device.
 *
 * The model's texts must outlive the device. The device's first interface is that of `stlink`;
 * where that is NULL, all
 * that its programs ask for goes to `remote`; where that is NULL too, bulk transfers wait for ever.
 */
struct usbfs *usbfs_plug(const char *socket_path, const struct usb_model *model,
                         unsigned device_number, struct stlink *stlink, struct remote *remote);
/** Fails what is under way and all that comes; it frees itself when nobody has it open. */
void usbfs_unplug(struct usbfs *device);
