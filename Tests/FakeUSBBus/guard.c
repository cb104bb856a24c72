#include "guard.h"
#include "diagnostics.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t inner;

int guard_lost_signal(void) {
    return SIGRTMIN;
}

/** Passes a signal on; one of the kernel's comes from the terminal, and has reached all anyway. */
static void pass_on(int signal, siginfo_t *information, void *context) {
    (void)context;
    if (information->si_code != SI_KERNEL && inner > 0) {
        kill(inner, signal);
    }
}

void end_with(int status, int signal) {
    if (signal == 0) {
        exit(status);
    }
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, signal);
    sigprocmask(SIG_UNBLOCK, &signals, NULL);
    raise(signal);
    exit(128 + signal);
}

void guard_start(void) {
    pid_t outer = getpid();
    struct sigaction action = {.sa_sigaction = pass_on, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigemptyset(&action.sa_mask);
    const int passed[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
    sigset_t signals;
    sigemptyset(&signals);
    for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++) {
        sigaddset(&signals, passed[i]);
    }
    /* The inner process keeps them blocked until it looks at them. */
    sigaddset(&signals, guard_lost_signal());
    sigprocmask(SIG_BLOCK, &signals, NULL);
    fflush(NULL);
    pid_t process = fork();
    if (process < 0) {
        give_up("start the bus");
    }
    if (process == 0) {
        if (prctl(PR_SET_PDEATHSIG, guard_lost_signal()) != 0 || getppid() != outer) {
            _exit(STATUS_OWN_FAILURE);
        }
        return;
    }
    inner = process;
    for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++) {
        sigaction(passed[i], &action, NULL);
    }
    sigprocmask(SIG_UNBLOCK, &signals, NULL);
    int status;
    while (waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) {
            give_up("wait for the bus");
        }
    }
    end_with(WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_OWN_FAILURE,
             WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}
