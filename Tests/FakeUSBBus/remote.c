#include "remote.h"
#include "diagnostics.h"
#include "loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    RETRY_MILLISECONDS = 50,
    GREETING_BYTES = 12,
    HEADER_BYTES = 20,
    ANSWER_BYTES = 12,
    SETUP_BYTES = 8,
    CHUNK_BYTES = 65536,
};

/** What is asked of the device; the status of its answers. */
enum kind { KIND_CONTROL = 1, KIND_OUTPUT, KIND_INPUT, KIND_CLEAR_HALT, KIND_FORGET };
enum { STATUS_DONE = 0 };

/** An URB that the device has. */
struct transfer {
    struct transfer *next;
    uint32_t tag;
    struct urb *urb;
    /** Where its data begin: behind the setup packet, or at the start. */
    size_t skipped;
};

struct bytes {
    uint8_t *data;
    size_t count;
};

struct remote {
    uint16_t port;
    const struct remote_events *events;
    void *context;
    int descriptor;
    struct watch *watch;
    struct timer timer;
    bool is_connected;
    /** Whether the greeting has come and `plugged` was called. */
    bool is_up;
    uint32_t last_tag;
    struct transfer *transfers;
    struct bytes received;
    struct bytes unsent;
};

static void connect_again(void *context);

