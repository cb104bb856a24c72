#include "bus.h"
#include "diagnostics.h"
#include "hubs.h"
#include "loop.h"
#include "stlink.h"
#include "tree.h"
#include "tty.h"
#include "usbfs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/** How soon a terminal that is not there is looked for again. */
enum { TERMINAL_MILLISECONDS = 50 };

/** One device that was asked for. */
struct attachment {
    const struct device_options *options;
    struct usb_model model;
    struct tree_device place;
    struct stlink *stlink;
    struct remote *remote;
    /** NULL while it is unplugged. */
    struct usbfs *usbfs;
    struct timer terminal_timer;
    /** Whether everything but the ports before it is there. */
    bool is_ready;
    bool was_plugged;
    /** The serial that a boot ROM tells. */
    char *serial;
    /** Why it has not been plugged in, for people. */
    char *obstacle;
};

static struct attachment *attachments;
static size_t attachment_count;
static void (*when_complete)(void);

// MARK: places

static bool is_path_taken(const char *path) {
    for (size_t i = 0; i < attachment_count; i++) {
        const char *other = attachments[i].place.path;
        size_t length = strlen(path);
        if (other != NULL && strncmp(other, path, length) == 0 &&
            (other[length] == '\0' || other[length] == '.')) {
            return true;
        }
    }
    return false;
}

/** Gives every device its port: first those that were asked for. */
static void choose_ports(void) {
    for (size_t i = 0; i < attachment_count; i++) {
        attachments[i].place.path = attachments[i].options->path;
    }
    unsigned next = 1;
    for (size_t i = 0; i < attachment_count; i++) {
        struct tree_device *place = &attachments[i].place;
        while (place->path == NULL) {
            char *path = format_text("1-%u", next++);
            if (is_path_taken(path)) {
                free(path);
            } else {
                place->path = path;
            }
        }
        place->bus = (unsigned)(place->path[0] - '0');
    }
    hubs_prepare("1-1", 1); /* a machine has a bus, even with nothing on it */
    for (size_t i = 0; i < attachment_count; i++) {
        hubs_prepare(attachments[i].place.path, attachments[i].place.bus);
    }
}

// MARK: serial ports

static bool is_tty_number_used(enum tty_kind kind, unsigned number) {
    for (size_t i = 0; i < attachment_count; i++) {
        const struct attachment *other = &attachments[i];
        bool is_wanted = other->options->tty_number == (int)number;
        bool is_there = other->usbfs != NULL && other->place.tty_number == number;
        if (other->options->tty != NULL && other->model.tty == kind && (is_wanted || is_there)) {
            return true;
        }
    }
    return false;
}

static void take_tty_name(struct attachment *attachment) {
    struct tree_device *place = &attachment->place;
    if (place->tty_name != NULL) {
        return; /* it had one before, and keeps it */
    }
    if (attachment->options->tty_number >= 0) {
        place->tty_number = (unsigned)attachment->options->tty_number;
    } else {
        place->tty_number = 0;
        while (is_tty_number_used(attachment->model.tty, place->tty_number)) {
            place->tty_number++;
        }
    }
    place->tty_name =
        format_text(attachment->model.tty == TTY_ACM ? "ttyACM%u" : "ttyUSB%u", place->tty_number);
}

/** The terminal that the option names now, or NULL where there is none. */
static char *find_terminal(const char *path) {
    char *target = realpath(path, NULL);
    struct stat status;
    if (target != NULL && stat(target, &status) == 0 && S_ISCHR(status.st_mode)) {
        return target;
    }
    free(target);
    return NULL;
}

// MARK: plugging

static void apply_options(struct usb_model *model, const struct device_options *options) {
    if (options->manufacturer != NULL) {
        model->manufacturer = options->manufacturer;
    }
    if (options->product != NULL) {
        model->product = options->product;
    }
    if (options->has_serial) {
        model->serial = options->serial_count == 0 ? NULL : options->serial;
        model->serial_count = options->serial_count;
    }
}

static void plug_first_ones(void);

static void set_obstacle(struct attachment *attachment, char *text) {
    free(attachment->obstacle);
    attachment->obstacle = text;
}

static void plug(void *context) {
    struct attachment *attachment = context;
    struct tree_device *place = &attachment->place;
    if (attachment->options->tty != NULL) {
        free((char *)place->tty_target);
        place->tty_target = find_terminal(attachment->options->tty);
        if (place->tty_target == NULL) {
            set_obstacle(attachment, format_text("%s is no terminal", attachment->options->tty));
            timer_set(&attachment->terminal_timer, TERMINAL_MILLISECONDS, plug, attachment);
            return;
        }
        take_tty_name(attachment);
        tty_serve(place->tty_name);
    }
    place->number = hubs_take_address(place->bus);
    char *node = tree_node(place->bus, place->number);
    char *socket = tree_socket_path(node);
    attachment->usbfs = usbfs_plug(socket, &attachment->model, place->number, attachment->stlink,
                                   attachment->remote);
    tree_add(place);
    free(socket);
    note("%s: %04x:%04x plugged in as %s%s%s", place->path, attachment->model.vendor_id,
         attachment->model.product_id, node, place->tty_name == NULL ? "" : " with ",
         place->tty_name == NULL ? "" : place->tty_name);
    free(node);
    attachment->was_plugged = true;
    plug_first_ones();
}

