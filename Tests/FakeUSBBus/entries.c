#include "entries.h"
#include "diagnostics.h"

#include <stdlib.h>
#include <string.h>

/** The host controller of all buses. */
#define CONTROLLER "/devices/pci0000:00/0000:00:14.0"

enum { MAJOR_USB = 189, MAJOR_TTY_ACM = 166, MAJOR_TTY_USB = 188 };

static bool is_root(const struct tree_device *device) {
    return strncmp(device->path, "usb", 3) == 0;
}

const char *ports_of(const struct tree_device *device) {
    return is_root(device) ? "0" : strchr(device->path, '-') + 1;
}

/** Where a device lies: below each hub on the way. */
static char *device_path(const struct tree_device *device) {
    char *path = format_text(CONTROLLER "/usb%u", device->bus);
    if (is_root(device)) {
        return path;
    }
    for (const char *end = device->path; *end != '\0';) {
        end += strcspn(end + 1, ".") + 1;
        char *longer = format_text("%s/%.*s", path, (int)(end - device->path), device->path);
        free(path);
        path = longer;
    }
    return path;
}

static void add_entry(struct entries *entries, struct entry entry) {
    entries->list[entries->count++] = entry;
}

/** The properties that udev adds to a device of these ids. */
static char *identity_properties(const struct usb_model *model) {
    char *serial = usb_model_serial_text(model);
    char *text = format_text("ID_BUS=usb\nID_VENDOR_ID=%04x\nID_MODEL_ID=%04x\n%s%s%s",
                             model->vendor_id, model->product_id,
                             serial == NULL ? "" : "ID_SERIAL_SHORT=", serial == NULL ? "" : serial,
                             serial == NULL ? "" : "\n");
    free(serial);
    return text;
}

static unsigned usb_minor(const struct tree_device *device) {
    return (device->bus - 1) * 128 + device->number - 1;
}

static void describe_tty(const struct tree_device *device, const char *interface_path,
                         struct entries *entries) {
    char *parent = copy_text(interface_path);
    if (device->model->tty == TTY_USB_SERIAL) {
        free(parent);
        parent = format_text("%s/%s", interface_path, device->tty_name);
        add_entry(entries, (struct entry){
                               .path = copy_text(parent),
                               .subsystem = "usb-serial",
                               .properties = format_text(
                                   "DRIVER=%s\n",
                                   device->model->interfaces[device->model->tty_interface].driver),
                           });
    }
    unsigned major = device->model->tty == TTY_ACM ? MAJOR_TTY_ACM : MAJOR_TTY_USB;
    char *identity = identity_properties(device->model);
    add_entry(entries,
              (struct entry){
                  .path = format_text("%s/tty/%s", parent, device->tty_name),
                  .subsystem = "tty",
                  .properties = format_text("MAJOR=%u\nMINOR=%u\nDEVNAME=%s\n%s", major,
                                            device->tty_number, device->tty_name, identity),
                  .is_class = true,
                  .number = format_text("%u:%u", major, device->tty_number),
              });
    free(identity);
    free(parent);
}

struct entries entries_of(const struct tree_device *device) {
    const struct usb_model *model = device->model;
    struct entries entries = {.count = 0};
    char *path = device_path(device);
    char *product = format_text("%x/%x/%x", model->vendor_id, model->product_id, model->release);
    char *class = format_text("%u/%u/%u", model->class_code, model->subclass, model->protocol);
    char *node = tree_node(device->bus, device->number);
    char *identity = identity_properties(model);
    add_entry(&entries,
              (struct entry){
                  .path = copy_text(path),
                  .subsystem = "usb",
                  .device_type = "usb_device",
                  .properties = format_text("MAJOR=%u\nMINOR=%u\nDEVNAME=%s\nDEVTYPE=usb_device\n"
                                            "DRIVER=usb\nPRODUCT=%s\nTYPE=%s\nBUSNUM=%03u\n"
                                            "DEVNUM=%03u\n%s",
                                            MAJOR_USB, usb_minor(device), node, product, class,
                                            device->bus, device->number, identity),
                  .number = format_text("%u:%u", MAJOR_USB, usb_minor(device)),
              });
    for (size_t i = 0; i < model->interface_count; i++) {
        const struct usb_interface *interface = &model->interfaces[i];
        char *own = format_text("%s/%u-%s:1.%zu", path, device->bus, ports_of(device), i);
        add_entry(&entries,
                  (struct entry){
                      .path = copy_text(own),
                      .subsystem = "usb",
                      .device_type = "usb_interface",
                      .properties = format_text(
                          "DEVTYPE=usb_interface\n%s%s%sPRODUCT=%s\nTYPE=%s\nINTERFACE=%u/%u/%u\n",
                          interface->driver == NULL ? "" : "DRIVER=",
                          interface->driver == NULL ? "" : interface->driver,
                          interface->driver == NULL ? "" : "\n", product, class,
                          interface->class_code, interface->subclass, interface->protocol),
                  });
        if (device->tty_name != NULL && i == model->tty_interface) {
            describe_tty(device, own, &entries);
        }
        free(own);
    }
    free(identity);
    free(node);
    free(class);
    free(product);
    free(path);
    return entries;
}

void entries_free(struct entries *entries) {
    for (size_t i = 0; i < entries->count; i++) {
        free(entries->list[i].path);
        free(entries->list[i].properties);
        free(entries->list[i].number);
    }
}
