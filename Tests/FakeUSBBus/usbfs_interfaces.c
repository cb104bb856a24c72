#include "diagnostics.h"
#include "usbfs_file.h"

#include <errno.h>
#include <string.h>

/** Whether a driver of the kernel holds the interface. */
static bool is_driven(const struct usbfs *device, unsigned interface) {
    return device->model.interfaces[interface].driver != NULL && !device->driver_is_off[interface];
}

void release_interface(struct usb_file *file, unsigned interface) {
    struct usbfs *device = file->device;
    fail_pending(file, interface, -ENOENT);
    device->holders[interface] = NULL;
    if (interface == 0 && device->stlink != NULL && !device->is_gone) {
        stlink_close(device->stlink);
    }
    note("process %d released interface %u of device %u", (int)file->opened->process, interface,
         device->number);
}

static void grant(void *context, int error) {
    struct usb_file *file = context;
    if (error != 0) {
        file->device->holders[file->claimed] = NULL;
    }
    finish_ioctl(file, error);
}

void claim_interface(struct usb_file *file, unsigned interface) {
    struct usbfs *device = file->device;
    if (interface >= device->model.interface_count) {
        finish_ioctl(file, ENOENT);
    } else if (device->holders[interface] == file) {
        finish_ioctl(file, 0);
    } else if (device->holders[interface] != NULL || is_driven(device, interface)) {
        note("process %d may not claim interface %u of device %u", (int)file->opened->process,
             interface, device->number);
        finish_ioctl(file, EBUSY);
    } else {
        note("process %d claims interface %u of device %u", (int)file->opened->process, interface,
             device->number);
        device->holders[interface] = file;
        file->claimed = interface;
        if (interface == 0 && device->stlink != NULL) {
            stlink_open(device->stlink, grant, file);
        } else {
            finish_ioctl(file, 0);
        }
    }
}

void drive_interface(struct usb_file *file, unsigned interface, bool is_on) {
    struct usbfs *device = file->device;
    if (interface >= device->model.interface_count ||
        device->model.interfaces[interface].driver == NULL) {
        finish_ioctl(file, is_on ? 0 : ENODATA);
    } else if (device->holders[interface] != NULL) {
        finish_ioctl(file, EBUSY);
    } else if (!is_on && device->driver_is_off[interface]) {
        finish_ioctl(file, ENODATA);
    } else {
        device->driver_is_off[interface] = !is_on;
        finish_ioctl(file, 0);
    }
}

void tell_driver(struct usb_file *file, uintptr_t address) {
    const struct usbfs *device = file->device;
    struct usbdevfs_getdriver request;
    if (!opened_read(file->opened, address, &request, sizeof request)) {
        finish_ioctl(file, EFAULT);
        return;
    }
    const char *name = NULL;
    if (request.interface < device->model.interface_count) {
        name = device->holders[request.interface] != NULL ? "usbfs"
               : is_driven(device, request.interface)
                   ? device->model.interfaces[request.interface].driver
                   : NULL;
    }
    if (name == NULL) {
        finish_ioctl(file, ENODATA);
        return;
    }
    memset(request.driver, 0, sizeof request.driver);
    strncpy(request.driver, name, sizeof request.driver - 1);
    opened_write(file->opened, address, &request, sizeof request);
    finish_ioctl(file, 0);
}

void detach_and_claim(struct usb_file *file, uintptr_t address) {
    struct usbdevfs_disconnect_claim request;
    if (!opened_read(file->opened, address, &request, sizeof request)) {
        finish_ioctl(file, EFAULT);
        return;
    }
    if (request.interface < file->device->model.interface_count) {
        file->device->driver_is_off[request.interface] = true;
    }
    claim_interface(file, request.interface);
}
