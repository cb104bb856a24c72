#include "tree.h"
#include "attributes.h"
#include "diagnostics.h"
#include "entries.h"
#include "files.h"
#include "uevents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *root_path;

void tree_start(const char *root) {
    root_path = root;
    static const char *const needed[] = {"sys/bus", "sys/class/tty", "sys/dev/char", "dev"};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        char *path = format_text("%s/%s", root, needed[i]);
        make_directories(path);
        free(path);
    }
}

char *tree_socket_path(const char *node) {
    return format_text("%s/ioctl/dev/%s", root_path, node);
}

char *tree_node(unsigned bus, unsigned number) {
    return format_text("bus/usb/%03u/%03u", bus, number);
}

/** Makes a link inside of /sys from `from` to `to`, both below it. */
static void link_inside(const char *to, const char *from) {
    char *target = format_text("%s", "");
    for (const char *slash = strchr(from + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        char *longer = format_text("../%s", target);
        free(target);
        target = longer;
    }
    char *whole = format_text("%s%s", target, to + 1);
    char *path = format_text("%s/sys%s", root_path, from);
    make_link(whole, path);
    free(path);
    free(whole);
    free(target);
}

/** The link below /sys/bus or /sys/class through which programs find an entry. */
static char *listing_path(const struct entry *entry) {
    const char *name = strrchr(entry->path, '/') + 1;
    return entry->is_class ? format_text("/class/%s/%s", entry->subsystem, name)
                           : format_text("/bus/%s/devices/%s", entry->subsystem, name);
}

// MARK: writing

/** The link `driver` of what a driver of the kernel holds. */
static void link_driver(const struct entry *entry, const char *driver) {
    char *directory = format_text("/bus/%s/drivers/%s", entry->subsystem, driver);
    char *whole = format_text("%s/sys%s", root_path, directory);
    make_directories(whole);
    char *from = format_text("%s/driver", entry->path);
    link_inside(directory, from);
    free(from);
    free(whole);
    free(directory);
}

/** Makes the directory of an entry with what all entries have. */
static void write_entry(const struct entry *entry) {
    char *uevent = format_text("%s/sys%s/uevent", root_path, entry->path);
    write_file(uevent, entry->properties, strlen(entry->properties), 0644);
    free(uevent);
    char *subsystem = format_text("%s/subsystem", entry->path);
    char *home = format_text(entry->is_class ? "/class/%s" : "/bus/%s", entry->subsystem);
    link_inside(home, subsystem);
    free(home);
    free(subsystem);
    if (entry->number != NULL) {
        write_attribute(root_path, entry->path, "dev", "%s", entry->number);
        char *link = format_text("/dev/char/%s", entry->number);
        link_inside(entry->path, link);
        free(link);
    }
}

/** Tells the library which device number a node has. */
static char *number_link_path(const char *node) {
    char *path = format_text("%s/dev/.node/", root_path);
    size_t start = strlen(path);
    char *whole = format_text("%s%s", path, node);
    free(path);
    for (char *slash = whole + start; (slash = strchr(slash, '/')) != NULL;) {
        *slash = '_';
    }
    return whole;
}

/** Makes a node of /dev; `number` is "MAJOR:MINOR". */
static char *prepare_node(const char *node, const char *number) {
    char *link = number_link_path(node);
    make_link(number, link);
    free(link);
    return format_text("%s/dev/%s", root_path, node);
}

static void remove_node(const char *node) {
    char *path = format_text("%s/dev/%s", root_path, node);
    char *link = number_link_path(node);
    remove_tree(path);
    remove_tree(link);
    free(link);
    free(path);
}

/** The device's node, which holds the same bytes as its file `descriptors`. */
static void write_device_node(const struct tree_device *device, const struct entry *entry) {
    uint8_t descriptors[USB_DESCRIPTORS_MAX];
    size_t count = usb_model_descriptors(device->model, descriptors);
    char *file = format_text("%s/sys%s/descriptors", root_path, entry->path);
    write_file(file, descriptors, count, 0444);
    free(file);
    char *node = tree_node(device->bus, device->number);
    file = prepare_node(node, entry->number);
    write_file(file, descriptors, count, device->node_mode);
    free(file);
    free(node);
}

/** The serial port's node, which leads to the terminal behind it. */
static void write_tty(const struct tree_device *device, const struct entry *entry) {
    char *node = prepare_node(device->tty_name, entry->number);
    make_link(device->tty_target, node);
    free(node);
    char *from = format_text("%s/device", entry->path);
    char *parent = copy_text(entry->path);
    for (int i = 0; i < 2; i++) {
        *strrchr(parent, '/') = '\0';
    }
    link_inside(parent, from);
    free(parent);
    free(from);
}

void tree_add(const struct tree_device *device) {
    const struct usb_model *model = device->model;
    struct entries entries = entries_of(device);
    size_t interface = 0;
    for (size_t i = 0; i < entries.count; i++) {
        const struct entry *entry = &entries.list[i];
        write_entry(entry);
        if (i == 0) {
            write_device_attributes(root_path, entry->path, device);
            write_device_node(device, entry);
            link_driver(entry, "usb");
        } else if (entry->device_type != NULL) {
            write_interface_attributes(root_path, entry->path, &model->interfaces[interface],
                                       interface);
            if (model->interfaces[interface].driver != NULL) {
                link_driver(entry, model->interfaces[interface].driver);
            }
            interface++;
        } else if (entry->is_class) {
            write_tty(device, entry);
        } else {
            link_driver(entry, model->interfaces[model->tty_interface].driver);
        }
    }
    /* Programs find the device when it is complete. */
    for (size_t i = 0; i < entries.count; i++) {
        char *listing = listing_path(&entries.list[i]);
        link_inside(entries.list[i].path, listing);
        free(listing);
    }
    for (size_t i = 0; i < entries.count; i++) {
        const struct entry *entry = &entries.list[i];
        uevents_send("add", entry->path, entry->subsystem, entry->device_type, entry->properties);
    }
    entries_free(&entries);
}

void tree_remove(const struct tree_device *device) {
    struct entries entries = entries_of(device);
    for (size_t i = 0; i < entries.count; i++) {
        const struct entry *entry = &entries.list[i];
        char *listing = listing_path(entry);
        char *path = format_text("%s/sys%s", root_path, listing);
        remove_tree(path);
        free(path);
        free(listing);
        if (entry->number != NULL) {
            path = format_text("%s/sys/dev/char/%s", root_path, entry->number);
            remove_tree(path);
            free(path);
        }
    }
    char *node = tree_node(device->bus, device->number);
    remove_node(node);
    free(node);
    if (device->tty_name != NULL) {
        remove_node(device->tty_name);
    }
    char *path = format_text("%s/sys%s", root_path, entries.list[0].path);
    remove_tree(path);
    free(path);
    /* Children go first. */
    for (size_t i = entries.count; i-- > 0;) {
        const struct entry *entry = &entries.list[i];
        uevents_send("remove", entry->path, entry->subsystem, entry->device_type,
                     entry->properties);
    }
    entries_free(&entries);
}
