/** What the program tells the person who started it, and memory that is always there. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * Exit status for failures of this program itself, apart from those of the command that it runs;
 * env(1) and timeout(1) use the same.
 */
enum { STATUS_OWN_FAILURE = 125 };

/** Prints "error: ..." and, unless `remedy` is NULL, "try: REMEDY"; returns STATUS_OWN_FAILURE. */
int complain(const char *remedy, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Ends the program with a message; only for what leaves nothing to do, such as no memory. */
_Noreturn void give_up(const char *what);

/** Whether `note` prints. */
extern bool notes_are_wanted;

/** Prints a line about what the bus does, where they are wanted. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Zeroed memory; never NULL. */
void *allocate(size_t bytes);

/** `block` with room for `bytes`; what is new is not zeroed. Never NULL. */
void *reallocate(void *block, size_t bytes);

/** A copy of `text`, or NULL of NULL. */
char *copy_text(const char *text);

/** A new string after `format`. */
char *format_text(const char *format, ...) __attribute__((format(printf, 1, 2)));
