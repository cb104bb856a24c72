#include "files.h"
#include "diagnostics.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void make_directories(const char *path) {
    char *part = copy_text(path);
    for (char *slash = part + 1; *slash != '\0'; slash++) {
        if (*slash == '/') {
            *slash = '\0';
            if (mkdir(part, 0755) != 0 && errno != EEXIST) {
                give_up(part);
            }
            *slash = '/';
        }
    }
    if (mkdir(part, 0755) != 0 && errno != EEXIST) {
        give_up(part);
    }
    free(part);
}

void make_parent_directories(const char *path) {
    char *parent = copy_text(path);
    char *slash = strrchr(parent, '/');
    if (slash != NULL && slash != parent) {
        *slash = '\0';
        make_directories(parent);
    }
    free(parent);
}

void write_file(const char *path, const void *bytes, size_t count, mode_t mode) {
    make_parent_directories(path);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0 || write(descriptor, bytes, count) != (ssize_t)count ||
        fchmod(descriptor, mode) != 0 || close(descriptor) != 0) {
        give_up(path);
    }
}

void make_link(const char *target, const char *path) {
    make_parent_directories(path);
    if ((unlink(path) != 0 && errno != ENOENT) || symlink(target, path) != 0) {
        give_up(path);
    }
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

void remove_tree(const char *path) {
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT) {
        complain(NULL, "%s cannot be removed: %s", path, strerror(errno));
    }
}
