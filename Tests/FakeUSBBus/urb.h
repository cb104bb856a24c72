/** A USB request block: one transfer that a program has asked for. */
#pragma once

#include <linux/usbdevice_fs.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct urb {
    /** Where it lies in the program. */
    uintptr_t address;
    uint8_t *data;
    /** Takes it back when it is done. */
    void (*finished)(struct urb *urb);
    /** For `finished`. */
    struct usb_file *file;
    struct urb *next;
    /** For the one who works on it. */
    struct urb *next_queued;
    /** As the program filled it in; the last member, for it can be followed by packets. */
    struct usbdevfs_urb request;
};

/** Whether the device sends. */
static inline bool urb_is_in(const struct urb *urb) {
    return (urb->request.endpoint & 0x80) != 0;
}

/** The room in its buffer, or the bytes to send. */
static inline size_t urb_length(const struct urb *urb) {
    return (size_t)urb->request.buffer_length;
}

/** Gives the URB back; `status` is 0 or a negated error of errno(3). */
static inline void urb_finish(struct urb *urb, int status, size_t actual_length) {
    urb->request.status = status;
    urb->request.actual_length = (int)actual_length;
    urb->finished(urb);
}
