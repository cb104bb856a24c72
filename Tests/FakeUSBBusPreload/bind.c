/*
 * A library that programs on the fake USB bus load in front of libumockdev-preload.
 *
 * libumockdev-preload (0.16.0 to 0.19.7) turns a program's netlink socket into a file `eventN` of
 * the testbed, N being the descriptor's number in that program, and removes the file of another
 * program with the same number. Here each one gets a name of its own, one program at a time.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

typedef int bind_function(int descriptor, const struct sockaddr *address, socklen_t size);

enum { PATH_BYTES = 256 };

/** Renames the file of a socket to what the bus looks for. */
static void rename_listener(const char *testbed, int descriptor) {
    char from[PATH_BYTES], to[PATH_BYTES];
    snprintf(from, sizeof from, "%s/event%d", testbed, descriptor);
    snprintf(to, sizeof to, "%s/listener-%d-%d", testbed, (int)getpid(), descriptor);
    rename(from, to);
}

int bind(int descriptor, const struct sockaddr *address, socklen_t size) {
    union {
        void *symbol;
        bind_function *function;
    } next = {.symbol = dlsym(RTLD_NEXT, "bind")};
    if (next.symbol == NULL) {
        errno = ENOSYS;
        return -1;
    }
    const char *testbed = getenv("UMOCKDEV_DIR");
    if (testbed == NULL || address == NULL || address->sa_family != AF_NETLINK) {
        return next.function(descriptor, address, size);
    }
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/lock", testbed);
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock >= 0) {
        flock(lock, LOCK_EX);
    }
    int result = next.function(descriptor, address, size);
    int error = errno;
    if (result == 0) {
        rename_listener(testbed, descriptor);
    }
    if (lock >= 0) {
        close(lock);
    }
    errno = error;
    return result;
}