static uint32_t word_at(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static uint16_t half_at(const uint8_t *bytes) {
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static void put_word(uint8_t *bytes, uint32_t word) {
    for (int i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(word >> (8 * i));
    }
}

static void append(struct bytes *bytes, const uint8_t *more, size_t count) {
    if (count == 0) {
        return;
    }
    bytes->data = reallocate(bytes->data, bytes->count + count);
    memcpy(bytes->data + bytes->count, more, count);
    bytes->count += count;
}

static void drop_first(struct bytes *bytes, size_t count) {
    bytes->count -= count;
    memmove(bytes->data, bytes->data + count, bytes->count);
}

// MARK: URBs

/** Takes the transfer with a tag out of the list; NULL where there is none. */
static struct transfer *take(struct remote *remote, uint32_t tag) {
    struct transfer **place = &remote->transfers;
    while (*place != NULL && (*place)->tag != tag) {
        place = &(*place)->next;
    }
    struct transfer *transfer = *place;
    if (transfer != NULL) {
        *place = transfer->next;
    }
    return transfer;
}

static void fail_all(struct remote *remote) {
    while (remote->transfers != NULL) {
        struct transfer *transfer = remote->transfers;
        remote->transfers = transfer->next;
        urb_finish(transfer->urb, -ESHUTDOWN, 0);
        free(transfer);
    }
}

/** Ends an URB with what the device answered. */
static void finish(struct transfer *transfer, uint32_t status, const uint8_t *data, size_t count) {
    struct urb *urb = transfer->urb;
    size_t room = urb_length(urb) - transfer->skipped;
    if (status != STATUS_DONE) {
        urb_finish(urb, -EPIPE, 0);
    } else if (transfer->skipped == 0 && !urb_is_in(urb)) {
        urb_finish(urb, 0, urb_length(urb));
    } else {
        size_t moved = count < room ? count : room;
        if (moved > 0) {
            memcpy(urb->data + transfer->skipped, data, moved);
        }
        urb_finish(urb, 0, moved);
    }
}

// MARK: the connection

static void lose(struct remote *remote) {
    if (remote->descriptor >= 0) {
        watch_remove(remote->watch);
        close(remote->descriptor);
        remote->descriptor = -1;
    }
    remote->is_connected = false;
    remote->received.count = 0;
    remote->unsent.count = 0;
    fail_all(remote);
    if (remote->is_up) {
        remote->is_up = false;
        remote->events->unplugged(remote->context);
    }
    timer_set(&remote->timer, RETRY_MILLISECONDS, connect_again, remote);
}

/** Sends what it can; false when the connection is lost. */
static bool send_some(struct remote *remote) {
    while (remote->unsent.count > 0) {
        ssize_t count =
            send(remote->descriptor, remote->unsent.data, remote->unsent.count, MSG_NOSIGNAL);
        if (count < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        drop_first(&remote->unsent, (size_t)count);
    }
    return true;
}

/** Takes the greeting; false when it has not all come. */
static bool take_greeting(struct remote *remote) {
    const uint8_t *bytes = remote->received.data;
    if (remote->received.count < GREETING_BYTES) {
        return false;
    }
    size_t count = half_at(bytes + 10);
    struct remote_identity identity = {.vendor_id = half_at(bytes + 6),
                                       .product_id = half_at(bytes + 8)};
    if (memcmp(bytes, "MUSB", 4) != 0 || count >= sizeof identity.serial) {
        note("127.0.0.1:%u is no USB device of ours", remote->port);
        return false;
    }
    if (remote->received.count < GREETING_BYTES + count) {
        return false;
    }
    memcpy(identity.serial, bytes + GREETING_BYTES, count);
    drop_first(&remote->received, GREETING_BYTES + count);
    remote->is_up = true;
    remote->events->plugged(remote->context, &identity);
    return true;
}

/** Takes one answer; false when it has not all come. */
static bool take_answer(struct remote *remote) {
    if (remote->received.count < ANSWER_BYTES) {
        return false;
    }
    size_t count = word_at(remote->received.data + 8);
    if (remote->received.count < ANSWER_BYTES + count) {
        return false;
    }
    struct transfer *transfer = take(remote, word_at(remote->received.data));
    if (transfer != NULL) { /* else it was given up, or nobody waits for it */
        finish(transfer, word_at(remote->received.data + 4), remote->received.data + ANSWER_BYTES,
               count);
        free(transfer);
    }
    drop_first(&remote->received, ANSWER_BYTES + count);
    return true;
}

/** Receives what there is; false when the connection is lost. */
static bool receive_some(struct remote *remote) {
    static uint8_t chunk[CHUNK_BYTES];
    for (;;) {
        ssize_t count = recv(remote->descriptor, chunk, sizeof chunk, 0);
        if (count < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        if (count == 0) {
            return false;
        }
        append(&remote->received, chunk, (size_t)count);
        while (remote->is_up ? take_answer(remote) : take_greeting(remote)) {
        }
    }
}

static void advance(struct remote *remote) {
    if (!remote->is_connected) {
        return;
    }
    if (!send_some(remote) || !receive_some(remote)) {
        lose(remote);
        return;
    }
    watch_change(remote->watch, remote->unsent.count > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void serve_connection(void *context, uint32_t events) {
    struct remote *remote = context;
    if (!remote->is_connected) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(remote->descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0 || (events & EPOLLOUT) == 0) {
            lose(remote);
            return;
        }
        remote->is_connected = true;
    }
    advance(remote);
}

static void connect_again(void *context) {
    struct remote *remote = context;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(remote->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    remote->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (remote->descriptor < 0) {
        give_up("connect to a device");
    }
    int one = 1;
    setsockopt(remote->descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    int result = connect(remote->descriptor, (const struct sockaddr *)&address, sizeof address);
    bool is_refused = result != 0 && errno != EINPROGRESS;
    remote->watch = watch_add(remote->descriptor, EPOLLIN | EPOLLOUT, serve_connection, remote);
    if (is_refused) {
        lose(remote);
    }
}

struct remote *remote_new(uint16_t port, const struct remote_events *events, void *context) {
    struct remote *remote = allocate(sizeof *remote);
    remote->port = port;
    remote->events = events;
    remote->context = context;
    remote->descriptor = -1;
    connect_again(remote);
    return remote;
}

// MARK: what is asked of the device

/** Sends a request; gives its tag. */
static uint32_t ask(struct remote *remote, enum kind kind, uint8_t endpoint, size_t length,
                    const uint8_t setup[SETUP_BYTES], const uint8_t *data, uint32_t tag) {
    uint8_t header[HEADER_BYTES] = {0};
    put_word(header, tag);
    header[4] = (uint8_t)kind;
    header[5] = endpoint;
    put_word(header + 8, (uint32_t)length);
    if (setup != NULL) {
        memcpy(header + 12, setup, SETUP_BYTES);
    }
    append(&remote->unsent, header, sizeof header);
    append(&remote->unsent, data, kind == KIND_OUTPUT ? length : 0);
    return tag;
}

/** Sends what was asked, from the loop: the connection may turn out to be lost. */
static void send_soon(struct remote *remote) {
    if (remote->is_connected) {
        watch_change(remote->watch, EPOLLIN | EPOLLOUT);
    }
}

static void remember(struct remote *remote, uint32_t tag, struct urb *urb, size_t skipped) {
    struct transfer **place = &remote->transfers;
    while (*place != NULL) {
        place = &(*place)->next;
    }
    *place = allocate(sizeof **place);
    **place = (struct transfer){.tag = tag, .urb = urb, .skipped = skipped};
}

void remote_submit(struct remote *remote, struct urb *urb) {
    if (!remote->is_up) {
        urb_finish(urb, -ESHUTDOWN, 0);
        return;
    }
    uint32_t tag = ask(remote, urb_is_in(urb) ? KIND_INPUT : KIND_OUTPUT, urb->request.endpoint,
                       urb_length(urb), NULL, urb->data, ++remote->last_tag);
    remember(remote, tag, urb, 0);
    send_soon(remote);
}

void remote_control(struct remote *remote, const struct control_request *request, struct urb *urb) {
    bool has_output = (request->kind & 0x80) == 0 && request->length > 0;
    if (!remote->is_up || has_output) {
        urb_finish(urb, remote->is_up ? -EPIPE : -ESHUTDOWN, 0);
        return;
    }
    uint32_t tag = ask(remote, KIND_CONTROL, 0, 0, urb->data, NULL, ++remote->last_tag);
    remember(remote, tag, urb, SETUP_BYTES);
    send_soon(remote);
}

void remote_clear_halt(struct remote *remote, uint8_t endpoint) {
    if (remote->is_up) {
        ask(remote, KIND_CLEAR_HALT, endpoint, 0, NULL, NULL, ++remote->last_tag);
        send_soon(remote);
    }
}

void remote_forget(struct remote *remote, struct urb *urb) {
    for (struct transfer **place = &remote->transfers; *place != NULL; place = &(*place)->next) {
        struct transfer *transfer = *place;
        if (transfer->urb == urb) {
            *place = transfer->next;
            if (remote->is_up) {
                ask(remote, KIND_FORGET, 0, 0, NULL, NULL, transfer->tag);
                send_soon(remote);
            }
            free(transfer);
            return;
        }
    }
}
