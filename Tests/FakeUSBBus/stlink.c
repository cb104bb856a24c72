#include "stlink.h"
#include "diagnostics.h"
#include "stlink_commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    COMMAND_BYTES = 16,
    ENDPOINT_FROM_PROBE = 0x81,
};

/** Where a command stands. */
enum stage {
    /** The next bytes from the host are a command. */
    STAGE_IDLE,
    /** A command that the host will read the answer of, or not. */
    STAGE_COMMAND,
    /** Data to the probe, which are not all there. */
    STAGE_COLLECTING,
    /** The server works. */
    STAGE_WAITING,
    /** An answer that the host reads, maybe in parts. */
    STAGE_ANSWERING,
};

struct queue {
    struct urb *first;
};

struct stlink {
    struct server *server;
    const struct stlink_events *events;
    void *context;
    bool is_open;
    void (*opened)(void *context, int error);
    void *opened_context;

    enum stage stage;
    uint8_t command[COMMAND_BYTES];
    uint8_t *data;
    /** Bytes collected, or bytes of the answer. */
    size_t data_count;
    /** Bytes to collect, or bytes of the answer that the host has. */
    size_t data_mark;
    /** The URB that brought the last data, which ends with the server's answer. */
    struct urb *last_data;
    struct queue to_probe;
    struct queue from_probe;
};

static void advance(struct stlink *stlink);

// MARK: queues

static void queue_append(struct queue *queue, struct urb *urb) {
    struct urb **place = &queue->first;
    while (*place != NULL) {
        place = &(*place)->next_queued;
    }
    urb->next_queued = NULL;
    *place = urb;
}

static struct urb *queue_take(struct queue *queue) {
    struct urb *urb = queue->first;
    if (urb != NULL) {
        queue->first = urb->next_queued;
    }
    return urb;
}

static void queue_remove(struct queue *queue, const struct urb *urb) {
    struct urb **place = &queue->first;
    while (*place != NULL && *place != urb) {
        place = &(*place)->next_queued;
    }
    if (*place != NULL) {
        *place = urb->next_queued;
    }
}

static void queue_fail(struct queue *queue, int status) {
    for (struct urb *urb; (urb = queue_take(queue)) != NULL;) {
        urb_finish(urb, status, 0);
    }
}

static int status_of(enum server_result result) {
    switch (result) {
    case SERVER_OK:
        return 0;
    case SERVER_GONE:
        return -ENODEV;
    case SERVER_BUSY:
    case SERVER_ERROR:
        break;
    }
    return -EPROTO;
}

// MARK: the course of a command

static void set_data(struct stlink *stlink, const uint8_t *bytes, size_t count) {
    stlink->data = reallocate(stlink->data, count);
    if (count > 0) {
        memcpy(stlink->data, bytes, count);
    }
    stlink->data_count = count;
    stlink->data_mark = 0;
}

static void receive_data(void *context, enum server_result result, const uint8_t *data,
                         size_t count) {
    struct stlink *stlink = context;
    if (result != SERVER_OK) {
        stlink->stage = STAGE_IDLE;
        struct urb *urb = queue_take(&stlink->from_probe);
        if (urb != NULL) {
            urb_finish(urb, status_of(result), 0);
        }
    } else {
        set_data(stlink, data, count);
        stlink->stage = STAGE_ANSWERING;
    }
    advance(stlink);
}

static void receive_status(void *context, enum server_result result, const uint8_t *data,
                           size_t count) {
    (void)data;
    (void)count;
    struct stlink *stlink = context;
    stlink->stage = STAGE_IDLE;
    struct urb *urb = stlink->last_data;
    stlink->last_data = NULL;
    if (urb != NULL) {
        urb_finish(urb, status_of(result), result == SERVER_OK ? urb_length(urb) : 0);
    }
    advance(stlink);
}

/** Sends a command that nobody reads an answer of. */
static void send_alone(struct stlink *stlink) {
    stlink->stage = STAGE_WAITING;
    server_transfer(stlink->server, stlink->command, TRANSFER_FROM_PROBE, NULL, 0, receive_status,
                    stlink);
}

/** Asks for as many bytes as the command says, or as the host has room for. */
static void ask(struct stlink *stlink) {
    size_t count = bytes_from_probe(stlink->command);
    if (count == 0) {
        const struct urb *urb = stlink->from_probe.first;
        do {
            count += urb_length(urb);
            urb = urb->next_queued;
        } while (urb != NULL && (urb->request.flags & USBDEVFS_URB_BULK_CONTINUATION) != 0);
    }
    stlink->stage = STAGE_WAITING;
    server_transfer(stlink->server, stlink->command, TRANSFER_FROM_PROBE, NULL, count, receive_data,
                    stlink);
}

/** Takes a command out of an URB. */
static void begin(struct stlink *stlink, struct urb *urb) {
    size_t count = urb_length(urb) < COMMAND_BYTES ? urb_length(urb) : COMMAND_BYTES;
    memset(stlink->command, 0, COMMAND_BYTES);
    memcpy(stlink->command, urb->data, count);
    urb_finish(urb, 0, urb_length(urb));
    if (bytes_to_probe(stlink->command) > 0) {
        set_data(stlink, NULL, 0);
        stlink->data_mark = bytes_to_probe(stlink->command);
        stlink->stage = STAGE_COLLECTING;
    } else if (is_answerless(stlink->command)) {
        send_alone(stlink);
    } else {
        stlink->stage = STAGE_COMMAND;
    }
}

