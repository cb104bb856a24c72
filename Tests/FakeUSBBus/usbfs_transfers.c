#include "control.h"
#include "diagnostics.h"
#include "usbfs_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    SETUP_BYTES = 8,
    /** Of a setup packet's first byte: 0 is a standard request. */
    CONTROL_TYPE = 0x60,
    /** usbfs' own limit on the memory of all URBs. */
    TRANSFER_BYTES_MAX = 16 * 1024 * 1024,
    /**
     * How long a program that asks "is anything done?" is kept.
     *
     * The node is a file, which poll(2) finds ready at any time: libusb would ask without a pause.
     */
    REAP_MILLISECONDS = 1,
};

unsigned interface_of_endpoint(const struct usb_model *model, uint8_t endpoint) {
    for (unsigned number = 0; number < model->interface_count; number++) {
        const struct usb_interface *interface = &model->interfaces[number];
        for (size_t i = 0; i < interface->endpoint_count; i++) {
            if (interface->endpoints[i].address == endpoint) {
                return number;
            }
        }
    }
    return USB_INTERFACES_MAX;
}

static void append(struct urb **list, struct urb *urb) {
    while (*list != NULL) {
        list = &(*list)->next;
    }
    urb->next = NULL;
    *list = urb;
}

static void take_out(struct urb **list, const struct urb *urb) {
    while (*list != urb) {
        list = &(*list)->next;
    }
    *list = urb->next;
}

static void free_urb(struct urb *urb) {
    free(urb->data);
    free(urb);
}

// MARK: fetching what is done

/** Copies an URB's outcome into the program. */
static void hand_over(struct usb_file *file, struct urb *urb) {
    bool is_control = urb->request.type == USBDEVFS_URB_TYPE_CONTROL;
    size_t skipped = is_control ? SETUP_BYTES : 0;
    bool is_in = is_control ? (urb->data[0] & 0x80) != 0 : urb_is_in(urb);
    uintptr_t buffer = (uintptr_t)urb->request.buffer;
    if (is_in) {
        opened_write(file->opened, buffer + skipped, urb->data + skipped,
                     (size_t)urb->request.actual_length);
    }
    opened_write(file->opened, urb->address, &urb->request, sizeof urb->request);
    opened_write(file->opened, file->reap_address, &urb->address, sizeof urb->address);
    file->is_reaping = false;
    timer_clear(&file->patience);
    finish_ioctl(file, 0);
}

void stop_reaping(struct usb_file *file) {
    if (file->is_reaping) {
        file->is_reaping = false;
        timer_clear(&file->patience);
        finish_ioctl(file, file->device->is_gone ? ENODEV : EAGAIN);
    }
}

static void lose_patience(void *context) {
    stop_reaping(context);
}

void reap_urb(struct usb_file *file, uintptr_t address, bool may_wait) {
    file->is_reaping = true;
    file->reap_address = address;
    struct urb *urb = file->done;
    if (urb != NULL) {
        file->done = urb->next;
        hand_over(file, urb);
        free_urb(urb);
    } else if (file->device->is_gone) {
        stop_reaping(file);
    } else if (!may_wait) {
        timer_set(&file->patience, REAP_MILLISECONDS, lose_patience, file);
    }
}

/** Takes an URB back from the device. */
static void finished(struct urb *urb) {
    struct usb_file *file = urb->file;
    take_out(&file->pending, urb);
    if (file->is_reaping) {
        hand_over(file, urb);
        free_urb(urb);
    } else {
        append(&file->done, urb);
    }
}

// MARK: starting

/** Carries out the control transfer of an URB, whose data start with the setup packet. */
static void run_control(struct usb_file *file, struct urb *urb) {
    const uint8_t *setup = urb->data;
    const struct control_request request = {
        .kind = setup[0],
        .request = setup[1],
        .value = (uint16_t)(setup[2] | setup[3] << 8),
        .index = (uint16_t)(setup[4] | setup[5] << 8),
        .length = (uint16_t)(setup[6] | setup[7] << 8),
    };
    if (file->device->remote != NULL && (request.kind & CONTROL_TYPE) != 0) {
        remote_control(file->device->remote, &request, urb);
        return;
    }
    int result = control_transfer(&file->device->model, &request, urb->data + SETUP_BYTES);
    urb_finish(urb, result < 0 ? result : 0, result < 0 ? 0 : (size_t)result);
}

