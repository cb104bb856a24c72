/** The command line. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum device_sort {
    /** An ST-Link whose commands go to a server. */
    SORT_PROBE,
    /** An RP2040 in its boot ROM, whose transfers go to a virtual board. */
    SORT_BOOT,
    /** A USB serial bridge. */
    SORT_BRIDGE,
    /** Anything else, without a function. */
    SORT_DEVICE,
};

/** One device that was asked for. */
struct device_options {
    enum device_sort sort;
    uint16_t port;
    uint16_t vendor_id;
    uint16_t product_id;
    /** Bus and ports: `1-2.3`; NULL takes the next free port of bus 1. */
    char *path;
    /** The terminal behind its serial port, or a link to it; NULL for no serial port. */
    char *tty;
    /** The N of ttyACMN or ttyUSBN, or -1 for the next free one. */
    int tty_number;
    char *manufacturer;
    char *product;
    /** Whether a serial was given; none at all is given as an empty one. */
    bool has_serial;
    uint8_t *serial;
    size_t serial_count;
    bool is_denied;
    /** Whether the command starts without it. */
    bool may_come_later;
};

struct options {
    struct device_options *devices;
    size_t device_count;
    /** Ends with NULL. */
    char **command;
};

/**
 * Reads the command line.
 *
 * Returns false when the program is to end with `*status`: help was printed, or an error.
 */
bool options_read(struct options *options, int count, char **arguments, int *status);
