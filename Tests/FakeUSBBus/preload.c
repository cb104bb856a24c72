#include "preload.h"
#include "diagnostics.h"
#include "files.h"
#include "loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/** The first word of each message. */
enum {
    FROM_PROGRAM_IOCTL = 1,
    FROM_PROGRAM_READ = 7,
    FROM_PROGRAM_WRITE = 8,
    TO_PROGRAM_DONE = 3,
    TO_PROGRAM_READ_MEMORY = 5,
    TO_PROGRAM_WRITE_MEMORY = 6,
};

/** A result that makes the library call the real function. */
enum { NOT_EMULATED = -100 };

/** How long a program that waits for us may take to hand over its memory. */
enum { MEMORY_SECONDS = 5 };

struct node {
    int descriptor;
    struct watch *watch;
    char *path;
    const struct node_operations *operations;
    void *context;
};

struct message {
    unsigned long command;
    unsigned long first;
    unsigned long second;
};

static bool send_all(int descriptor, const void *bytes, size_t count) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL) == (ssize_t)count;
}

static void end(struct opened *opened) {
    watch_remove(opened->watch);
    if (opened->operations->close != NULL) {
        opened->operations->close(opened);
    }
    close(opened->descriptor);
    free(opened);
}

static void answer(void *context, uint32_t events) {
    (void)events;
    struct opened *opened = context;
    struct message message;
    ssize_t count = recv(opened->descriptor, &message, sizeof message, MSG_WAITALL);
    if (count != sizeof message || opened->is_waiting) {
        end(opened);
        return;
    }
    opened->is_waiting = true;
    if (message.command == FROM_PROGRAM_IOCTL) {
        opened->operations->request(opened, message.first, message.second);
    } else {
        /* read(2) and write(2): the file that stands for the node has the bytes itself. */
        opened_pass_on(opened);
    }
}

/** Takes the next program that has opened the node; false when there is none. */
static bool admit_one(struct node *node) {
    int descriptor = accept4(node->descriptor, NULL, NULL, SOCK_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    struct timeval limit = {.tv_sec = MEMORY_SECONDS};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size);

    struct opened *opened = allocate(sizeof *opened);
    opened->descriptor = descriptor;
    opened->operations = node->operations;
    opened->process = peer.pid;
    opened->context = node->context;
    opened->watch = watch_add(descriptor, EPOLLIN, answer, opened);
    if (node->operations->open != NULL) {
        node->operations->open(opened);
    }
    return true;
}

static void admit(void *context, uint32_t events) {
    (void)events;
    while (admit_one(context)) {
    }
}

struct node *node_serve(const char *path, const struct node_operations *operations, void *context) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        give_up(path);
    }
    strcpy(address.sun_path, path);
    make_parent_directories(path);

    struct node *node = allocate(sizeof *node);
    node->path = copy_text(path);
    node->operations = operations;
    node->context = context;
    node->descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (node->descriptor < 0 ||
        bind(node->descriptor, (const struct sockaddr *)&address, sizeof address) != 0 ||
        listen(node->descriptor, SOMAXCONN) != 0) {
        give_up(path);
    }
    node->watch = watch_add(node->descriptor, EPOLLIN, admit, node);
    return node;
}

void node_withdraw(struct node *node) {
    unlink(node->path);
    /* A program in the queue has opened the node already: without an answer the library ends it. */
    while (admit_one(node)) {
    }
    watch_remove(node->watch);
    close(node->descriptor);
    free(node->path);
    free(node);
}

bool opened_read(struct opened *opened, uintptr_t address, void *bytes, size_t count) {
    if (count == 0) {
        return true;
    }
    struct message message = {.command = TO_PROGRAM_READ_MEMORY, .first = address, .second = count};
    return send_all(opened->descriptor, &message, sizeof message) &&
           recv(opened->descriptor, bytes, count, MSG_WAITALL) == (ssize_t)count;
}

bool opened_write(struct opened *opened, uintptr_t address, const void *bytes, size_t count) {
    if (count == 0) {
        return true;
    }
    struct message message = {
        .command = TO_PROGRAM_WRITE_MEMORY, .first = address, .second = count};
    return send_all(opened->descriptor, &message, sizeof message) &&
           send_all(opened->descriptor, bytes, count);
}

void opened_complete(struct opened *opened, long result, int error) {
    struct message message = {
        .command = TO_PROGRAM_DONE,
        .first = (unsigned long)result,
        .second = (unsigned long)error,
    };
    opened->is_waiting = false;
    /* A program that is gone is noticed where its next request is read. */
    (void)send_all(opened->descriptor, &message, sizeof message);
}

void opened_pass_on(struct opened *opened) {
    opened_complete(opened, NOT_EMULATED, 0);
}
