#include "uevents.h"
#include "diagnostics.h"

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

static const char *testbed_path;
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

/** Sends to one program; a full queue loses the event, as it does in the kernel. */
static void send_to(const char *path, const struct iovec *parts, size_t count) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        return;
    }
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) {
        give_up("send an event");
    }
    struct msghdr message = {
        .msg_name = &address,
        .msg_namelen = sizeof address,
        .msg_iov = (struct iovec *)parts,
        .msg_iovlen = count,
    };
    if (sendmsg(descriptor, &message, MSG_NOSIGNAL) < 0 && errno == ECONNREFUSED) {
        unlink(path); /* the program has closed its socket or has ended */
    }
    close(descriptor);
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
    const struct iovec parts[] = {
        {.iov_base = &header, .iov_len = sizeof header},
        {.iov_base = body, .iov_len = size},
    };

    DIR *directory = opendir(testbed_path);
    if (directory == NULL) {
        give_up(testbed_path);
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (strncmp(entry->d_name, LISTENER_PREFIX, strlen(LISTENER_PREFIX)) == 0) {
            char *path = format_text("%s/%s", testbed_path, entry->d_name);
            send_to(path, parts, 2);
            free(path);
        }
    }
    closedir(directory);
    free(body);
}
