#include "loop.h"
#include "diagnostics.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

struct watch {
    int descriptor;
    watch_handler *handler;
    void *context;
    bool is_removed;
    struct watch *next_removed;
};

static int epoll_descriptor = -1;
static bool is_stopping;
static struct timer *timers;
/** Freed when no event of the present round can name them any more. */
static struct watch *removed;

static int the_epoll(void) {
    if (epoll_descriptor < 0) {
        epoll_descriptor = epoll_create1(EPOLL_CLOEXEC);
        if (epoll_descriptor < 0) {
            give_up("epoll");
        }
    }
    return epoll_descriptor;
}

struct watch *watch_add(int descriptor, uint32_t events, watch_handler *handler, void *context) {
    struct watch *watch = allocate(sizeof *watch);
    *watch = (struct watch){.descriptor = descriptor, .handler = handler, .context = context};
    struct epoll_event event = {.events = events, .data.ptr = watch};
    if (epoll_ctl(the_epoll(), EPOLL_CTL_ADD, descriptor, &event) != 0) {
        give_up("watch a file descriptor");
    }
    return watch;
}

void watch_change(struct watch *watch, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = watch};
    if (epoll_ctl(the_epoll(), EPOLL_CTL_MOD, watch->descriptor, &event) != 0) {
        give_up("watch a file descriptor");
    }
}

void watch_remove(struct watch *watch) {
    if (epoll_ctl(the_epoll(), EPOLL_CTL_DEL, watch->descriptor, NULL) != 0) {
        give_up("stop watching a file descriptor");
    }
    watch->is_removed = true;
    watch->next_removed = removed;
    removed = watch;
}

static int64_t now_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void timer_set(struct timer *timer, int milliseconds, void (*handler)(void *), void *context) {
    timer_clear(timer);
    timer->handler = handler;
    timer->context = context;
    timer->due_nanoseconds = now_nanoseconds() + (int64_t)milliseconds * 1000000;
    timer->is_set = true;
    struct timer **place = &timers;
    while (*place != NULL && (*place)->due_nanoseconds <= timer->due_nanoseconds) {
        place = &(*place)->next;
    }
    timer->next = *place;
    *place = timer;
}

void timer_clear(struct timer *timer) {
    if (!timer->is_set) {
        return;
    }
    struct timer **place = &timers;
    while (*place != timer) {
        place = &(*place)->next;
    }
    *place = timer->next;
    timer->is_set = false;
}

/** Runs the timers that are due; returns the milliseconds to the next one, or -1. */
static int run_timers(void) {
    while (timers != NULL) {
        int64_t wait = timers->due_nanoseconds - now_nanoseconds();
        if (wait > 0) {
            return (int)((wait + 999999) / 1000000);
        }
        struct timer *due = timers;
        timer_clear(due);
        due->handler(due->context);
    }
    return -1;
}

void loop_run(void) {
    while (!is_stopping) {
        int milliseconds = run_timers();
        if (is_stopping) {
            break;
        }
        struct epoll_event events[32];
        int count = epoll_wait(the_epoll(), events, 32, milliseconds);
        if (count < 0 && errno != EINTR) {
            give_up("wait for an event");
        }
        for (int i = 0; i < count; i++) {
            struct watch *watch = events[i].data.ptr;
            if (!watch->is_removed) {
                watch->handler(watch->context, events[i].events);
            }
        }
        while (removed != NULL) {
            struct watch *watch = removed;
            removed = watch->next_removed;
            free(watch);
        }
    }
}

void loop_stop(void) {
    is_stopping = true;
}
