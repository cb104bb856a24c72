/**
 * A connection to an ST-Link server: ST's `stlink-server`, or a virtual board.
 *
 * The protocol is the one that OpenOCD speaks (src/jtag/drivers/stlink_usb.c, STLINK_TCP_*): all
 * numbers are little endian, requests have no length, and the client knows how long each answer
 * is. One connection is kept for as long as the server lives, so that its end tells that the probe
 * was unplugged.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** The first probe of a server. */
struct probe_identity {
    uint16_t vendor_id;
    uint16_t product_id;
    /** Ends with a zero. */
    char serial[33];
    /** The server's number for it. */
    uint32_t device;
};

struct server_events {
    /** The server answers, for the first time or again. */
    void (*up)(void *context, const struct probe_identity *identity);
    /** The server has gone; requests that are under way are answered afterwards. */
    void (*down)(void *context);
};

struct server;

/** Whether data follow a command, and to where. */
enum transfer_direction { TRANSFER_TO_PROBE = 0, TRANSFER_FROM_PROBE = 1 };

/** What a request came to. */
enum server_result {
    SERVER_OK,
    /** Another client uses the probe. */
    SERVER_BUSY,
    /** The server refuses, or its own USB transfer failed. */
    SERVER_ERROR,
    /** The server has gone. */
    SERVER_GONE,
};

/** `data` are those of the probe, for a transfer from it. */
typedef void server_done(void *context, enum server_result result, const uint8_t *data,
                         size_t count);

/** A connection to `port` of this machine; it is tried again for ever. */
struct server *server_new(uint16_t port, const struct server_events *events, void *context);

/** Takes the probe for this client. */
void server_open(struct server *server, server_done *done, void *context);
/** Gives the probe back; nothing to wait for. */
void server_close(struct server *server);
/** Sends one command of 16 bytes, with `count` bytes of `data` to the probe or from it. */
void server_transfer(struct server *server, const uint8_t command[16],
                     enum transfer_direction direction, const uint8_t *data, size_t count,
                     server_done *done, void *context);
/** Drops what is under way, unanswered, by a new connection that nobody is told of. */
void server_start_over(struct server *server);
