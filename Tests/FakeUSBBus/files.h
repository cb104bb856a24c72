/** Files and directories of the tree that programs take for /sys and /dev. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

/** Makes a directory with those above it. */
void make_directories(const char *path);
/** Makes the directories above `path`. */
void make_parent_directories(const char *path);
/** Writes a file, with the directories above it. */
void write_file(const char *path, const void *bytes, size_t count, mode_t mode);
/** Makes a symbolic link, with the directories above it; replaces what was there. */
void make_link(const char *target, const char *path);
/** Removes a directory and all below it, or a file; nothing there is fine. */
void remove_tree(const char *path);
