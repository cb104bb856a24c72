/**
 * A USB device behind a TCP port of this machine, such as `mcubench-vboard --picoboot-tcp`.
 *
 * The protocol is told in Sources/VirtualBoard/USBLinkRequest.swift: a greeting with ids and
 * serial, then transfers with tags. The end of the connection tells that the device was unplugged.
 */
#pragma once

#include "control.h"
#include "urb.h"

struct remote_identity {
    uint16_t vendor_id;
    uint16_t product_id;
    /** Ends with a zero. */
    char serial[65];
};

struct remote_events {
    /** The device is there, for the first time or again. */
    void (*plugged)(void *context, const struct remote_identity *identity);
    /** The device has gone; its URBs have failed already. */
    void (*unplugged)(void *context);
};

struct remote;

/** A connection to `port`; it is tried again for ever. */
struct remote *remote_new(uint16_t port, const struct remote_events *events, void *context);

/** Takes a bulk URB; it comes back through `urb_finish`. */
void remote_submit(struct remote *remote, struct urb *urb);
/** Takes a control URB, whose setup packet `request` is. */
void remote_control(struct remote *remote, const struct control_request *request, struct urb *urb);
/** Makes a halted endpoint ready; what is submitted afterwards comes afterwards. */
void remote_clear_halt(struct remote *remote, uint8_t endpoint);
/** Gives up an URB that has not come back. */
void remote_forget(struct remote *remote, struct urb *urb);