/** Adds an URB's data to those of the command, and sends them when they are all there. */
static void collect(struct stlink *stlink, struct urb *urb) {
    stlink->data = reallocate(stlink->data, stlink->data_count + urb_length(urb));
    memcpy(stlink->data + stlink->data_count, urb->data, urb_length(urb));
    stlink->data_count += urb_length(urb);
    if (stlink->data_count < stlink->data_mark) {
        urb_finish(urb, 0, urb_length(urb));
        return;
    }
    stlink->last_data = urb;
    stlink->stage = STAGE_WAITING;
    server_transfer(stlink->server, stlink->command, TRANSFER_TO_PROBE, stlink->data,
                    stlink->data_count, receive_status, stlink);
}

/** Hands a part of the answer to the host; an URB with room for more ends short. */
static void hand_over(struct stlink *stlink, struct urb *urb) {
    size_t rest = stlink->data_count - stlink->data_mark;
    size_t count = rest < urb_length(urb) ? rest : urb_length(urb);
    memcpy(urb->data, stlink->data + stlink->data_mark, count);
    stlink->data_mark += count;
    if (stlink->data_mark == stlink->data_count) {
        stlink->stage = STAGE_IDLE;
    }
    urb_finish(urb, 0, count);
}

/** Goes on for as long as there are URBs to go on with. */
static void advance(struct stlink *stlink) {
    for (;;) {
        bool has_out = stlink->to_probe.first != NULL;
        bool has_in = stlink->from_probe.first != NULL;
        switch (stlink->stage) {
        case STAGE_WAITING:
            return;
        case STAGE_IDLE:
            if (!has_out) {
                return;
            }
            begin(stlink, queue_take(&stlink->to_probe));
            break;
        case STAGE_COLLECTING:
            if (!has_out) {
                return;
            }
            collect(stlink, queue_take(&stlink->to_probe));
            break;
        case STAGE_COMMAND:
            if (has_in) {
                ask(stlink);
            } else if (has_out) {
                send_alone(stlink);
            }
            return;
        case STAGE_ANSWERING:
            if (has_in) {
                hand_over(stlink, queue_take(&stlink->from_probe));
            } else if (has_out) {
                stlink->stage = STAGE_IDLE; /* the host does not want the rest */
            } else {
                return;
            }
            break;
        }
    }
}

// MARK: the probe as a whole

static void fail_all(struct stlink *stlink, int status) {
    struct urb *last_data = stlink->last_data;
    stlink->last_data = NULL;
    if (last_data != NULL) {
        urb_finish(last_data, status, 0);
    }
    queue_fail(&stlink->to_probe, status);
    queue_fail(&stlink->from_probe, status);
}

static void came(void *context, const struct probe_identity *identity) {
    struct stlink *stlink = context;
    stlink->events->plugged(stlink->context, identity);
}

static void went(void *context) {
    struct stlink *stlink = context;
    stlink->stage = STAGE_IDLE;
    stlink->is_open = false;
    fail_all(stlink, -ENODEV);
    stlink->events->unplugged(stlink->context);
}

struct stlink *stlink_new(uint16_t port, const struct stlink_events *events, void *context) {
    static const struct server_events server_events = {.up = came, .down = went};
    struct stlink *stlink = allocate(sizeof *stlink);
    stlink->events = events;
    stlink->context = context;
    stlink->server = server_new(port, &server_events, stlink);
    return stlink;
}

static void receive_open(void *context, enum server_result result, const uint8_t *data,
                         size_t count) {
    (void)data;
    (void)count;
    struct stlink *stlink = context;
    stlink->is_open = result == SERVER_OK;
    void (*opened)(void *, int) = stlink->opened;
    stlink->opened = NULL;
    if (opened != NULL) {
        int error = result == SERVER_OK ? 0 : result == SERVER_GONE ? ENODEV : EBUSY;
        opened(stlink->opened_context, error);
    }
}

void stlink_open(struct stlink *stlink, void (*done)(void *, int), void *context) {
    stlink->opened = done;
    stlink->opened_context = context;
    stlink->stage = STAGE_IDLE;
    server_open(stlink->server, receive_open, stlink);
}

void stlink_close(struct stlink *stlink) {
    bool is_opening = stlink->opened != NULL;
    stlink->opened = NULL;
    fail_all(stlink, -ENOENT);
    if (is_opening || stlink->stage == STAGE_WAITING) {
        server_start_over(stlink->server);
    } else if (stlink->is_open) {
        if (stlink->stage == STAGE_COMMAND) {
            send_alone(stlink); /* the probe runs a command whether or not its answer is read */
        }
        server_close(stlink->server);
    }
    stlink->is_open = false;
    stlink->stage = STAGE_IDLE;
}

void stlink_reset(struct stlink *stlink) {
    fail_all(stlink, -ESHUTDOWN);
    if (stlink->is_open && stlink->stage == STAGE_WAITING) {
        server_start_over(stlink->server);
        server_open(stlink->server, receive_open, stlink);
    }
    stlink->stage = STAGE_IDLE;
}

void stlink_submit(struct stlink *stlink, struct urb *urb) {
    if (!urb_is_in(urb)) {
        queue_append(&stlink->to_probe, urb);
    } else if (urb->request.endpoint == ENDPOINT_FROM_PROBE) {
        queue_append(&stlink->from_probe, urb);
    } else {
        /* The endpoint of SWO trace data: the server has none, so the transfer waits. */
        urb->next_queued = NULL;
    }
    advance(stlink);
}

void stlink_forget(struct stlink *stlink, struct urb *urb) {
    queue_remove(&stlink->to_probe, urb);
    queue_remove(&stlink->from_probe, urb);
    if (stlink->last_data == urb) {
        stlink->last_data = NULL;
    }
}
