#include "control.h"

#include <errno.h>
#include <string.h>

enum {
    GET_STATUS = 0x00,
    CLEAR_FEATURE = 0x01,
    SET_FEATURE = 0x03,
    GET_DESCRIPTOR = 0x06,
    GET_CONFIGURATION = 0x08,
    SET_CONFIGURATION = 0x09,
    GET_INTERFACE = 0x0A,
    SET_INTERFACE = 0x0B,
};

enum { DESCRIPTOR_DEVICE = 1, DESCRIPTOR_CONFIGURATION = 2, DESCRIPTOR_STRING = 3 };

enum { DEVICE_DESCRIPTOR_BYTES = 18 };

/** Bit 7 of the kind: the device sends. Bits 5 and 6: 0 is a standard request. */
enum { KIND_IN = 0x80, KIND_TYPE = 0x60 };

static int answer(const struct control_request *request, uint8_t *data, const uint8_t *bytes,
                  size_t count) {
    size_t room = request->length < count ? request->length : count;
    memcpy(data, bytes, room);
    return (int)room;
}

static int get_descriptor(const struct usb_model *model, const struct control_request *request,
                          uint8_t *data) {
    unsigned index = request->value & 0xFF;
    uint8_t descriptors[USB_DESCRIPTORS_MAX];
    size_t count = usb_model_descriptors(model, descriptors);
    switch (request->value >> 8) {
    case DESCRIPTOR_DEVICE:
        return answer(request, data, descriptors, DEVICE_DESCRIPTOR_BYTES);
    case DESCRIPTOR_CONFIGURATION:
        if (index > 0) {
            return -EPIPE;
        }
        return answer(request, data, descriptors + DEVICE_DESCRIPTOR_BYTES,
                      count - DEVICE_DESCRIPTOR_BYTES);
    case DESCRIPTOR_STRING: {
        uint8_t text[USB_STRING_DESCRIPTOR_MAX];
        size_t length = usb_model_string(model, index, text);
        return length == 0 ? -EPIPE : answer(request, data, text, length);
    }
    default:
        return -EPIPE;
    }
}

int control_transfer(const struct usb_model *model, const struct control_request *request,
                     uint8_t *data) {
    if ((request->kind & KIND_TYPE) != 0) {
        return -EPIPE;
    }
    bool is_in = (request->kind & KIND_IN) != 0;
    switch (request->request) {
    case GET_STATUS:
        return is_in ? answer(request, data, (const uint8_t[]){0, 0}, 2) : -EPIPE;
    case GET_DESCRIPTOR:
        return is_in ? get_descriptor(model, request, data) : -EPIPE;
    case GET_CONFIGURATION:
        return is_in ? answer(request, data, (const uint8_t[]){1}, 1) : -EPIPE;
    case GET_INTERFACE:
        return is_in ? answer(request, data, (const uint8_t[]){0}, 1) : -EPIPE;
    case SET_CONFIGURATION:
        return is_in || request->value != 1 ? -EPIPE : 0;
    case SET_INTERFACE:
        return is_in || request->value != 0 ? -EPIPE : 0;
    case CLEAR_FEATURE:
    case SET_FEATURE:
        return is_in ? -EPIPE : 0;
    default:
        return -EPIPE;
    }
}
