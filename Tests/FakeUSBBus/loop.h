/**
 * The one loop that everything runs in: file descriptors, and timers.
 *
 * There are no threads: a handler runs to its end before the next one starts.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** `events` are those of epoll(7). */
typedef void watch_handler(void *context, uint32_t events);

/** A file descriptor that is watched. */
struct watch;

/** Starts watching; the descriptor stays the caller's. */
struct watch *watch_add(int descriptor, uint32_t events, watch_handler *handler, void *context);
void watch_change(struct watch *watch, uint32_t events);
/** Stops watching; its handler is not called again, even for an event that is there already. */
void watch_remove(struct watch *watch);

/** A timer that its owner keeps; zeroed memory is one that is not set. */
struct timer {
    void (*handler)(void *context);
    void *context;
    int64_t due_nanoseconds;
    struct timer *next;
    bool is_set;
};

/** Calls `handler` once, `milliseconds` from now; replaces what was set before. */
void timer_set(struct timer *timer, int milliseconds, void (*handler)(void *), void *context);
void timer_clear(struct timer *timer);

/** Runs until `loop_stop`, which may have been called before. */
void loop_run(void);
void loop_stop(void);