/** Whether the URB can be carried out, as an error of errno(3). */
static int refusal(const struct usb_file *file, const struct urb *urb) {
    const struct usbdevfs_urb *request = &urb->request;
    if (request->buffer_length < 0 || request->buffer_length > TRANSFER_BYTES_MAX) {
        return EINVAL;
    }
    if (request->type == USBDEVFS_URB_TYPE_CONTROL) {
        return request->buffer_length < SETUP_BYTES ? EINVAL : 0;
    }
    if (request->type != USBDEVFS_URB_TYPE_BULK && request->type != USBDEVFS_URB_TYPE_INTERRUPT) {
        return EINVAL;
    }
    unsigned interface = interface_of_endpoint(&file->device->model, request->endpoint);
    if (interface == USB_INTERFACES_MAX) {
        return ENOENT;
    }
    if (file->device->holders[interface] != file) {
        note("process %d uses interface %u without having claimed it", (int)file->opened->process,
             interface);
        return EBUSY;
    }
    return 0;
}

void submit_urb(struct usb_file *file, uintptr_t address) {
    struct urb *urb = allocate(sizeof *urb);
    urb->address = address;
    urb->file = file;
    urb->finished = finished;
    int error = opened_read(file->opened, address, &urb->request, sizeof urb->request)
                    ? refusal(file, urb)
                    : EFAULT;
    bool is_control = urb->request.type == USBDEVFS_URB_TYPE_CONTROL;
    if (error == 0) {
        urb->data = allocate(urb_length(urb));
        bool has_bytes = is_control || !urb_is_in(urb);
        if (has_bytes && !opened_read(file->opened, (uintptr_t)urb->request.buffer, urb->data,
                                      urb_length(urb))) {
            error = EFAULT;
        }
    }
    if (error == 0 && is_control &&
        (size_t)(urb->data[6] | urb->data[7] << 8) > urb_length(urb) - SETUP_BYTES) {
        error = EINVAL;
    }
    if (error != 0) {
        free_urb(urb);
        finish_ioctl(file, error);
        return;
    }
    finish_ioctl(file, 0);
    append(&file->pending, urb);
    if (is_control) {
        run_control(file, urb);
    } else if (file->device->stlink != NULL &&
               interface_of_endpoint(&file->device->model, urb->request.endpoint) == 0) {
        stlink_submit(file->device->stlink, urb);
    } else if (file->device->remote != NULL &&
               file->device->holders[interface_of_endpoint(&file->device->model,
                                                           urb->request.endpoint)] == file) {
        remote_submit(file->device->remote, urb);
    } /* else the device neither sends nor takes anything: the transfer waits */
}

void control_ioctl(struct usb_file *file, uintptr_t address) {
    struct usbdevfs_ctrltransfer transfer;
    if (!opened_read(file->opened, address, &transfer, sizeof transfer)) {
        finish_ioctl(file, EFAULT);
        return;
    }
    const struct control_request request = {
        .kind = transfer.bRequestType,
        .request = transfer.bRequest,
        .value = transfer.wValue,
        .index = transfer.wIndex,
        .length = transfer.wLength,
    };
    uint8_t *data = allocate(request.length);
    int result = control_transfer(&file->device->model, &request, data);
    if (result > 0) {
        opened_write(file->opened, (uintptr_t)transfer.data, data, (size_t)result);
    }
    free(data);
    opened_complete(file->opened, result < 0 ? -1 : result, result < 0 ? -result : 0);
}

// MARK: giving up

/** Takes an URB away from whoever works on it, and ends it. */
static void abandon(struct urb *urb, int status) {
    if (urb->file->device->stlink != NULL) {
        stlink_forget(urb->file->device->stlink, urb);
    }
    if (urb->file->device->remote != NULL) {
        remote_forget(urb->file->device->remote, urb);
    }
    urb_finish(urb, status, 0);
}

void discard_urb(struct usb_file *file, uintptr_t address) {
    for (struct urb *urb = file->pending; urb != NULL; urb = urb->next) {
        if (urb->address == address) {
            finish_ioctl(file, 0);
            abandon(urb, -ENOENT);
            return;
        }
    }
    finish_ioctl(file, EINVAL);
}

void fail_pending(struct usb_file *file, unsigned interface, int status) {
    struct urb *next;
    for (struct urb *urb = file->pending; urb != NULL; urb = next) {
        next = urb->next;
        unsigned its = interface_of_endpoint(&file->device->model, urb->request.endpoint);
        if (interface == USB_INTERFACES_MAX || its == interface) {
            abandon(urb, status);
        }
    }
}

static void free_list(struct urb *urb) {
    while (urb != NULL) {
        struct urb *next = urb->next;
        free_urb(urb);
        urb = next;
    }
}

void free_urbs(struct usb_file *file) {
    fail_pending(file, USB_INTERFACES_MAX, -ENOENT);
    free_list(file->done);
    file->done = NULL;
}
