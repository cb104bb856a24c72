/**
 * The far side of libumockdev-preload, the library that redirects a program's /sys and /dev.
 *
 * For every file of /dev that a program opens, the library connects to a socket below
 * $UMOCKDEV_DIR/ioctl and asks there what each ioctl(2) does. The protocol is umockdev's own
 * (src/libumockdev-preload.c, "ioctl emulation"); its numbers are the same from 0.16.0 to 0.19.7.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** A file of /dev that a program holds open. */
struct opened {
    int descriptor;
    struct watch *watch;
    const struct node_operations *operations;
    /** The program that opened it. */
    pid_t process;
    /** Of the node that was opened. */
    void *context;
    /** For the operations to keep what they need. */
    void *state;
    /** Whether the program waits for `opened_complete`. */
    bool is_waiting;
};

/** What a node does for those that open it; each function may be NULL but `request`. */
struct node_operations {
    void (*open)(struct opened *opened);
    /** An ioctl; ends, now or later, in `opened_complete`. */
    void (*request)(struct opened *opened, unsigned long request, uintptr_t argument);
    /** The program has closed the file or has ended; `opened` is freed afterwards. */
    void (*close)(struct opened *opened);
};

/** A node of /dev that answers. */
struct node;

/** Listens at `path`, which is made together with its directories. */
struct node *node_serve(const char *path, const struct node_operations *operations, void *context);
/** Removes the node; files that are open stay so. */
void node_withdraw(struct node *node);

/** Copies memory of the waiting program; false when the program is gone. */
bool opened_read(struct opened *opened, uintptr_t address, void *bytes, size_t count);
/** Writes into the waiting program's memory; false when the program is gone. */
bool opened_write(struct opened *opened, uintptr_t address, const void *bytes, size_t count);
/** Lets the waiting program go on with `result`, which is -1 with an `error` of errno(3). */
void opened_complete(struct opened *opened, long result, int error);
/** Lets the library call the real function instead. */
void opened_pass_on(struct opened *opened);
