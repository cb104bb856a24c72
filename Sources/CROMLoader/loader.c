#include "loader.h"

#include <stdlib.h>
#include <string.h>

/** Marks of SLIP (RFC 1055). */
enum { END = 0xC0, ESCAPE = 0xDB, ESCAPED_END = 0xDC, ESCAPED_ESCAPE = 0xDD };

/** A packet: direction, command, length of two bytes, checksum or value of four, body. */
enum { HEADER = 8, REQUEST = 0, ANSWER = 1, STATUS = 4, SYNC_ANSWERS = 8 };

mcub_rom_loader *mcub_rom_loader_create(mcub_rom_loader_host host) {
    mcub_rom_loader *loader = calloc(1, sizeof *loader);
    if (loader) {
        loader->host = host;
    }
    return loader;
}

void mcub_rom_loader_destroy(mcub_rom_loader *loader) {
    free(loader);
}

void mcub_rom_loader_reset(mcub_rom_loader *loader) {
    loader->received = 0;
    loader->inside = loader->escaped = loader->overlong = false;
    loader->flash = loader->memory = (loader_transfer){.begun = false};
    loader->afterwards = STAY;
}

static void send(mcub_rom_loader *loader, const uint8_t *bytes, uint32_t count) {
    uint8_t framed[2 * (HEADER + MOST_ANSWER + STATUS) + 2];
    size_t length = 0;
    framed[length++] = END;
    for (uint32_t i = 0; i < count; i++) {
        if (bytes[i] == END || bytes[i] == ESCAPE) {
            framed[length++] = ESCAPE;
            framed[length++] = bytes[i] == END ? ESCAPED_END : ESCAPED_ESCAPE;
        } else {
            framed[length++] = bytes[i];
        }
    }
    framed[length++] = END;
    loader->host.send(loader->host.context, framed, length);
}

static void respond(mcub_rom_loader *loader, const loader_packet *packet,
                    const loader_answer *answer, loader_error error) {
    uint8_t bytes[HEADER + MOST_ANSWER + STATUS] = {ANSWER, (uint8_t)packet->command};
    const uint32_t data = error == DONE ? answer->bytes : 0;
    bytes[2] = (uint8_t)(data + STATUS);
    bytes[3] = 0;
    for (unsigned i = 0; i < 4; i++) {
        bytes[4 + i] = (uint8_t)(answer->value >> 8 * i);
    }
    memcpy(bytes + HEADER, answer->data, data);
    bytes[HEADER + data] = error != DONE;
    bytes[HEADER + data + 1] = (uint8_t)error;
    const unsigned times = packet->command == SYNC && error == DONE ? SYNC_ANSWERS : 1;
    for (unsigned i = 0; i < times; i++) {
        send(loader, bytes, HEADER + data + STATUS);
    }
}

static void go_on(mcub_rom_loader *loader) {
    const loader_afterwards afterwards = loader->afterwards;
    loader->afterwards = STAY;
    switch (afterwards) {
    case STAY:
        break;
    case START:
        loader->host.start(loader->host.context, loader->argument);
        break;
    case REBOOT:
        loader->host.reboot(loader->host.context);
        break;
    case NEW_SPEED:
        loader->host.set_baud(loader->host.context, loader->argument);
        break;
    }
}

/** A whole packet has come; what is no request is passed over, as noise on the line is. */
static void take(mcub_rom_loader *loader) {
    const uint8_t *bytes = loader->packet;
    if (loader->received < HEADER || bytes[0] != REQUEST) {
        return;
    }
    const loader_packet packet = {.command = (loader_command)bytes[1],
                                  .checksum = bytes[4] | (uint32_t)bytes[5] << 8 |
                                              (uint32_t)bytes[6] << 16 | (uint32_t)bytes[7] << 24,
                                  .body = bytes + HEADER,
                                  .bytes = loader->received - HEADER};
    loader_answer answer = {.value = 0};
    const uint32_t declared = bytes[2] | (uint32_t)bytes[3] << 8;
    const bool whole = !loader->overlong && declared == packet.bytes;
    const loader_error error = whole ? loader_do(loader, &packet, &answer) : INVALID;
    respond(loader, &packet, &answer, error);
    go_on(loader);
}

static void append(mcub_rom_loader *loader, uint8_t byte) {
    if (loader->received < MOST_PACKET) {
        loader->packet[loader->received++] = byte;
    } else {
        loader->overlong = true;
    }
}

static void receive(mcub_rom_loader *loader, uint8_t byte) {
    if (byte == END) {
        const bool is_packet = loader->inside && loader->received != 0;
        if (is_packet) {
            take(loader);
        }
        loader->inside = !is_packet;
        loader->received = 0;
        loader->escaped = loader->overlong = false;
    } else if (!loader->inside) {
        return;
    } else if (loader->escaped) {
        append(loader, byte == ESCAPED_END ? END : byte == ESCAPED_ESCAPE ? ESCAPE : byte);
        loader->escaped = false;
    } else if (byte == ESCAPE) {
        loader->escaped = true;
    } else {
        append(loader, byte);
    }
}

void mcub_rom_loader_receive(mcub_rom_loader *loader, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        receive(loader, bytes[i]);
    }
}
