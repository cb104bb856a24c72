/*
 * Keeps from libumockdev-preload those openings of /dev that are none of the bus's.
 *
 * The library (0.17.16) leaves a socket open for each file of /dev that the testbed does not have,
 * and ends a program after 50 openings that failed. So the first go to the system, and the latter
 * fail here.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef int open_function(const char *path, int flags, ...);

int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

/** What the flags ask for, as access(2) takes it. */
static int wanted_access(int flags) {
    switch (flags & O_ACCMODE) {
    case O_RDONLY:
        return R_OK;
    case O_WRONLY:
        return W_OK;
    default:
        return R_OK | W_OK;
    }
}

/** Opens a file by the next library's function `name`, unless it is none of that library's. */
static int open_by(const char *name, const char *path, int flags, mode_t mode) {
    const char *testbed = getenv("UMOCKDEV_DIR");
    if (testbed != NULL && path != NULL && strncmp(path, "/dev/", 5) == 0) {
        char node[4096];
        int error = errno;
        int length = snprintf(node, sizeof node, "%s%s", testbed, path);
        if (length >= (int)sizeof node || faccessat(AT_FDCWD, node, F_OK, AT_EACCESS) != 0) {
            errno = error;
            return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
        }
        if (faccessat(AT_FDCWD, node, wanted_access(flags), AT_EACCESS) != 0) {
            return -1;
        }
        errno = error;
    }
    union {
        void *symbol;
        open_function *function;
    } next = {.symbol = dlsym(RTLD_NEXT, name)};
    if (next.symbol == NULL) {
        errno = ENOSYS;
        return -1;
    }
    return next.function(path, flags, mode);
}

/** The mode that follows the flags where a file may be made. */
#define MODE_AFTER(flags, mode)                                                                    \
    mode_t mode = 0;                                                                               \
    if (((flags)&O_CREAT) != 0 || ((flags)&O_TMPFILE) == O_TMPFILE) {                              \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        mode = va_arg(arguments, mode_t);                                                          \
        va_end(arguments);                                                                         \
    }

int open(const char *path, int flags, ...) {
    MODE_AFTER(flags, mode)
    return open_by("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE_AFTER(flags, mode)
    return open_by("open64", path, flags | O_LARGEFILE, mode);
}

int __open_2(const char *path, int flags) {
    return open_by("__open_2", path, flags, 0);
}

int __open64_2(const char *path, int flags) {
    return open_by("__open64_2", path, flags | O_LARGEFILE, 0);
}
