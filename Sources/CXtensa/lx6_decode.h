// What the files that decode share. Formats: ISA manual, instruction formats and opcode maps.
#pragma once

#include "ops.h"

/* clang-format off */
#define FIELD_OP1(word) ((word) >> 16 & 15)
#define FIELD_OP2(word) ((word) >> 20 & 15)
/* clang-format on */

/** Makes an instruction one that ends the run with its name. */
void lx6_refuse(lx6_op *op, const char *name);
