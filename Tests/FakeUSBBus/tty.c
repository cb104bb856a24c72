#include "tty.h"
#include "diagnostics.h"
#include "preload.h"
#include "tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

/** A port that was plugged in at some time; its node stays, for programs that still open it. */
struct tty {
    struct tty *next;
    char *name;
    /** TIOCM_* bits. */
    int lines;
};

static struct tty *ttys;

static void handle(struct opened *opened, unsigned long request, uintptr_t argument) {
    struct tty *tty = opened->context;
    int bits = 0;
    switch (request) {
    case TIOCMGET:
        bits = tty->lines;
        opened_write(opened, argument, &bits, sizeof bits);
        break;
    case TIOCMSET:
    case TIOCMBIS:
    case TIOCMBIC:
        if (!opened_read(opened, argument, &bits, sizeof bits)) {
            opened_complete(opened, -1, EFAULT);
            return;
        }
        tty->lines = request == TIOCMSET   ? bits
                     : request == TIOCMBIS ? tty->lines | bits
                                           : tty->lines & ~bits;
        note("%s: DTR %s, RTS %s", tty->name, (tty->lines & TIOCM_DTR) != 0 ? "on" : "off",
             (tty->lines & TIOCM_RTS) != 0 ? "on" : "off");
        break;
    default:
        opened_pass_on(opened);
        return;
    }
    opened_complete(opened, 0, 0);
}

void tty_serve(const char *name) {
    static const struct node_operations operations = {.request = handle};
    for (struct tty *tty = ttys; tty != NULL; tty = tty->next) {
        if (strcmp(tty->name, name) == 0) {
            return;
        }
    }
    struct tty *tty = allocate(sizeof *tty);
    tty->name = copy_text(name);
    tty->lines = TIOCM_DTR | TIOCM_RTS | TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;
    tty->next = ttys;
    ttys = tty;
    char *path = tree_socket_path(name);
    node_serve(path, &operations, tty);
    free(path);
}
