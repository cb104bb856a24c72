#include "server.h"
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
    /** From the connection's start to the end of the handshake. */
    HANDSHAKE_MILLISECONDS = 2000,
    COMMAND_BYTES = 16,
};

/** The status word of an answer. */
enum { STATUS_OK = 1, STATUS_BUSY = 0x2004 };

struct request {
    struct request *next;
    uint8_t *bytes;
    size_t count;
    size_t sent;
    uint8_t *answer;
    size_t answer_count;
    size_t received;
    /** Takes the whole answer. */
    void (*answered)(struct server *server, struct request *request, const uint8_t *answer);
    server_done *done;
    void *context;
};

struct server {
    uint16_t port;
    const struct server_events *events;
    void *context;
    int descriptor;
    struct watch *watch;
    struct timer timer;
    bool is_connected;
    /** Whether the handshake is over and `up` was called. */
    bool is_up;
    /** Whether the owner believes that the server is there. */
    bool is_known;
    struct probe_identity identity;
    uint32_t connection;
    /** The handshake's requests come before the owner's. */
    struct request *handshake;
    struct request *requests;
};

static uint32_t word_at(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static void put_word(uint8_t *bytes, uint32_t word) {
    for (int i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(word >> (8 * i));
    }
}

static void connect_again(void *context);
static void advance(struct server *server);

// MARK: requests

static struct request *make_request(const uint8_t *bytes, size_t count, size_t answer_count) {
    struct request *request = allocate(sizeof *request);
    request->bytes = allocate(count);
    memcpy(request->bytes, bytes, count);
    request->count = count;
    request->answer = allocate(answer_count);
    request->answer_count = answer_count;
    return request;
}

static void append(struct request **queue, struct request *request) {
    while (*queue != NULL) {
        queue = &(*queue)->next;
    }
    *queue = request;
}

static void free_request(struct request *request) {
    free(request->bytes);
    free(request->answer);
    free(request);
}

/** Tells everyone who waits that the server has gone. */
static void fail_requests(struct server *server) {
    struct request *queue = server->requests;
    server->requests = NULL;
    while (queue != NULL) {
        struct request *request = queue;
        queue = request->next;
        if (request->done != NULL) {
            request->done(request->context, SERVER_GONE, NULL, 0);
        }
        free_request(request);
    }
}

static void drop_handshake(struct server *server) {
    while (server->handshake != NULL) {
        struct request *request = server->handshake;
        server->handshake = request->next;
        free_request(request);
    }
}

// MARK: the connection

static void hang_up(struct server *server) {
    if (server->descriptor >= 0) {
        watch_remove(server->watch);
        close(server->descriptor);
        server->descriptor = -1;
    }
    timer_clear(&server->timer);
    server->is_connected = false;
    server->is_up = false;
    drop_handshake(server);
}

/** The connection ended or could not be made. */
static void lose(struct server *server) {
    hang_up(server);
    timer_set(&server->timer, RETRY_MILLISECONDS, connect_again, server);
    if (server->is_known) {
        server->is_known = false;
        server->events->down(server->context);
        fail_requests(server);
    }
}

static void hear_nothing(void *context) {
    lose(context);
}

static void receive_information(struct server *server, struct request *request,
                                const uint8_t *answer) {
    (void)request;
    if (word_at(answer) != STATUS_OK) {
        lose(server);
        return;
    }
    struct probe_identity *identity = &server->identity;
    identity->device = word_at(answer + 4);
    memcpy(identity->serial, answer + 8, 32);
    identity->serial[32] = '\0';
    identity->vendor_id = (uint16_t)(answer[40] | answer[41] << 8);
    identity->product_id = (uint16_t)(answer[42] | answer[43] << 8);
    timer_clear(&server->timer);
    server->is_up = true;
    if (!server->is_known) {
        server->is_known = true;
        server->events->up(server->context, identity);
    }
}

/** The version of the server, a look for probes, their number, and the first one's ids. */
static void shake_hands(struct server *server) {
    append(&server->handshake, make_request((const uint8_t[]){6, 1, 0, 0}, 4, 16));
    append(&server->handshake, make_request((const uint8_t[]){0, 0}, 2, 4));
    append(&server->handshake, make_request((const uint8_t[]){1}, 1, 4));
    struct request *last = make_request((const uint8_t[]){2, 0, 0, 0, 41, 0, 0, 0}, 8, 45);
    last->answered = receive_information;
    append(&server->handshake, last);
}

/** Sends what it can; false when the connection is lost. */
static bool send_some(struct server *server, struct request *request) {
    while (request->sent < request->count) {
        ssize_t count = send(server->descriptor, request->bytes + request->sent,
                             request->count - request->sent, MSG_NOSIGNAL);
        if (count < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        request->sent += (size_t)count;
    }
    return true;
}

/** Receives what there is; false when the connection is lost. */
static bool receive_some(struct server *server, struct request *request) {
    uint8_t unasked[1];
    for (;;) {
        size_t rest = request == NULL || request->sent < request->count
                          ? 0
                          : request->answer_count - request->received;
        if (request != NULL && request->sent == request->count && rest == 0) {
            return true;
        }
        ssize_t count =
            rest == 0 ? recv(server->descriptor, unasked, 1, MSG_PEEK)
                      : recv(server->descriptor, request->answer + request->received, rest, 0);
        if (count < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        if (count == 0 || rest == 0) {
            return false; /* the end, or bytes that nobody asked for */
        }
        request->received += (size_t)count;
    }
}

static void serve_connection(void *context, uint32_t events) {
    struct server *server = context;
    if (!server->is_connected) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(server->descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0 || (events & EPOLLOUT) == 0) {
            lose(server);
            return;
        }
        server->is_connected = true;
        shake_hands(server);
    }
    advance(server);
}

/** Brings the first request forward as far as it goes, and those after it. */
static void advance(struct server *server) {
    while (server->is_connected) {
        struct request **queue = server->is_up ? &server->requests : &server->handshake;
        struct request *request = *queue;
        if ((request != NULL && !send_some(server, request)) || !receive_some(server, request)) {
            lose(server);
            return;
        }
        bool is_sending = request != NULL && request->sent < request->count;
        watch_change(server->watch, is_sending ? EPOLLIN | EPOLLOUT : EPOLLIN);
        if (request == NULL || is_sending || request->received < request->answer_count) {
            return;
        }
        *queue = request->next;
        if (request->answered != NULL) {
            request->answered(server, request, request->answer);
        }
        free_request(request);
    }
}

static void connect_again(void *context) {
    struct server *server = context;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(server->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    server->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->descriptor < 0) {
        give_up("connect to a probe");
    }
    int one = 1;
    setsockopt(server->descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    int result = connect(server->descriptor, (const struct sockaddr *)&address, sizeof address);
    bool is_refused = result != 0 && errno != EINPROGRESS;
    server->watch = watch_add(server->descriptor, EPOLLIN | EPOLLOUT, serve_connection, server);
    if (is_refused) {
        lose(server);
        return;
    }
    timer_set(&server->timer, HANDSHAKE_MILLISECONDS, hear_nothing, server);
}

// MARK: what the owner asks for

static void start(struct server *server, struct request *request) {
    if (!server->is_known) {
        if (request->done != NULL) {
            request->done(request->context, SERVER_GONE, NULL, 0);
        }
        free_request(request);
        return;
    }
    append(&server->requests, request);
    if (server->is_up && server->requests == request) {
        advance(server);
    }
}

static enum server_result result_of(const uint8_t *answer) {
    switch (word_at(answer)) {
    case STATUS_OK:
        return SERVER_OK;
    case STATUS_BUSY:
        return SERVER_BUSY;
    default:
        return SERVER_ERROR;
    }
}

static void receive_connection(struct server *server, struct request *request,
                               const uint8_t *answer) {
    server->connection = word_at(answer + 4);
    request->done(request->context, result_of(answer), NULL, 0);
}

static void receive_transfer(struct server *server, struct request *request,
                             const uint8_t *answer) {
    (void)server;
    request->done(request->context, result_of(answer), answer + 4, request->answer_count - 4);
}

struct server *server_new(uint16_t port, const struct server_events *events, void *context) {
    struct server *server = allocate(sizeof *server);
    server->port = port;
    server->events = events;
    server->context = context;
    server->descriptor = -1;
    connect_again(server);
    return server;
}

void server_open(struct server *server, server_done *done, void *context) {
    uint8_t bytes[8] = {3};
    put_word(bytes + 4, server->identity.device);
    struct request *request = make_request(bytes, sizeof bytes, 8);
    request->answered = receive_connection;
    request->done = done;
    request->context = context;
    start(server, request);
}

void server_close(struct server *server) {
    uint8_t bytes[8] = {4};
    put_word(bytes + 4, server->connection);
    struct request *request = make_request(bytes, sizeof bytes, 4);
    start(server, request);
}

void server_transfer(struct server *server, const uint8_t command[16],
                     enum transfer_direction direction, const uint8_t *data, size_t count,
                     server_done *done, void *context) {
    enum { HEADER_BYTES = 32 };
    bool is_out = direction == TRANSFER_TO_PROBE;
    uint8_t *bytes = allocate(HEADER_BYTES + (is_out ? count : 0));
    bytes[0] = 5;
    put_word(bytes + 4, server->connection);
    memcpy(bytes + 8, command, COMMAND_BYTES);
    bytes[24] = (uint8_t)direction;
    put_word(bytes + 28, (uint32_t)count);
    if (is_out) {
        memcpy(bytes + HEADER_BYTES, data, count);
    }
    struct request *request =
        make_request(bytes, HEADER_BYTES + (is_out ? count : 0), 4 + (is_out ? 0 : count));
    free(bytes);
    request->answered = receive_transfer;
    request->done = done;
    request->context = context;
    start(server, request);
}

void server_start_over(struct server *server) {
    while (server->requests != NULL) {
        struct request *request = server->requests;
        server->requests = request->next;
        free_request(request);
    }
    hang_up(server);
    connect_again(server);
}
