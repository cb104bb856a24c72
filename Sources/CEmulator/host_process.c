// SPDX-License-Identifier: GPL-2.0-or-later
// System calls of Linux that Swift does not see.
#define _GNU_SOURCE
#include "CEmulator.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

int mcub_watched_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) {
        return -1;
    }
    return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

int mcub_take_signal(int descriptor) {
    struct signalfd_siginfo taken;
    return read(descriptor, &taken, sizeof taken) == sizeof taken ? (int)taken.ssi_signo : 0;
}

bool mcub_end_with_parent(void) {
    return prctl(PR_SET_PDEATHSIG, SIGTERM) == 0;
}
