#include "options.h"
#include "diagnostics.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: fake-usb-bus [--verbose] DEVICE... -- COMMAND [ARGUMENT...]\n"
    "\n"
    "Runs COMMAND with a USB bus on which the devices are plugged in, and ends as it ends.\n"
    "\n"
    "  --probe tcp=PORT[,KEY=VALUE...]       the ST-Link that a server on this TCP port has, such\n"
    "                                        as mcubench-vboard --stlink-tcp; its ids and serial\n"
    "                                        are asked from there\n"
    "  --boot tcp=PORT[,KEY=VALUE...]        the USB device that a virtual Pico has: the RP2040 "
    "in\n"
    "                                        its boot ROM, mcubench-vboard --picoboot-tcp, or a\n"
    "                                        CMSIS-DAP debug probe, mcubench-vboard\n"
    "                                        --cmsis-dap-tcp\n"
    "  --bridge VID:PID[,KEY=VALUE...]       a USB serial bridge with a ttyUSB\n"
    "  --device VID:PID[,KEY=VALUE...]       any other device; it does nothing\n"
    "  --verbose                             say what is plugged, claimed and refused\n"
    "\n"
    "  path=1-2.3          bus and ports; by default the next free port of bus 1\n"
    "  tty=TERMINAL        what stands behind the serial port: a pseudo-terminal, or a link to it\n"
    "                      that is followed anew whenever the device is plugged in\n"
    "  number=N            the N of ttyACMN or ttyUSBN; by default the next free one\n"
    "  serial=TEXT         the serial, or its bytes as serial=hex:066FFF; empty for none\n"
    "  product=TEXT, manufacturer=TEXT\n"
    "  access=denied       the device's node may not be opened\n"
    "  present=later       COMMAND starts without it; for --boot\n"
    "\n"
    "A probe is unplugged when its server ends the connection, and plugged in again when it\n"
    "listens again. Only dynamically linked programs see the bus.\n";

static const char see_help[] = "fake-usb-bus --help";

/** Reads all of `text` as a number of `base` within limits. */
static bool read_number(const char *text, int base, unsigned long least, unsigned long most,
                        unsigned long *number) {
    char *end = NULL;
    errno = 0;
    *number = strtoul(text, &end, base);
    return isxdigit((unsigned char)text[0]) && *end == '\0' && errno == 0 && *number >= least &&
           *number <= most;
}

/** Reads `0483:374b`. */
static bool read_ids(const char *text, struct device_options *device) {
    char vendor[5] = "";
    unsigned long number;
    if (strlen(text) != 9 || text[4] != ':') {
        return false;
    }
    memcpy(vendor, text, 4);
    if (!read_number(vendor, 16, 0, 0xFFFF, &number)) {
        return false;
    }
    device->vendor_id = (uint16_t)number;
    if (!read_number(text + 5, 16, 0, 0xFFFF, &number)) {
        return false;
    }
    device->product_id = (uint16_t)number;
    return true;
}

/** Reads `1-2.3`: a bus and up to six ports. */
static bool read_path(const char *text) {
    unsigned long number;
    int ports = 0;
    char *copy = copy_text(text);
    char *rest = copy;
    char *part = strsep(&rest, "-");
    bool is_path = rest != NULL && read_number(part, 10, 1, 9, &number);
    while (is_path && rest != NULL) {
        part = strsep(&rest, ".");
        is_path = ++ports <= 6 && read_number(part, 10, 1, 99, &number);
    }
    free(copy);
    return is_path;
}

static bool read_serial(const char *text, struct device_options *device) {
    device->has_serial = true;
    device->serial = allocate(strlen(text) + 1);
    if (strncmp(text, "hex:", 4) != 0) {
        device->serial_count = strlen(text);
        memcpy(device->serial, text, device->serial_count);
        return true;
    }
    text += 4;
    for (; *text != '\0'; text += 2) {
        char digits[3] = {text[0], text[1], '\0'};
        unsigned long byte;
        if (text[1] == '\0' || !read_number(digits, 16, 0, 0xFF, &byte)) {
            return false;
        }
        device->serial[device->serial_count++] = (uint8_t)byte;
    }
    return true;
}

/** Whether the device is one that a virtual board has. */
static bool has_server(const struct device_options *device) {
    return device->sort == SORT_PROBE || device->sort == SORT_BOOT;
}

