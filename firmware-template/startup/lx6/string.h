/* What kernels and runtime take of the C library: not every compiler for the LX6 comes with one. */
#ifndef MCUB_STRING_H
#define MCUB_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *first, const void *second, size_t bytes);
size_t strlen(const char *text);
int strcmp(const char *first, const char *second);

#endif
