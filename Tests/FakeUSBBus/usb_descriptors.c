/* The binary form of a device: USB 2.0 specification, chapter 9.6. */
#include "usb_model.h"
#include "diagnostics.h"

#include <string.h>

enum { STRING_MANUFACTURER = 1, STRING_PRODUCT, STRING_SERIAL, STRING_FIRST_INTERFACE };

/** Bytes that grow up to a limit which the model cannot exceed. */
struct writer {
    uint8_t *bytes;
    size_t count;
};

static void put(struct writer *writer, const uint8_t *bytes, size_t count) {
    if (writer->count + count > USB_DESCRIPTORS_MAX) {
        give_up("descriptors");
    }
    memcpy(writer->bytes + writer->count, bytes, count);
    writer->count += count;
}

#define PUT(writer, ...)                                                                           \
    put((writer), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static uint8_t low(unsigned value) {
    return (uint8_t)(value & 0xFF);
}

static uint8_t high(unsigned value) {
    return (uint8_t)(value >> 8 & 0xFF);
}

static void put_interface(struct writer *writer, const struct usb_model *model, uint8_t number) {
    const struct usb_interface *interface = &model->interfaces[number];
    bool is_control = interface->class_code == 0x02;
    if (is_control) {
        /* Interface association: the control interface and the data interface after it. */
        PUT(writer, 8, 0x0B, number, 2, interface->class_code, interface->subclass,
            interface->protocol, 0);
    }
    uint8_t name = interface->name == NULL ? 0 : (uint8_t)(STRING_FIRST_INTERFACE + number);
    PUT(writer, 9, 4, number, 0, (uint8_t)interface->endpoint_count, interface->class_code,
        interface->subclass, interface->protocol, name);
    if (is_control) {
        /* CDC 1.1, 5.2.3: header, call management, abstract control management, union. */
        uint8_t data = (uint8_t)(number + 1);
        PUT(writer, 5, 0x24, 0x00, 0x10, 0x01);
        PUT(writer, 5, 0x24, 0x01, 0x00, data);
        PUT(writer, 4, 0x24, 0x02, 0x06);
        PUT(writer, 5, 0x24, 0x06, number, data);
    }
    for (size_t i = 0; i < interface->endpoint_count; i++) {
        const struct usb_endpoint *endpoint = &interface->endpoints[i];
        unsigned packet =
            endpoint->transfer == USB_INTERRUPT ? 10 : (model->is_high_speed ? 512 : 64);
        PUT(writer, 7, 5, endpoint->address, endpoint->transfer, low(packet), high(packet),
            endpoint->interval);
    }
}

size_t usb_model_descriptors(const struct usb_model *model,
                             uint8_t descriptors[USB_DESCRIPTORS_MAX]) {
    struct writer writer = {.bytes = descriptors};
    PUT(&writer, 18, 1, 0x00, 0x02, model->class_code, model->subclass, model->protocol, 64,
        low(model->vendor_id), high(model->vendor_id), low(model->product_id),
        high(model->product_id), low(model->release), high(model->release),
        model->manufacturer == NULL ? 0 : STRING_MANUFACTURER,
        model->product == NULL ? 0 : STRING_PRODUCT, model->serial == NULL ? 0 : STRING_SERIAL, 1);
    size_t configuration = writer.count;
    /* Powered by the bus, 300 mA. */
    PUT(&writer, 9, 2, 0, 0, (uint8_t)model->interface_count, 1, 0, 0x80, 150);
    for (uint8_t number = 0; number < model->interface_count; number++) {
        put_interface(&writer, model, number);
    }
    unsigned length = (unsigned)(writer.count - configuration);
    descriptors[configuration + 2] = low(length);
    descriptors[configuration + 3] = high(length);
    return writer.count;
}

/** Widens bytes to UTF-16, as many as one descriptor holds. */
static size_t string_descriptor(const uint8_t *text, size_t count,
                                uint8_t descriptor[USB_STRING_DESCRIPTOR_MAX]) {
    size_t units = count < 126 ? count : 126;
    for (size_t i = 0; i < units; i++) {
        descriptor[2 + 2 * i] = text[i];
        descriptor[3 + 2 * i] = 0;
    }
    descriptor[0] = (uint8_t)(2 + 2 * units);
    descriptor[1] = 3;
    return descriptor[0];
}

size_t usb_model_string(const struct usb_model *model, unsigned index,
                        uint8_t descriptor[USB_STRING_DESCRIPTOR_MAX]) {
    if (index == 0) {
        /* The languages: English of the United States. */
        memcpy(descriptor, (const uint8_t[]){4, 3, 0x09, 0x04}, 4);
        return 4;
    }
    if (index == STRING_SERIAL) {
        return model->serial == NULL
                   ? 0
                   : string_descriptor(model->serial, model->serial_count, descriptor);
    }
    const char *text = NULL;
    if (index == STRING_MANUFACTURER) {
        text = model->manufacturer;
    } else if (index == STRING_PRODUCT) {
        text = model->product;
    } else if (index - STRING_FIRST_INTERFACE < model->interface_count) {
        text = model->interfaces[index - STRING_FIRST_INTERFACE].name;
    }
    return text == NULL ? 0 : string_descriptor((const uint8_t *)text, strlen(text), descriptor);
}

char *usb_model_serial_text(const struct usb_model *model) {
    if (model->serial == NULL) {
        return NULL;
    }
    char *text = allocate(2 * model->serial_count + 1);
    size_t length = 0;
    /* The kernel's utf16s_to_utf8s ends at a zero. */
    for (size_t i = 0; i < model->serial_count && model->serial[i] != 0; i++) {
        uint8_t unit = model->serial[i];
        if (unit < 0x80) {
            text[length++] = (char)unit;
        } else {
            text[length++] = (char)(0xC0 | unit >> 6);
            text[length++] = (char)(0x80 | (unit & 0x3F));
        }
    }
    return text;
}
