#include "command.h"
#include "diagnostics.h"
#include "files.h"
#include "guard.h"
#include "loop.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define UMOCKDEV_LIBRARY "libumockdev-preload.so.0"
/** Our own, which lies beside this program. */
#define OWN_LIBRARY "libfake-usb-bus-preload.so"

/** env(1): a command that cannot be run, and one that is not there. */
enum { STATUS_NOT_EXECUTABLE = 126, STATUS_NOT_FOUND = 127 };

/** What the command's descendants have to end after SIGTERM. */
enum { DESCENDANT_MILLISECONDS = 2000 };

static pid_t child;
static int signal_descriptor = -1;
static int exit_status = STATUS_OWN_FAILURE;
static int end_signal;

/** Collects every process that has ended; the end of the command ends the loop. */
static void reap(void) {
    int status;
    pid_t process;
    while ((process = waitpid(-1, &status, WNOHANG)) > 0) {
        if (process != child) {
            continue;
        }
        child = 0;
        end_signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + end_signal;
        loop_stop();
    }
}

static void take_signals(void *context, uint32_t events) {
    (void)context;
    (void)events;
    struct signalfd_siginfo information;
    while (read(signal_descriptor, &information, sizeof information) == sizeof information) {
        if (information.ssi_signo == SIGCHLD) {
            reap();
        } else if ((int)information.ssi_signo == guard_lost_signal()) {
            loop_stop();
        } else if (child == 0) {
            end_signal = (int)information.ssi_signo;
            loop_stop();
        } else if (information.ssi_code != SI_KERNEL) {
            /* A signal of the kernel's comes from the terminal, and has reached the command too. */
            kill(child, (int)information.ssi_signo);
        }
    }
}

void command_prepare(void) {
    sigset_t signals;
    sigemptyset(&signals);
    const int taken[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        sigaddset(&signals, taken[i]);
    }
    sigaddset(&signals, guard_lost_signal());
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) {
        give_up("block signals");
    }
    signal_descriptor = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signal_descriptor < 0) {
        give_up("watch for signals");
    }
    watch_add(signal_descriptor, EPOLLIN, take_signals, NULL);
    /* Descendants that the command leaves behind become ours, so that they can be ended. */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        give_up("adopt processes");
    }
}

/** The library of ours, which lies beside this program; NULL where it does not. */
static char *own_library(void) {
    char *program = realpath("/proc/self/exe", NULL);
    if (program == NULL) {
        return NULL;
    }
    *strrchr(program, '/') = '\0';
    char *library = format_text("%s/" OWN_LIBRARY, program);
    free(program);
    if (access(library, R_OK) != 0) {
        free(library);
        return NULL;
    }
    return library;
}

/** What the command is to load before anything else; NULL after a message. */
static char *libraries(const char *testbed) {
    void *library = dlopen(UMOCKDEV_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        complain("sudo apt-get install umockdev", UMOCKDEV_LIBRARY " cannot be loaded");
        return NULL;
    }
    dlclose(library);
    char *own = own_library();
    if (own == NULL) {
        complain("swift build --product fake-usb-bus-preload",
                 OWN_LIBRARY " is not beside this program");
        return NULL;
    }
    /* A list of libraries has no way to write a space or a colon in a path. */
    char *link = format_text("%s/" OWN_LIBRARY, testbed);
    make_link(own, link);
    const char *loaded = getenv("LD_PRELOAD");
    char *list = format_text("%s:" UMOCKDEV_LIBRARY "%s%s", link, loaded == NULL ? "" : ":",
                             loaded == NULL ? "" : loaded);
    free(link);
    free(own);
    return list;
}

/** Runs in the new process, up to its end; `failure` takes an error of errno(3). */
static _Noreturn void become(char *const *arguments, const char *preload, const char *testbed,
                             bool is_bound_by_modes, int failure) {
    bool is_set = setenv("LD_PRELOAD", preload, 1) == 0 && setenv("UMOCKDEV_DIR", testbed, 1) == 0;
    /* A process of root gets every capability again at exec, but for those that are not in the
     * bounding set. */
    bool is_bound = !is_bound_by_modes || geteuid() != 0 ||
                    (prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE) == 0 &&
                     prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH) == 0);
    /* Not what was blocked before: what is passed on must arrive. */
    sigset_t none;
    sigemptyset(&none);
    if (is_set && is_bound && prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 &&
        sigprocmask(SIG_SETMASK, &none, NULL) == 0) {
        execvp(arguments[0], arguments);
    }
    int error = errno;
    ssize_t count = write(failure, &error, sizeof error);
    _exit(count == sizeof error ? STATUS_NOT_FOUND : STATUS_OWN_FAILURE);
}

bool command_start(char *const *arguments, const char *testbed, bool is_bound_by_modes) {
    char *preload = libraries(testbed);
    if (preload == NULL) {
        return false;
    }
    int failure[2];
    if (pipe2(failure, O_CLOEXEC) != 0) {
        give_up("start the command");
    }
    fflush(NULL);
    child = fork();
    if (child < 0) {
        give_up("start the command");
    }
    if (child == 0) {
        become(arguments, preload, testbed, is_bound_by_modes, failure[1]);
    }
    free(preload);
    close(failure[1]);
    int error = 0;
    ssize_t count = read(failure[0], &error, sizeof error);
    close(failure[0]);
    if (count != sizeof error) {
        return true;
    }
    complain(NULL, "%s cannot be run: %s", arguments[0], strerror(error));
    exit_status = error == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
    waitpid(child, NULL, 0);
    child = 0;
    return false;
}

/** Sends a signal to every process below this one that is a child of it; false when none is. */
static bool signal_children(int signal) {
    char *path = format_text("/proc/self/task/%d/children", (int)gettid());
    FILE *list = fopen(path, "re");
    free(path);
    bool is_any = false;
    int process;
    while (list != NULL && fscanf(list, "%d", &process) == 1) {
        is_any = kill(process, signal) == 0 || is_any;
    }
    if (list != NULL) {
        fclose(list);
    }
    return is_any;
}

void command_end_descendants(void) {
    if (child != 0) {
        kill(child, SIGTERM);
    }
    const int step = 20;
    for (int waited = 0; signal_children(waited < DESCENDANT_MILLISECONDS ? SIGTERM : SIGKILL);
         waited += step) {
        struct pollfd signals = {.fd = signal_descriptor, .events = POLLIN};
        poll(&signals, 1, step);
        while (waitpid(-1, NULL, WNOHANG) > 0) {
        }
        struct signalfd_siginfo information;
        while (read(signal_descriptor, &information, sizeof information) > 0) {
        }
    }
}

int command_status(void) {
    return exit_status;
}

int command_signal(void) {
    return end_signal;
}
