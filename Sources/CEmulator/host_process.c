// SPDX-License-Identifier: GPL-2.0-or-later
// System calls of Linux that Swift does not see.
#define _GNU_SOURCE
#include "CEmulator.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

int mcub_watched_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGUSR2);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) {
        return -1;
    }
    return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

int mcub_take_signal(int descriptor) {
    struct signalfd_siginfo taken;
    return read(descriptor, &taken, sizeof taken) == sizeof taken ? (int)taken.ssi_signo : 0;
}

/* Linux 5.3; PR_SET_PDEATHSIG would tell of the end of the thread that started this process. */
int mcub_parent_descriptor(void) {
    return (int)syscall(SYS_pidfd_open, getppid(), 0);
}
