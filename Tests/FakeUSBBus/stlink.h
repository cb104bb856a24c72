/** The bulk endpoints of an ST-Link, whose commands go to a server. */
#pragma once

#include "server.h"
#include "urb.h"

struct stlink_events {
    /** The probe is there, for the first time or again. */
    void (*plugged)(void *context, const struct probe_identity *identity);
    /** The probe has gone; its URBs have failed already. */
    void (*unplugged)(void *context);
};

struct stlink;

struct stlink *stlink_new(uint16_t port, const struct stlink_events *events, void *context);

/** Takes the probe; `done` gets an error of errno(3), or 0. */
void stlink_open(struct stlink *stlink, void (*done)(void *context, int error), void *context);
/** Gives the probe back; a `done` that has not been called is not called any more. */
void stlink_close(struct stlink *stlink);
/** Starts as after power on: no command is under way. */
void stlink_reset(struct stlink *stlink);

/** Takes a bulk URB; it comes back through `urb_finish`. */
void stlink_submit(struct stlink *stlink, struct urb *urb);
/** Gives up an URB that has not come back. */
void stlink_forget(struct stlink *stlink, struct urb *urb);
