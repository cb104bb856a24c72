/* Faults of the LX6: the registers go over the wire, again and again. */
#include "mcub_core.h"
#include "mcub_runtime.h"

/* What vectors.S saved, in its order. */
struct saved {
    uint32_t kind; /* 0 an exception, 1 a double one, else the level of an interrupt */
    uint32_t pc, a0, sp, a2[4], ps, cause, address;
};

extern struct saved mcub_saved;
struct saved mcub_saved __attribute__((used));

__attribute__((used, aligned(16))) uint8_t mcub_fault_stack[1024];

void mcub_fault_report(void) __attribute__((noreturn, used));

/* Exception numbers: those of MCUB_FAULT_LX6 and up are this core's, as docs/wire.md tells. */
void mcub_fault_report(void) {
    const uint32_t kind = mcub_saved.kind;
    const mcub_fault fault = {
        .exception =
            (uint16_t)(MCUB_FAULT_LX6 | kind << 6 | (kind < 2 ? mcub_saved.cause & 63u : 0)),
        .cfsr = mcub_saved.cause,
        .hfsr = kind,
        .mmfar = mcub_saved.address,
        .bfar = 0,
        .stacked = {mcub_saved.a2[0], mcub_saved.a2[1], mcub_saved.a2[2], mcub_saved.a2[3],
                    mcub_saved.sp, mcub_saved.a0, mcub_saved.pc, mcub_saved.ps},
    };
    mcub_session_fault(&fault);
}
