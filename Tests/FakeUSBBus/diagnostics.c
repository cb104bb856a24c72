#include "diagnostics.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool notes_are_wanted;

int complain(const char *remedy, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("error: fake-usb-bus: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    if (remedy != NULL) {
        fprintf(stderr, "try: %s\n", remedy);
    }
    return STATUS_OWN_FAILURE;
}

void give_up(const char *what) {
    fprintf(stderr, "error: fake-usb-bus: %s: %s\n", what, strerror(errno));
    exit(STATUS_OWN_FAILURE);
}

void note(const char *format, ...) {
    if (!notes_are_wanted) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    fputs("fake-usb-bus: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void *allocate(size_t bytes) {
    void *block = calloc(1, bytes > 0 ? bytes : 1);
    if (block == NULL) {
        give_up("memory");
    }
    return block;
}

void *reallocate(void *block, size_t bytes) {
    void *larger = realloc(block, bytes > 0 ? bytes : 1);
    if (larger == NULL) {
        give_up("memory");
    }
    return larger;
}

char *copy_text(const char *text) {
    return text == NULL ? NULL : format_text("%s", text);
}

char *format_text(const char *format, ...) {
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        give_up("memory");
    }
    return text;
}
