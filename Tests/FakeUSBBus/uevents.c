#include "uevents.h"
#include "diagnostics.h"
#include "loop.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/** systemd, src/libsystemd/sd-device/device-monitor.c: monitor_netlink_header. */
struct monitor_header {
    char prefix[8];
    uint32_t magic;
    uint32_t header_size;
    uint32_t properties_offset;
    uint32_t properties_size;
    uint32_t subsystem_hash;
    uint32_t device_type_hash;
    uint32_t tag_bloom_high;
    uint32_t tag_bloom_low;
};

enum { MONITOR_MAGIC = (int)0xfeedcafe };

/** How the file of a program that listens is called: Tests/FakeUSBBusPreload. */
#define LISTENER_PREFIX "listener-"

/**
 * A program's queue holds few messages (net.unix.max_dgram_qlen, often 10), a netlink socket many;
 * what does not fit waits here.
 */
enum { WAITING_MAX = 1000, RETRY_MILLISECONDS = 5 };

/** A message that a program has not taken yet. */
struct waiting {
    struct waiting *next;
    /** The file of the program's socket. */
    char *path;
    size_t size;
    uint8_t bytes[];
};

static const char *testbed_path;
static struct waiting *waiting;
static size_t waiting_count;
static struct timer retry_timer;
static unsigned long sequence_number;

/** MurmurHash2 by Austin Appleby, with seed 0: what libudev's filters compare. */
static uint32_t hash(const char *text) {
    const uint32_t multiplier = 0x5bd1e995;
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = strlen(text);
    uint32_t value = (uint32_t)length;
    for (; length >= 4; bytes += 4, length -= 4) {
        uint32_t word;
        memcpy(&word, bytes, 4);
        word *= multiplier;
        word ^= word >> 24;
        value = (value * multiplier) ^ (word * multiplier);
    }
    if (length > 0) {
        for (size_t i = 0; i < length; i++) {
            value ^= (uint32_t)bytes[i] << (8 * i);
        }
        value *= multiplier;
    }
    value ^= value >> 13;
    value *= multiplier;
    return value ^ (value >> 15);
}

void uevents_start(const char *testbed) {
    testbed_path = testbed;
}

/** Sends to the socket at `path`; returns an error of errno(3), or 0. */
static int send_to(const char *path, const uint8_t *bytes, size_t size) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        return ENAMETOOLONG;
    }
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) {
        give_up("send an event");
    }
    ssize_t count = sendto(descriptor, bytes, size, MSG_NOSIGNAL, (const struct sockaddr *)&address,
                           sizeof address);
    int error = count < 0 ? errno : 0;
    close(descriptor);
    return error;
}

static void deliver_waiting(void *context) {
    (void)context;
    const char *full[64];
    size_t full_count = 0;
    for (struct waiting **place = &waiting; *place != NULL;) {
        struct waiting *message = *place;
        bool is_full = false;
        for (size_t i = 0; i < full_count; i++) {
            is_full = is_full || strcmp(full[i], message->path) == 0;
        }
        int error = is_full ? EAGAIN : send_to(message->path, message->bytes, message->size);
        if (error == EAGAIN) {
            if (!is_full && full_count < sizeof full / sizeof full[0]) {
                full[full_count++] = message->path;
            }
            place = &message->next;
            continue;
        }
        if (error == ECONNREFUSED) {
            unlink(message->path); /* the program has closed its socket or has ended */
        }
        *place = message->next;
        waiting_count--;
        free(message->path);
        free(message);
    }
    if (waiting != NULL) {
        timer_set(&retry_timer, RETRY_MILLISECONDS, deliver_waiting, NULL);
    }
}

/** Puts a message for one program behind those that wait. */
static void enqueue(char *path, const uint8_t *bytes, size_t size) {
    if (waiting_count == WAITING_MAX) {
        note("%s: a program does not read its events; one is lost", path);
        free(path);
        return;
    }
    struct waiting *message = allocate(sizeof *message + size);
    message->path = path;
    message->size = size;
    memcpy(message->bytes, bytes, size);
    struct waiting **place = &waiting;
    while (*place != NULL) {
        place = &(*place)->next;
    }
    *place = message;
    waiting_count++;
}

void uevents_send(const char *action, const char *device_path, const char *subsystem,
                  const char *device_type, const char *properties) {
    char *body = format_text("ACTION=%s\nDEVPATH=%s\nSUBSYSTEM=%s\nSEQNUM=%lu\n%s", action,
                             device_path, subsystem, ++sequence_number, properties);
    size_t size = strlen(body);
    for (size_t i = 0; i < size; i++) {
        if (body[i] == '\n') {
            body[i] = '\0';
        }
    }
    struct monitor_header header = {
        .prefix = "libudev",
        .magic = htonl((uint32_t)MONITOR_MAGIC),
        .header_size = sizeof header,
        .properties_offset = sizeof header,
        .properties_size = (uint32_t)size,
        .subsystem_hash = htonl(hash(subsystem)),
        .device_type_hash = device_type == NULL ? 0 : htonl(hash(device_type)),
    };
    uint8_t *message = allocate(sizeof header + size);
    memcpy(message, &header, sizeof header);
    memcpy(message + sizeof header, body, size);

    DIR *directory = opendir(testbed_path);
    if (directory == NULL) {
        give_up(testbed_path);
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (strncmp(entry->d_name, LISTENER_PREFIX, strlen(LISTENER_PREFIX)) == 0) {
            enqueue(format_text("%s/%s", testbed_path, entry->d_name), message,
                    sizeof header + size);
        }
    }
    closedir(directory);
    free(message);
    free(body);
    deliver_waiting(NULL);
}
