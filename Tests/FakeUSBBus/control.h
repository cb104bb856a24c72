/** Control transfers that every USB device answers: USB 2.0 specification, chapter 9.4. */
#pragma once

#include "usb_model.h"

struct control_request {
    uint8_t kind;
    uint8_t request;
    uint16_t value;
    uint16_t index;
    uint16_t length;
};

/**
 * Carries out a control transfer; `data` has room for `request->length` bytes.
 *
 * Returns how many bytes the device sent, or a negated error of errno(3): -EPIPE where the device
 * stalls.
 */
int control_transfer(const struct usb_model *model, const struct control_request *request,
                     uint8_t *data);
