#include "hubs.h"
#include "diagnostics.h"
#include "tree.h"
#include "usbfs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    /** Buses 1 to 9, and the addresses 1 to 127 of each: USB 2.0 specification, 4.6.3. */
    BUSES_MAX = 10,
    ADDRESSES_MAX = 128,
    HUBS_MAX = 64,
};

static struct {
    unsigned last_address;
    bool is_taken[ADDRESSES_MAX];
} buses[BUSES_MAX];

static char *hub_paths[HUBS_MAX];
static size_t hub_count;

unsigned hubs_take_address(unsigned bus) {
    for (unsigned tries = 1; tries < ADDRESSES_MAX; tries++) {
        unsigned address = buses[bus].last_address % (ADDRESSES_MAX - 1) + 1;
        buses[bus].last_address = address;
        if (!buses[bus].is_taken[address]) {
            buses[bus].is_taken[address] = true;
            return address;
        }
    }
    errno = ENOSPC;
    give_up("a bus with more than 127 devices");
}

void hubs_free_address(unsigned bus, unsigned address) {
    buses[bus].is_taken[address] = false;
}

/** Plugs a hub in for good. */
static void add_hub(const char *path, unsigned bus, bool is_root) {
    struct usb_model model;
    usb_model_hub(&model, is_root);
    const struct tree_device place = {
        .path = path,
        .bus = bus,
        .number = hubs_take_address(bus),
        .model = &model,
        .node_mode = TREE_NODE_MODE,
    };
    char *node = tree_node(bus, place.number);
    char *socket = tree_socket_path(node);
    usbfs_plug(socket, &model, place.number, NULL, NULL);
    tree_add(&place);
    free(socket);
    free(node);
}

void hubs_prepare(const char *path, unsigned bus) {
    if (buses[bus].last_address == 0) {
        char *root = format_text("usb%u", bus);
        add_hub(root, bus, true);
        free(root);
    }
    for (const char *dot = strchr(path, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
        char *hub = format_text("%.*s", (int)(dot - path), path);
        size_t known = 0;
        while (known < hub_count && strcmp(hub_paths[known], hub) != 0) {
            known++;
        }
        if (known < hub_count) {
            free(hub);
        } else if (hub_count == HUBS_MAX) {
            errno = ENOSPC;
            give_up("the number of hubs");
        } else {
            hub_paths[hub_count++] = hub;
            add_hub(hub, bus, false);
        }
    }
}