/** Plugs in what is ready, in the order of the command line; tells when that was all. */
static void plug_first_ones(void) {
    for (size_t i = 0; i < attachment_count; i++) {
        bool is_awaited = !attachments[i].options->may_come_later || attachments[i].is_ready;
        if (!attachments[i].was_plugged && is_awaited) {
            if (attachments[i].is_ready && !attachments[i].terminal_timer.is_set) {
                plug(&attachments[i]);
            }
            return;
        }
    }
    void (*complete)(void) = when_complete;
    when_complete = NULL;
    if (complete != NULL) {
        complete();
    }
}

/** The device could be plugged in; at the start, those before it come first. */
static void become_ready(struct attachment *attachment) {
    attachment->is_ready = true;
    if (attachment->was_plugged) {
        plug(attachment);
    } else {
        plug_first_ones();
    }
}

static void probe_came(void *context, const struct probe_identity *identity) {
    struct attachment *attachment = context;
    if (!usb_model_stlink(&attachment->model, identity->vendor_id, identity->product_id)) {
        set_obstacle(attachment, format_text("the server's probe %04x:%04x is no ST-Link",
                                             identity->vendor_id, identity->product_id));
        return;
    }
    if (attachment->options->tty != NULL && attachment->model.tty == TTY_NONE) {
        set_obstacle(attachment, format_text("an ST-Link/V2 has no serial port for tty=%s",
                                             attachment->options->tty));
        return;
    }
    attachment->model.serial = (const uint8_t *)identity->serial;
    attachment->model.serial_count = strlen(identity->serial);
    apply_options(&attachment->model, attachment->options);
    become_ready(attachment);
}

static void boot_came(void *context, const struct remote_identity *identity) {
    struct attachment *attachment = context;
    if (!usb_model_boot(&attachment->model, identity->vendor_id, identity->product_id)) {
        set_obstacle(attachment,
                     format_text("the server's device %04x:%04x is no boot ROM and no debug probe",
                                 identity->vendor_id, identity->product_id));
        return;
    }
    free(attachment->serial);
    attachment->serial = copy_text(identity->serial);
    attachment->model.serial = (const uint8_t *)attachment->serial;
    attachment->model.serial_count = strlen(attachment->serial);
    apply_options(&attachment->model, attachment->options);
    become_ready(attachment);
}

static void probe_went(void *context) {
    struct attachment *attachment = context;
    attachment->is_ready = false;
    timer_clear(&attachment->terminal_timer);
    if (attachment->usbfs == NULL) {
        return;
    }
    note("%s: unplugged", attachment->place.path);
    usbfs_unplug(attachment->usbfs);
    attachment->usbfs = NULL;
    hubs_free_address(attachment->place.bus, attachment->place.number);
    tree_remove(&attachment->place);
}

static void attach(struct attachment *attachment) {
    static const struct stlink_events events = {.plugged = probe_came, .unplugged = probe_went};
    static const struct remote_events boot_events = {.plugged = boot_came, .unplugged = probe_went};
    const struct device_options *options = attachment->options;
    attachment->place.model = &attachment->model;
    attachment->place.node_mode = options->is_denied ? 0 : TREE_NODE_MODE;
    switch (options->sort) {
    case SORT_PROBE:
        set_obstacle(attachment,
                     format_text("no ST-Link server answers on 127.0.0.1:%u", options->port));
        attachment->stlink = stlink_new(options->port, &events, attachment);
        return;
    case SORT_BOOT:
        set_obstacle(
            attachment,
            format_text("no virtual board in its boot ROM answers on 127.0.0.1:%u", options->port));
        attachment->remote = remote_new(options->port, &boot_events, attachment);
        return;
    case SORT_BRIDGE:
        usb_model_bridge(&attachment->model, options->vendor_id, options->product_id);
        break;
    case SORT_DEVICE:
        usb_model_device(&attachment->model, options->vendor_id, options->product_id,
                         options->tty != NULL);
        break;
    }
    apply_options(&attachment->model, options);
    become_ready(attachment);
}

void bus_start(const struct options *options, void (*complete)(void)) {
    attachment_count = options->device_count;
    attachments = allocate(attachment_count * sizeof *attachments);
    when_complete = complete;
    for (size_t i = 0; i < attachment_count; i++) {
        attachments[i].options = &options->devices[i];
    }
    choose_ports();
    for (size_t i = 0; i < attachment_count; i++) {
        attach(&attachments[i]);
    }
    plug_first_ones();
}

int bus_complain(void) {
    for (size_t i = 0; i < attachment_count; i++) {
        const struct attachment *attachment = &attachments[i];
        if (!attachment->was_plugged) {
            complain("start the virtual board first: mcubench-vboard --stlink-tcp PORT",
                     "the device at %s cannot be plugged in: %s", attachment->place.path,
                     attachment->obstacle);
        }
    }
    return STATUS_OWN_FAILURE;
}
