#include "attributes.h"
#include "diagnostics.h"
#include "entries.h"
#include "files.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void write_attribute(const char *root, const char *directory, const char *name, const char *format,
                     ...) {
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        give_up("memory");
    }
    char *line = format_text("%s\n", text);
    char *path = format_text("%s/sys%s/%s", root, directory, name);
    write_file(path, line, strlen(line), 0444);
    free(path);
    free(line);
    free(text);
}

void write_device_attributes(const char *root, const char *path, const struct tree_device *device) {
    const struct usb_model *model = device->model;
    write_attribute(root, path, "busnum", "%u", device->bus);
    write_attribute(root, path, "devnum", "%u", device->number);
    write_attribute(root, path, "devpath", "%s", ports_of(device));
    write_attribute(root, path, "idVendor", "%04x", model->vendor_id);
    write_attribute(root, path, "idProduct", "%04x", model->product_id);
    write_attribute(root, path, "bcdDevice", "%04x", model->release);
    write_attribute(root, path, "bDeviceClass", "%02x", model->class_code);
    write_attribute(root, path, "bDeviceSubClass", "%02x", model->subclass);
    write_attribute(root, path, "bDeviceProtocol", "%02x", model->protocol);
    write_attribute(root, path, "bMaxPacketSize0", "64");
    write_attribute(root, path, "bMaxPower", "300mA");
    write_attribute(root, path, "bmAttributes", "80");
    write_attribute(root, path, "bNumConfigurations", "1");
    write_attribute(root, path, "bConfigurationValue", "1");
    write_attribute(root, path, "bNumInterfaces", "%2zu", model->interface_count);
    write_attribute(root, path, "configuration", "%s", "");
    write_attribute(root, path, "rx_lanes", "1");
    write_attribute(root, path, "tx_lanes", "1");
    write_attribute(root, path, "authorized", "1");
    write_attribute(root, path, "maxchild", "%d", model->class_code == 0x09 ? 8 : 0);
    write_attribute(root, path, "speed", "%s", model->is_high_speed ? "480" : "12");
    write_attribute(root, path, "version", " 2.00");
    if (model->manufacturer != NULL) {
        write_attribute(root, path, "manufacturer", "%s", model->manufacturer);
    }
    if (model->product != NULL) {
        write_attribute(root, path, "product", "%s", model->product);
    }
    char *serial = usb_model_serial_text(model);
    if (serial != NULL) {
        write_attribute(root, path, "serial", "%s", serial);
        free(serial);
    }
}

void write_interface_attributes(const char *root, const char *path,
                                const struct usb_interface *interface, size_t number) {
    write_attribute(root, path, "bInterfaceNumber", "%02zx", number);
    write_attribute(root, path, "bAlternateSetting", " 0");
    write_attribute(root, path, "bNumEndpoints", "%02zx", interface->endpoint_count);
    write_attribute(root, path, "bInterfaceClass", "%02x", interface->class_code);
    write_attribute(root, path, "bInterfaceSubClass", "%02x", interface->subclass);
    write_attribute(root, path, "bInterfaceProtocol", "%02x", interface->protocol);
    if (interface->name != NULL) {
        write_attribute(root, path, "interface", "%s", interface->name);
    }
}
