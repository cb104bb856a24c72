#include "usbfs_file.h"
#include "diagnostics.h"

#include <errno.h>
#include <linux/usb/ch9.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

/** A program that has just opened the node still finds whom to ask. */
enum { WITHDRAWAL_MILLISECONDS = 2000 };

void finish_ioctl(struct usb_file *file, int error) {
    opened_complete(file->opened, error == 0 ? 0 : -1, error);
}

static void reset(struct usb_file *file) {
    for (struct usb_file *each = file->device->files; each != NULL; each = each->next) {
        fail_pending(each, USB_INTERFACES_MAX, -ESHUTDOWN);
    }
    if (file->device->stlink != NULL) {
        stlink_reset(file->device->stlink);
    }
    finish_ioctl(file, 0);
}

// MARK: ioctls

/** The ioctls whose argument is a number in the program's memory. */
static void handle_number(struct usb_file *file, unsigned long request, uintptr_t address) {
    unsigned number = 0;
    if (!opened_read(file->opened, address, &number, sizeof number)) {
        finish_ioctl(file, EFAULT);
        return;
    }
    switch (request) {
    case USBDEVFS_CLAIMINTERFACE:
        claim_interface(file, number);
        break;
    case USBDEVFS_RELEASEINTERFACE:
        if (number >= file->device->model.interface_count ||
            file->device->holders[number] != file) {
            finish_ioctl(file, EINVAL);
        } else {
            release_interface(file, number);
            finish_ioctl(file, 0);
        }
        break;
    case USBDEVFS_SETCONFIGURATION:
        finish_ioctl(file, number == 1 ? 0 : EINVAL);
        break;
    default: /* clearing an endpoint; an ST-Link's never halts */
        if (file->device->remote != NULL) {
            remote_clear_halt(file->device->remote, (uint8_t)number);
        }
        finish_ioctl(file, interface_of_endpoint(&file->device->model, (uint8_t)number) <
                                   USB_INTERFACES_MAX
                               ? 0
                               : ENOENT);
        break;
    }
}

static void tell_capabilities(struct usb_file *file, uintptr_t address) {
    /* Those of a host controller without scatter-gather: libusb then cuts bulk transfers into URBs
     * of 16 KiB. */
    uint32_t capabilities = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION |
                            USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
    opened_write(file->opened, address, &capabilities, sizeof capabilities);
    finish_ioctl(file, 0);
}

static void tell_connection(struct usb_file *file, uintptr_t address) {
    struct usbdevfs_connectinfo information = {.devnum = file->device->number};
    opened_write(file->opened, address, &information, sizeof information);
    finish_ioctl(file, 0);
}

static void set_interface(struct usb_file *file, uintptr_t address) {
    struct usbdevfs_setinterface request;
    bool is_read = opened_read(file->opened, address, &request, sizeof request);
    finish_ioctl(file, is_read && request.altsetting == 0 ? 0 : EINVAL);
}

static void handle_interface_ioctl(struct usb_file *file, uintptr_t address) {
    struct usbdevfs_ioctl request;
    if (!opened_read(file->opened, address, &request, sizeof request) || request.ifno < 0) {
        finish_ioctl(file, EINVAL);
    } else if (request.ioctl_code == (int)USBDEVFS_DISCONNECT) {
        drive_interface(file, (unsigned)request.ifno, false);
    } else if (request.ioctl_code == (int)USBDEVFS_CONNECT) {
        drive_interface(file, (unsigned)request.ifno, true);
    } else {
        finish_ioctl(file, ENOTTY);
    }
}

static void handle(struct opened *opened, unsigned long request, uintptr_t argument) {
    struct usb_file *file = opened->state;
    bool is_reaping = request == USBDEVFS_REAPURB || request == USBDEVFS_REAPURBNDELAY;
    if (file->device->is_gone && !is_reaping) {
        finish_ioctl(file, ENODEV);
        return;
    }
    switch (request) {
    case USBDEVFS_SUBMITURB:
        submit_urb(file, argument);
        break;
    case USBDEVFS_DISCARDURB:
        discard_urb(file, argument);
        break;
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY:
        reap_urb(file, argument, request == USBDEVFS_REAPURB);
        break;
    case USBDEVFS_CONTROL:
        control_ioctl(file, argument);
        break;
    case USBDEVFS_CLAIMINTERFACE:
    case USBDEVFS_RELEASEINTERFACE:
    case USBDEVFS_SETCONFIGURATION:
    case USBDEVFS_CLEAR_HALT:
    case USBDEVFS_RESETEP:
        handle_number(file, request, argument);
        break;
    case USBDEVFS_GET_CAPABILITIES:
        tell_capabilities(file, argument);
        break;
    case USBDEVFS_GET_SPEED:
        opened_complete(opened, file->device->model.is_high_speed ? USB_SPEED_HIGH : USB_SPEED_FULL,
                        0);
        break;
    case USBDEVFS_CONNECTINFO:
        tell_connection(file, argument);
        break;
    case USBDEVFS_GETDRIVER:
        tell_driver(file, argument);
        break;
    case USBDEVFS_IOCTL:
        handle_interface_ioctl(file, argument);
        break;
    case USBDEVFS_DISCONNECT_CLAIM:
        detach_and_claim(file, argument);
        break;
    case USBDEVFS_SETINTERFACE:
        set_interface(file, argument);
        break;
    case USBDEVFS_RESET:
        reset(file);
        break;
    default:
        note("process %d: ioctl %#lx is none that this bus knows", (int)opened->process, request);
        finish_ioctl(file, ENOTTY);
        break;
    }
}

// MARK: devices and files

static void free_when_unused(struct usbfs *device) {
    if (device->node == NULL && device->files == NULL) {
        free(device);
    }
}

static void open_file(struct opened *opened) {
    struct usb_file *file = allocate(sizeof *file);
    file->opened = opened;
    file->device = opened->context;
    file->next = file->device->files;
    file->device->files = file;
    opened->state = file;
}

static void close_file(struct opened *opened) {
    struct usb_file *file = opened->state;
    struct usbfs *device = file->device;
    file->is_reaping = false;
    timer_clear(&file->patience);
    for (unsigned interface = 0; interface < USB_INTERFACES_MAX; interface++) {
        if (device->holders[interface] == file) {
            release_interface(file, interface);
        }
    }
    free_urbs(file);
    struct usb_file **place = &device->files;
    while (*place != file) {
        place = &(*place)->next;
    }
    *place = file->next;
    free(file);
    free_when_unused(device);
}

struct usbfs *usbfs_plug(const char *socket_path, const struct usb_model *model,
                         unsigned device_number, struct stlink *stlink, struct remote *remote) {
    static const struct node_operations operations = {
        .open = open_file, .request = handle, .close = close_file};
    struct usbfs *device = allocate(sizeof *device);
    device->model = *model;
    device->number = device_number;
    device->stlink = stlink;
    device->remote = remote;
    device->node = node_serve(socket_path, &operations, device);
    return device;
}

static void withdraw(void *context) {
    struct usbfs *device = context;
    node_withdraw(device->node);
    device->node = NULL;
    free_when_unused(device);
}

void usbfs_unplug(struct usbfs *device) {
    device->is_gone = true;
    for (struct usb_file *file = device->files; file != NULL; file = file->next) {
        fail_pending(file, USB_INTERFACES_MAX, -ESHUTDOWN);
        stop_reaping(file);
    }
    timer_set(&device->withdrawal, WITHDRAWAL_MILLISECONDS, withdraw, device);
}