/** Reads one `key=value`; false when it means nothing for this sort of device. */
static bool read_setting(const char *key, const char *value, struct device_options *device) {
    unsigned long number;
    if (strcmp(key, "tcp") == 0) {
        bool is_port = has_server(device) && read_number(value, 10, 1, 65535, &number);
        device->port = is_port ? (uint16_t)number : 0;
        return is_port;
    }
    if (strcmp(key, "path") == 0) {
        device->path = copy_text(value);
        return read_path(value);
    }
    if (strcmp(key, "tty") == 0) {
        device->tty = copy_text(value);
        return *value != '\0';
    }
    if (strcmp(key, "number") == 0) {
        bool is_number = read_number(value, 10, 0, 255, &number);
        device->tty_number = is_number ? (int)number : -1;
        return is_number;
    }
    if (strcmp(key, "serial") == 0) {
        return read_serial(value, device);
    }
    if (strcmp(key, "product") == 0) {
        device->product = copy_text(value);
        return true;
    }
    if (strcmp(key, "manufacturer") == 0) {
        device->manufacturer = copy_text(value);
        return true;
    }
    if (strcmp(key, "present") == 0) {
        device->may_come_later = true;
        return device->sort == SORT_BOOT && strcmp(value, "later") == 0;
    }
    device->is_denied = true;
    return strcmp(key, "access") == 0 && strcmp(value, "denied") == 0;
}

static bool read_device(const char *option, const char *text, struct device_options *device) {
    char *copy = copy_text(text);
    char *rest = copy;
    bool is_valid = true;
    if (!has_server(device) && !read_ids(strsep(&rest, ","), device)) {
        complain(see_help, "%s %s: it starts with ids such as 1a86:7523", option, text);
        is_valid = false;
    }
    while (is_valid && rest != NULL) {
        char *value = strsep(&rest, ",");
        const char *key = strsep(&value, "=");
        if (value == NULL || !read_setting(key, value, device)) {
            complain(see_help, "%s %s: '%s=%s' means nothing here", option, text, key,
                     value == NULL ? "" : value);
            is_valid = false;
        }
    }
    if (is_valid && has_server(device) && device->port == 0) {
        complain(see_help, "%s %s: 'tcp=PORT' is missing", option, text);
        is_valid = false;
    }
    if (is_valid && device->sort == SORT_BRIDGE && device->tty == NULL) {
        complain(see_help, "%s %s: 'tty=TERMINAL' is missing", option, text);
        is_valid = false;
    }
    free(copy);
    return is_valid;
}

/** Whether two devices stand at one port, or one behind another that is no hub. */
static bool have_clashing_paths(const struct options *options) {
    for (size_t i = 0; i < options->device_count; i++) {
        for (size_t j = 0; j < options->device_count; j++) {
            const char *one = options->devices[i].path;
            const char *other = options->devices[j].path;
            if (i == j || one == NULL || other == NULL || strncmp(one, other, strlen(other)) != 0) {
                continue;
            }
            char next = one[strlen(other)];
            if (next == '\0' || next == '.') {
                complain(see_help, "two devices at %s", one);
                return true;
            }
        }
    }
    return false;
}

static bool read_sort(const char *option, enum device_sort *sort) {
    static const char *const names[] = {[SORT_PROBE] = "--probe",
                                        [SORT_BOOT] = "--boot",
                                        [SORT_BRIDGE] = "--bridge",
                                        [SORT_DEVICE] = "--device"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(option, names[i]) == 0) {
            *sort = (enum device_sort)i;
            return true;
        }
    }
    return false;
}

bool options_read(struct options *options, int count, char **arguments, int *status) {
    *options = (struct options){.devices = NULL};
    *status = STATUS_OWN_FAILURE;
    int i = 1;
    for (; i < count && strcmp(arguments[i], "--") != 0; i++) {
        enum device_sort sort;
        if (strcmp(arguments[i], "--help") == 0) {
            fputs(usage, stdout);
            *status = 0;
            return false;
        }
        if (strcmp(arguments[i], "--verbose") == 0) {
            notes_are_wanted = true;
            continue;
        }
        if (!read_sort(arguments[i], &sort) || i + 1 == count) {
            complain(see_help, "'%s' is no option, or something is missing after it", arguments[i]);
            return false;
        }
        size_t size = (options->device_count + 1) * sizeof *options->devices;
        options->devices = reallocate(options->devices, size);
        struct device_options *device = &options->devices[options->device_count++];
        *device = (struct device_options){.sort = sort, .tty_number = -1};
        i++;
        if (!read_device(arguments[i - 1], arguments[i], device)) {
            return false;
        }
    }
    options->command = arguments + i + 1;
    if (i + 1 >= count) {
        complain(see_help, "'-- COMMAND' is missing");
        return false;
    }
    return !have_clashing_paths(options);
}
